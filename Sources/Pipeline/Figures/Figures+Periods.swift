import Aggregate
import Declarations
import EventSchema
import Normalize

extension Figures {
  /// Why a formula says nothing of a period, whatever is stated.
  ///
  /// - Parameter parts: the KPI's.
  func reason(
    for kpi: KPI, _ parts: [KPIEvaluator.ScopedMeasure], in period: Period
  ) -> NoValueReason? {
    if ofCampaigns.contains(kpi.name) { return .campaignToDate }
    guard plan.isUnfinished(period), holdsAgainstWhole(parts) else { return nil }
    return .underWay(until: period.last)
  }

  /// Whether a formula holds what happens in a period against what happened in another one.
  private func holdsAgainstWhole(_ parts: [KPIEvaluator.ScopedMeasure]) -> Bool {
    let happening = parts.filter { !plan.evaluator.stands($0.measure) && !$0.measure.isFoundOut }
    let isOfOther = happening.map { part in part.scope.steps.contains { $0 == .previous || $0 == .yearAgo } }
    return isOfOther.contains(true) && isOfOther.contains(false)
  }

  /// What a KPI that holds a plan against what came of it has in the newest period: each campaign, and all of them, over
  /// their own days.
  func overOwnDays(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group, _ period: Period, as use: Use
  ) -> Value? {
    guard ofCampaigns.contains(kpi.name), use != .base, period == plan.periods.focus else { return nil }
    return campaigns?.value(kpi, in: breakdown, group)
  }
}

/// Figures of campaigns over their own days, wherever they stand.
struct CampaignsToDate: Sendable {
  /// By the KPI's name; those that stand in others, too.
  private(set) var total: [String: Figures.Value] = [:]
  /// By the campaign's name, folded; nil for a name that several plans have.
  private var byName: [[UInt8]: [String: Figures.Value]?] = [:]

  init(_ campaigns: CampaignFigures) {
    let evaluator = campaigns.plan.evaluator
    let names = campaigns.figures.ofCampaigns
    let parts = names.flatMap { evaluator.kpis[$0].map { KPIEvaluator.references(in: $0.formula) } ?? [] }
    for name in names.union(parts.map(\.name)) {
      guard let kpi = evaluator.kpis[name] else { continue }
      total[name] = Figures.Value(
        campaigns.total(kpi), campaigns.entries.flatMap { campaigns.gaps(kpi, $0) }, campaigns.plan)
    }
    for entry in campaigns.entries {
      var values: [String: Figures.Value] = [:]
      for name in names {
        guard let kpi = evaluator.kpis[name] else { continue }
        var value = Figures.Value(
          campaigns.evaluation(kpi, entry), campaigns.gaps(kpi, entry), campaigns.plan)
        value.range = campaigns.range(kpi, entry)
        values[name] = value
      }
      let name = FreeName.key(Array(entry.campaign.name.utf8))
      byName.updateValue(byName[name] == nil ? values : nil, forKey: name)
    }
  }

  func value(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group
  ) -> Figures.Value? {
    if breakdown.dimensions == [] { return total[kpi.name] }
    guard breakdown.dimensions == [.campaign] else { return nil }
    guard let found = byName[FreeName.key(group.key[0])] else { return nil }
    return found?[kpi.name]
  }
}

extension Figures.Value {
  fileprivate init(_ evaluation: Evaluation, _ gaps: [Figures.Gap], _ plan: Plan) {
    let isKnown = evaluation.value != nil
    self.init(
      evaluation: evaluation, claimedAcross: [], lacksHistory: false,
      isProvisional: isKnown && plan.isUnfinished(plan.periods.focus), gaps: isKnown ? gaps.eachOnce : [])
  }
}

extension KPIEvaluator {
  /// KPIs that hold what is planned of campaigns against what came of it, which is of no period.
  var ofCampaigns: Set<String> {
    Set(
      kpis.keys.filter { name in
        let measures = measures(of: name)
        return measures.contains(where: \.isOfPlan)
          && measures.contains { !$0.isOfPlan || $0.isOfDaysPassed }
      })
  }
}
