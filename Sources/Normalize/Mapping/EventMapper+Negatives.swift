import Declarations
import EventSchema

/// Values below 0 that can't be meant as they stand.
extension EventMapper {
  /// Rejects campaigns that are planned to cost or bring less than nothing, which would lower what others are, and fewer
  /// than no followers: such a row is a change, not a level.
  mutating func rejectNegatives(_ count: Int) {
    for (measure, position) in roles.measures {
      if mapping.profile.gives == .plan, measure.isOfPlan {
        rejectNegatives(in: position, count, .negativePlan)
      }
      if mapping.profile.gives == .level { rejectNegatives(in: position, count, .notACount) }
    }
  }

  /// Rejects rows with a negative value, other than those that are refunds as a whole.
  mutating func rejectNegatives(in position: Int, _ count: Int, _ reason: RejectReason) {
    let values = amounts[position]
    guard Self.hasNegative(values.span) else { return }
    for row in 0..<count where values[row] < 0 && values[row] != Measure.absent {
      if returned.isEmpty || !returned[row] { reject(row, position, reason) }
    }
  }

  /// Of orders whose amounts below 0 are revenue, and of deals, the rows with such an amount; empty for none.
  func rowsBelowZero() -> ContiguousArray<Bool> {
    let position: Int? =
      switch mapping.profile.gives {
      case .order where mapping.negatives == .revenue: revenuePosition
      case .deal: roles.amount
      default: nil
      }
    guard let position else { return [] }
    let values = amounts[position]
    guard Self.hasNegative(values.span) else { return [] }
    return ContiguousArray(values.map { $0 < 0 && $0 != Measure.absent })
  }

  /// Counts the rows of costs below 0, such as credits of an ad platform: they are meant as they stand, and are told.
  func tallyCredits(
    _ measure: Measure, _ values: ContiguousArray<Int64>, _ currencies: ContiguousArray<UInt32>,
    _ tallies: inout [UInt32: MoneyTally]
  ) {
    guard measure == .spend || measure == .cost, Self.hasNegative(values.span) else { return }
    for row in values.indices
    where values[row] < 0 && values[row] != Measure.absent && verdicts[row] == 0 {
      tallies[currencies[row]]?.credits += 1
      tallies[currencies[row]]?.credited += Int128(values[row])
    }
  }
}
