package import Declarations
package import EventSchema
import Aggregate
import Diagnostics
import Normalize

/// How planned campaigns are reviewed, with numbers in the report's currency.
package struct PlannedReview: Sendable {
  package struct Condition: Sendable {
    package var kpi: KPI
    package var bound: Bound
    package var goal: Exact
  }
  package struct Rule: Sendable {
    package var verdict: Verdict
    package var conditions: [Condition]
  }

  /// The columns.
  package var kpis: [KPI]
  package var rules: [Rule]
  package var countsOnForDays: Int
  /// Index of the grouped sums by campaign. Its periods are known when the plans have been read.
  package var shape: Int
}

extension PlanBuilder {
  /// Whether a report shows the review, or the pipeline file describes one.
  var reviewsCampaigns: Bool {
    if file.aggregate.campaignReview != nil { return true }
    let uses = file.reports.flatMap(\.sections)
    return uses.contains { (try? library.section($0.name.value))?.block == .campaignReview }
  }

  /// The KPIs of the review and of its verdicts.
  func reviewedKPIs(_ inputs: [Plan.Input]) -> (shown: [Located<String>], judged: [Located<String>]) {
    guard reviewsCampaigns else { return ([], []) }
    let declared = file.aggregate.campaignReview
    let shown =
      declared?.kpis
      ?? Self.usual(Set(inputs.map(\.profile.gives))).map { Located($0, at: file.aggregate.location) }
    return (shown, declared?.verdicts.flatMap { $0.conditions.map(\.kpi) } ?? [])
  }

  /// What a CRM's list of campaigns shows, as far as the inputs can state it.
  private static func usual(_ kinds: Set<EventKind>) -> [String] {
    var sales: [String] = []
    if kinds.contains(.stage) { sales.append("opportunities") }
    if kinds.contains(.deal) { sales += (sales.isEmpty ? ["opportunities.deals"] : []) + ["won_deals"] }
    if kinds.contains(.order) { sales.append("orders") }
    return ["budget", "marketing_cost", "budget_pacing"] + sales
      + ["expected_revenue", "actual_revenue", "achievement", "roi"]
  }

  /// Figures that hold a plan against what came of it are made in a review, whether a report shows one or not.
  func addOfCampaigns(
    to reviewed: inout (shown: [Located<String>], judged: [Located<String>]), _ inputs: [Plan.Input],
    _ evaluator: KPIEvaluator
  ) {
    guard inputs.contains(where: { $0.profile.gives == .plan }) else { return }
    let asked = evaluator.ofCampaigns.sorted().map { Located($0, at: file.aggregate.location) }
    if reviewed.shown.isEmpty { reviewed.shown = asked }
    reviewed.judged += asked
  }

  mutating func checkReview(_ inputs: [Plan.Input], _ evaluator: KPIEvaluator, _ currency: Currency) {
    guard reviewsCampaigns else { return }
    if !inputs.contains(where: { $0.profile.gives == .plan }) {
      let place =
        file.aggregate.campaignReview?.location
        ?? file.reports.flatMap(\.sections).first { $0.name.value == "campaign_review" }?.name.location
      problems.append(
        Diagnostic(
          at: place, "the review of campaigns needs an input of campaign plans",
          hint: "such as generic/campaign-plan, or a CRM's export of campaigns"))
    }
    for rule in file.aggregate.campaignReview?.verdicts ?? [] {
      for condition in rule.conditions {
        if let kpi = evaluator.kpis[condition.kpi.value] { checkAmount(condition.goal, for: kpi, currency) }
      }
    }
  }

  /// Adds the sums that the review is made from, where campaigns are reviewed.
  ///
  /// - Returns: their place.
  func addReview(
    _ reviewed: (shown: [Located<String>], judged: [Located<String>]), to shapes: inout [GroupedSumsShape],
    _ evaluator: KPIEvaluator, _ periods: ReportPeriods, _ currency: Currency
  ) -> Int? {
    guard !reviewed.shown.isEmpty else { return nil }
    shapes.append(reviewShape((reviewed.shown + reviewed.judged).map(\.value), evaluator, periods, currency))
    return shapes.count - 1
  }

  /// By campaign, in place of whose periods the campaigns' own days will stand.
  private func reviewShape(
    _ kpis: [String], _ evaluator: KPIEvaluator, _ periods: ReportPeriods, _ currency: Currency
  ) -> GroupedSumsShape {
    var measures = Set(kpis.flatMap { evaluator.measures(of: $0) }).withFoundations
    // How many deals there are tells whether an amount that none states is 0.
    if evaluator.stated.contains(.wonDeals) { measures.formUnion(measures.compactMap(\.countedThings)) }
    measures.subtract([.newCustomers, .plannedDays, .elapsedDays])
    measures.formUnion([.budget, .expectedRevenue, .actualCost])
    return GroupedSumsShape(
      dimensions: [.channel, .campaign, .campaignID],
      periods: PeriodIndex(grain: periods.grain, periods: periods.needed), measures: measures.sorted(),
      reportCurrency: currency)
  }

  func review(
    _ kpis: [Located<String>], _ evaluator: KPIEvaluator, _ conversion: CurrencyConversion, on day: Day,
    shape: Int
  ) throws(Diagnostics) -> PlannedReview {
    var rules: [PlannedReview.Rule] = []
    for rule in file.aggregate.campaignReview?.verdicts ?? [] {
      var conditions: [PlannedReview.Condition] = []
      for condition in rule.conditions {
        guard let kpi = evaluator.kpis[condition.kpi.value],
          let goal = try value(condition.goal, conversion, on: day)
        else { continue }
        conditions.append(.init(kpi: kpi, bound: condition.bound, goal: goal))
      }
      rules.append(.init(verdict: rule.verdict, conditions: conditions))
    }
    return PlannedReview(
      kpis: kpis.compactMap { evaluator.kpis[$0.value] }, rules: rules,
      countsOnForDays: file.aggregate.campaignReview?.countsOnForDays ?? 0, shape: shape)
  }
}
