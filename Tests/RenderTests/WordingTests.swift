import Declarations
import EventSchema
import Foundation
import Render
import Testing

@Suite("wording")
struct WordingTests {
  private static let nbsp = "\u{A0}"

  @Test(
    "every word of a report stands in every shipped language, as text or as plural forms",
    arguments: Shipped.codes)
  func complete(code: String) throws {
    let language = try Shipped.language(code)
    let missing = Word.allCases.map(\.rawValue).filter {
      language.words[$0] == nil && language.plurals[$0] == nil
    }
    #expect(missing == [])
    let known = Set(Word.allCases.map(\.rawValue))
    let unused = (Array(language.words.keys) + Array(language.plurals.keys)).filter { !known.contains($0) }
      .sorted()
    #expect(unused == [], "no format asks for these keys")
    #expect(try Shipped.wording(code).missing == [])
  }

  @Test(
    "a translation uses the placeholders of the English text, no more and no fewer", arguments: Shipped.codes)
  func placeholders(code: String) throws {
    let (english, language) = (try Shipped.language("en"), try Shipped.language(code))
    for word in Word.allCases {
      let key = word.rawValue
      let expected = placeholders(in: english.words[key] ?? english.plurals[key]?["other"] ?? "")
      for text in language.plurals[key].map({ Array($0.values) }) ?? [language.words[key] ?? ""] {
        #expect(placeholders(in: text) == expected, "\(key): \(text)")
      }
    }
  }

  private func placeholders(in text: String) -> Set<String> {
    Set(text.components(separatedBy: "{").dropFirst().map { $0.components(separatedBy: "}")[0] })
  }

  @Test("a language has every plural form that its rule can ask for", arguments: Shipped.codes)
  func forms(code: String) throws {
    let language = try Shipped.language(code)
    let needed = Set((0...200).map { language.plural.form(of: $0).rawValue })
    for (key, forms) in language.plurals { #expect(needed.isSubset(of: Set(forms.keys)), "\(key)") }
  }

  @Test("every measure and every dimension has a name of its own")
  func names() {
    for assumption in Assumption.allCases {
      #expect(Word(assumption).rawValue == "assumption_" + assumption.rawValue)
    }
    for measure in Measure.allCases { #expect(Word(measure).rawValue == "measure_" + measure.rawValue) }
    for dimension in Dimension.allCases {
      #expect(Word(dimension).rawValue == "dimension_" + dimension.rawValue)
    }
  }

  @Test("a word that a language lacks is said in English and listed")
  func fallback() throws {
    var russian = try Shipped.language("ru")
    russian.words["total"] = nil
    let wording = Wording(russian, english: try Shipped.language("en"))
    #expect(wording.text(.total) == "Total")
    #expect(wording.missing == [.total])
  }

  struct Number: Sendable, CustomTestStringConvertible {
    var value: String, decimals: Int, en: String, zh: String, ru: String
    var testDescription: String { "\(value) to \(decimals)" }
  }

  @Test(
    "numbers are grouped by threes and rounded once, half to even",
    arguments: [
      Number(value: "0", decimals: 0, en: "0", zh: "0", ru: "0"),
      Number(value: "999", decimals: 0, en: "999", zh: "999", ru: "999"),
      Number(value: "1000", decimals: 0, en: "1,000", zh: "1,000", ru: "1\(nbsp)000"),
      Number(
        value: "1234567.89", decimals: 2, en: "1,234,567.89", zh: "1,234,567.89",
        ru: "1\(nbsp)234\(nbsp)567,89"),
      Number(value: "-1234.5", decimals: 1, en: "-1,234.5", zh: "-1,234.5", ru: "-1\(nbsp)234,5"),
      Number(value: "0.125", decimals: 2, en: "0.12", zh: "0.12", ru: "0,12"),
      Number(value: "0.375", decimals: 2, en: "0.38", zh: "0.38", ru: "0,38"),
      Number(value: "-0.004", decimals: 2, en: "0.00", zh: "0.00", ru: "0,00"),
    ])
  func numbers(_ n: Number) throws {
    let value = try exact(n.value)
    #expect(try Shipped.wording("en").number(value, decimals: n.decimals) == n.en)
    #expect(try Shipped.wording("zh-Hans").number(value, decimals: n.decimals) == n.zh)
    #expect(try Shipped.wording("ru").number(value, decimals: n.decimals) == n.ru)
  }

  @Test("percentages multiply by a hundred; a sign is shown where asked, never on zero")
  func percentages() throws {
    let (en, ru) = (try Shipped.wording("en"), try Shipped.wording("ru"))
    #expect(en.percent(try exact("0.053"), decimals: 1) == "5.3%")
    #expect(ru.percent(try exact("0.053"), decimals: 1, sign: .always) == "+5,3\(Self.nbsp)%")
    #expect(en.percent(.zero, decimals: 1, sign: .always) == "0.0%")
    #expect(en.percent(try exact("-0.053"), decimals: 1, sign: .always) == "-5.3%")
  }

  @Test("money has the sign a reader of the language knows, else the code")
  func money() throws {
    let amount = try exact("1234.5")
    func shown(_ language: String, _ code: String) throws -> String {
      try Shipped.wording(language).money(amount, try #require(Currency(code)), decimals: 2)
    }
    #expect(try shown("en", "EUR") == "€1,234.50")
    #expect(try shown("en", "CNY") == "CN¥1,234.50")
    #expect(try shown("en", "RUB") == "RUB\(Self.nbsp)1,234.50")
    #expect(try shown("zh-Hans", "CNY") == "¥1,234.50")
    #expect(try shown("zh-Hans", "USD") == "US$1,234.50")
    #expect(try shown("zh-Hans", "RUB") == "RUB\(Self.nbsp)1,234.50")
    #expect(try shown("ru", "RUB") == "1\(Self.nbsp)234,50\(Self.nbsp)₽")
    #expect(try shown("ru", "CHF") == "1\(Self.nbsp)234,50\(Self.nbsp)CHF")
  }

  @Test("dates and periods follow each language's order of words")
  func dates() throws {
    let (en, zh, ru) = (try Shipped.wording("en"), try Shipped.wording("zh-Hans"), try Shipped.wording("ru"))
    let april = try day("2025-04-01")
    #expect(en.day(april) == "April 1, 2025")
    #expect(zh.day(april) == "2025年4月1日")
    #expect(ru.day(april) == "1 апреля 2025\(Self.nbsp)г.")
    #expect(en.dayWithWeekday(april) == "Tuesday, April 1, 2025")
    #expect(zh.dayWithWeekday(april) == "2025年4月1日星期二")
    #expect(ru.dayWithWeekday(april) == "вторник, 1 апреля 2025\(Self.nbsp)г.")
    let (month, quarter) = (try period("2025-04"), try period("2025-Q2"))
    #expect(
      [en.period(month), zh.period(month), ru.period(month)] == [
        "April 2025", "2025年4月", "апрель 2025\(Self.nbsp)г.",
      ])
    #expect(
      [en.period(quarter), zh.period(quarter), ru.period(quarter)]
        == ["Q2 2025", "2025年第2季度", "2-й кв. 2025\(Self.nbsp)г."])
    // 29 December 2025 is a Monday and begins week 1 of 2026.
    #expect(en.period(Period(.week, containing: try day("2025-12-29"))) == "week 1 of 2026")
    #expect(
      en.days(try ["2026-03-06", "2026-03-05", "2026-03-31"].map(day)) == "Mar 5 – Mar 6, Mar 31")
  }

  @Test(
    "a plural follows the count",
    arguments: [
      (0, "0 строк", "0 rows"), (1, "1 строка", "1 row "), (2, "2 строки", "2 rows"),
      (5, "5 строк", "5 rows"),
      (11, "11 строк", "11 rows"), (12, "12 строк", "12 rows"), (21, "21 строка", "21 rows"),
      (104, "104 строки", "104 rows"),
      (111, "111 строк", "111 rows"),
    ])
  func plural(count: Int, russian: String, english: String) throws {
    let note = Note(.noteUnconverted, ["n": .count(count), "currency": .text("CHF")])
    #expect(try Shipped.wording("ru").text(note).hasPrefix(russian + " "))
    #expect(try Shipped.wording("en").text(note).hasPrefix(english))
  }

  @Test("text put into a placeholder is not searched for placeholders")
  func braces() throws {
    let note = Note(.inputMissing, ["input": .text("{reason}"), "reason": .text("gone")])
    #expect(try Shipped.wording("en").text(note) == "{reason} is missing: gone")
  }

  struct Changed: Sendable, CustomTestStringConvertible {
    var from: String?
    var to: String?
    var unit: FigureUnit
    var better: KPI.Better
    var shown: String?
    var verdict: Change.Verdict
    var testDescription: String { "\(from ?? "n/a") → \(to ?? "n/a"), better \(better)" }
  }

  @Test(
    "a change has a base, a direction and, where the KPI has one, a verdict",
    arguments: [
      Changed(from: "100", to: "110", unit: .count, better: .higher, shown: "▲ +10.0%", verdict: .better),
      Changed(from: "100", to: "110", unit: .count, better: .lower, shown: "▲ +10.0%", verdict: .worse),
      Changed(from: "100", to: "90", unit: .ratio, better: .lower, shown: "▼ -10.0%", verdict: .better),
      Changed(
        from: "100", to: "90", unit: .count, better: .neutral, shown: "▼ -10.0%", verdict: Change.Verdict.none
      ),
      // A smaller loss is more, and better where higher is.
      Changed(from: "-200", to: "-100", unit: .count, better: .higher, shown: "▲ +100", verdict: .better),
      Changed(
        from: "10000", to: "10000", unit: .count, better: .higher, shown: "= unchanged",
        verdict: Change.Verdict.none),
      // However small, a change is shown with as many digits as it takes.
      Changed(from: "10000", to: "10001", unit: .count, better: .higher, shown: "▲ +0.01%", verdict: .better),
      Changed(
        from: "0.0025", to: "0.0021", unit: .percent, better: .lower, shown: "▼ -0.04 pp", verdict: .better),
      // A score's 0 is not nothing: from -10 to 15 is 25 points more, and 250 % of nothing.
      Changed(
        from: "-10", to: "15", unit: .points, better: .higher, shown: "▲ +25.0 points", verdict: .better),
      Changed(from: "0", to: "-7", unit: .points, better: .higher, shown: "▼ -7.0 points", verdict: .worse),
      Changed(
        from: "4.52", to: "4.56", unit: .points, better: .higher, shown: "▲ +0.04 points", verdict: .better),
      Changed(
        from: "0.075", to: "0.05", unit: .percentagePoints, better: .higher, shown: "▼ -2.5 pp",
        verdict: .worse),
      Changed(
        from: "0.05", to: "0.054", unit: .percent, better: .higher, shown: "▲ +0.4 pp", verdict: .better),
      Changed(from: "0", to: "0.01", unit: .percent, better: .lower, shown: "▲ +1.0 pp", verdict: .worse),
      Changed(from: "0", to: "10", unit: .count, better: .higher, shown: nil, verdict: Change.Verdict.none),
      Changed(from: nil, to: "10", unit: .count, better: .higher, shown: nil, verdict: Change.Verdict.none),
      Changed(from: "10", to: nil, unit: .count, better: .higher, shown: nil, verdict: Change.Verdict.none),
    ])
  func changes(_ c: Changed) throws {
    func figure(_ text: String?) throws -> Figure { Figure(try text.map(exact), c.unit, decimals: 0) }
    let change = Change(from: try figure(c.from), to: try figure(c.to), better: c.better)
    #expect(try change.map { try Shipped.wording("en").markedChange($0) } == c.shown)
    #expect((change?.verdict ?? Change.Verdict.none) == c.verdict)
  }

  @Test(
    "points are told in every language",
    arguments: [
      ("en", "+7.5 pp", "+7.0 points"), ("zh-Hans", "+7.5个百分点", "+7.0分"),
      ("ru", "+7,5\u{A0}п.\u{A0}п.", "+7,0\u{A0}пункта"),
    ])
  func points(_ language: String, _ share: String, _ score: String) throws {
    let wording = try Shipped.wording(language)
    #expect(wording.value(try exact("0.075"), .percentagePoints, decimals: 1) == share)
    let change = Change(
      from: Figure(try exact("10"), .points, decimals: 0), to: Figure(try exact("17"), .points, decimals: 0),
      better: .higher)
    #expect(change.map(wording.change) == score)
  }

  @Test(
    "a period to date is named with its last day",
    arguments: [
      ("en", "March 2026 through Mar 12"), ("zh-Hans", "2026年3月截至3月12日"),
    ])
  func toDate(_ language: String, _ name: String) throws {
    let calendar = PeriodCalendar(toDate: .init(.month, days: 12))
    let period = Period(.month, containing: try #require(Day(iso: "2026-03-05")), in: calendar)
    #expect(try Shipped.wording(language).period(period) == name)
  }
}
