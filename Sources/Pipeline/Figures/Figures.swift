package import Aggregate
package import Declarations
package import Diagnostics
package import EventSchema
import Kernel
import Normalize

/// The figures of a run: measures in the report's currency, and KPIs of any group and period.
package struct Figures: Sendable {
  package let plan: Plan
  package let table: FigureTable
  /// How shared costs were divided among channels.
  let allocations: [CostAllocation.Entry]
  /// What became of refunds and orders that were looked up by their ids.
  let linked: LinkedEvents.Outcome?
  /// How amounts in other currencies were converted; empty where there were none.
  package let rateUses: [RateUse]
  /// All groups in one, where a formula asks for their total, or figures rest on it.
  let total: FigureTable.Breakdown?

  /// Inputs that are complete from a day on only.
  let histories: [(input: String, since: Day)]
  /// Inputs of a website that state no visits: of goals.
  let goalsAlone: Set<String>

  /// What inputs hold, and no figure counts.
  let leftOut: Uncounted
  /// Inputs whose accounts can't be the same.
  let accountsApart: [AccountsApart]
  private let ahead: RowsAhead
  /// KPIs of campaigns over their own days, and what is known of these; nil where it is not asked for.
  let ofCampaigns: Set<String>
  var campaigns: CampaignsToDate?

  package init(_ result: RunResult, shape index: Int) throws(Diagnostics) {
    plan = result.plan
    accountsApart = result.accountsApart
    ahead = RowsAhead(result)
    let isPlanned = plan.inputs.contains { $0.profile.gives == .plan }
    ofCampaigns = isPlanned ? plan.evaluator.ofCampaigns : []
    histories = plan.inputs.compactMap { input in
      input.declaration.historySince.map { (input.declaration.name, $0) }
    }
    goalsAlone = Set(
      plan.inputs.filter {
        PlanBuilder.stated([$0.profile]).isDisjoint(with: [.visits]) && $0.profile.gives == .visit
      }.map(\.declaration.name))
    let shape = plan.kernel.shapes[index]
    let customers = result.rollups.firsts?.finish(shape: shape)
    var sums = result.rollups.sums[index]
    let found = result.rollups.links?.finish(
      shape: shape, refunds: plan.file.normalize.refunds ?? RefundsDeclaration())
    if let found { sums.merge(found.0) }
    linked = found?.1
    if let histories = result.rollups.histories {
      sums.merge(
        histories.finish(shape: shape, asOf: plan.asOf, contribution: result.contributionRule))
    }
    if let more = result.acquisitionCosts(shape) { sums.merge(more) }
    if let more = result.rollups.engagement?.finish(shape: shape, plan.engagementScale) { sums.merge(more) }
    if let problem = found?.1.multiplication { throw Diagnostics(problem, exit: .badInput) }
    let converter = AmountConverter(plan: plan, sums, shape)
    let problems = converter.problems
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badInput) }
    let spellings = result.spellings(beside: [sums] + [customers].compactMap(\.self), of: index)
    let allocation = CostAllocation(
      of: sums, shape: shape, rules: plan.file.normalize.sharedCosts, net: plan.netShares,
      name: { result.plan.channel($0, spellings) }, convert: converter.rate)
    allocations = allocation?.entries ?? []
    let identities = plan.levelIdentities
    let levels = result.rollups.levels.map { ($0, identities: identities) }
    table = FigureTable(
      shape: shape, sums: allocation?.sums ?? sums, customers: customers,
      nameless: result.rollups.firsts?.nameless(shape: shape) ?? [:],
      people: result.rollups.people[index],
      lengths: result.rollups.histories?.lengths.map { ($0, result.plan.asOf) },
      market: result.rollups.market,
      levels: levels, spellings: spellings, net: plan.netShares,
      covering: result.coverage, having: plan.evaluator.having,
      convert: converter.rate)
    leftOut = Uncounted(result, table)
    rateUses = converter.uses
    let needsTotal = plan.evaluator.usesTotal || plan.evaluator.asksElsewhere
    total = needsTotal || allocations.contains { $0.isByMeasure(result.plan) } ? table.breakdown(by: []) : nil
  }

  /// A KPI of one group and period.
  package struct Value: Sendable {
    package var evaluation: Evaluation
    /// Inputs whose claimed measures were summed, when there are several.
    package var claimedAcross: [String]
    /// New customers are unknown: some history does not reach back.
    package var lacksHistory: Bool
    /// An input that states some of it may still correct days of the period.
    package var isProvisional: Bool
    /// Inputs that cover some of the days only.
    var gaps: [Gap] = []
    /// Where a formula looks at several periods: those for which nobody states what has no value.
    var missing: [Period] = []
    /// Of where the reason is that there is no value.
    var place = Elsewhere.own
    /// Of which days levels are, where not of the period's very edge, or of all its days.
    var levels: [LevelDays] = []
    /// Of those who came in a period, who may still come further.
    var youngCohort: YoungCohort?
    /// Between which values it lies, where records that do not say of which group they are may belong to it.
    var range: ClosedRange<Exact>?
    /// Whether what is missing may take something off, as a share of costs that are divided otherwise then.
    var restsOnKey = false

    /// Whether inputs know all of the period.
    var isComplete: Bool { gaps.isEmpty && !levels.contains(where: \.isFar) }
  }
  /// What a figure is for.
  package enum Use: Sendable {
    /// To be read as it is.
    case shown
    /// To be held against another one: what is known in part gives no change.
    case base
    /// A value among thousands: of its inputs nothing is said.
    case listed
  }

  /// - Parameters:
  ///   - scope: where the whole KPI is taken from, for a part of another's formula.
  ///   - use: what the figure is for.
  ///   - outer: the KPI that it is a part of: rows that state nothing of the other parts are left out there.
  package func value(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period,
    scope: FormulaScope = .own, as use: Use = .shown, partOf outer: KPI? = nil
  ) -> Value {
    if scope.isOwn, outer == nil, let found = overOwnDays(kpi, in: breakdown, group, period, as: use) {
      return found
    }
    var asked = Asked()
    let evaluation = evaluate(kpi, in: breakdown, group, period, scope, use, partOf: outer, &asked)
    let isKnown = evaluation.value != nil
    let young = isKnown ? youngCohort(evaluation.parts, in: period) : nil
    return Value(
      evaluation: evaluation, claimedAcross: asked.claimed.sorted(), lacksHistory: asked.lacksHistory,
      isProvisional: isKnown && (young != nil || isProvisional(asked)),
      gaps: isKnown ? gaps(asked, in: breakdown) : [],
      missing: asked.missing(evaluation.reason), place: asked.place(of: evaluation.reason),
      levels: isKnown ? asked.levels : [], youngCohort: young, range: isKnown ? asked.range : nil,
      restsOnKey: asked.mayBeLess)
  }

  /// The same without what is to be said of it: tables hold thousands.
  func evaluation(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  ) -> Evaluation {
    if let found = overOwnDays(kpi, in: breakdown, group, period, as: .listed) { return found.evaluation }
    var asked = Asked()
    return evaluate(kpi, in: breakdown, group, period, .own, .listed, &asked)
  }

  private func evaluate(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group, _ period: Period,
    _ scope: FormulaScope, _ use: Use, partOf outer: KPI? = nil, _ asked: inout Asked
  ) -> Evaluation {
    let parts = plan.evaluator.parts(of: kpi.name)
    if let reason = reason(for: kpi, parts, in: period) {
      return plan.evaluator.evaluate(kpi.name, in: scope) { _ in .none(reason) }
    }
    asked.use = use
    asked.opaque = parts.first { $0.measure.isOpaque }?.measure
    asked.isOfAll = group.key.isEmpty
    if parts.count > 1 || outer != nil {
      asked.comparables = plan.evaluator.comparables(
        of: outer?.name ?? kpi.name, in: outer == nil ? scope : .own)
    }
    var answers: [MeasureAnswer] = []
    var evaluation = plan.evaluator.evaluate(kpi.name, in: scope) { part in
      answers.append(answer(part, in: breakdown, group, period, &asked))
      return answers[answers.count - 1]
    }
    if evaluation.value != nil, !asked.conditions.isEmpty,
      let reason = noteConditions(of: evaluation, in: breakdown, group, period, &asked)
    {
      (evaluation.value, evaluation.reason) = (nil, reason)
    }
    // What may change where something counts changes that by more than itself.
    if !asked.unnamed.isEmpty, asked.unnamed.keys.allSatisfy(evaluation.counts) {
      if evaluation.value != nil {
        asked.range = plan.evaluator.range(of: kpi.name, in: scope, answers, leeway: asked.leeway)
      } else if case .divisionByZero(let term)? = evaluation.reason,
        let part = plan.evaluator.partThatMayBeMore(
          of: kpi.name, in: scope, answers, leeway: asked.leeway), let open = asked.unnamed[part]
      {
        evaluation.reason = .zeroSoFar(term, part, open.found)
      }
    }
    if evaluation.value != nil,
      let reason = asked.otherSales ?? asked.rows.mismatch ?? asked.rows.unplanned ?? asked.otherThings
        ?? asked.otherSegments ?? ofEverything(kpi, in: breakdown, group, scope)
    {
      evaluation.value = nil
      evaluation.reason = reason
      if reason == asked.rows.mismatch, let place = asked.rows.mismatchPlace { asked.note(reason, place) }
    }
    if case .channelsUntold(let measure, let having, let inputs, nil)? = evaluation.reason {
      // The same of all channels, where the catalog has it.
      let instead = kpi.variants.first {
        KPIEvaluator.references(in: $0.formula).allSatisfy(\.scope.having.isEmpty)
      }?.name
      evaluation.reason = .channelsUntold(measure, having: having, inputs: inputs, instead: instead)
    }
    if case .missing(let measure)? = evaluation.reason,
      let found = asked.reasons.first(where: { $0.part == .init(measure: measure, scope: .own) })
    {
      evaluation.reason = found.reason
    }
    return evaluation
  }

  /// Why a figure of what names no product, say, is none: one side of it is of all products.
  private func ofEverything(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group, _ scope: FormulaScope
  ) -> NoValueReason? {
    guard group.key.contains(where: \.isEmpty), let sides = plan.evaluator.sides(of: kpi.name, in: scope),
      let (measure, dimension) = breakdown.ofEverything(sides, group)
    else { return nil }
    return .namedByNone(measure, dimension)
  }

  private func isProvisional(_ asked: Asked) -> Bool {
    asked.periods.contains { period in
      plan.isUnfinished(period)
        || plan.inputs.contains {
          asked.inputs.contains($0.declaration.name) && plan.isProvisional(period, $0)
        }
    }
  }

  /// The count that a rate or an amount each is divided by, where it is so small that the figure says little.
  func smallDivisor(of kpi: KPI, _ value: Value) -> Exact? {
    let limit = plan.file.aggregate.smallBelow
    guard limit > 0, value.evaluation.value != nil,
      let divisor = plan.evaluator.smallestDivisor(of: kpi.name, value.evaluation.parts),
      divisor < Exact(limit)
    else { return nil }
    return divisor
  }

  func gaps(_ asked: Asked, in breakdown: FigureTable.Breakdown) -> [Gap] {
    var gaps: [Gap] = []
    for period in asked.periods.sorted() {
      for input in asked.inputs.union(asked.beginning.keys).sorted() {
        let days = period.first.number...period.last.number
        if let gap = breakdown.gap(of: input, in: days, since: asked.beginning[input]) { gaps.append(gap) }
      }
      gaps += ahead.gaps(asked.inputs, in: period)
    }
    var rows = asked.uncounted
    for (part, open) in asked.unnamed where !open.found.leeway.isNone {
      rows.insert(.init(unnamed: open.found, of: part.measure, plan.reportCurrency, at: open.place))
    }
    gaps += leftOut.gaps(asked.inputs, rows: rows) + asked.blanks.gaps + asked.rows.gaps
    // What of everything is part of the figure of everything is said once, and as what is certain.
    var said: Set<Gap> = []
    return gaps.filter { said.insert($0).inserted }.filter { $0.isCertain || !said.contains($0.asCertain) }
  }

  /// Those groups of which some of the KPIs may say something in a period: those with rows in it, or in the periods that
  /// functions of the formulas take their parts from.
  func speaking(
    _ groups: [FigureTable.Group], of breakdown: FigureTable.Breakdown, in period: Period, _ kpis: [KPI]
  ) -> [FigureTable.Group] {
    let reach = plan.evaluator.reach(of: kpis.map(\.name), from: [period], in: plan.periods.calendar)
    return groups.filter { breakdown.periods(of: $0).contains(where: reach.contains) }
  }

  /// Groups by a KPI in the focus period, the largest first, those without a value last.
  ///
  /// - Parameter groups: of the breakdown, in its order, which decides between equal ones.
  func largestFirst(
    _ groups: [FigureTable.Group], by kpi: KPI, in breakdown: FigureTable.Breakdown
  ) -> [FigureTable.Group] {
    let values = groups.map {
      evaluation(kpi, in: breakdown, group: $0, period: plan.periods.focus).value
    }
    // Places are sorted, not groups: moving a hundred thousand of these takes longer than comparing them.
    let order = groups.indices.sorted { a, b in
      if let x = values[a], let y = values[b], x != y { return x > y }
      if (values[a] == nil) != (values[b] == nil) { return values[a] != nil }
      return a < b
    }
    return order.map { groups[$0] }
  }

  /// Whether all inputs that make customers are complete from before the day on.
  func historyReaches(before day: Day) -> Bool {
    let making = plan.inputs.filter { plan.makesCustomers($0.profile) }
    return !making.isEmpty
      && making.allSatisfy { ($0.declaration.historySince ?? day) < day }
  }
}
