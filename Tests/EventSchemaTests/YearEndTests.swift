import EventSchema
import Testing

@Suite("Year ends") struct YearEndTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var calendar: PeriodCalendar, label: String, days: String, before: String, yearAgo: String?
    var testDescription: String { "\(label) is \(days)" }

    init(_ calendar: PeriodCalendar, _ label: String, _ days: String, _ before: String, _ yearAgo: String?) {
      (self.calendar, self.label) = (calendar, label)
      (self.days, self.before, self.yearAgo) = (days, before, yearAgo)
    }
  }

  static let retail = PeriodCalendar(weekStarts: .sunday, fiscalYearStarts: 2, months: .weeks454)
  /// From the Monday nearest to 1 October; named after the year in which it ends.
  static let october = PeriodCalendar(fiscalYearStarts: 10, yearNamedAfter: .end, months: .weeks445)
  static let january = PeriodCalendar(weekStarts: .sunday, fiscalYearStarts: 1, months: .weeks544)

  // Worked out with Python's datetime: of the seven days around the first of the month the one with the right weekday,
  // then weeks counted from it; weeks of a year by date.fromisocalendar. Of 53 weeks are: retail 2023, October's 2021,
  // January's 2020; ISO 2020 and 2026.
  @Test(
    "around the ends of years of 52 and 53 weeks, the period before and that of a year ago are the right days",
    arguments: [
      Case(retail, "FY2023-P12", "2023-12-31 2024-02-03", "2023-11-26 2023-12-30", "2023-01-01 2023-01-28"),
      Case(retail, "FY2024-P01", "2024-02-04 2024-03-02", "2023-12-31 2024-02-03", "2023-01-29 2023-02-25"),
      Case(retail, "FY2024-P12", "2025-01-05 2025-02-01", "2024-12-01 2025-01-04", "2023-12-31 2024-02-03"),
      Case(retail, "FY2024-Q4", "2024-11-03 2025-02-01", "2024-08-04 2024-11-02", "2023-10-29 2024-02-03"),
      Case(retail, "FY2024", "2024-02-04 2025-02-01", "2023-01-29 2024-02-03", "2023-01-29 2024-02-03"),
      Case(retail, "FY2023-H2", "2023-07-30 2024-02-03", "2023-01-29 2023-07-29", "2022-07-31 2023-01-28"),
      Case(october, "FY2021-P12", "2021-08-23 2021-10-03", "2021-07-26 2021-08-22", "2020-08-24 2020-09-27"),
      Case(october, "FY2022-P01", "2021-10-04 2021-10-31", "2021-08-23 2021-10-03", "2020-09-28 2020-10-25"),
      Case(october, "FY2022-Q4", "2022-07-04 2022-10-02", "2022-04-04 2022-07-03", "2021-06-28 2021-10-03"),
      Case(january, "FY2022-Q1", "2022-01-02 2022-04-02", "2021-10-03 2022-01-01", "2021-01-03 2021-04-03"),
      Case(january, "FY2024-Q1", "2023-12-31 2024-03-30", "2023-10-01 2023-12-30", "2023-01-01 2023-04-01"),
      Case(.civil, "2021-W01", "2021-01-04 2021-01-10", "2020-12-28 2021-01-03", "2019-12-30 2020-01-05"),
      Case(.civil, "2020-W53", "2020-12-28 2021-01-03", "2020-12-21 2020-12-27", nil),
      Case(.civil, "2026-W53", "2026-12-28 2027-01-03", "2026-12-21 2026-12-27", nil),
      Case(.civil, "2027-W01", "2027-01-04 2027-01-10", "2026-12-28 2027-01-03", "2025-12-29 2026-01-04"),
      Case(.civil, "2025-02", "2025-02-01 2025-02-28", "2025-01-01 2025-01-31", "2024-02-01 2024-02-29"),
      Case(.civil, "2025-01-01", "2025-01-01 2025-01-01", "2024-12-31 2024-12-31", "2024-01-01 2024-01-01"),
    ])
  func comparisons(_ c: Case) throws {
    func days(_ period: Period) -> String { "\(period.first) \(period.last)" }
    let period = try #require(Period(label: c.label, in: c.calendar))
    #expect(days(period) == c.days && days(period.previous) == c.before)
    #expect(period.lastYear.map(days) == c.yearAgo)
  }

  @Test(
    "a year ago has the same number in its year, and both lie within years that follow each other",
    arguments: [.civil, retail, october, january, PeriodCalendar(fiscalYearStarts: 4, yearNamedAfter: .end)])
  func numbers(_ calendar: PeriodCalendar) throws {
    for grain in [Grain.month, .quarter, .half, .year] {
      var period = Period(grain, containing: try #require(Day(iso: "2015-06-15")), in: calendar)
      while period.first.civil.year < 2031 {
        let earlier = try #require(period.lastYear)
        #expect(earlier.year == period.year - 1 && earlier.number == period.number)
        // 52 or 53 weeks, or 365 or 366 days.
        #expect([364, 365, 366, 371].contains(period.first - earlier.first))
        period = period.next
      }
    }
  }

  struct Cut: Sendable, CustomTestStringConvertible {
    var grain: Grain, days: Int, day: String, label: String, whole: String, before: String, yearAgo: String?
    var calendar = PeriodCalendar.civil
    var testDescription: String { label }
  }

  // 31 January 2026 is day 31, and February has 28; 29 February 2024 is day 60 of its year, 1 March 2023 that of
  // 2023. The retail year 2025 begins on 2 February 2025.
  @Test(
    "a period to date is its first days, or all that it has, and so are those it is compared with",
    arguments: [
      Cut(
        grain: .month, days: 12, day: "2026-03-01", label: "2026-03-to-12", whole: "2026-03",
        before: "2026-02-01 2026-02-12", yearAgo: "2025-03-01 2025-03-12"),
      Cut(
        grain: .month, days: 30, day: "2026-03-05", label: "2026-03-to-30", whole: "2026-03",
        before: "2026-02-01 2026-02-28", yearAgo: "2025-03-01 2025-03-30"),
      Cut(
        grain: .quarter, days: 31, day: "2026-02-14", label: "2026-Q1-to-01-31", whole: "2026-Q1",
        before: "2025-10-01 2025-10-31", yearAgo: "2025-01-01 2025-01-31"),
      Cut(
        grain: .year, days: 60, day: "2024-07-01", label: "2024-to-02-29", whole: "2024",
        before: "2023-01-01 2023-03-01", yearAgo: "2023-01-01 2023-03-01"),
      Cut(
        grain: .week, days: 3, day: "2021-01-10", label: "2021-W01-to-01-06", whole: "2021-W01",
        before: "2020-12-28 2020-12-30", yearAgo: "2019-12-30 2020-01-01"),
      Cut(
        grain: .month, days: 10, day: "2025-02-02", label: "FY2025-P01-to-02-11", whole: "FY2025-P01",
        before: "2025-01-05 2025-01-14", yearAgo: "2024-02-04 2024-02-13", calendar: retail),
    ])
  func cut(_ c: Cut) throws {
    func days(_ period: Period) -> String { "\(period.first) \(period.last)" }
    var calendar = c.calendar
    calendar.toDate = .init(c.grain, days: c.days)
    let period = Period(c.grain, containing: try #require(Day(iso: c.day)), in: calendar)
    #expect(period.description == c.label && period.whole == Period(label: c.whole, in: c.calendar))
    #expect(days(period.previous) == c.before && period.lastYear.map(days) == c.yearAgo)
    #expect(period.next.first == period.whole.last + 1 && period.next.previous == period)
    #expect(period.next.isToDate && !period.whole.isToDate)
    // Other grains of the same report stay whole.
    #expect(!Period(.day, containing: period.first, in: calendar).isToDate)
  }

  // 28 days that end on 12 March 2026 begin on 13 February; 13 such stretches are 364 days.
  @Test("stretches of days lie one after the other, on both sides of the newest")
  func stretches() throws {
    let newest = try #require(Day(iso: "2026-03-12"))
    let calendar = PeriodCalendar(stretch: .init(days: 28, newestEnds: newest))
    for shift in 0..<28 {
      let period = Period(.days, containing: newest - shift, in: calendar)
      #expect(period.description == "2026-02-13-to-2026-03-12" && period.next.previous == period)
      #expect(period.previous.description == "2026-01-16-to-2026-02-12")
      #expect(period.lastYear?.description == "2025-02-14-to-2025-03-13")
    }
    for shift in 1...28 {
      let period = Period(.days, containing: newest + shift, in: calendar)
      #expect(period.description == "2026-03-13-to-2026-04-09")
    }
    let others = PeriodCalendar(stretch: .init(days: 30, newestEnds: newest))
    #expect(Period(.days, containing: newest, in: others).lastYear == nil)
  }
}
