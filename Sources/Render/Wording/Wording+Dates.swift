import Declarations
package import EventSchema

extension Wording {
  /// `March 1, 2026`
  package func day(_ day: Day) -> String { fill(.day, Period(.day, containing: day)) }

  /// `Mar 1`
  package func shortDay(_ day: Day) -> String { fill(.shortDay, Period(.day, containing: day)) }

  /// `Sunday, March 1, 2026`
  package func dayWithWeekday(_ day: Day) -> String {
    text(.dayWithWeekday, ["weekday": .text(weekday(day)), "day": .day(day)])
  }

  package func weekday(_ day: Day) -> String { language.weekdays[day.weekday - 1] }

  /// `March 2026`, `Q1 2026`, `Q1 FY2025`, `week 9 of 2026`, a day.
  /// To date with its last day: `March 2026 through Mar 12`.
  package func period(_ period: Period) -> String {
    if period.grain == .days {
      return text(.periodOfDays, ["n": .count(period.dayCount), "day": .day(period.last)])
    }
    let name = fill(pattern(period), period)
    guard period.isToDate else { return name }
    return text(.periodToDate, ["period": .text(name), "day": .text(shortDay(period.last))])
  }

  private func pattern(_ period: Period) -> Language.Pattern {
    let isFiscal = period.calendar.isFiscal
    return switch period.grain {
    case .day, .days: .day
    case .week: .week
    case .month: isFiscal ? .fiscalMonth : .month
    case .quarter: isFiscal ? .fiscalQuarter : .quarter
    case .half: isFiscal ? .fiscalHalf : .half
    case .year: isFiscal ? .fiscalYear : .year
    }
  }

  /// For axes: as short as it stays clear.
  package func shortPeriod(_ period: Period) -> String {
    switch period.grain {
    case .day, .week: shortDay(period.first)
    case .days: shortDay(period.last)
    case .month where !period.calendar.isFiscal: fill(.shortMonth, period)
    case .month, .quarter, .half, .year: self.period(period)
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
    Template.fill(language.pattern(.range)) { name in
      switch name {
      case "first": first
      case "last": last
      default: nil
      }
    }
  }

  private func fill(_ pattern: Language.Pattern, _ period: Period) -> String {
    let (year, month, dayOfMonth) = period.first.civil
    return Template.fill(language.pattern(pattern)) { name in
      switch name {
      case "d": String(dayOfMonth)
      case "m": String(month)
      // The year of a week or of a fiscal period differs from that of its first day.
      case "y": String(period.grain == .day ? year : period.year)
      case "month": language.monthsInDate[month - 1]
      case "month_alone": language.monthsAlone[month - 1]
      case "month_short": language.monthsShort[month - 1]
      case "week": String(period.weekOfYear.week)
      case "number": String(period.number)
      case "weekday": weekday(period.first)
      default: nil
      }
    }
  }
}
