import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Testing

/// What a formula holds its measures against: rates are of rows that state all of it, sums of what each states.
@Suite("Comparables") struct ComparablesTests {
  struct Example: CustomTestStringConvertible {
    var formula: String
    /// Per measure of the formula, what it is held against.
    var against: [String]

    var testDescription: String { formula }
  }

  static let examples = [
    Example(formula: "opens + email_clicks", against: ["opens:", "email_clicks:"]),
    Example(formula: "opens - machine_opens", against: ["opens: machine_opens", "machine_opens: opens"]),
    Example(formula: "opens / delivered", against: ["opens: delivered", "delivered: opens"]),
    Example(
      formula: "(opens + email_clicks) / sent",
      against: ["opens: email_clicks sent", "email_clicks: opens sent", "sent: opens email_clicks"]),
    Example(formula: "(opens + email_clicks) / leads", against: ["opens:", "email_clicks:", "leads:"]),
    Example(
      formula: "opens / delivered + clicks / impressions",
      against: [
        "opens: delivered", "delivered: opens", "clicks: impressions", "impressions: clicks",
      ]),
    // A measure has one value in a formula: what it is held against anywhere counts.
    Example(formula: "opens + opens / sent", against: ["opens: sent", "sent: opens"]),
    Example(formula: "clicks / total(clicks)", against: ["clicks:", "total(clicks):"]),
    Example(
      formula: "previous(clicks / impressions)",
      against: ["previous(clicks): impressions", "previous(impressions): clicks"]),
    Example(
      formula: "opens + email_clicks - previous(opens + email_clicks)",
      against: ["opens:", "email_clicks:", "previous(opens):", "previous(email_clicks):"]),
    Example(
      formula: "clicks / if_zero(impressions, 1)", against: ["clicks: impressions", "impressions: clicks"]),
    Example(formula: "-opens / (2 * sent)", against: ["opens: sent", "sent: opens"]),
    // Not of the same rows.
    Example(formula: "revenue / spend", against: ["revenue:", "spend:"]),
    Example(formula: "won_amount / won_deals", against: ["won_amount:", "won_deals:"]),
  ]

  @Test("only what is divided, or taken off, is held against something", arguments: examples)
  func against(_ example: Example) throws {
    let kpi = KPI(
      name: "own", title: LocalizedText("Own"), description: LocalizedText(""),
      formula: try FormulaParser.parse(example.formula), shown: .ratio, decimals: 2, better: .neutral,
      location: SourceLocation(file: "kpis.yaml"))
    let evaluator = KPIEvaluator(kpis: [kpi], stated: [])
    let found = evaluator.comparables(of: "own").map { comparables in
      let part = comparables.part
      let against = comparables.against.map { " " + $0.rawValue }.joined()
      return part.scope.text(of: part.measure.rawValue) + ":" + against
    }
    #expect(found == example.against)
  }
}
