import Aggregate
import Declarations
import EventSchema
import Testing

@Suite("Built-in KPIs") struct KPITests {
  static let library = CatalogLibrary()
  static let all: [KPI] = library.kpiNames.compactMap { try? library.kpi($0) ?? nil }.flatMap {
    [$0] + $0.variants
  }

  /// A KPI and its variants.
  static func each(_ name: String) throws -> [KPI] {
    let kpi = try #require(try library.kpi(name))
    return [kpi] + kpi.variants
  }

  @Test("every KPI file loads and every name is its file's", arguments: library.kpiNames)
  func loads(_ name: String) throws {
    let kpis = try Self.each(name)
    #expect(kpis[0].name == name)
    for kpi in kpis {
      #expect(!kpi.tests.isEmpty, "\(kpi.name)")
      for language in ["en", "zh-Hans", "ru"] {
        #expect(kpi.title.texts[language]?.isEmpty == false, "title of \(kpi.name) in \(language)")
        #expect(
          kpi.description.texts[language]?.isEmpty == false, "description of \(kpi.name) in \(language)")
        #expect(kpi.source?.texts[language]?.isEmpty == false, "source of \(kpi.name) in \(language)")
      }
    }
  }

  @Test("the tests in the KPI files hold", arguments: library.kpiNames)
  func inlineTests(_ name: String) throws {
    for kpi in try Self.each(name) {
      for test in kpi.tests {
        let evaluator = KPIEvaluator(kpis: Self.all, stated: Set(test.given.keys), assumed: test.assumed)
        let figure = evaluator.evaluate(kpi.name) { part in
          let values = part.scope == .own ? test.given : test.scoped[part.scope] ?? [:]
          return values[part.measure].map { .value($0) } ?? .missing(isCovered: false)
        }
        #expect(figure.value == test.expected, "\(test.location)")
      }
    }
  }

  @Test("units add up and no KPI leads back to itself", arguments: library.kpiNames)
  func units(_ name: String) throws {
    for kpi in try Self.each(name) {
      #expect(KPIEvaluator(kpis: Self.all, stated: []).problems(of: kpi).isEmpty)
    }
  }

  @Test(
    "a ratio has a test without a value: it divides by something that may be zero or missing",
    arguments: library.kpiNames)
  func undefined(_ name: String) throws {
    for kpi in try Self.each(name) where kpi.formula.dividesByName {
      #expect(kpi.tests.contains { $0.expected == nil }, "\(kpi.name)")
    }
  }

  @Test("the built-in KPIs that are promised by name are there")
  func promised() {
    let promised = """
      impressions clicks spend ctr cpc cpm reach frequency conversions_claimed conversion_value_claimed cpa_claimed roas_claimed
      conversions cpa click_conversion_rate
      revenue net_revenue refunds orders average_order_value marketing_cost cost_share marketing_cost_share roas mer
      breakeven_roas roi roi_on_margin gross_margin_money sales_growth revenue_share product_mix
      visits visitors visit_conversion_rate landing_page_conversion bounce_rate engagement_rate avg_time_on_page
      traffic_to_lead traffic_to_mql
      sent delivered delivery_rate opens unique_opens machine_opens email_clicks unique_clicks open_rate click_rate
      click_to_open email_bounces unsubscribes unsubscribe_rate
      leads mqls sqls sqos opportunities new_customers lead_to_mql mql_to_sql sql_to_opportunity sql_to_customer
      opportunity_to_customer lead_to_customer
      cpl cost_per_mql cost_per_sql cost_per_sqo cost_per_opportunity cac cac_paid
      won_deals lost_deals win_rate pipeline_value expected_pipeline pipeline_velocity sales_cycle lead_response_time
      upsell_rate cross_sell_rate valid_lead_rate lead_quality mrr churn revenue_churn net_revenue_retention retention
      repeat_purchase_rate
      budget actual_cost expected_revenue actual_revenue achievement expected_roi
      clv ltv_to_cac payback
      allocated_cost content_published video_views watch_time avg_watch_time csat nps review_score survey_response_rate
      market_share brand_awareness competitor_share share_of_voice pr_mentions account_engagement engaged_accounts
      cac_per_account automation_roi market_growth market_share_change awareness_lift
      """
    let names = Set(Self.library.kpiNames)
    #expect(promised.split(whereSeparator: \.isWhitespace).filter { !names.contains(String($0)) } == [])
  }

  @Test(
    "names that mean different things are no KPIs, what is offered instead is one",
    arguments: AmbiguousKPI.allCases)
  func ambiguous(_ name: AmbiguousKPI) {
    #expect(!Self.library.kpiNames.contains(name.rawValue))
    #expect(name.choices.filter { !Self.library.kpiNames.contains($0) } == [])
  }

  @Test("a variant is looked up by its KPI's name, its own formula under the KPI's name only")
  func variants() throws {
    #expect(
      try Self.library.kpi("win_rate")?.choices.prefix(5)
        == ["count", "value", "received", "created_value", "incidence"])
    #expect(try Self.library.kpi("win_rate.value")?.name == "win_rate.value")
    #expect(try Self.library.kpi("win_rate.value")?.shown == .percent)
    #expect(try Self.library.kpi("win_rate.count")?.name == nil)
    #expect(try Self.library.kpi("mer")?.choices == [])
  }

  private func evaluate(_ formula: String, shown: KPI.Shown, _ given: [Measure: Exact]) throws -> Evaluation {
    KPIEvaluator(kpis: Self.all + [try own(formula, shown: shown)], stated: Set(given.keys))
      .evaluate("own", isCovered: { given[$0] != nil }) { given[$0] }
  }

  private func own(_ formula: String, shown: KPI.Shown) throws -> KPI {
    KPI(
      name: "own", title: LocalizedText("own"), description: LocalizedText(""),
      formula: try FormulaParser.parse(formula), shown: shown, decimals: 2, better: .neutral,
      location: try #require(Self.all.first).location)
  }

  @Test("a division by zero has no value and says what was zero")
  func divisionByZero() throws {
    let figure = try evaluate("spend / clicks", shown: .money, [.spend: Exact(10), .clicks: .zero])
    #expect(figure.value == nil)
    #expect(figure.reason == .divisionByZero(.name("clicks")))
  }

  @Test(
    "a figure lies between what it is without and with all that its parts may lack",
    arguments: [
      ("revenue / spend", [.revenue: Exact(30)], "1.5", "1.8"),
      ("spend / orders", [.orders: Exact(3)], "12.5", "20"),
      ("(revenue - spend) / spend", [.revenue: Exact(30)], "0.5", "0.8"),
      // Of the corners 150/5, 180/5, 150/8 and 180/8 the second and third are furthest apart.
      ("revenue / orders", [.revenue: Exact(30), .orders: Exact(3)], "18.75", "36"),
    ] as [(String, [Measure: Exact], String, String)])
  func range(formula: String, more: [Measure: Exact], least: String, most: String) throws {
    let given: [Measure: Exact] = [.revenue: Exact(150), .spend: Exact(100), .orders: Exact(5)]
    let kpi = try own(formula, shown: .ratio)
    let evaluator = KPIEvaluator(kpis: [kpi], stated: Set(given.keys))
    let answers = evaluator.parts(of: "own").map { part in given[part.measure].map { MeasureAnswer.value($0) }
    }
    let range = evaluator.range(of: "own", answers.compactMap(\.self)) { part in
      more[part.measure].map { Leeway(more: $0) }
    }
    #expect(range?.lowerBound == Exact(decimal: least))
    #expect(range?.upperBound == Exact(decimal: most))
  }

  static let leeways: [(String, [Measure: MeasureAnswer], [Measure: Leeway], ClosedRange<Exact>?)] = [
    // 100 - 60 and 100 + 50.
    (
      "revenue", [.revenue: .value(Exact(100))], [.revenue: Leeway(less: Exact(-60), more: Exact(50))],
      Exact(40)...Exact(150)
    ),
    // What nobody states here counts as 0, and may be 30.
    (
      "net_revenue", [.revenue: .value(Exact(100)), .refunds: .missing(isCovered: false)],
      [.refunds: Leeway(more: Exact(30))], Exact(70)...Exact(100)
    ),
    // 100 / 50 to 100 / 1 and beyond: orders may be 0 between -10 and 50.
    (
      "revenue / orders", [.revenue: .value(Exact(100)), .orders: .value(Exact(50))],
      [.orders: Leeway(less: Exact(-60))], nil
    ),
  ]

  @Test(
    "what may be taken off a part counts as what may be added; where a divisor may be 0 there are no bounds",
    arguments: leeways)
  func leeway(
    formula: String, answers: [Measure: MeasureAnswer], leeway: [Measure: Leeway],
    expected: ClosedRange<Exact>?
  ) throws {
    let net = try #require(try Self.library.kpi("net_revenue"))
    let evaluator = KPIEvaluator(
      kpis: [try own(formula, shown: .ratio), net], stated: [.revenue, .refunds, .orders])
    let given = evaluator.parts(of: "own").map { answers[$0.measure] ?? .missing(isCovered: false) }
    #expect(evaluator.range(of: "own", given) { leeway[$0.measure] } == expected)
  }

  @Test("the part that makes a divisor 0 is named where it may be more")
  func zeroSoFar() throws {
    let evaluator = KPIEvaluator(
      kpis: [try own("revenue / orders", shown: .ratio)], stated: [.revenue, .orders])
    let answers: [MeasureAnswer] = [.value(.zero), .value(.zero)]
    let open = [Measure.revenue: Leeway(more: Exact(9)), .orders: Leeway(more: Exact(2))]
    #expect(evaluator.partThatMayBeMore(of: "own", answers) { open[$0.measure] }?.measure == .orders)
    #expect(
      evaluator.partThatMayBeMore(of: "own", answers) { $0.measure == .revenue ? open[.revenue] : nil } == nil
    )
  }

  @Test("growth on what was below 0 has no value, in whatever form it is written")
  func negativeBase() throws {
    let before = FormulaScope.own.entering(.previous)
    for formula in ["(revenue - previous(revenue)) / previous(revenue)", "revenue / previous(revenue) - 1"] {
      let evaluator = KPIEvaluator(kpis: [try own(formula, shown: .percent)], stated: [.revenue])
      func growth(_ base: Int) -> Evaluation {
        evaluator.evaluate("own") { .value($0.scope == before ? Exact(base) : Exact(155)) }
      }
      #expect(growth(-200).value == nil)
      #expect(growth(-200).reason == .negativeBase)
      #expect(growth(100).value == Exact(decimal: "0.55"))
    }
    let other = KPIEvaluator(kpis: [try own("orders / previous(revenue)", shown: .ratio)], stated: [.revenue])
    #expect(other.evaluate("own") { _ in .value(Exact(-2)) }.value == Exact(1))
  }

  @Test("a missing measure is no value, never zero")
  func missing() throws {
    let figure = try evaluate("revenue - spend", shown: .money, [.revenue: Exact(10)])
    #expect(figure.value == nil)
    #expect(figure.reason == .missing(.spend))
  }

  @Test("what is not assumed is no value and says so")
  func notAssumed() throws {
    let figure = try evaluate("revenue * gross_margin", shown: .money, [.revenue: Exact(10)])
    #expect(figure.value == nil)
    #expect(figure.reason == .notAssumed(.grossMargin))
    #expect(
      KPIEvaluator(kpis: Self.all, stated: []).assumptions(of: "payback") == [
        .purchasesPerYear, .grossMargin,
      ])
  }

  @Test(
    "a share is assumed in percent, a number as it is",
    arguments: [
      ("gross_margin", "42%", "0.42"), ("gross_margin", "100%", "1"), ("gross_margin", "0%", nil),
      ("gross_margin", "101%", nil), ("gross_margin", "0.42", nil), ("customer_years", "2.5", "2.5"),
      ("customer_years", "0", nil), ("customer_years", "-1", nil), ("purchases_per_year", "40%", nil),
    ] as [(String, String, String?)])
  func assumed(_ name: String, _ text: String, _ value: String?) throws {
    let assumption = try #require(Assumption(rawValue: name))
    #expect(assumption.value(text) == value.flatMap { Exact(decimal: $0) })
  }

  @Test("an optional cost counts as 0 beside a stated one, alone it is no value")
  func optional() throws {
    #expect(try evaluate("marketing_cost", shown: .money, [.spend: Exact(10)]).value == Exact(10))
    #expect(try evaluate("marketing_cost", shown: .money, [.revenue: Exact(10)]).value == nil)
  }
}

extension Formula {
  /// Whether a name stands below a fraction bar.
  fileprivate var dividesByName: Bool {
    switch self {
    case .number, .name: false
    case .divide(let a, let b, _): a.dividesByName || !KPIEvaluator.names(in: b).isEmpty
    case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _), .ifZero(let a, let b):
      a.dividesByName || b.dividesByName
    case .negate(let a), .call(_, let a, _): a.dividesByName
    }
  }
}
