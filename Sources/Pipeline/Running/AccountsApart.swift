import Declarations
import Diagnostics
import EventSchema
import Kernel
import Normalize
import Render

/// Two inputs whose accounts are held against each other, of which one states ids of its tool and the other names: no account
/// of the one can be one of the other.
package struct AccountsApart: Sendable {
  /// Of deals, and of what is looked up for their accounts.
  let input: Int
  let other: Int
  /// What figures lack for it.
  let measures: Set<Measure>
  private let names: (input: String, other: String)
  private let hasIDs: Bool
  private let location: SourceLocation

  fileprivate init(
    _ input: Int, _ other: Int, _ measures: Set<Measure>, hasIDs: Bool, _ plan: Plan
  ) {
    (self.input, self.other, self.measures, self.hasIDs) = (input, other, measures, hasIDs)
    let (mine, theirs) = (plan.inputs[input].declaration, plan.inputs[other].declaration)
    names = (mine.name, theirs.name)
    location = mine.location
  }

  /// Who has ids, and who names.
  var ids: String { hasIDs ? names.input : names.other }
  var named: String { hasIDs ? names.other : names.input }

  var note: Note { Note(.noteAccountsApart, ["input": .text(ids), "other": .text(named)]) }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: location, Self.text(ids: ids, named: named),
      hint: "map a column that names accounts as the other input does: `columns: {\"Company name\": account}`"
    )
  }

  static func text(ids: String, named: String) -> String {
    "\(ids) states accounts by ids, \(named) by names: none of them can be the same"
  }
}

extension RunResult {
  /// Inputs of deals whose accounts can be none of those of touches or of target accounts.
  var accountsApart: [AccountsApart] {
    func forms(_ input: Int) -> AccountForms {
      files.filter { $0.file.input == input }.reduce(into: []) { $0.formUnion($1.accountForms) }
    }
    func inputs(_ kind: EventKind) -> [Int] {
      plan.inputs.indices.filter { plan.inputs[$0].profile.gives == kind }
    }
    var pairs: [(kind: EventKind, measures: Set<Measure>)] = []
    if plan.kernel.inputs.contains(where: { $0.needs.contribution }) {
      pairs.append((.touch, [.influencedDeals, .influencedAmount]))
    }
    if plan.kernel.inputs.contains(where: { $0.needs.engagement }) { pairs.append((.account, [])) }
    return pairs.flatMap { kind, measures -> [AccountsApart] in
      let others = inputs(kind)
      let theirs = others.reduce(into: AccountForms()) { $0.formUnion(forms($1)) }
      guard let other = others.first, theirs.areOfOneKind else { return [] }
      return inputs(.deal).filter { forms($0).areOfOneKind && forms($0) != theirs }.map {
        AccountsApart($0, other, measures, hasIDs: forms($0) == .ids, plan)
      }
    }
  }
}
