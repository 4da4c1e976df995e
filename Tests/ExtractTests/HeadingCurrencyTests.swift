import Declarations
import Diagnostics
import EventSchema
import Extract
import Testing

/// `Amount spent (EUR)` beside `Value (USD)`: a row has one currency for all of its amounts.
@Suite("Currencies in headings") struct HeadingCurrencyTests {
  private static let profile = """
    profile: test/table
    tool: Test
    evidence: verified
    gives: ad
    format: csv
    recognise: {fields: [day, spend]}
    columns:
      day: {headings: [Day], as: date yyyy-MM-dd, required: yes}
      spend: {headings: [Spent], as: money, required: yes}
      conversion_value_claimed: {headings: [Value], as: money}
      clicks: {headings: [Clicks], as: count}
      cpc: {headings: [CPC]}
      roas_claimed: {headings: [ROAS]}
    """

  struct Case: Sendable, CustomTestStringConvertible {
    let headings: String
    /// Of `day`, `spend`, `conversion_value_claimed`, `clicks`, `cpc` and `roas_claimed`, those that are read.
    let wanted: [Int]
    let currency: String?
    /// Places in `wanted` of amounts below a sign that decides no currency.
    var signs: [Int] = []
    /// Where the second currency stands, and what is said of it.
    var column = 0
    var message: String?
    var testDescription: String { "\(headings) \(wanted)" }
  }

  private static func both(
    _ heading: String, _ other: String, _ says: String? = nil, _ otherSays: String? = nil
  ) -> String {
    func code(_ text: String) -> String { String(text.suffix(4).prefix(3)) }
    return
      "the heading '\(heading)' says \(says ?? code(heading)), but '\(other)' says \(otherSays ?? code(other)): "
      + "amounts of a row are read in one currency"
  }

  @Test(
    "are of the amounts that are read, and no two",
    arguments: [
      Case(headings: "Day,Spent (EUR),Value (EUR)", wanted: [0, 1, 2], currency: "EUR"),
      Case(headings: "Day,Spent (EUR),Value", wanted: [0, 1, 2], currency: "EUR"),
      // Whatever the order, and what the profile has first.
      Case(
        headings: "Day,Spent (EUR),Value (USD)", wanted: [0, 1, 2], currency: "EUR", column: 17,
        message: both("Value (USD)", "Spent (EUR)")),
      Case(
        headings: "Value (USD),\"Day\",\"Spent (EUR)\"", wanted: [0, 1, 2], currency: "USD", column: 20,
        message: both("Spent (EUR)", "Value (USD)")),
      // What is not read contradicts nothing.
      Case(headings: "Day,Spent (EUR),Value (USD)", wanted: [0, 1], currency: "EUR"),
      Case(headings: "Value (USD),Day,Spent (EUR)", wanted: [0, 1], currency: "EUR"),
      // It says the file's where nothing else does.
      Case(headings: "Day,Spent,Value (USD)", wanted: [0, 1], currency: "USD"),
      Case(headings: "Day,Spent,Value", wanted: [0, 1, 2], currency: nil),
      // No amounts.
      Case(headings: "Day,Spent (EUR),Clicks (USD)", wanted: [0, 1, 3], currency: "EUR"),
      // A ratio that is an amount for each click is one, where it is read; one of two amounts is none.
      Case(
        headings: "Day,Spent (EUR),CPC (USD)", wanted: [0, 1, 4], currency: "EUR", column: 17,
        message: both("CPC (USD)", "Spent (EUR)")),
      Case(headings: "Day,Spent (EUR),CPC (USD)", wanted: [0, 1], currency: "EUR"),
      Case(headings: "Day,Spent (EUR),ROAS (USD)", wanted: [0, 1, 5], currency: "EUR"),
      Case(headings: "Day,Spent,CPC (USD)", wanted: [0, 1, 4], currency: "USD"),
      // A sign contradicts what it can't mean, and agrees with all that it can.
      Case(
        headings: "Day,Spent (EUR),Value ($)", wanted: [0, 1, 2], currency: "EUR", signs: [2], column: 17,
        message: both("Value ($)", "Spent (EUR)", "$")),
      Case(
        headings: "Day,Spent ($),Value (€)", wanted: [0, 1, 2], currency: "EUR", signs: [1], column: 15,
        message: both("Value (€)", "Spent ($)", "EUR", "$")),
      Case(
        headings: "Day,Spent (EUR),Value (£)", wanted: [0, 1, 2], currency: "EUR", signs: [2], column: 17,
        message: both("Value (£)", "Spent (EUR)", "£")),
      Case(
        headings: "Day,Spent (EUR),Value (руб)", wanted: [0, 1, 2], currency: "EUR", signs: [2], column: 17,
        message: both("Value (руб)", "Spent (EUR)", "руб")),
      Case(
        headings: "Day,Spent (EUR),Value (грн)", wanted: [0, 1, 2], currency: "EUR", column: 17,
        message: both("Value (грн)", "Spent (EUR)", "UAH")),
      Case(
        headings: "Day,Spent ($),Value (¥)", wanted: [0, 1, 2], currency: nil, signs: [1, 2], column: 15,
        message: both("Value (¥)", "Spent ($)", "¥", "$")),
      Case(headings: "Day,Spent (CAD),Value ($)", wanted: [0, 1, 2], currency: "CAD", signs: [2]),
      Case(headings: "Day,Spent ($),Value (AUD)", wanted: [0, 1, 2], currency: "AUD", signs: [1]),
      Case(headings: "Day,Spent (¥),Value (CNY)", wanted: [0, 1, 2], currency: "CNY", signs: [1]),
      Case(headings: "Day,Spent (SEK),Value (kr)", wanted: [0, 1, 2], currency: "SEK", signs: [2]),
      Case(headings: "Day,Spent ($),Value ($)", wanted: [0, 1, 2], currency: nil, signs: [1, 2]),
      // A word for amounts that rows may be in other currencies than: it contradicts headings alone.
      Case(headings: "Day,Spent (元),Value ($)", wanted: [0, 1], currency: nil),
      Case(
        headings: "Day,Spent (EUR),Value (元)", wanted: [0, 1, 2], currency: "EUR", column: 17,
        message: both("Value (元)", "Spent (EUR)", "元")),
      // What is not read decides nothing that it contradicts.
      Case(headings: "Day,Spent ($),Value (CAD)", wanted: [0, 1], currency: "CAD", signs: [1]),
      Case(headings: "Day,Spent ($),Value (EUR)", wanted: [0, 1], currency: nil, signs: [1]),
      Case(headings: "Day,Spent,Value ($)", wanted: [0, 1], currency: nil),
      // Columns that nobody knows.
      Case(headings: "Day,Spent (EUR),Revenue (USD)", wanted: [0, 1, 2], currency: "EUR"),
    ])
  func headings(example: Case) throws {
    let loaded = ProfileLoader.load(text: Self.profile, file: "test.yaml")
    let profile = try #require(loaded.profile, "\(loaded.diagnostics)")
    let file = try TemporaryFile(Array("Report\n\(example.headings)\n2026-02-01,1,2\n".utf8))
    let source = try SourceFileOpener().open(
      path: "ads.csv", absolute: file.path, profile: profile, wanted: example.wanted, encoding: nil
    ).tables[0]
    #expect(source.headingCurrency?.description == example.currency)
    #expect(source.headingSigns.map(\.position) == example.signs)
    var told: Diagnostic?
    do { try source.checkCurrencies() } catch {
      told = error.list.first
      #expect(error.exit == .badInput)
    }
    #expect(told?.message == example.message)
    #expect((told?.location?.column ?? 0) == example.column)
    #expect(told == nil || told?.location?.line == 2)
  }
}
