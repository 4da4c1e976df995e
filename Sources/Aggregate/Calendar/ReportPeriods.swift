package import Declarations
package import EventSchema

/// The periods of a report: the listed ones, the focus, and what it is compared with.
package struct ReportPeriods: Sendable {
  package enum Failure: Error, Equatable, Sendable {
    /// `from` or `to` cuts a period.
    case notWhole(Day, grain: Grain, nearest: Day)
    case noFinishedPeriod
  }
  package struct Compared: Sendable, Hashable {
    package var comparison: PeriodDeclaration.Comparison
    package var period: Period
  }

  package let grain: Grain
  package let calendar: PeriodCalendar
  /// Oldest first.
  package let list: [Period]
  /// The newest of the list.
  package let focus: Period
  package let compared: [Compared]
  /// What the focus was to be compared with, and the calendar does not have: 29 February or week 53 a year ago.
  package let withoutCounterpart: [PeriodDeclaration.Comparison]

  /// - Parameter asOf: the day of the run: only periods that ended before it count as finished.
  package init(_ declaration: PeriodDeclaration, asOf: Day) throws(Failure) {
    grain = declaration.every
    var calendar = declaration.calendar
    if grain == .days {
      calendar.stretch = PeriodCalendar.Stretch(days: declaration.stretchDays, newestEnds: asOf - 1)
    }
    if case .toDate = declaration.newest { calendar.toDate = Self.toDate(grain, calendar, asOf) }
    self.calendar = calendar
    switch declaration.range {
    case .last(let count):
      var period = Period(grain, containing: asOf, in: calendar)
      if calendar.toDate == nil { period = period.previous }
      var list = [period]
      while list.count < count {
        period = period.previous
        list.append(period)
      }
      self.list = list.reversed()
    case .between(let from, let to):
      let first = Period(grain, containing: from, in: calendar)
      let last = Period(grain, containing: to, in: calendar)
      guard first.first == from else { throw .notWhole(from, grain: grain, nearest: first.first) }
      guard last.last == to else { throw .notWhole(to, grain: grain, nearest: last.last) }
      var list = [first]
      while let newest = list.last, newest < last { list.append(newest.next) }
      guard first <= last else { throw .noFinishedPeriod }
      self.list = list
    case .only(let period): list = [period]
    }
    guard let focus = list.last else { throw .noFinishedPeriod }
    self.focus = focus
    withoutCounterpart = declaration.compareWith.filter { Self.counterpart(of: focus, $0) == nil }
    compared = declaration.compareWith.compactMap { comparison in
      Self.counterpart(of: focus, comparison).map { Compared(comparison: comparison, period: $0) }
    }
  }

  /// How far the period of the day before the run's has come; nil where it is over: then it is whole, and all are.
  private static func toDate(_ grain: Grain, _ calendar: PeriodCalendar, _ asOf: Day) -> PeriodCalendar
    .ToDate?
  {
    let newest = Period(grain, containing: asOf - 1, in: calendar)
    return newest.last < asOf ? nil : PeriodCalendar.ToDate(grain, days: asOf - newest.first)
  }

  /// The period that a period is compared with; nil where the calendar has none (29 February, week 53).
  package static func counterpart(of period: Period, _ comparison: PeriodDeclaration.Comparison) -> Period? {
    switch comparison {
    case .previous: period.previous
    case .lastYear: period.lastYear
    case .weekdayLastWeek: Period(.day, containing: period.first - 7)
    case .weekdayLastYear: Period(.day, containing: period.first - 364)
    }
  }

  /// Every period that figures are needed for: the list, and what the focus is compared with.
  ///
  /// Not the year before the whole list: a trend shows last year's line where the list reaches back,
  /// and nobody must supply rates or files for periods that the pipeline file does not name.
  package var needed: [Period] {
    var set = Set(list)
    for compared in compared { set.insert(compared.period) }
    return set.sorted()
  }
}
