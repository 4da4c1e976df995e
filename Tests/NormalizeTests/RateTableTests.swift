import Declarations
import Diagnostics
import EventSchema
import Testing

@testable import Normalize

@Suite("Exchange rates") struct RateTableTests {
  static let table = RateTable.load(
    Array(
      """
      day,from,to,rate
      2026-03-02,USD,EUR,0.9250
      2026-03-01,USD,EUR,0.9213
      2026-03-05,EUR,USD,1.25
      2026-03-01,EUR,RUB,88.5
      """.utf8), file: "fx.csv")

  struct Case: Sendable, CustomTestStringConvertible {
    var from: String, to: String, day: String, policy: CurrencyDeclaration.MissingRate, age: Int?
    var rate: String?, of: String
    var testDescription: String {
      "\(from) to \(to) on \(day), \(policy), \(age.map { "\($0) days" } ?? "any age")"
    }
  }

  @Test(
    "a rate is the table's own, its inverse, or an allowed earlier one",
    arguments: [
      Case(
        from: "USD", to: "EUR", day: "2026-03-01", policy: .fail, age: nil, rate: "0.9213", of: "2026-03-01"),
      Case(
        from: "USD", to: "EUR", day: "2026-03-02", policy: .fail, age: nil, rate: "0.925", of: "2026-03-02"),
      Case(
        from: "EUR", to: "USD", day: "2026-03-02", policy: .fail, age: nil, rate: "40/37", of: "2026-03-02"),
      Case(from: "USD", to: "EUR", day: "2026-03-05", policy: .fail, age: nil, rate: "0.8", of: "2026-03-05"),
      Case(
        from: "USD", to: "EUR", day: "2026-03-04", policy: .usePrevious, age: 5, rate: "0.925",
        of: "2026-03-02"),
      Case(
        from: "USD", to: "EUR", day: "2026-03-04", policy: .usePrevious, age: 2, rate: "0.925",
        of: "2026-03-02"),
      Case(from: "USD", to: "EUR", day: "2026-03-04", policy: .usePrevious, age: 1, rate: nil, of: ""),
      Case(from: "USD", to: "EUR", day: "2026-03-04", policy: .fail, age: nil, rate: nil, of: ""),
      Case(from: "USD", to: "EUR", day: "2026-02-28", policy: .usePrevious, age: nil, rate: nil, of: ""),
      Case(from: "EUR", to: "EUR", day: "2020-01-01", policy: .fail, age: nil, rate: "1", of: "2020-01-01"),
      // USD → EUR → RUB would do, but is nobody's rate.
      Case(from: "USD", to: "RUB", day: "2026-03-01", policy: .usePrevious, age: nil, rate: nil, of: ""),
    ])
  func rate(_ c: Case) throws {
    #expect(Self.table.diagnostics.isEmpty)
    let result = Self.table.table.rate(
      from: try #require(Currency(c.from)), to: try #require(Currency(c.to)),
      on: try #require(Day(iso: c.day)), c.policy,
      noOlderThan: c.age)
    switch result {
    case .success(let found):
      #expect(found.rate.description == c.rate)
      #expect(found.day.description == c.of)
    case .failure: #expect(c.rate == nil)
    }
  }

  @Test("a missing rate names the currencies, the day and the nearest days known")
  func missing() throws {
    let (usd, eur, rub) = (
      try #require(Currency("USD")), try #require(Currency("EUR")), try #require(Currency("RUB"))
    )
    func message(_ from: Currency, _ to: Currency, _ day: String) throws -> String? {
      guard
        case .failure(let missing) = Self.table.table.rate(
          from: from, to: to, on: try #require(Day(iso: day)), .fail, noOlderThan: nil)
      else { return nil }
      return Diagnostic.missingRate(missing, at: nil).message
    }
    #expect(
      try message(usd, eur, "2026-03-04")
        == "no rate from USD to EUR for 2026-03-04; the nearest known are of 2026-03-02 and 2026-03-05")
    #expect(
      try message(usd, eur, "2026-02-01")
        == "no rate from USD to EUR for 2026-02-01; the nearest known is of 2026-03-01")
    #expect(
      try message(usd, rub, "2026-03-01")
        == "no rate from USD to RUB for 2026-03-01; the table has none for these two")
  }

  @Test("everything wrong with a rate table is told at once, with its place")
  func diagnostics() {
    let text = """
      day,from,to,rate
      2026-02-30,USD,EUR,0.9
      2026-03-01,USD,EUT,0.9
      2026-03-01,US,EUR,0.9
      2026-03-01,USD,EUR,0
      2026-03-01,USD,EUR,-1
      2026-03-01,USD,EUR,0,92
      2026-03-01,USD,USD,1
      2026-03-01,USD,EUR,0.9

      2026-03-01,USD,EUR,0.9
      2026-03-01,USD,EUR,1e3
      """
    // CRLF ends lines as well as LF.
    let bytes = Array(
      text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    let diagnostics = RateTable.load(bytes, file: "fx.csv").diagnostics
    #expect(
      diagnostics.map { "\($0.location.map { "\($0)" } ?? "") \($0.message)" } == [
        "fx.csv:2:1 expected a day such as 2026-03-01, found '2026-02-30'",
        "fx.csv:3:16 unknown currency 'EUT'",
        "fx.csv:4:12 expected a currency code of three letters, found 'US'",
        "fx.csv:5:20 a rate must be above 0, found 0",
        "fx.csv:6:20 a rate must be above 0, found -1",
        "fx.csv:7:1 expected 4 fields such as '2026-03-01,USD,EUR,0.9213', found 5",
        "fx.csv:8:16 a rate of USD to itself",
        "fx.csv:11:1 a second rate of USD to EUR for 2026-03-01; the first is in line 9",
        "fx.csv:12:20 expected a rate such as 0.9213, found '1e3'",
      ])
    #expect(diagnostics[5].hint == "write rates with a decimal point")
  }

  @Test(
    "a table without its heading is refused",
    arguments: ["", "2026-03-01,USD,EUR,0.9", "date;from;to;rate\n"])
  func heading(text: String) {
    #expect(RateTable.load(Array(text.utf8), file: "fx.csv").diagnostics.count == 1)
  }

  @Test("a byte order mark and capitals in the heading do no harm")
  func mark() throws {
    let (table, diagnostics) = RateTable.load(
      [0xEF, 0xBB, 0xBF] + Array("Day,From,To,Rate\n2026-03-01,usd,eur,0.5".utf8), file: "fx.csv")
    #expect(diagnostics.isEmpty)
    let result = table.rate(
      from: try #require(Currency("EUR")), to: try #require(Currency("USD")),
      on: try #require(Day(iso: "2026-03-01")), .fail,
      noOlderThan: nil)
    #expect(try result.get().rate == Exact(2))
  }

  @Test("currency codes are in order, once each")
  func codes() {
    #expect(CurrencyCodes.all.count > 150)
    #expect(zip(CurrencyCodes.all, CurrencyCodes.all.dropFirst()).allSatisfy { $0 < $1 })
  }
}
