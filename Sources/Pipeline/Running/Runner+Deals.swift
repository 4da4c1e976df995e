import Declarations
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Giving orders the channel and campaign of the deal that they name.
extension Runner {
  /// Reads the files of deals once for where these came from. Costs nothing where no file of orders names deals.
  mutating func settleDeals(_ files: [KernelFile]) async {
    guard files.contains(where: namesDeals) else { return }
    var all = DealOrigins()
    for input in plan.inputs.indices where plan.inputs[input].profile.gives == .deal {
      let mine = files.filter { $0.input == input }
      let found = await read(mine, for: .deals, plan.kernel.inputs[input])
      let origins = found.compactMap(\.origins)
      // An input that can't be read whole counts nothing: the run itself tells why.
      guard origins.count == mine.count else { continue }
      var latest = DealOrigins()
      for (_, origins) in zip(Overlap.ranks(mine), origins).sorted(by: { $0.0 < $1.0 }) {
        latest.restate(by: origins)
      }
      all.join(latest)
    }
    for input in plan.inputs.indices where plan.inputs[input].profile.gives == .order {
      plan.kernel.inputs[input].dealOrigins = all
    }
  }

  private func namesDeals(_ file: KernelFile) -> Bool {
    let mapping = plan.kernel.inputs[file.input]
    guard mapping.profile.gives == .order, !mapping.needs.ofDeals.isEmpty,
      let place = mapping.wanted.firstIndex(where: { mapping.profile.columns[$0].field == .ofDeal })
    else { return false }
    return file.source.layout.map { $0.fields[place] >= 0 } ?? !file.absent.contains(mapping.wanted[place])
  }
}

extension OrdersOfDeals {
  /// Orders whose deals are not known.
  var warnings: [Note] {
    var notes: [Note] = []
    if unknown > 0 { notes.append(Note(.noteUnknownDeals, ["n": .count(unknown)])) }
    if ambiguous > 0 { notes.append(Note(.noteAmbiguousDeals, ["n": .count(ambiguous)])) }
    return notes
  }

  var remarks: [Note] {
    inheriting > 0 ? [Note(.noteOrdersInherit, ["n": .count(inheriting)])] : []
  }
}
