import Columns
import Declarations
import EventSchema

/// Contracts: what recurs each month, from a first day to a last one or without an end.
extension EventMapper {
  mutating func appendContracts(_ base: EventBatch) {
    let ends = inFile(roles.closed).map { days[$0] } ?? ContiguousArray(repeating: .min, count: base.count)
    for row in 0..<base.count where ends[row] != .min && ends[row] < base.days[row] {
      reject(row, roles.closed ?? -1, .endsBeforeStart)
    }
    let contracts = measures(base)
    append(contracts, keeping: nil)
    let wanted = mapping.needs.measures
    let place = roles.measures.first { $0.measure == .recurringAmount }?.position
    guard !mapping.needs.everything, let place else { return }
    let accepted = ContiguousArray((0..<Int32(base.count)).filter { verdicts[Int($0)] == 0 })
    guard !accepted.isEmpty else { return }
    var running = base
    running.measures = [.mrr]
    running.values = [amounts[place]]
    if wanted.contains(.mrr) {
      result.histories.append(.begins(running.selecting(accepted)))
      let ended = ContiguousArray(accepted.filter { ends[Int($0)] != .min })
      var over = running
      // On its last day it runs.
      over.days = ContiguousArray(ends.map { $0 == .min ? .min : $0 + 1 })
      if !ended.isEmpty { result.histories.append(.ends(over.selecting(ended))) }
    }
    if wanted.contains(where: \.isOfContracts) {
      running.lastDays = ContiguousArray(ends.map { $0 == .min ? .max : $0 })
      running.persons = accountTokens(base.count)
      result.histories.append(.contracts(running.selecting(accepted)))
    }
  }

  /// Tokens of the accounts, whoever else the records name.
  private func accountTokens(_ count: Int) -> ContiguousArray<PersonToken> {
    guard let position = roles.dimensions[.account] else {
      return ContiguousArray(repeating: .nobody, count: count)
    }
    return ContiguousArray(codes[position].map { $0 < 0 ? .nobody : accountTokens[Int($0)] })
  }
}
