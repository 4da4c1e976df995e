import Testing

@Suite("What validate tells") struct ValidateTests {
  private static let base = """
    sluice: 1
    name: small
    root: .
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: exports/ads.csv, required: yes}
      shop: {profile: generic/orders, files: "exports/shop.csv"}
    normalize: {people: {identify_by: [email]}}
    aggregate: {by: [channel], kpis: [spend, clicks, new_customers]}
    render:
      report: {formats: [markdown], output: out/, sections: [headline, channels]}

    """

  struct Told: Sendable, CustomTestStringConvertible {
    var change: (String, to: String)
    var lines: [String]
    var status: Int32 = 78
    var testDescription: String { change.to }
  }

  @Test(
    "one mistake is one error, at its place, with what may be meant",
    arguments: [
      Told(
        change: ("generic/orders", to: "generic/order"),
        lines: [
          "p.yaml:8:19: error: unknown profile 'generic/order'", "  hint: did you mean 'generic/orders'?",
        ]),
      Told(
        change: ("channels]", to: "channels: {sort_by: spned}]"),
        lines: ["p.yaml:12:88: error: unknown KPI 'spned'", "  hint: did you mean 'spend'?"]),
      Told(
        change: ("channels]", to: "channels: {sort_by: ctr}]"),
        lines: [
          "p.yaml:12:88: error: 'ctr' is not among the report's KPIs",
          "  hint: add it under `aggregate: kpis:`",
        ]),
      Told(
        change: ("headline", to: "headline: {rows: 3}"),
        lines: [
          "p.yaml:12:58: error: the section 'headline' has no rows to sort or to count",
          "  hint: `sort_by` and `rows` are for tables by a dimension, such as channels and campaigns",
        ]),
      Told(
        change: ("clicks", to: "AOV"),
        lines: ["p.yaml:10:42: error: unknown KPI 'AOV'", "  hint: did you mean 'average_order_value'?"]),
      Told(
        change: ("report_in: EUR", to: "report_in: EURO"),
        lines: [
          "p.yaml:5:23: error: expected a currency code such as EUR for 'report_in', found 'EURO'",
          "  hint: did you mean 'EUR'?",
        ]),
      Told(
        change: ("required: yes", to: "dates: DD/MM/YYYY"),
        lines: [
          "p.yaml:7:67: error: expected a date pattern such as dd.MM.yyyy for 'dates', found 'DD/MM/YYYY'",
          "  hint: did you mean 'dd/MM/yyyy'?",
        ]),
      Told(
        change: ("[spend", to: "[{name: a, shown_as: money, formula: spend + clicks - sent + spend}, spend"),
        lines: [
          "p.yaml:10:77: error: column 7 of the formula of 'a' adds money and a plain number",
          "p.yaml:10:86: error: column 16 of the formula of 'a' adds money and a plain number",
        ]),
      Told(
        change: (
          "[spend",
          to:
            "[{name: a, shown_as: money, formula: spend + clicks}, {name: b, shown_as: ratio, formula: a / spend}, spend"
        ),
        lines: ["p.yaml:10:77: error: column 7 of the formula of 'a' adds money and a plain number"]),
      Told(
        change: (
          "[spend",
          to: "[{name: a, shown_as: days, formula: (sales_cycle + lead_response_time) / 2}, spend"
        ),
        lines: [
          "p.yaml:10:83: error: column 14 of the formula of 'a' adds days and hours",
          "  hint: both sides of + and - must be of one kind: divide or multiply one of them until they are",
        ]),
      Told(
        change: (
          "[spend",
          to:
            "[{name: a, shown_as: count, formula: sales_cycle}, {name: b, shown_as: percent, formula: orders}, {name: c, shown_as: days, formula: sales_cycle + lead_response_time / 24}, spend"
        ),
        lines: [
          "p.yaml:10:35: error: the KPI 'a' is days, but shown as count", "  hint: set `shown_as: days`",
          "p.yaml:10:85: error: the KPI 'b' is a count, but shown as percent",
          "  hint: set `shown_as: count`",
        ]),
      Told(
        change: ("[spend", to: "[{name: a, shown_as: money, formula: spnd + clicks * impresions}, spend"),
        lines: [
          "p.yaml:10:71: error: unknown KPI 'spnd'", "  hint: did you mean 'spend'?",
          "p.yaml:10:87: error: unknown KPI 'impresions'", "  hint: did you mean 'impressions'?",
        ]),
      Told(
        change: ("[spend", to: "[{name: a, shown_as: money, formula: spend / (2 - 4 / 2) / clicks}, spend"),
        lines: ["p.yaml:10:77: error: column 7 of the formula of 'a' divides by 0"]),
      Told(
        change: (
          "[spend", to: "[{name: a, formula: if_zero(rolling(clicks, 2), 1) / 2, shown_as: count}, spend"
        ),
        lines: [
          "p.yaml:10:54: error: the value of 'formula' ends at a comma: 'if_zero(rolling(clicks'",
          "  hint: inside { } a comma ends a value: put the whole value in quotes",
        ]),
      // What stands in the file besides what can't be read.
      Told(
        change: (
          "[spend",
          to: """
          [
              {name: a, shown_as: money, formula: spend +},
              {name: b, shown_as: money, formula: a / spnd},
              {name: c, shown_as: count, formula: spend / 0},
              spend
          """
        ),
        lines: [
          "p.yaml:11:48: error: the formula ends too early",
          "p.yaml:12:45: error: unknown KPI 'spnd'",
          "p.yaml:13:47: error: column 7 of the formula of 'c' divides by 0",
        ]),
      Told(
        change: ("month, only: 2026-02}", to: "moon, only: 2026-02}"),
        lines: ["p.yaml:4:17: error: unknown 'every' 'moon'"]),
    ])
  func mistakes(_ c: Told) throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.base.replacing(c.change.0, with: c.change.to, maxReplacements: 1))
    try place.write("exports/ads.csv", "")
    try place.write("exports/shop.csv", "")
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.status == c.status)
    let told = run.err.split(separator: "\n").map(String.init)
    for line in c.lines { #expect(told.contains(line), "\(run.err)") }
    #expect(
      told.count { $0.contains(": error: ") } == c.lines.count { $0.contains(": error: ") }, "\(run.err)")
  }

  @Test("a pattern that matches nothing is a warning with the folder looked in, and no failure")
  func nothing() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.base.replacing("exports/shop.csv", with: "export/[ab].csv"))
    try place.write("exports/adds.csv", "")
    let run = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(run.status == 0)
    #expect(
      run.err.contains("p.yaml:7:43: warning: no file matches 'exports/ads.csv' for required input 'ads'"),
      "\(run.err)")
    #expect(run.err.contains("looked in 'exports' below the root folder "), "\(run.err)")
    #expect(run.err.contains("; is 'adds.csv' meant?"), "\(run.err)")
    #expect(
      run.err.contains("there is no folder 'export' below the root folder ")
        && run.err.contains("; is 'exports' meant?"), "\(run.err)")
    try place.write("export/shop.csv", "")
    let brackets = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(brackets.err.contains("only * and ? stand for other signs"), "\(brackets.err)")
  }
}
