import Diagnostics
import EventSchema

/// `period:`, which every stage shares.
extension PipelineFileLoader {
  func period(_ node: YAMLNode, in calendar: PeriodCalendar) -> PeriodDeclaration? {
    guard let map = reader.mapping(node, "'period'", keys: Self.periodKeys) else { return nil }
    let (every, stretchDays) = every(map)
    let range = range(map, every, calendar)
    let words = map.texts("compare_with").compactMap { word in every.flatMap { comparison(word, $0) } }
    guard let every, let range else { return nil }
    var declaration = PeriodDeclaration(
      every: every, range: range, compareWith: words, location: map.location)
    declaration.calendar = calendar
    declaration.stretchDays = stretchDays
    if every == .days { checkStretch(map, declaration) }
    if map.flag("to_date") == true { declaration.newest = newest(map, every) }
    return declaration
  }

  private func range(
    _ map: MappingReader, _ every: Grain?, _ calendar: PeriodCalendar
  ) -> PeriodDeclaration.Range? {
    let hasDays = map.node("from") != nil || map.node("to") != nil
    guard [map.node("last") != nil, hasDays, map.node("only") != nil].count(where: { $0 }) == 1 else {
      reader.report(
        map.location, "'period' needs exactly one of last, from and to, only",
        hint: "for example {every: month, last: 13}")
      return nil
    }
    if map.node("last") != nil { return map.integer("last", 1...1200).map { .last($0) } }
    if hasDays { return days(map, every, calendar) }
    guard let every else { return nil }
    return only(map, every, calendar)
  }

  private func newest(_ map: MappingReader, _ every: Grain) -> PeriodDeclaration.Newest {
    if every == .day || every == .days {
      reader.report(
        map.keyLocation("to_date"), "days can't be looked at to date",
        hint: "leave it out: the newest period ends on the last full day anyway", length: 7)
    } else if map.node("last") == nil {
      reader.report(
        map.keyLocation("to_date"), "'to_date' goes with 'last'",
        hint: "for example {every: \(every.rawValue), last: 13, to_date: yes}", length: 7)
    }
    return .toDate
  }

  private func days(
    _ map: MappingReader, _ every: Grain?, _ calendar: PeriodCalendar
  ) -> PeriodDeclaration.Range? {
    if map.node("to") == nil { reader.report(map.location, "'period' has from but no to") }
    if map.node("from") == nil { reader.report(map.location, "'period' has to but no from") }
    guard let from = map.day("from"), let to = map.day("to"), let every else { return nil }
    if to < from {
      reader.report(map.valueLocation("to"), "'to' lies before 'from'")
      return nil
    }
    // Every period costs memory for every group.
    guard to.number - from.number <= 36_600 else {
      reader.report(
        map.valueLocation("to"), "'to' lies more than a hundred years after 'from'",
        hint: "name the days that the exports cover", length: 10)
      return nil
    }
    let first = Period(every, containing: from, in: calendar).first
    let last = Period(every, containing: to, in: calendar).last
    if first != from {
      reader.report(
        map.valueLocation("from"), "'from' is not the first day of a \(every.rawValue)",
        hint: "the \(every.rawValue) that holds it begins on \(first)", length: 10)
    }
    if last != to {
      reader.report(
        map.valueLocation("to"), "'to' is not the last day of a \(every.rawValue)",
        hint: "the \(every.rawValue) that holds it ends on \(last)", length: 10)
    }
    return .between(from, to)
  }

  /// `week_starts`, `fiscal_year_starts`, `fiscal_year_named_after`, `fiscal_months`
  func periodCalendar(_ map: MappingReader) -> PeriodCalendar {
    var calendar = PeriodCalendar()
    calendar.weekStarts = map.choice("week_starts", PeriodCalendar.WeekStart.self) ?? .monday
    calendar.months = map.choice("fiscal_months", PeriodCalendar.Months.self) ?? .calendar
    let month = map.choice("fiscal_year_starts", MonthName.self)
    calendar.fiscalYearStarts = month?.number ?? 1
    let named = map.choice("fiscal_year_named_after", PeriodCalendar.YearName.self)
    calendar.yearNamedAfter = named ?? .start
    if let month, month != .january, map.node("fiscal_year_named_after") == nil {
      reader.report(
        map.keyLocation("fiscal_year_starts"),
        "a fiscal year from \(month.rawValue) lies in two calendar years",
        hint: "say which one it is called after: fiscal_year_named_after: start, or end")
    }
    if calendar.months != .calendar, month == nil {
      reader.report(
        map.keyLocation("fiscal_months"), "'fiscal_months' needs 'fiscal_year_starts'",
        hint: "the month near whose first day the year begins, such as february")
    }
    return calendar
  }

  private enum MonthName: String, CaseIterable {
    case january, february, march, april, may, june, july, august, september, october, november, december

    var number: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
  }

  func comparison(_ word: Located<String>, _ every: Grain) -> PeriodDeclaration.Comparison? {
    var known = ["previous_\(every.rawValue)"]
    if every != .year { known.append("same_\(every.rawValue)_last_year") }
    if every == .day { known += ["same_weekday_last_week", "same_weekday_last_year"] }
    switch known.firstIndex(of: word.value) {
    case 0: return .previous
    case 1: return .lastYear
    case 2: return .weekdayLastWeek
    case 3: return .weekdayLastYear
    case .some, nil:
      reader.report(
        word.location, "a period of every \(every.rawValue) can't be compared with '\(word.value)'",
        hint: "possible: " + known.joined(separator: ", "), length: word.value.unicodeScalars.count)
      return nil
    }
  }
}
