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
    """

  struct Case: Sendable, CustomTestStringConvertible {
    let headings: String
    /// Of `day`, `spend`, `conversion_value_claimed` and `clicks`, those that are read.
    let wanted: [Int]
    let currency: String?
    /// Where the second currency stands, and what is said of it.
    var column = 0
    var message: String?
    var testDescription: String { "\(headings) \(wanted)" }
  }

  private static func both(_ heading: String, _ other: String) -> String {
    "the heading '\(heading)' says \(heading.suffix(4).prefix(3)), but '\(other)' says \(other.suffix(4).prefix(3)): "
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
