import Declarations
import EventSchema
import Kernel
import Normalize

/// Grouping by accounts that exports spell in several ways.
extension Runner {
  /// Reads the files once for how they spell accounts, where figures are grouped by these. Costs nothing elsewhere.
  mutating func settleAccounts(_ files: [KernelFile]) async {
    var all = AccountSpellings()
    for input in plan.inputs.indices {
      let mapping = plan.kernel.inputs[input]
      guard mapping.needs.dimensions.contains(.account) else { continue }
      // One that an input states for all of its rows is of no row, but it is to be the same account, too.
      if let constant = mapping.constants[.account] { all.add(Array(constant.utf8), rows: 0) }
      let mine = files.filter { $0.input == input }
      guard !mine.isEmpty,
        mapping.wanted.contains(where: { mapping.profile.columns[$0].field == .dimension(.account) })
      else { continue }
      for found in await read(mine, for: .accounts, mapping) { all.merge(found.accounts) }
    }
    let shown = all.shown
    guard !shown.isEmpty else { return }
    for input in plan.inputs.indices { plan.kernel.inputs[input].traffic.accounts = shown }
  }
}
