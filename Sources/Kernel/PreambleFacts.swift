import Declarations
import EventSchema
import Extract
import Normalize

/// Reads the facts that stand above a table, in its headings and in its file's name.
enum PreambleFacts {
  /// - Parameters:
  ///   - covers: the days that the input says its files cover; holds where a file states none.
  ///   - exported: how the input says that the day of the export stands in the file's name.
  static func facts(
    of source: SourceFile, covers: ClosedRange<Day>?, exported: DatePattern? = nil
  ) -> FileFacts {
    var facts = FileFacts(currency: source.headingCurrency, language: source.language)
    facts.headingCurrency = source.headingCurrency
    facts.headingSigns = source.headingSigns.map { .init(position: $0.position, stated: $0.stated) }
    if source.layout != nil { facts.note(headings: source.headings) }
    for rule in source.profile.preamble {
      for text in rule.isInFileName ? [] : texts(rule, source.preamble) { note(text, rule, &facts) }
      if rule.isInFileName { noteName(of: source, rule.patterns, rule.fact, &facts) }
    }
    if let exported { noteName(of: source, [exported], .exported, &facts) }
    // Half a period is none.
    if facts.firstDay == nil || facts.lastDay == nil
      || facts.lastDay.map({ $0 < facts.firstDay ?? $0 }) ?? false
    {
      (facts.firstDay, facts.lastDay) = (nil, nil)
    }
    let takesPeriod = source.profile.columns.contains { $0.fallback == .preamblePeriod }
    if facts.firstDay == nil, let covers {
      if takesPeriod {
        (facts.firstDay, facts.lastDay) = (covers.lowerBound, covers.upperBound)
      } else {
        facts.covers = covers
      }
    }
    return facts
  }

  /// The day that stands in the file's name, written so.
  static func day(inNameOf source: SourceFile, _ pattern: DatePattern) -> Day? {
    names(of: source).lazy.compactMap { DateRange.find(in: $0, patterns: [pattern]) }.first?.last
  }

  /// Notes the period or the day of the export that stands in the file's name.
  private static func noteName(
    of source: SourceFile, _ patterns: [DatePattern], _ fact: Profile.PreambleRule.Fact,
    _ facts: inout FileFacts
  ) {
    guard let range = names(of: source).lazy.compactMap({ DateRange.find(in: $0, patterns: patterns) }).first
    else { return }
    if fact == .exported {
      facts.exported = range.last
    } else if facts.firstDay == nil {
      (facts.firstDay, facts.lastDay) = (range.first, range.last)
    }
  }

  private static func note(_ text: String, _ rule: Profile.PreambleRule, _ facts: inout FileFacts) {
    switch rule.fact {
    case .period:
      guard facts.firstDay == nil else { return }
      if let range = DateRange.parse(text, patterns: rule.patterns) {
        (facts.firstDay, facts.lastDay) = (range.first, range.last)
      } else if let (days, zone) = zoned(text), let range = DateRange.parse(days, patterns: rule.patterns) {
        (facts.firstDay, facts.lastDay) = (range.first, range.last)
        facts.zone = facts.zone ?? StatedZone(zone)
      }
    case .firstDay:
      facts.firstDay = facts.firstDay ?? DateRange.parse(text, patterns: rule.patterns)?.first
    case .lastDay: facts.lastDay = facts.lastDay ?? DateRange.parse(text, patterns: rule.patterns)?.last
    case .exported:
      facts.exported = facts.exported ?? DateRange.parse(text, patterns: rule.patterns)?.last
    case .currency: facts.currency = facts.currency ?? CurrencyCodes.currency(text.utf8)
    case .timezone: if facts.zone == nil, !text.isEmpty { facts.zone = StatedZone(text) }
    case .rows: facts.statedRows = facts.statedRows ?? count(text)
    }
  }

  /// `12,345` or `12 345`.
  private static func count(_ text: some StringProtocol) -> Int? {
    Int(String(text.filter { $0 != "," && $0 != " " && $0 != "." }))
  }

  /// How many rows there are, where a profile's rule finds it below the table.
  static func rows(inFooter text: String, of profile: Profile) -> Int? {
    for rule in profile.preamble where rule.fact == .rows {
      if let start = rule.startsWith, text.hasPrefix(start) { return count(text.dropFirst(start.count)) }
    }
    return nil
  }

  /// `2026-05-01 - 2026-05-31 (UTC)`: the days, and the zone in parentheses behind them.
  private static func zoned(_ text: String) -> (days: String, zone: String)? {
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "(") else { return nil }
    var days = text[..<open]
    while days.last == " " { days.removeLast() }
    return (String(days), String(text[text.index(after: open)...].dropLast()))
  }

  /// What a rule finds in the lines of a preamble. The mark of a comment need not be part of the rule.
  private static func texts(_ rule: Profile.PreambleRule, _ preamble: [String]) -> [String] {
    let lines = rule.line.map { $0 <= preamble.count ? [preamble[$0 - 1]] : [] } ?? preamble
    return lines.compactMap { line -> String? in
      guard let start = rule.startsWith else { return line }
      let bare = String(line.drop { $0 == "#" || $0 == " " })
      guard let found = [line, bare].first(where: { $0.hasPrefix(start) }) else { return nil }
      var text = found.dropFirst(start.count).drop { $0 == " " }
      // `Campaign report (in UTC)`: the parenthesis that the rule opens ends the fact.
      if start.hasSuffix("("), let close = text.firstIndex(of: ")") { text = text[..<close] }
      if start.last.map({ "([".contains($0) }) == true, let close = text.firstIndex(of: "]") {
        text = text[..<close]
      }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

  /// The names that may state a fact: of the archive's member first, then of the file.
  private static func names(of source: SourceFile) -> [String] {
    [source.part.member, source.path].compactMap { $0?.split(separator: "/").last.map(String.init) }
  }
}
