import Columns
import Declarations
import EventSchema

/// Costs of several days, spread over them: `spread: evenly_over_days`.
extension EventMapper {
  /// A cost of more days is a slip of the pen: 2206 for 2026.
  static let longestSpread = 3660

  /// Rejects costs of more days than anyone spreads a cost over.
  mutating func rejectTooLong(_ times: EventTimes, _ count: Int) {
    for row in 0..<count where verdicts[row] == 0 {
      if Int(times.lastDays[row]) - Int(times.days[row]) >= Self.longestSpread {
        reject(row, roles.lastDay ?? roles.day ?? -1, .rangeTooLong)
      }
    }
  }

  /// Rejects costs for one of whose days no rate may be used.
  mutating func requireRatesOfSpreadDays(_ times: EventTimes, _ currencies: ContiguousArray<UInt32>) {
    guard mapping.spread != nil, let requirement = mapping.rateRequirement, !currencies.isEmpty else {
      return
    }
    let report = requirement.conversion.to.packed
    for row in times.lastDays.indices where verdicts[row] == 0 && currencies[row] != report {
      let days = times.days[row]...times.lastDays[row]
      if days.contains(where: { !isMet(requirement, currencies[row], $0) }) {
        reject(row, roles.money.first?.position ?? -1, .noExchangeRate)
      }
    }
  }

  /// One event per day of the accepted ones, days that no report asks for left out.
  ///
  /// A day's share is a whole number of minor units (millionths, where the amount is stated more finely); the first
  /// days carry what is left over. So the sum over all days is exactly the cost, whatever the periods are.
  func spreadOverDays(_ events: EventBatch) -> EventBatch {
    var rows: ContiguousArray<Int32> = []
    var days: ContiguousArray<Int32> = []
    var values = Array(repeating: ContiguousArray<Int64>(), count: events.measures.count)
    for row in 0..<events.count where verdicts[row] == 0 {
      let covered = events.days[row]...events.lastDays[row]
      let wanted = mapping.spreadDays.map { covered.clamped(to: $0) } ?? covered
      // A range that lies outside is clamped to a day at its edge.
      guard covered.overlaps(wanted) else { continue }
      for day in wanted {
        rows.append(Int32(row))
        days.append(day)
      }
      for index in values.indices {
        let shares = Self.shares(
          events.values[index][row], days: covered.count, Currency(packed: events.currencies[row]))
        values[index] += shares[Int(wanted.lowerBound - covered.lowerBound)...].prefix(wanted.count)
      }
    }
    var spread = events.selecting(rows)
    spread.days = days
    spread.lastDays = []
    spread.values = values
    return spread
  }

  private static func shares(_ amount: Int64, days: Int, _ currency: Currency) -> [Int64] {
    guard amount != Measure.absent else { return Array(repeating: amount, count: days) }
    let step = currency.step(of: CollectionOfOne(Int128(amount)))
    // No part is larger than the amount.
    return Apportionment.equally(Int128(amount) / step, into: days).map { Int64($0 * step) }
  }
}
