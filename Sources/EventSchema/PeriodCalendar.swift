/// How days make up weeks, months and years in a report.
package struct PeriodCalendar: Hashable, Sendable {
  package enum WeekStart: String, Sendable, CaseIterable { case monday, sunday }
  /// Which calendar year a fiscal year is called after: the one in which it begins, or ends.
  package enum YearName: String, Sendable, CaseIterable { case start, end }
  /// What the twelve months of a fiscal year are.
  package enum Months: String, Sendable, CaseIterable {
    case calendar
    /// Whole weeks: a quarter of 13 weeks is split into these; a 53rd week joins the last month. The year begins
    /// on the week's first day that is nearest to the first of its month, as the retail calendar of the
    /// National Retail Federation does.
    case weeks445 = "4-4-5"
    case weeks454 = "4-5-4"
    case weeks544 = "5-4-4"

    /// Weeks per month of a quarter; empty for calendar months.
    var weeks: [Int] {
      switch self {
      case .calendar: []
      case .weeks445: [4, 4, 5]
      case .weeks454: [4, 5, 4]
      case .weeks544: [5, 4, 4]
      }
    }
  }

  package var weekStarts: WeekStart
  /// 1...12
  package var fiscalYearStarts: Int
  package var yearNamedAfter: YearName
  package var months: Months
  /// Where periods of one grain are looked at as far as the newest one has come.
  package var toDate: ToDate?

  /// Of every period of the grain only its first days count, all of them where it has no more.
  package struct ToDate: Hashable, Sendable {
    package var grain: Grain
    package var days: Int

    package init(_ grain: Grain, days: Int) {
      self.grain = grain
      self.days = days
    }
  }

  /// What periods of so many days are.
  package var stretch: Stretch?

  /// As many days, one after the other: the newest ends on a day, and all others follow from it.
  package struct Stretch: Hashable, Sendable {
    package static let lengths = 2...366
    package var days: Int
    package var newestEnds: Day

    package init(days: Int, newestEnds: Day) {
      self.days = days
      self.newestEnds = newestEnds
    }

    /// The last day of the stretch that holds a day.
    func end(of day: Day) -> Day {
      let after = newestEnds - day
      let whole = after >= 0 ? after / days : -((days - 1 - after) / days)
      return newestEnds - whole * days
    }
  }

  package init(
    weekStarts: WeekStart = .monday, fiscalYearStarts: Int = 1, yearNamedAfter: YearName = .start,
    months: Months = .calendar, toDate: ToDate? = nil, stretch: Stretch? = nil
  ) {
    self.weekStarts = weekStarts
    self.fiscalYearStarts = fiscalYearStarts
    self.yearNamedAfter = yearNamedAfter
    self.months = months
    self.toDate = toDate
    self.stretch = stretch
  }

  /// Weeks from Monday, years from January.
  package static let civil = PeriodCalendar()

  /// Whether years are other than calendar years: labels say so.
  package var isFiscal: Bool { fiscalYearStarts != 1 || months != .calendar }

  /// What of it matters for a grain: the periods of two calendars that agree in it are the same.
  func relevant(for grain: Grain) -> PeriodCalendar {
    var relevant =
      switch grain {
      case .day, .days: PeriodCalendar.civil
      case .week: PeriodCalendar(weekStarts: weekStarts)
      case .month where months == .calendar: PeriodCalendar.civil
      case .month, .quarter, .half, .year:
        months == .calendar
          ? PeriodCalendar(fiscalYearStarts: fiscalYearStarts, yearNamedAfter: yearNamedAfter) : self
      }
    relevant.toDate = toDate.flatMap { $0.grain == grain ? $0 : nil }
    relevant.stretch = grain == .days ? stretch : nil
    return relevant
  }

  // MARK: Weeks

  func weekStart(onOrBefore day: Day) -> Day {
    switch weekStarts {
    case .monday: day - (day.weekday - 1)
    case .sunday: day - day.weekday % 7
    }
  }

  // MARK: Years

  /// The first day of a fiscal year.
  func start(ofYear number: Int) -> Day {
    let civil = yearNamedAfter == .end && fiscalYearStarts != 1 ? number - 1 : number
    let first = Day(year: min(max(civil, 1), 9999), month: fiscalYearStarts, day: 1) ?? Day(number: 0)
    guard months != .calendar else { return first }
    let before = weekStart(onOrBefore: first)
    return first - before <= 3 ? before : before + 7
  }

  /// The fiscal year that holds a day.
  func year(containing day: Day) -> Int {
    var year = day.civil.year + (yearNamedAfter == .end && fiscalYearStarts != 1 ? 1 : 0)
    // A year begins at most a year and a week away from where its number says.
    if start(ofYear: year) > day { year -= 1 }
    if start(ofYear: year + 1) <= day { year += 1 }
    return year
  }

  /// The first days of the twelve months of a fiscal year, and of the next year.
  func monthStarts(ofYear number: Int) -> [Day] {
    let (first, end) = (start(ofYear: number), start(ofYear: number + 1))
    if months == .calendar {
      var starts = [first]
      for _ in 1..<12 {
        let (year, month, _) = starts[starts.count - 1].civil
        starts.append(starts[starts.count - 1] + Day.length(ofMonth: month, year: year))
      }
      return starts + [end]
    }
    var starts = [first]
    for month in 0..<11 { starts.append(starts[month] + 7 * months.weeks[month % 3]) }
    return starts + [end]
  }
}
