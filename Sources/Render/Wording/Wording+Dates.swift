import Declarations
package import EventSchema

extension Wording {
  /// `March 1, 2026`
  package func day(_ day: Day) -> String { fill(language.dayPattern, day) }

  /// `Mar 1`
  package func shortDay(_ day: Day) -> String { fill(language.shortDayPattern, day) }

  /// `Sunday, March 1, 2026`
  package func dayWithWeekday(_ day: Day) -> String {
    text(.dayWithWeekday, ["weekday": .text(weekday(day)), "day": .day(day)])
  }

  package func weekday(_ day: Day) -> String { language.weekdays[day.weekday - 1] }

  /// `March 2026`, `Q1 2026`, `week 9 of 2026`, a day.
  package func period(_ period: Period) -> String {
    switch period.grain {
    case .day: day(period.first)
    case .week: fill(language.weekPattern, period.first)
    case .month: fill(language.monthPattern, period.first)
    case .quarter: fill(language.quarterPattern, period.first)
    }
  }

  /// For axes: as short as it stays clear.
  package func shortPeriod(_ period: Period) -> String {
    switch period.grain {
    case .day, .week: shortDay(period.first)
    case .month: fill(language.shortMonthPattern, period.first)
    case .quarter: fill(language.quarterPattern, period.first)
    }
  }

  /// The period with its first and last day and their weekdays.
  package func periodWithDays(_ period: Period) -> String {
    if period.grain == .day { return dayWithWeekday(period.first) }
    let days = range(dayWithWeekday(period.first), dayWithWeekday(period.last))
    return text(.periodWithDays, ["period": .period(period), "days": .text(days)])
  }

  /// `Mar 3, Mar 5 – Mar 9`
  package func days(_ days: [Day]) -> String {
    var ranges: [(first: Day, last: Day)] = []
    for day in days.sorted() {
      if let last = ranges.last?.last, day - last <= 1 {
        ranges[ranges.count - 1].last = day
      } else {
        ranges.append((day, day))
      }
    }
    return ranges.map {
      $0.first == $0.last ? shortDay($0.first) : range(shortDay($0.first), shortDay($0.last))
    }
    .joined(separator: text(.listSeparator))
  }

  package func range(_ first: String, _ last: String) -> String {
    Template.fill(language.rangePattern) { name in
      switch name {
      case "first": first
      case "last": last
      default: nil
      }
    }
  }

  private func fill(_ pattern: String, _ day: Day) -> String {
    let (year, month, dayOfMonth) = day.civil
    return Template.fill(pattern) { name in
      switch name {
      case "d": String(dayOfMonth)
      case "m": String(month)
      // The week-year differs from the calendar year around New Year.
      case "y": pattern == language.weekPattern ? String(isoWeek(day).year) : String(year)
      case "month": language.monthsInDate[month - 1]
      case "month_alone": language.monthsAlone[month - 1]
      case "month_short": language.monthsShort[month - 1]
      case "week": String(isoWeek(day).week)
      case "quarter": String((month - 1) / 3 + 1)
      case "weekday": weekday(day)
      default: nil
      }
    }
  }

  private func isoWeek(_ day: Day) -> (year: Int, week: Int) { Period(.week, containing: day).isoWeek }
}
