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

  struct Other: Sendable, CustomTestStringConvertible {
    var calendar: PeriodCalendar, day: String, grain: Grain, label: String, first: String, last: String
    var testDescription: String { "\(day) by \(grain) is \(label), \(first) to \(last)" }

    init(
      _ calendar: PeriodCalendar, _ day: String, _ grain: Grain, _ label: String, _ first: String,
      _ last: String
    ) {
      self.calendar = calendar
      (self.day, self.grain, self.label, self.first, self.last) = (day, grain, label, first, last)
    }
  }

  static let april = PeriodCalendar(fiscalYearStarts: 4, yearNamedAfter: .start)
  static let aprilByEnd = PeriodCalendar(fiscalYearStarts: 4, yearNamedAfter: .end)
  static let sundays = PeriodCalendar(weekStarts: .sunday)
  /// The retail calendar of the National Retail Federation.
  static let retail = PeriodCalendar(weekStarts: .sunday, fiscalYearStarts: 2, months: .weeks454)

  // Retail years as the federation publishes them: 2023 is 29 January 2023 to 3 February 2024, of 53 weeks; 2024 begins
  // on 4 February 2024, 2025 on 2 February 2025. Weeks from Sunday: the health authorities' MMWR calendar.
  @Test(
    "a day lies in the period that the report's calendar says",
    arguments: [
      Other(.civil, "2026-07-01", .half, "2026-H2", "2026-07-01", "2026-12-31"),
      Other(.civil, "2024-12-31", .year, "2024", "2024-01-01", "2024-12-31"),
      Other(april, "2025-05-17", .quarter, "FY2025-Q1", "2025-04-01", "2025-06-30"),
      Other(april, "2026-03-31", .quarter, "FY2025-Q4", "2026-01-01", "2026-03-31"),
      Other(april, "2026-03-31", .half, "FY2025-H2", "2025-10-01", "2026-03-31"),
      Other(april, "2026-04-01", .year, "FY2026", "2026-04-01", "2027-03-31"),
      Other(aprilByEnd, "2026-03-31", .year, "FY2026", "2025-04-01", "2026-03-31"),
      Other(aprilByEnd, "2025-04-01", .quarter, "FY2026-Q1", "2025-04-01", "2025-06-30"),
      Other(april, "2026-02-14", .month, "2026-02", "2026-02-01", "2026-02-28"),
      Other(sundays, "2026-03-01", .week, "2026-W09", "2026-03-01", "2026-03-07"),
      Other(sundays, "2026-02-28", .week, "2026-W08", "2026-02-22", "2026-02-28"),
      Other(sundays, "2026-01-01", .week, "2025-W53", "2025-12-28", "2026-01-03"),
      Other(retail, "2024-02-03", .year, "FY2023", "2023-01-29", "2024-02-03"),
      Other(retail, "2024-02-03", .month, "FY2023-P12", "2023-12-31", "2024-02-03"),
      Other(retail, "2025-02-02", .month, "FY2025-P01", "2025-02-02", "2025-03-01"),
      Other(retail, "2025-03-02", .month, "FY2025-P02", "2025-03-02", "2025-04-05"),
      Other(retail, "2025-05-03", .quarter, "FY2025-Q1", "2025-02-02", "2025-05-03"),
      Other(retail, "2026-01-31", .year, "FY2025", "2025-02-02", "2026-01-31"),
    ])
  func otherCalendar(_ c: Other) throws {
    let period = Period(c.grain, containing: try #require(Day(iso: c.day)), in: c.calendar)
    #expect(period.description == c.label)
    #expect(period.first.description == c.first && period.last.description == c.last)
    #expect(Period(label: c.label, in: c.calendar) == period)
  }

  @Test(
    "a year earlier is the same part of the year before",
    arguments: [
      (retail, "FY2025-P02", "2024-03-03", "2024-04-06"), (april, "FY2025-Q4", "2025-01-01", "2025-03-31"),
      (.civil, "2026-H1", "2025-01-01", "2025-06-30"), (sundays, "2026-W09", "2025-02-23", "2025-03-01"),
      (.civil, "2024", "2023-01-01", "2023-12-31"), (retail, "FY2024", "2023-01-29", "2024-02-03"),
    ])
  func yearEarlier(_ calendar: PeriodCalendar, _ label: String, _ first: String, _ last: String) throws {
    let period = try #require(Period(label: label, in: calendar))
    let earlier = try #require(period.lastYear)
    #expect(earlier.first.description == first && earlier.last.description == last)
  }

  @Test(
    "a label of another calendar is none",
    arguments: ["FY2025-Q1", "FY2025", "2025-P01", "2025-Q5", "2025-H3"])
  func foreignLabel(_ label: String) { #expect(Period(label: label) == nil) }

  @Test(
    "periods follow each other without a gap, and their labels lead back to them",
    arguments: [
      .civil, april, aprilByEnd, sundays, retail, PeriodCalendar(fiscalYearStarts: 10, months: .weeks445),
      PeriodCalendar(weekStarts: .sunday, fiscalYearStarts: 1, months: .weeks544),
    ])
  func tiling(_ calendar: PeriodCalendar) throws {
    for grain in Grain.allCases {
      var period = Period(grain, containing: try #require(Day(iso: "1998-11-24")), in: calendar)
      while period.first.civil.year < 2032 {
        #expect(period.next.first == period.last + 1 && period.next.previous == period)
        #expect(Period(grain, containing: period.last, in: calendar) == period)
        #expect(Period(label: period.description, in: calendar) == period)
        period = period.next
      }
    }
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

  struct ToDate: Sendable, CustomTestStringConvertible {
    var calendar: PeriodCalendar, day: String, grain: Grain, oldest: String, count: Int
    var testDescription: String { "\(grain) of \(day): \(count) periods from \(oldest)" }
  }

  // 2024 is a leap year: 1 March is its 61st day. 2020-W53 begins on 28 December 2020, 2021-W01 on 4 January 2021.
  @Test(
    "a year to date begins with the year that the calendar says, weeks with that of their number",
    arguments: [
      ToDate(calendar: .civil, day: "2024-03-01", grain: .day, oldest: "2024-01-01", count: 61),
      ToDate(calendar: .civil, day: "2024-01-01", grain: .day, oldest: "2024-01-01", count: 1),
      ToDate(calendar: .civil, day: "2026-02-10", grain: .month, oldest: "2026-01-01", count: 2),
      ToDate(calendar: april, day: "2026-02-10", grain: .month, oldest: "2025-04-01", count: 11),
      ToDate(calendar: april, day: "2026-04-30", grain: .quarter, oldest: "2026-04-01", count: 1),
      ToDate(calendar: april, day: "2026-03-31", grain: .day, oldest: "2025-04-01", count: 365),
      ToDate(calendar: .civil, day: "2021-01-02", grain: .week, oldest: "2019-12-30", count: 53),
      ToDate(calendar: .civil, day: "2021-01-04", grain: .week, oldest: "2021-01-04", count: 1),
    ])
  func yearToDate(_ c: ToDate) throws {
    let list = Period(c.grain, containing: try #require(Day(iso: c.day)), in: c.calendar)
      .yearToDate(in: c.calendar)
    #expect(list.count == c.count)
    #expect(list.last?.first.description == c.oldest)
  }
}
