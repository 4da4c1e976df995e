import Declarations
import Diagnostics
import EventSchema
import Testing

@Suite("Alerts in pipeline files") struct AlertTests {
  private static func text(_ alerts: String, every: String = "day") -> String {
    """
    sluice: 1
    name: n
    period: {every: \(every), last: 1}
    extract: {ads: {profile: generic/ad-costs, files: a.csv}}
    aggregate:
      alerts:
        \(alerts)
    render: {tables: {t: {by: [channel], columns: [spend]}}}
    """
  }

  private func load(_ text: String) -> (PipelineFile?, [Diagnostic]) {
    PipelineFileLoader.load(text: text, file: "p.yaml", environment: [:])
  }

  @Test("every kind of alert is read with its numbers")
  func kinds() throws {
    let (file, diagnostics) = load(
      Self.text(
        """
        - {name: a, kpi: cac, per: channel, above: 120 EUR, ignore_below: {spend: 50 EUR}}
            - {name: b, kpi: roas, below: 3}
            - {name: c, kpi: spend, rose_more_than: 40%, against: same_weekday_last_week, ignore_below: 500 CNY}
            - {name: d, kpi: ctr, fell_more_than: 12.5%, against: previous_day}
            - {name: e, kpi: revenue, trend: falling, for: 3 weeks}
            - {name: f, kpi: orders, unusual: low, history: 8 weeks}
            - {name: g, title: {en: G, ru: Г}, kpi: orders, unusual: any}
            - {name: h, kpi: leads, drift: falling, history: 26 weeks}
            - {name: i, kpi: ctr, rose_more_than: 0.5 pp, against: previous_day}
        """))
    #expect(diagnostics.map(\.message) == [])
    let alerts = try #require(file).aggregate.alerts
    #expect(alerts.map(\.name.value) == ["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    #expect(alerts.map(\.per) == [.channel] + [Dimension?](repeating: nil, count: 8))
    #expect(alerts[6].title.text(in: "ru") == "Г" && alerts[5].title.text(in: "ru") == "f")
    let eur = try #require(Currency("EUR"))
    guard case .above(let limit) = alerts[0].rule, case .below(let floor) = alerts[1].rule,
      case .rose(let rise, .weekdayLastWeek) = alerts[2].rule,
      case .fell(let fall, .previous) = alerts[3].rule,
      case .trend(.falling, over: .days(21)) = alerts[4].rule,
      case .unusual(.low, history: .days(56)) = alerts[5].rule,
      case .unusual(.any, history: nil) = alerts[6].rule,
      case .drift(.falling, history: .days(182)) = alerts[7].rule,
      case .rose(let points, .previous) = alerts[8].rule
    else { throw Unexpected() }
    #expect(limit.value == .money(Exact(120), eur) && floor.value == .number(Exact(3)))
    #expect(
      rise.value == .share(Exact(units: 4, scale: 1)) && fall.value == .share(Exact(units: 125, scale: 3)))
    #expect(points.value == .percentagePoints(Exact(units: 5, scale: 3)))
    #expect(alerts[0].ignoreBelow?.kpi?.value == "spend" && alerts[2].ignoreBelow?.kpi == nil)
  }

  private struct Unexpected: Error {}

  struct Wrong: Sendable, CustomTestStringConvertible {
    let alert: String
    var every = "day"
    let message: String

    var testDescription: String { alert }
  }

  @Test(
    "what can't be meant is refused at its place",
    arguments: [
      Wrong(
        alert: "- 1️⃣{name: a, kpi: spend}",
        message:
          "an alert needs exactly one of above, below, rose_more_than, fell_more_than, trend, unusual, drift"),
      Wrong(
        alert: "- 1️⃣{name: a, kpi: spend, above: 3, below: 2}",
        message:
          "an alert needs exactly one of above, below, rose_more_than, fell_more_than, trend, unusual, drift"),
      Wrong(
        alert: "- {name: a, kpi: spend, above: 3, 1️⃣ignore_bellow: 3}",
        message: "unknown key 'ignore_bellow' in an alert"),
      Wrong(
        alert: "- {name: a, kpi: spend, above: 1️⃣lots}",
        message:
          "expected a number such as 3, a share such as 150%, or money such as 120 CNY for 'above', found 'lots'"
      ),
      Wrong(
        alert: "- {name: a, kpi: spend, rose_more_than: 1️⃣40 EUR, against: previous_day}",
        message:
          "expected a share such as 40%, or points such as 10 or 2 pp for 'rose_more_than', found '40 EUR'"),
      Wrong(
        alert: "- {name: a, kpi: spend, 1️⃣fell_more_than: 40%}",
        message: "'fell_more_than' needs 'against'"),
      Wrong(
        alert: "- {name: a, kpi: spend, rose_more_than: 40%, against: 1️⃣previous_month}",
        message: "a period of every day can't be compared with 'previous_month'"),
      Wrong(
        alert: "- {name: a, kpi: spend, above: 3, 1️⃣against: previous_day}",
        message: "'against' has no meaning beside 'above'"),
      Wrong(alert: "- {name: a, kpi: spend, 1️⃣trend: falling}", message: "'trend' needs 'for'"),
      Wrong(
        alert: "- {name: a, kpi: spend, trend: 1️⃣down, for: 3 weeks}", message: "unknown 'trend' 'down'"),
      Wrong(
        alert: "- {name: a, kpi: spend, trend: falling, for: 1️⃣a while}",
        message: "expected a span such as 3 weeks, 21 days or 6 months for 'for', found 'a while'"),
      Wrong(
        alert: "- {name: a, kpi: spend, trend: falling, for: 1️⃣13 days}",
        message: "a trend can't be told from chance in so short a time"),
      Wrong(
        alert: "- {name: a, kpi: spend, trend: falling, for: 1️⃣6 months}",
        message: "months end before the newest period does"),
      Wrong(
        alert: "- {name: a, kpi: spend, unusual: any, history: 1️⃣8 weeks}", every: "month",
        message: "the history of every month can't be '8 weeks'"),
      Wrong(
        alert: "- {name: a, kpi: spend, drift: 1️⃣down}", message: "unknown 'drift' 'down'"),
      Wrong(
        alert: "- {name: a, kpi: spend, drift: falling, history: 1️⃣6 months}",
        message: "the history of every day can't be '6 months'"),
      Wrong(
        alert: "- {name: a, kpi: spend, drift: falling, 1️⃣for: 3 weeks}",
        message: "'for' has no meaning beside 'drift'"),
      Wrong(
        alert: "- {name: a, kpi: ctr, rose_more_than: 1️⃣-1 pp, against: previous_day}",
        message:
          "expected a share such as 40%, or points such as 10 or 2 pp for 'rose_more_than', found '-1 pp'"),
      Wrong(
        alert: "- {name: a, kpi: spend, per: 1️⃣chanel, above: 3}", message: "unknown dimension 'chanel'"),
      Wrong(
        alert: "- {name: a, kpi: spend, above: 3}\n    - {name: 1️⃣a, kpi: spend, above: 4}",
        message: "two alerts are named 'a'"),
      Wrong(
        alert: "- {name: a, kpi: spend, above: 3, ignore_below: 1️⃣{clicks: 1, spend: 2}}",
        message: "'ignore_below' names one KPI"),
    ])
  func refused(_ c: Wrong) throws {
    expectDiagnostics(Self.text(c.alert, every: c.every), ["1️⃣": c.message]) { load($0).1 }
  }
}
