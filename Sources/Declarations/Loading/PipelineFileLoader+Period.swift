import Diagnostics
import EventSchema

/// `period:`, which every stage shares.
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
}
