import Declarations
import Testing

@Suite("Periods of pipeline files") struct PeriodDeclarationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var period: String, expected: String
    var calendar = ""
    var testDescription: String { period }
  }

  static let april = "fiscal_year_starts: april, fiscal_year_named_after: start"

  @Test(
    "a period that does not exist is refused with those that do",
    arguments: [
      // 2025 has 52 ISO weeks: its 28 December is a Sunday of week 52.
      Case(
        period: "{every: week, only: 1️⃣2025-W53}",
        expected:
          "expected a week such as 2026-W06 for 'only', found '2025-W53' | there is 2025-W01 to 2025-W52, which are 2024-12-30 to 2025-12-28"
      ),
      Case(
        period: "{every: quarter, only: 1️⃣FY2025-Q1}",
        expected:
          "expected a quarter such as 2026-Q1 for 'only', found 'FY2025-Q1' | years begin in January: there is 2025-Q1 to 2025-Q4, which are 2025-01-01 to 2025-12-31; `calendar: {fiscal_year_starts: april}` makes fiscal years"
      ),
      Case(
        period: "{every: quarter, only: 1️⃣2025-Q1}",
        expected:
          "expected a quarter such as FY2025-Q4 for 'only', found '2025-Q1' | there is FY2025-Q1 to FY2025-Q4, which are 2025-04-01 to 2026-03-31",
        calendar: april),
      Case(
        period: "{every: year, only: 1️⃣2025}",
        expected:
          "expected a year such as FY2025 for 'only', found '2025' | there is FY2025, which is 2025-04-01 to 2026-03-31",
        calendar: april),
      Case(
        period: "{every: month, only: 1️⃣FY2025-P01}",
        expected:
          "expected a month such as 2026-02 for 'only', found 'FY2025-P01' | a month is one of the calendar: there is 2025-01 to 2025-12, which are 2025-01-01 to 2025-12-31",
        calendar: april),
      Case(
        period: "{every: month, only: 1️⃣2026-Q1}",
        expected:
          "expected a month such as 2026-02 for 'only', found '2026-Q1' | '2026-Q1' is a quarter: `every: quarter`"
      ),
      Case(
        period: "{every: 1️⃣1 days, last: 3}",
        expected: "expected 2 to 366 days for 'every', found '1 days' | such as 28 days"),
      Case(period: "{every: 1️⃣28 dayz, last: 3}", expected: "unknown 'every' '28 dayz'"),
      Case(
        period: "{every: 1️⃣days, last: 3}", expected: "unknown 'every' 'days' | did you mean 'day'?"),
      Case(
        period: "{every: 1️⃣28 days, from: 2026-01-01, to: 2026-01-28}",
        expected:
          "periods of so many days go with 'last' | they are counted back from the last full day: {every: 28 days, last: 6}"
      ),
      Case(
        period: "{every: 30 days, last: 3, compare_with: 1️⃣[previous_days, same_days_last_year]}",
        expected:
          "52 weeks hold no whole number of 30 days | same_days_last_year goes with 7, 14, 28, 52, 91 or 182 days"
      ),
      Case(
        period: "{every: day, last: 3, 1️⃣to_date: yes}", expected: "days can't be looked at to date"),
      Case(
        period: "{every: month, only: 2026-02, 1️⃣to_date: yes}",
        expected: "'to_date' goes with 'last' | for example {every: month, last: 13, to_date: yes}"),
    ])
  func refused(_ c: Case) {
    let text = """
      sluice: 1
      name: n
      period: \(c.period)
      calendar: {timezone: UTC\(c.calendar.isEmpty ? "" : ", " + c.calendar)}
      extract: {a: {profile: generic/costs, files: a.csv}}
      render: {tables: {t: {by: [channel], columns: [spend]}}}
      """
    expectDiagnostics(text, ["1️⃣": c.expected]) { text in
      PipelineFileLoader.load(text: text, file: "p.yaml", environment: [:]).1
    }
  }
}
