import Declarations
import Diagnostics
import EventSchema
import Testing

@testable import Normalize

/// Rates written as `2026-03-01,USD,EUR,0.9213`, lines divided by spaces.
private func table(_ lines: String, averages: Grain? = nil) throws -> RateTable {
  let text = (["day,from,to,rate"] + lines.split(separator: " ").map(String.init)).joined(separator: "\n")
  let (table, diagnostics) = RateTable.load([("fx.csv", Array(text.utf8))], averages: averages)
  #expect(diagnostics.isEmpty)
  return table
}

@Suite("Exchange rates") struct CurrencyConversionTests {
  static let daily =
    "2026-03-02,USD,EUR,0.9250 2026-03-01,USD,EUR,0.9213 2026-03-05,EUR,USD,1.25 2026-03-01,EUR,RUB,88.5"
  /// 2026-02 stands for every day of February that has no rate of its own.
  static let averages =
    "2026-02,USD,EUR,0.84 2026-02-10,EUR,USD,1.25 2026-Q1,USD,EUR,0.81 2026-03-05,USD,EUR,0.87"
  static let base =
    "2026-03-01,EUR,USD,1.25 2026-03-01,EUR,CNY,8.4 2026-03-03,EUR,USD,1.2 2026-03-02,USD,JPY,150"
  static let twoBases =
    "2026-03-01,EUR,USD,1.25 2026-03-01,EUR,CNY,8 2026-03-01,GBP,USD,1.3 2026-03-01,GBP,CNY,9.1"

  /// Rates, and what of them contradicts into EUR: pair, other way, times, lines of the first.
  static let contradicting: [(rates: String, found: [String])] = [
    // 1 / 1.09 is 0.9174; as far as two and four decimals tell, the two are one rate.
    ("2026-03-01,USD,EUR,0.9174 2026-03-01,EUR,USD,1.09", []),
    // 1 / 1.25 is 0.8.
    (
      "2026-03-01,USD,EUR,0.9213 2026-03-01,EUR,USD,1.25 2026-03-03,USD,EUR,0.90 2026-03-03,EUR,USD,1.20",
      ["USD inverse 2 2026-03-01 2026-03-03 fx.csv:2 fx.csv:3"]
    ),
    // Rates of different days do not contradict each other.
    ("2026-03-01,USD,EUR,0.9213 2026-03-02,EUR,USD,1.25", []),
    // 150 yen are a dollar, 0.9 euros; 1 yen is 0.006, not 0.007.
    (
      "2026-03-01,USD,EUR,0.9000 2026-03-01,USD,JPY,150.00 2026-03-01,JPY,EUR,0.00700",
      [
        "JPY through(USD) 1 2026-03-01 2026-03-01 fx.csv:4 fx.csv:3 fx.csv:2",
        "USD through(JPY) 1 2026-03-01 2026-03-01 fx.csv:2 fx.csv:3 fx.csv:4",
      ]
    ),
    ("2026-03-01,USD,EUR,0.9000 2026-03-01,USD,JPY,150.00 2026-03-01,JPY,EUR,0.00600", []),
  ]

  @Test("rates that contradict each other by more than their rounding are told", arguments: contradicting)
  func contradictions(_ example: (rates: String, found: [String])) throws {
    let to = try #require(Currency("EUR"))
    let found = CurrencyConversion(table: try table(example.rates), to: to).contradictions.map { rates in
      let way = if case .through(let base) = rates.path { "through(\(base))" } else { "\(rates.path)" }
      let days = [rates.days.lowerBound, rates.days.upperBound].map(\.description)
      return ([rates.from.description, way, "\(rates.count)"] + days + rates.stated + rates.other)
        .joined(separator: " ")
    }
    #expect(found == example.found)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var rates: String
    var pair: String, day: String
    var through: String?
    var previous: CurrencyDeclaration.PreviousRates
    /// The exact rate, the way, and what the rates are of.
    var expected: String

    init(
      _ rates: String, _ pair: String, _ day: String, through: String? = nil,
      previous: CurrencyDeclaration.PreviousRates = .unused, _ expected: String
    ) {
      (self.rates, self.pair, self.day, self.through) = (rates, pair, day, through)
      (self.previous, self.expected) = (previous, expected)
    }
    var testDescription: String { "\(pair) on \(day), \(previous), through \(through ?? "any")" }
  }

  @Test(
    "a rate is the table's own, an inverse, an average, two rates through a third currency, or an allowed earlier one",
    arguments: [
      Case(daily, "USD EUR", "2026-03-01", "0.9213 direct 2026-03-01"),
      Case(daily, "USD EUR", "2026-03-02", "0.925 direct 2026-03-02"),
      Case(daily, "EUR USD", "2026-03-02", "40/37 inverse 2026-03-02"),
      Case(daily, "USD EUR", "2026-03-05", "0.8 inverse 2026-03-05"),
      Case(daily, "USD EUR", "2026-03-04", previous: .used(noOlderThanDays: 5), "0.925 direct 2026-03-02"),
      Case(daily, "USD EUR", "2026-03-04", previous: .used(noOlderThanDays: 2), "0.925 direct 2026-03-02"),
      Case(daily, "USD EUR", "2026-03-04", previous: .used(noOlderThanDays: 1), "missing"),
      Case(daily, "USD EUR", "2026-03-04", "missing"),
      Case(daily, "USD EUR", "2026-02-28", previous: .used(noOlderThanDays: nil), "missing"),
      Case(daily, "EUR EUR", "2020-01-01", "1 direct"),
      // Of averages the shortest period that holds the day; a day's own rate before all, also as an inverse.
      Case(averages, "USD EUR", "2026-02-01", "0.84 direct 2026-02"),
      Case(averages, "EUR USD", "2026-02-28", "25/21 inverse 2026-02"),
      Case(averages, "USD EUR", "2026-02-10", "0.8 inverse 2026-02-10"),
      Case(averages, "USD EUR", "2026-03-04", "0.81 direct 2026-Q1"),
      Case(averages, "USD EUR", "2026-03-05", "0.87 direct 2026-03-05"),
      Case(averages, "USD EUR", "2026-04-01", "missing"),
      // The quarter ended a day before; 5 March is older.
      Case(averages, "USD EUR", "2026-04-01", previous: .used(noOlderThanDays: 1), "0.81 direct 2026-Q1"),
      // 1.25 USD are 8.4 CNY: one is 6.72, and one CNY is 1.25/8.4 USD.
      Case(base, "USD CNY", "2026-03-01", "6.72 through EUR 2026-03-01 2026-03-01"),
      Case(base, "CNY USD", "2026-03-01", "25/168 through EUR 2026-03-01 2026-03-01"),
      // Both rates must be of the day.
      Case(base, "USD CNY", "2026-03-03", "missing"),
      Case(
        base, "USD CNY", "2026-03-03", previous: .used(noOlderThanDays: 2),
        "7 through EUR 2026-03-03 2026-03-01"),
      // Never through two currencies.
      Case(base, "CNY JPY", "2026-03-01", previous: .used(noOlderThanDays: nil), "missing"),
      // Several ways would do: none is taken unless one is declared.
      Case(twoBases, "USD CNY", "2026-03-01", "missing, EUR GBP"),
      Case(twoBases, "USD CNY", "2026-03-01", through: "GBP", "7 through GBP 2026-03-01 2026-03-01"),
      Case(twoBases, "USD CNY", "2026-03-01", through: "EUR", "6.4 through EUR 2026-03-01 2026-03-01"),
    ])
  func rate(_ c: Case) throws {
    let codes = try c.pair.split(separator: " ").map { try #require(Currency(String($0))) }
    let conversion = CurrencyConversion(
      table: try table(c.rates), to: codes[1], through: c.through.flatMap { Currency($0) },
      previous: c.previous)
    let found: String
    switch conversion.rate(from: codes[0], on: try #require(Day(iso: c.day))) {
    case .success(let rate):
      let way =
        switch rate.path {
        case .direct: "direct"
        case .inverse: "inverse"
        case .through(let base): "through \(base)"
        }
      found = (["\(rate.value)", way] + rate.periods.map(\.description)).joined(separator: " ")
    case .failure(let missing):
      found =
        missing.bases.isEmpty
        ? "missing" : "missing, " + missing.bases.map(\.description).joined(separator: " ")
    }
    #expect(found == c.expected)
  }

  @Test("where averages are dated by a day, the day stands for its month or quarter")
  func dated() throws {
    let (usd, eur) = (try #require(Currency("USD")), try #require(Currency("EUR")))
    for (grain, day) in [(Grain.month, "2026-02-28"), (.quarter, "2026-03-31")] {
      let conversion = CurrencyConversion(
        table: try table("2026-02-01,USD,EUR,0.84", averages: grain), to: eur)
      #expect(
        try conversion.rate(from: usd, on: try #require(Day(iso: day))).get().value.description == "0.84")
    }
  }

  @Test("missing rates name the currencies, the days and the nearest days known")
  func missing() throws {
    func message(
      _ rates: String, _ pair: String, _ days: String...,
      previous: CurrencyDeclaration.PreviousRates = .unused
    ) throws -> [String] {
      let codes = try pair.split(separator: " ").map { try #require(Currency(String($0))) }
      let conversion = CurrencyConversion(table: try table(rates), to: codes[1], previous: previous)
      let missing = try days.compactMap { day -> CurrencyConversion.Missing? in
        guard case .failure(let missing) = conversion.rate(from: codes[0], on: try #require(Day(iso: day)))
        else { return nil }
        return missing
      }
      let diagnostic = try #require(Diagnostic.missingRates(missing, at: nil))
      return [diagnostic.message, diagnostic.hint ?? ""]
    }
    #expect(
      try message(Self.daily, "USD EUR", "2026-03-04")[0]
        == "no rate from USD to EUR for 2026-03-04; the nearest known are of 2026-03-02 and 2026-03-05")
    #expect(
      try message(Self.daily, "USD EUR", "2026-02-01", "2026-02-02")[0]
        == "no rate from USD to EUR for 2026-02-01 and 1 more day up to 2026-02-02; the nearest known is of 2026-03-01"
    )
    #expect(
      try message(Self.daily, "GBP RUB", "2026-03-01", "2026-03-04", "2026-03-05")[0]
        == "no rate from GBP to RUB for 2026-03-01 and 2 more days up to 2026-03-05; the table has none for these two"
    )
    let add = "add a line '2026-03-04,USD,EUR,…' to the rate table"
    let leave = "or leave such rows out with `if_rate_missing: reject`"
    let leaveThese = "or leave such rows out with `if_rate_missing: [use_previous, reject]`"
    #expect(
      try message(Self.daily, "USD EUR", "2026-03-04")[1]
        == "\(add), allow an earlier rate with `if_rate_missing: use_previous`, \(leave)")
    // Of the 2nd, two days old.
    #expect(
      try message(Self.daily, "USD EUR", "2026-03-04", previous: .used(noOlderThanDays: 1))[1]
        == "\(add), raise `no_older_than` to 2 days, \(leaveThese)")
    #expect(
      try message(Self.daily, "USD EUR", "2026-02-01", previous: .used(noOlderThanDays: nil))[1]
        == "there is no rate at or before 2026-02-01: add a line '2026-02-01,USD,EUR,…' to the rate table, \(leaveThese)"
    )
    #expect(
      try message(Self.twoBases, "USD CNY", "2026-03-01")
        == [
          "no rate from USD to CNY for 2026-03-01",
          "say through which currency to convert: `through: EUR`; the rates also have GBP",
        ])
  }
}

@Suite("Rate files") struct RateTableTests {
  @Test("everything wrong with rate files is told at once, with its place")
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

      2026-03-01,USD,EUR,0.91
      2026-03-01,USD,EUR,1e3
      2026-13,USD,EUR,1
      """
    // CRLF ends lines as well as LF.
    let bytes = Array(
      text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    let more = Array("day,from,to,rate\n2026-03-01,USD,EUR,0.90\n2026-03-01,USD,EUR,0.8".utf8)
    let diagnostics = RateTable.load([("fx.csv", bytes), ("more.csv", more)]).diagnostics
    #expect(
      diagnostics.map { "\($0.location.map { "\($0)" } ?? "") \($0.message)" } == [
        "fx.csv:2:1 expected a day such as 2026-03-01, or a month or quarter such as 2026-02 or 2026-Q1, found '2026-02-30'",
        "fx.csv:3:16 unknown currency 'EUT'",
        "fx.csv:4:12 expected a currency code of three letters, found 'US'",
        "fx.csv:5:20 a rate must be above 0, found 0",
        "fx.csv:6:20 a rate must be above 0, found -1",
        "fx.csv:7:1 expected 4 fields such as '2026-03-01,USD,EUR,0.9213', found 5",
        "fx.csv:8:16 a rate of USD to itself",
        "fx.csv:11:1 a second rate of USD to EUR for 2026-03-01; the first is in line 9",
        "fx.csv:12:20 expected a rate such as 0.9213, found '1e3'",
        "fx.csv:13:1 expected a day such as 2026-03-01, or a month or quarter such as 2026-02 or 2026-Q1, found '2026-13'",
        // The same rate again does no harm.
        "more.csv:3:1 a second rate of USD to EUR for 2026-03-01; the first is in fx.csv:9",
      ])
    #expect(diagnostics[5].hint == "write rates with a decimal point")
  }

  @Test("where averages are declared, the notation of another period is refused")
  func otherPeriods() {
    let text = Array(
      "day,from,to,rate\n2026-02,USD,EUR,0.9\n2026-Q1,USD,EUR,0.9\n2026-03-31,USD,EUR,0.9".utf8)
    #expect(
      RateTable.load([("fx.csv", text)], averages: .month).diagnostics.map(\.message)
        == ["expected a day, or a month such as 2026-02, found '2026-Q1'"])
  }

  @Test(
    "a table without its heading is refused",
    arguments: ["", "2026-03-01,USD,EUR,0.9", "date;from;to;rate\n"])
  func heading(text: String) {
    #expect(RateTable.load([("fx.csv", Array(text.utf8))]).diagnostics.count == 1)
  }

  @Test("a heading that is right but for its separators says what to do")
  func separators() {
    for text in [
      "day;from;to;rate", "Day\tFrom\tTo\tRate", "\"day\",\"from\",\"to\",\"rate\"", "day, from, to, rate",
    ] {
      #expect(
        RateTable.load([("fx.csv", Array(text.utf8))]).diagnostics.map(\.hint) == [
          "separate the fields by commas, without quotes or blanks, and write rates with a decimal point"
        ])
    }
    #expect(RateTable.load([("fx.csv", Array("date;from;to;rate".utf8))]).diagnostics.map(\.hint) == [nil])
  }

  @Test("a byte order mark and capitals in the heading do no harm")
  func mark() throws {
    let (table, diagnostics) = RateTable.load([
      ("fx.csv", [0xEF, 0xBB, 0xBF] + Array("Day,From,To,Rate\n2026-03-01,usd,eur,0.5".utf8))
    ])
    #expect(diagnostics.isEmpty)
    let conversion = CurrencyConversion(table: table, to: try #require(Currency("USD")))
    let rate = conversion.rate(from: try #require(Currency("EUR")), on: try #require(Day(iso: "2026-03-01")))
    #expect(try rate.get().value == Exact(2))
  }

  @Test("currency codes are in order, once each; other words of three letters are none")
  func codes() throws {
    #expect(CurrencyCodes.all.count > 150)
    #expect(zip(CurrencyCodes.all, CurrencyCodes.all.dropFirst()).allSatisfy { $0 < $1 })
    #expect(CurrencyCodes.currency("eur".utf8) == Currency("EUR"))
    #expect(CurrencyCodes.currency(Currency.unstated.description.utf8) == .unstated)
    for word in ["EUT", "ALL ", "US", "TOTAL"] { #expect(CurrencyCodes.currency(word.utf8) == nil) }
  }
}
