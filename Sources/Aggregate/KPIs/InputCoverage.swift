package import EventSchema

/// What an input speaks about: where it states nothing although it could, that is 0; elsewhere nothing is known.
package struct InputCoverage: Sendable, Hashable {
  /// Measures that its files have columns for.
  package var states: Set<Measure> = []
  /// Measures of which every record says something: a log of deals that holds only lost ones says that none was won.
  package var logs: Set<Measure> = []
  /// The days that its files state, else from the first to the last that their rows are about; ascending, apart.
  package var days: [ClosedRange<Int32>] = []
  /// Whether days beyond these are not known: files state their period, or have rows for every day with something to
  /// tell. Of a log of orders the last day with an order says nothing of the days after it.
  package var endsWithDays = false

  package init() {}

  /// The days of a period that are covered.
  package func covered(in period: Period) -> [ClosedRange<Int32>] {
    let whole = period.first.number...period.last.number
    return days.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
  }

  /// Whether the input speaks about the period without having a row in it.
  func reaches(into period: Period) -> Bool {
    let covered = covered(in: period)
    return covered == [period.first.number...period.last.number] || endsWithDays && !covered.isEmpty
  }
}
