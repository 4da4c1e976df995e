import EventSchema
import Testing

@Suite("Periods") struct PeriodTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var day: String, grain: Grain, label: String, first: String, last: String
    var testDescription: String { "\(day) by \(grain) is \(label)" }
  }

  // Worked out with Python's datetime.date.isocalendar.
  @Test(
    "a day lies in the period that the ISO calendar says",
    arguments: [
      Case(day: "2026-03-01", grain: .week, label: "2026-W09", first: "2026-02-23", last: "2026-03-01"),
      Case(day: "2020-12-31", grain: .week, label: "2020-W53", first: "2020-12-28", last: "2021-01-03"),
      Case(day: "2021-01-03", grain: .week, label: "2020-W53", first: "2020-12-28", last: "2021-01-03"),
      Case(day: "2019-12-30", grain: .week, label: "2020-W01", first: "2019-12-30", last: "2020-01-05"),
      Case(day: "2024-02-29", grain: .month, label: "2024-02", first: "2024-02-01", last: "2024-02-29"),
      Case(day: "2026-11-24", grain: .quarter, label: "2026-Q4", first: "2026-10-01", last: "2026-12-31"),
      Case(day: "1969-12-31", grain: .day, label: "1969-12-31", first: "1969-12-31", last: "1969-12-31"),
    ])
  func period(_ c: Case) throws {
    let period = Period(c.grain, containing: try #require(Day(iso: c.day)))
    #expect(period.description == c.label)
    #expect(period.first.description == c.first)
    #expect(period.last.description == c.last)
    #expect(Period(label: c.label) == period)
  }

  @Test("a week 53 has no counterpart in a year of 52 weeks")
  func week53() throws {
    #expect(try #require(Period(label: "2020-W53")).lastYear == nil)
    #expect(try #require(Period(label: "2021-W52")).lastYear?.description == "2020-W52")
  }

  @Test("29 February has no counterpart in a common year")
  func leapDay() throws {
    #expect(try #require(Period(label: "2024-02-29")).lastYear == nil)
  }

  @Test(
    "days that do not exist are refused",
    arguments: ["2023-02-29", "2023-13-01", "2023-00-10", "2023-1-01", "0000-01-01"])
  func noSuchDay(_ text: String) { #expect(Day(iso: text) == nil) }

  @Test("every day of four centuries survives the way to its civil date and back")
  func civilRoundTrip() {
    var day = Day(number: -80_000)
    while day.number < 80_000 {
      let (y, m, d) = day.civil
      #expect(Day(year: y, month: m, day: d) == day)
      day = day + 37
    }
  }
}
