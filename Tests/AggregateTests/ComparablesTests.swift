import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Testing

/// What kind of quantity a formula is.
@Suite("Kinds of formulas") struct FormulaKindTests {
  /// Of these the sum of groups is that of all; they are of the same size however long the period is; they never sink
  /// while it runs.
  static let kinds: [(formula: String, addsUp: Bool, isRate: Bool, onlyGrows: Bool)] = [
    ("spend", true, false, true), ("revenue - refunds", true, false, false),
    ("spend + cost", true, false, true),
    ("watch_seconds / 3600", true, false, true), ("revenue * gross_margin", true, false, false),
    ("2 * spend", true, false, true), ("-spend", true, false, false), ("spend / -2", true, false, false),
    ("clicks / impressions", false, true, false), ("1000 * spend / impressions", false, true, false),
    ("(revenue - previous(revenue)) / previous(revenue)", false, true, false),
    ("revenue / total(revenue)", false, true, false), ("revenue - previous(revenue)", false, false, false),
    ("total(revenue)", false, false, true), ("rolling(orders, 2)", false, false, true),
    ("aov * purchases_per_year", false, true, false), ("aov", false, true, false),
    ("aov * orders", false, false, false),
    ("open_deals", true, false, false), ("median_cycle_days", false, true, false),
    ("reach", false, false, false),
    ("spend + 1", false, false, false), ("clicks * (won_amount / won_deals)", false, false, false),
    ("orders / clicks - 1", false, true, false), ("if_zero(spend, 1)", false, false, false),
  ]

  @Test("sums add up and grow, rates do neither", arguments: kinds)
  func kind(_ example: (formula: String, addsUp: Bool, isRate: Bool, onlyGrows: Bool)) throws {
    func kpi(_ name: String, _ formula: String) throws -> KPI {
      KPI(
        name: name, title: LocalizedText("Own"), description: LocalizedText(""),
        formula: try FormulaParser.parse(formula), shown: .ratio, decimals: 2, better: .neutral,
        location: SourceLocation(file: "kpis.yaml"))
    }
    let evaluator = KPIEvaluator(
      kpis: [try kpi("own", example.formula), try kpi("aov", "revenue / orders")], stated: [])
    #expect(evaluator.addsUp("own") == example.addsUp, "\(example.formula)")
    #expect(evaluator.isRate("own") == example.isRate, "\(example.formula)")
    #expect(evaluator.onlyGrows("own") == example.onlyGrows, "\(example.formula)")
  }
}

/// Rates of those who came in a period, who may still come further.
@Suite("Cohorts that grow older") struct AgeingTests {
  @Test(
    "what became of those who came can only rise; what is held against others who came further may fall",
    arguments: [
      ("cohort_customers / cohort_leads", true), ("created_won_amount / deal_amount", true),
      ("disqualified_leads / cohort_leads", true),
      // Opportunities grow, too.
      ("cohort_customers / cohort_opportunities", false), ("cohort_leads / cohort_customers", false),
      ("1 - cohort_customers / cohort_leads", false), ("win_incidence", false),
      ("cohort_customers / previous(cohort_leads)", false), ("leads / visits", false),
    ])
  func rises(formula: String, expected: Bool) throws {
    let kpi = KPI(
      name: "own", title: LocalizedText("Own"), description: LocalizedText(""),
      formula: try FormulaParser.parse(formula), shown: .percent, decimals: 1, better: .higher,
      location: SourceLocation(file: "kpis.yaml"))
    #expect(KPIEvaluator(kpis: [kpi], stated: []).onlyRisesWithAge("own") == expected)
  }
}

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
