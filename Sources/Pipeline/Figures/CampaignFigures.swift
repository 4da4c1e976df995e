import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Normalize

/// Figures of planned campaigns, over their own days.
struct CampaignFigures {
  let review: PlannedReview
  let figures: Figures
  let table: FigureTable.Breakdown
  /// The newest first.
  private(set) var entries: [Entry] = []
  /// Names of those that were over before the listed periods.
  let over: [String]
  var plan: Plan { figures.plan }
  var until: Day { plan.periods.focus.last }

  /// Nil where campaigns are not reviewed.
  init?(_ result: RunResult) throws(Diagnostics) {
    guard let review = result.plan.review else { return nil }
    self.review = review
    over = result.campaignsOver
    figures = try Figures(result, shape: review.shape)
    table = figures.table.breakdown(by: [.campaign, .campaignID])
    entries = entries(of: result.campaigns)
  }

  /// One campaign's figures, by their parts.
  struct Entry {
    var campaign: PlannedCampaign
    var amounts: [Measure: Exact]
    /// Its costs are those that its plan states: no input counts any.
    var costIsPlanned: Bool
    /// No row of costs names it: they are 0 as far as inputs say, which may name it otherwise.
    var costNamesNobody = false

    /// Other names under which rows have its id: these count for themselves.
    var otherNames: [String] = []

    /// How many of its days have passed, and how many there are.
    var elapsed: Int
    /// Nil where the plan states no end.
    var planned: Int?

    /// Of which of its days an input says something, where these are not all.
    var gaps: [Measure: [Figures.Gap]] = [:]
    /// Why a measure has no amount, where it is another reason than that nobody states it.
    var reasons: [Measure: NoValueReason] = [:]
    /// Of how many deals an amount is, where some of them lack theirs.
    var things: [Measure: Exact] = [:]
    /// What an amount may have beside what counts, of records that name no campaign.
    var unnamed: [Measure: UnnamedRecords] = [:]
  }

  // MARK: Amounts

  private func entries(of campaigns: [PlannedCampaign]) -> [Entry] {
    var byName: [[UInt8]: [Int]] = [:]
    for (index, group) in table.groups.enumerated() {
      let (name, id) = (group.key[0], group.key[1])
      if !name.isEmpty { byName[FreeName.key(name), default: []].append(index) }
      // Under its id, and where a tool puts the id in place of the name.
      if !id.isEmpty { byName[[0] + id, default: []].append(index) }
      if !name.isEmpty { byName[[0] + name, default: []].append(index) }
    }
    return campaigns.compactMap { campaign in
      guard let days = campaign.counted(review, until: until) else { return nil }
      var places = Set(byName[FreeName.key(Array(campaign.name.utf8))] ?? [])
      for id in campaign.ids { places.formUnion(byName[[0] + Array(id.utf8)] ?? []) }
      var entry = entry(campaign, places.sorted().map { table.groups[$0] }, days)
      let ids = Set(places.map { table.groups[$0].key[1] }).subtracting([[]])
      entry.otherNames = Set(ids.flatMap { byName[[0] + $0] ?? [] }).subtracting(places)
        .map { table.groups[$0].texts[0] }.filter { !$0.isEmpty }.sorted()
      return entry
    }
  }

  private func entry(
    _ campaign: PlannedCampaign, _ groups: [FigureTable.Group], _ days: ClosedRange<Day>
  ) -> Entry {
    var amounts: [Measure: Exact] = [:]
    for measure in figures.table.measures where !measure.isOfPlan {
      if measure == .newCustomers, !figures.historyReaches(before: days.lowerBound) { continue }
      amounts[measure] = table.value(measure, groups: groups, days: days, stretch(of: measure))
    }
    amounts.merge(campaign.amounts) { $1 }
    let hasCosts = [Measure.spend, .cost].contains {
      table.value($0, groups: groups, days: days, coverage: .nothing) != nil
    }
    let planned = campaign.last.map { $0 - campaign.first + 1 }
    let elapsed = min(campaign.last ?? until, until) - campaign.first + 1
    amounts[.plannedDays] = planned.map { Exact($0) }
    amounts[.elapsedDays] = Exact(elapsed)
    var entry = Entry(
      campaign: campaign, amounts: amounts, costIsPlanned: false, elapsed: elapsed, planned: planned)
    cover(&entry, groups, days)
    if !hasCosts, let stated = amounts[.actualCost] {
      (entry.amounts[.cost], entry.costIsPlanned) = (stated, true)
      for measure in [Measure.spend, .cost] { (entry.gaps[measure], entry.reasons[measure]) = (nil, nil) }
      entry.amounts[.spend] = nil
    } else {
      entry.costNamesNobody = !hasCosts
    }
    return entry
  }

  /// What stands is that of the campaign's last day, or of the report's; all else adds up over its days.
  func stretch(of measure: Measure) -> FigureTable.Breakdown.Stretch {
    plan.evaluator.stands(measure) ? .last : .sum
  }

  // MARK: Evaluations

  func evaluation(
    _ kpi: KPI, _ amounts: [Measure: Exact], having: ([Measure]) -> [Measure: Exact]? = { _ in nil },
    _ reasons: [Measure: NoValueReason] = [:], of things: [Measure: Exact] = [:]
  ) -> Evaluation {
    plan.evaluator.evaluate(kpi.name) { answer($0, amounts, having: having, reasons, of: things) }
  }

  private func answer(
    _ part: KPIEvaluator.ScopedMeasure, _ amounts: [Measure: Exact],
    having: ([Measure]) -> [Measure: Exact]? = { _ in nil }, _ reasons: [Measure: NoValueReason],
    of things: [Measure: Exact]
  ) -> MeasureAnswer {
    // A campaign has no period before its own.
    guard part.scope.havingAnything == .own else { return .none(.noSuchPeriod) }
    if let reason = reasons[part.measure] { return .none(reason) }
    if part.measure == .plannedDays, amounts[.plannedDays] == nil { return .none(.planWithoutEnd) }
    // One campaign is its own: what it spent was spent for it.
    let somewhere = part.scope.having.isEmpty ? nil : having(part.scope.having)
    guard let amount = (somewhere ?? amounts)[part.measure] else { return .missing(isCovered: false) }
    return things[part.measure].map { .amount(amount, of: $0) } ?? .value(amount)
  }

  /// Between which values a campaign's figure lies, where records that name no campaign may be of it.
  func range(_ kpi: KPI, _ entry: Entry) -> ClosedRange<Exact>? {
    guard !entry.unnamed.isEmpty else { return nil }
    return plan.evaluator.range(of: kpi.name, answers(kpi, entry)) { entry.unnamed[$0.measure]?.leeway }
  }

  /// What inputs say of the parts of a campaign's figure, in their order.
  func answers(_ kpi: KPI, _ entry: Entry) -> [MeasureAnswer] {
    plan.evaluator.parts(of: kpi.name).map { answer($0, entry.amounts, entry.reasons, of: entry.things) }
  }

  /// Of all campaigns, from the sums of their parts; none where some campaign lacks a part. How far campaigns are together
  /// is no figure.
  func total(_ kpi: KPI) -> Evaluation {
    let parts = plan.evaluator.measures(of: kpi.name)
    if let reason = reasonForNoTotal(kpi, parts) {
      return plan.evaluator.evaluate(kpi.name) { _ in .none(reason) }
    }
    let sums = sum(entries.map(\.amounts))
    let lacking = Set(entries.flatMap(\.things.keys))
    // Where one campaign's deals lack amounts, those of all others count with theirs.
    let things = lacking.reduce(into: [Measure: Exact]()) { all, measure in
      guard let deals = plan.deals(worth: measure) else { return }
      all[measure] = entries.reduce(.zero) { $0 + ($1.things[measure] ?? $1.amounts[deals] ?? .zero) }
    }
    func having(_ measures: [Measure]) -> [Measure: Exact] {
      sum(
        entries.map(\.amounts).filter { amounts in
          measures.allSatisfy { !(amounts[$0] ?? .zero).isZero }
        })
    }
    return evaluation(kpi, sums, having: having, of: things)
  }

  private func reasonForNoTotal(_ kpi: KPI, _ parts: [Measure]) -> NoValueReason? {
    let isMissing = entries.contains { entry in
      switch evaluation(kpi, entry).reason {
      case .missing?, .beforeHistory?, .leftOpen?, .namedByNone?: true
      default: false
      }
    }
    if isMissing { return .notAllCampaigns }
    if parts.contains(.elapsedDays) { return .ofOneCampaign }
    return parts.filter { $0.isOfWholePeriods || $0.isLevel }.min().map { .notAdditive($0) }
  }

  private func sum(_ amounts: [[Measure: Exact]]) -> [Measure: Exact] {
    amounts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
  }
}
