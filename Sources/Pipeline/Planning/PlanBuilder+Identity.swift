import Columns
import Declarations
import Diagnostics
import EventSchema
import Normalize

extension PlanBuilder {
  /// The domains that stand for no account, where accounts are told apart by domains.
  func freeMail() throws(Diagnostics) -> [String] {
    guard file.normalize.identity.needsFreeMail else { return [] }
    return try library.freeMail()
  }

  /// Tools number their customers alike: ids mean something within a tool, or within what `ids_of` names.
  func declareIds(_ inputs: [Plan.Input], _ mappings: inout [InputMapping]) {
    for (index, input) in inputs.enumerated() {
      let owner = input.declaration.idsOf ?? input.profile.folder
      mappings[index].idKey = mappings[index].personKey.within(owner)
    }
  }

  /// Keys that no input can state identify nobody: every figure about people would be n/a.
  mutating func checkIdentity(_ profiles: [Profile]) {
    let identity = file.normalize.identity
    let fields = Set(profiles.flatMap { $0.columns.map(\.field) })
    if identity.isMeasured {
      let wanted = identity.people.map { $0 == .email ? Field.emailAddress : .person }
      check("people", identity.people.map(\.rawValue), isStated: !fields.isDisjoint(with: wanted))
    }
    if let accounts = identity.accounts {
      let wanted: [Field] = accounts.flatMap { key -> [Field] in
        key == .account ? [.dimension(.account)] : [.emailAddress, .person]
      }
      check("accounts", accounts.map(\.rawValue), isStated: !fields.isDisjoint(with: wanted))
    }
  }

  private mutating func check(_ owner: String, _ keys: [String], isStated: Bool) {
    guard !isStated, !keys.isEmpty else { return }
    problems.append(
      Diagnostic(
        at: file.normalize.location,
        "no input states what \(owner) are identified by: \(keys.joined(separator: ", "))",
        hint: "map a column to `email`, `person` or `account` under the `columns:` of an input"))
  }
}
