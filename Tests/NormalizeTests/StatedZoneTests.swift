import Declarations
import EventSchema
import Normalize
import Testing

@Suite("Zones and periods that files state") struct StatedZoneTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String, zone: String, contradicts: Bool
    var isUnderstood = true
    var testDescription: String { "\(text) beside \(zone)" }
  }

  @Test(
    "a stated zone contradicts one whose clocks differ",
    arguments: [
      Case(
        text: "(GMT-08:00) Pacific Time (US & Canada); Tijuana", zone: "America/Los_Angeles",
        contradicts: false),
      Case(text: "(GMT-08:00) Pacific Time (US & Canada); Tijuana", zone: "Europe/Berlin", contradicts: true),
      Case(text: "(UTC+03:00) Moscow", zone: "Europe/Moscow", contradicts: false),
      Case(text: "UTC", zone: "UTC", contradicts: false),
      Case(text: "UTC", zone: "Europe/London", contradicts: true),
      Case(text: "in UTC", zone: "Europe/Berlin", contradicts: true),
      Case(text: "Europe/Paris", zone: "Europe/Berlin", contradicts: false),
      Case(text: "Europe/Paris", zone: "America/New_York", contradicts: true),
      Case(text: "Pacific Time", zone: "Europe/Berlin", contradicts: false, isUnderstood: false),
      Case(text: "Your time zone", zone: "Europe/Berlin", contradicts: false, isUnderstood: false),
    ])
  func zones(_ c: Case) throws {
    let day = try #require(Day(year: 2026, month: 2, day: 1))
    let stated = StatedZone(c.text)
    #expect(stated.contradicts(try Zone(named: c.zone), around: day) == c.contradicts)
    #expect(stated.isUnderstood == c.isUnderstood)
  }

  @Test(
    "a period is found in a file's name, where it is the only one",
    arguments: [
      ("Table data 2026-02-01_2026-02-28 (3)", "2026-02-01 2026-02-28"),
      ("x2026-02-28_2026-02-01", nil), ("2026-02-01_2026-02-30", nil), ("12026-02-01_2026-02-28", nil),
      ("2026-02-01_2026-02-02 2026-03-01_2026-03-02", nil), ("report", nil),
    ] as [(String, String?)])
  func names(_ name: String, _ expected: String?) throws {
    let pattern = try #require(DatePattern("yyyy-MM-dd"))
    let found = DateRange.find(in: name, patterns: [pattern, pattern])
    #expect(found.map { "\($0.first) \($0.last)" } == expected)
    let month = try #require(DatePattern("yyyy-MM"))
    let whole = DateRange.find(in: "sales_2026-02.csv", patterns: [month])
    #expect(whole.map { "\($0.first) \($0.last)" } == "2026-02-01 2026-02-28")
  }
}
