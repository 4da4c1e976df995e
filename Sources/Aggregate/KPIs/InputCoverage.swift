package import EventSchema

/// What an input speaks about: where it states nothing although it could, that is 0; elsewhere nothing is known.
package struct InputCoverage: Sendable, Hashable {
  /// What its rows are.
  package var kind: EventKind?
  /// Measures that its files have columns for.
  package var states: Set<Measure> = []
  /// Measures of which every record says something: a log of deals that holds only lost ones says that none was won.
  package var logs: Set<Measure> = []
  /// The days that its files state, else from the first to the last that their rows are about; ascending, apart.
  package var days: [ClosedRange<Int32>] = []
  /// Days of records that a later export states otherwise, such as orders that were cancelled since: it speaks about
  /// their periods, though nothing may be left in them.
  package var restated: Set<Int32> = []
  /// Whether days beyond these are not known: files state their period, or have rows for every day with something to
  /// tell. Of a log of orders the last day with an order says nothing of the days after it.
  package var endsWithDays = false
  /// Whether all files state their days: a day beyond is certainly not in them, not only without a row.
  package var isStated = false

  /// The days behind its last row, as far as so many rows were to be expected in them that they are missing rather than
  /// not there; nil where nothing says so.
  package var missed: ClosedRange<Int32>?

  /// Whether it has one row per thing that happened (orders, deals, leads): of a group without a row nothing did, where
  /// its rows tell such groups apart.
  package var isLog = false
  /// Whether each of its rows is of one group, though it may not say of which: those of logs, and refunds.
  package var hasOrigins = false
  /// What its channels say of where its records came from.
  package var origins = OriginChannels()
  /// Of which the pipeline file says one value for all of it, such as `channel: Email`.
  package var fixed: Set<Dimension> = []

  package init() {}

  /// Which of some days are covered.
  package func covered(in whole: ClosedRange<Int32>) -> [ClosedRange<Int32>] {
    days.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
  }

  /// Those of some days that it knows, where these are not all.
  func partlyCovered(_ whole: ClosedRange<Int32>) -> [ClosedRange<Int32>]? {
    if endsWithDays {
      let covered = covered(in: whole)
      return covered == [whole] ? nil : covered
    }
    // Of a log the days of its rows are not asked for: only those that are missed.
    guard let missed, missed.overlaps(whole) else { return nil }
    var known: [ClosedRange<Int32>] = []
    if whole.lowerBound < missed.lowerBound { known.append(whole.lowerBound...(missed.lowerBound - 1)) }
    if missed.upperBound < whole.upperBound { known.append((missed.upperBound + 1)...whole.upperBound) }
    return known
  }

  /// Those of some days that it knows, where it lacks days behind others that it knows. Before its first day it may not
  /// have been there.
  func brokenOff(_ whole: ClosedRange<Int32>) -> [ClosedRange<Int32>]? {
    guard let first = days.first?.lowerBound, first <= whole.upperBound else { return nil }
    return partlyCovered(max(first, whole.lowerBound)...whole.upperBound)
  }

  /// The last day covered before some days of which none is.
  func lastDay(before whole: ClosedRange<Int32>) -> Int32? {
    covered(in: whole).isEmpty ? days.last { $0.upperBound < whole.lowerBound }?.upperBound : nil
  }

  /// Whether the input speaks about the period without having a row in it.
  func reaches(into period: Period) -> Bool {
    let whole = period.first.number...period.last.number
    let covered = covered(in: whole)
    return covered == [whole] || endsWithDays && !covered.isEmpty || restated.contains(where: whole.contains)
  }
}

/// What an input's channels say of where its records came from.
package struct OriginChannels: Sendable, Hashable {
  /// That of records that state no origin.
  package var ofNone: [UInt8]?
  /// Whether these are known to be of that channel all the same: the pipeline file or the profile says it of the input.
  package var areKnown = false
  /// Those that are only what is left over, such as `Unassigned`: of their records nobody knows where they came from.
  package var leftOver: Set<[UInt8]> = []

  package init() {}

  /// Whether a channel tells its records apart from others: they state it, or something that a rule gives it for.
  func tell(_ channel: [UInt8]) -> Bool {
    !channel.isEmpty && channel != ofNone && !leftOver.contains(channel)
  }
}
