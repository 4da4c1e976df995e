/// The lengths of period a report can have.
package enum Grain: String, Sendable, CaseIterable, Hashable {
  case day, week, month, quarter, half, year
  /// As many days as the calendar's `stretch` says.
  case days

  /// Those that have a name: all but stretches of days.
  package static let allCases: [Grain] = [.day, .week, .month, .quarter, .half, .year]

  /// Whether periods are so many days, whatever the month.
  package var isOfDays: Bool { months == 0 }

  /// Months of a year that make one such period; 0 for days and weeks.
  var months: Int {
    switch self {
    case .day, .week, .days: 0
    case .month: 1
    case .quarter: 3
    case .half: 6
    case .year: 12
    }
  }
}

/// A period of one grain, whole unless the calendar takes its first days only. Weeks are ISO 8601 weeks, Monday to
/// Sunday, and years calendar years, unless the calendar says otherwise.
package struct Period: Hashable, Sendable, Comparable {
  package let grain: Grain
  package let first: Day
  package let last: Day
  /// As far as it matters for the grain.
  package let calendar: PeriodCalendar

  /// The period of this grain that holds the day.
  package init(_ grain: Grain, containing day: Day, in calendar: PeriodCalendar = .civil) {
    let calendar = calendar.relevant(for: grain)
    self.grain = grain
    self.calendar = calendar
    let end: Day
    switch grain {
    case .day: (first, end) = (day, day)
    case .days:
      let stretch = calendar.stretch ?? PeriodCalendar.Stretch(days: 1, newestEnds: day)
      end = stretch.end(of: day)
      first = end - (stretch.days - 1)
    case .week:
      first = calendar.weekStart(onOrBefore: day)
      end = first + 6
    case .month, .quarter, .half, .year:
      let starts = calendar.monthStarts(ofYear: calendar.year(containing: day))
      let month = (starts.lastIndex { $0 <= day } ?? 0) / grain.months * grain.months
      (first, end) = (starts[month], starts[month + grain.months] - 1)
    }
    if let toDate = calendar.toDate { last = min(end, first + (toDate.days - 1)) } else { last = end }
  }

  package var dayCount: Int { last - first + 1 }
  package var next: Period { Period(grain, containing: whole.last + 1, in: calendar) }
  package var previous: Period { Period(grain, containing: first - 1, in: calendar) }

  /// How many weeks it has, where its calendar makes months of whole weeks; else nil, and to date, when periods are cut alike.
  package var weeks: Int? {
    guard calendar.months != .calendar, grain.months > 0, !isToDate else { return nil }
    return dayCount / 7
  }

  /// Whether it is looked at as far as the newest one has come: its first days, or all where it has no more.
  package var isToDate: Bool { calendar.toDate != nil }
  /// The period with all of its days.
  package var whole: Period {
    guard isToDate else { return self }
    var calendar = calendar
    calendar.toDate = nil
    return Period(grain, containing: first, in: calendar)
  }

  /// The same period one year earlier: the same week number (nil for a week 53 that the year before does not
  /// have), the same month, quarter or half, the same date (nil for 29 February). Of stretches of days that 52 weeks
  /// earlier; nil where 52 weeks hold no whole number of them.
  package var lastYear: Period? {
    switch grain {
    case .day:
      let (year, month, day) = first.civil
      return Day(year: year - 1, month: month, day: day).map { Period(.day, containing: $0) }
    case .days:
      return 364 % dayCount == 0 ? Period(.days, containing: first - 364, in: calendar) : nil
    case .week:
      let (year, week) = weekOfYear
      let candidate = Period(week: week, of: year - 1, in: calendar)
      return candidate?.weekOfYear ?? (0, 0) == (year - 1, week) ? candidate : nil
    case .month, .quarter, .half, .year:
      let starts = calendar.monthStarts(ofYear: year - 1)
      return Period(grain, containing: starts[(number - 1) * grain.months], in: calendar)
    }
  }

  /// The year of the period: for weeks that of the week's number, else the fiscal year.
  package var year: Int {
    grain == .week ? weekOfYear.year : calendar.year(containing: first)
  }

  /// Which month, quarter or half of its year it is, from 1; 1 for years, days and weeks.
  package var number: Int {
    guard grain.months > 0 else { return 1 }
    let starts = calendar.monthStarts(ofYear: year)
    return (starts.firstIndex(of: first) ?? 0) / grain.months + 1
  }

  /// Year and number of the week of the period's first day: week 1 is the first with at least four days in the
  /// year. From Monday that is ISO 8601, from Sunday the MMWR week of the US health authorities.
  package var weekOfYear: (year: Int, week: Int) {
    let middle = calendar.weekStart(onOrBefore: first) + 3
    let year = middle.civil.year
    let january1 = Day(year: year, month: 1, day: 1) ?? middle
    return (year, (middle - january1) / 7 + 1)
  }

  private init?(week: Int, of year: Int, in calendar: PeriodCalendar) {
    guard let january4 = Day(year: year, month: 1, day: 4) else { return nil }
    self.init(.week, containing: january4 + 7 * (week - 1), in: calendar)
  }

  /// The periods of its year up to this one, the newest first. Weeks are of the year of their number, days and all
  /// longer periods of the calendar's.
  package func yearToDate(in calendar: PeriodCalendar) -> [Period] {
    var list = [self]
    if grain == .week {
      while list[list.count - 1].previous.year == year { list.append(list[list.count - 1].previous) }
      return list
    }
    let start = Period(.year, containing: first, in: calendar).first
    while list[list.count - 1].first > start { list.append(list[list.count - 1].previous) }
    return list
  }

  package func contains(_ day: Day) -> Bool { first <= day && day <= last }

  package static func < (a: Period, b: Period) -> Bool { a.first < b.first }
}

extension Period: CustomStringConvertible {
  /// Neutral label: `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1`, `2026-H1`, `2026`; of fiscal years `FY2025-Q1`,
  /// `FY2025-H1`, `FY2025`, and of their months of whole weeks `FY2025-P01`. To date with the last day:
  /// `2026-03-to-12`, `2026-Q1-to-03-12`.
  package var description: String {
    guard isToDate else { return label }
    let (_, month, day) = last.civil
    let isMonth = grain == .month && !calendar.isFiscal
    return label + "-to-" + (isMonth ? "" : padded(month, 2) + "-") + padded(day, 2)
  }

  private var label: String {
    let fiscal = calendar.isFiscal ? "FY" : ""
    switch grain {
    case .day: return first.description
    case .days: return "\(first)-to-\(last)"
    case .week: return "\(padded(weekOfYear.year, 4))-W\(padded(weekOfYear.week, 2))"
    case .month:
      let mark = calendar.isFiscal ? "P" : ""
      return "\(fiscal)\(padded(year, 4))-\(mark)\(padded(number, 2))"
    case .quarter: return "\(fiscal)\(padded(year, 4))-Q\(number)"
    case .half: return "\(fiscal)\(padded(year, 4))-H\(number)"
    case .year: return "\(fiscal)\(padded(year, 4))"
    }
  }

  /// Reads a neutral label back.
  package init?(label: String, in calendar: PeriodCalendar = .civil) {
    if let day = Day(iso: label) {
      self.init(.day, containing: day)
      return
    }
    let isFiscal = label.hasPrefix("FY")
    let parts = label.dropFirst(isFiscal ? 2 : 0).split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, first.utf8.count == 4, let year = Int(first),
      let candidate = Self.candidate(parts.count == 2 ? parts[1] : nil, of: year, in: calendar),
      candidate.description == label
    else { return nil }
    self = candidate
  }

  /// The first and the last period of a year; of days and weeks those of the calendar year and of its weeks.
  package static func bounds(_ grain: Grain, ofYear year: Int, in calendar: PeriodCalendar) -> (
    Period, Period
  )? {
    guard (1...9998).contains(year), let january = Day(year: year, month: 1, day: 4),
      let december = Day(year: year, month: 12, day: 28)
    else { return nil }
    func period(_ day: Day) -> Period { Period(grain, containing: day, in: calendar) }
    switch grain {
    case .day, .days: return (period(january - 3), period(december + 3))
    // Week 1 holds 4 January, and the last one 28 December.
    case .week: return (period(january), period(december))
    case .month, .quarter, .half, .year:
      let starts = calendar.relevant(for: grain).monthStarts(ofYear: year)
      return (period(starts[0]), period(starts[12] - 1))
    }
  }

  private static func candidate(_ part: Substring?, of year: Int, in calendar: PeriodCalendar) -> Period? {
    func period(_ grain: Grain, _ number: Int) -> Period? {
      guard (1...(12 / grain.months)).contains(number), (1...9998).contains(year) else { return nil }
      let starts = calendar.relevant(for: grain).monthStarts(ofYear: year)
      return Period(grain, containing: starts[(number - 1) * grain.months], in: calendar)
    }
    guard let part else { return period(.year, 1) }
    guard let mark = part.first, let number = Int(mark.isNumber ? part : part.dropFirst()), number >= 1 else {
      return nil
    }
    switch mark {
    case "W": return number <= 53 ? Period(week: number, of: year, in: calendar.relevant(for: .week)) : nil
    case "H": return period(.half, number)
    case "Q": return period(.quarter, number)
    default: return period(.month, number)
    }
  }
}
