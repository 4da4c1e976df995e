import Diagnostics
import EventSchema

/// The context that every stage shares: `period:` and `currency:`.
extension PipelineFileLoader {
  func period(_ node: YAMLNode) -> PeriodDeclaration? {
    guard let map = reader.mapping(node, "'period'", keys: Self.periodKeys) else { return nil }
    let every = map.choice("every", Grain.self)
    let range = range(map, every)
    let words = map.texts("compare_with").compactMap { word in every.flatMap { comparison(word, $0) } }
    guard let every, let range else { return nil }
    return PeriodDeclaration(every: every, range: range, compareWith: words, location: map.location)
  }

  private func range(_ map: MappingReader, _ every: Grain?) -> PeriodDeclaration.Range? {
    let hasDays = map.node("from") != nil || map.node("to") != nil
    guard [map.node("last") != nil, hasDays, map.node("only") != nil].count(where: { $0 }) == 1 else {
      reader.report(
        map.location, "'period' needs exactly one of last, from and to, only",
        hint: "for example {every: month, last: 13}")
      return nil
    }
    if map.node("last") != nil { return map.integer("last", 1...1200).map { .last($0) } }
    if hasDays { return days(map, every) }
    guard let every else { return nil }
    return map.parsed("only", expected: "a \(every.rawValue) such as \(Self.example(every))") { text in
      Period(label: text).flatMap { $0.grain == every ? .only($0) : nil }
    }
  }

  private func days(_ map: MappingReader, _ every: Grain?) -> PeriodDeclaration.Range? {
    if map.node("to") == nil { reader.report(map.location, "'period' has from but no to") }
    if map.node("from") == nil { reader.report(map.location, "'period' has to but no from") }
    guard let from = map.day("from"), let to = map.day("to"), let every else { return nil }
    if to < from {
      reader.report(map.valueLocation("to"), "'to' lies before 'from'")
      return nil
    }
    let (first, last) = (Period(every, containing: from).first, Period(every, containing: to).last)
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

  private static func example(_ grain: Grain) -> String {
    switch grain {
    case .day: "2026-03-01"
    case .week: "2026-W09"
    case .month: "2026-02"
    case .quarter: "2026-Q1"
    }
  }

  private func comparison(_ word: Located<String>, _ every: Grain) -> PeriodDeclaration.Comparison? {
    var known = ["previous_\(every.rawValue)", "same_\(every.rawValue)_last_year"]
    if every == .day { known.append("same_weekday_last_week") }
    switch word.value {
    case known[0]: return .previous
    case known[1]: return .lastYear
    case "same_weekday_last_week" where every == .day: return .weekdayLastWeek
    default:
      reader.report(
        word.location, "a period of every \(every.rawValue) can't be compared with '\(word.value)'",
        hint: "possible: " + known.joined(separator: ", "), length: word.value.unicodeScalars.count)
      return nil
    }
  }

  func currency(_ node: YAMLNode) -> CurrencyDeclaration? {
    guard let map = reader.mapping(node, "'currency'", keys: Self.currencyKeys) else { return nil }
    let reportIn = map.currency("report_in")
    let days: Int? = map.parsed("no_older_than", expected: "a number of days such as '5 days'") { text in
      let parts = text.split(separator: " ")
      guard parts.count == 2, parts[1] == "days" || parts[1] == "day", let days = Int(parts[0]),
        (0...3660).contains(days)
      else { return nil }
      return days
    }
    let stated = map.choice("if_rate_missing", CurrencyDeclaration.MissingRate.self)
    let missing = stated ?? .fail
    if days != nil, missing == .fail, stated != nil || map.node("if_rate_missing") == nil {
      reader.report(map.keyLocation("no_older_than"), "'no_older_than' needs 'if_rate_missing: use_previous'")
    }
    let rates = map.located("rates")
    return reportIn.map {
      CurrencyDeclaration(reportIn: $0, rates: rates, ifRateMissing: missing, noOlderThanDays: days)
    }
  }
}
