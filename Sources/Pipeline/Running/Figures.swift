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
  /// All groups in one, where a formula asks for their total.
  private let total: FigureTable.Breakdown?

  /// Inputs that are complete from a day on only.
  private let histories: [(input: String, since: Day)]

  /// Measures found out by others of which rows cover parts of several periods, and are left out.
  let spansPeriods: Set<Measure>

  package init(_ result: RunResult, shape index: Int) throws(Diagnostics) {
    plan = result.plan
    spansPeriods = result.spansPeriods
    histories = plan.inputs.compactMap { input in
      input.declaration.historySince.map { (input.declaration.name, $0) }
    }
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
    let allocation = CostAllocation(
      of: sums, shape: shape, rules: plan.file.normalize.sharedCosts, net: plan.netShares,
      convert: converter.rate)
    allocations = allocation?.entries ?? []
    let identities = plan.levelIdentities
    let levels = result.rollups.levels.map { ($0, identities: identities) }
    table = FigureTable(
      shape: shape, sums: allocation?.sums ?? sums, customers: customers,
      people: result.rollups.people[index],
      lengths: result.rollups.histories?.lengths.map { ($0, result.plan.asOf) },
      market: result.rollups.market,
      levels: levels, net: plan.netShares,
      covering: result.coverage,
      convert: converter.rate)
    rateUses = converter.uses
    total = plan.evaluator.usesTotal ? table.breakdown(by: []) : nil
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
    /// A measure that fewer rows state than what it is held against, and how many of how many.
    var blanks: (measure: Measure, rows: Int, all: Int)?
    /// Where a formula looks at several periods: those for which nobody states what has no value.
    var missing: [Period] = []
    /// Of which days levels are, where not of the period's very edge, or of all its days.
    var levels: [LevelDays] = []

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

  /// The days of a period that an input covers, where these are not all.
  struct Gap: Hashable {
    var input: String
    var days: [ClosedRange<Int32>]
  }

  /// - Parameters:
  ///   - scope: where the whole KPI is taken from, for a part of another's formula.
  ///   - use: what the figure is for.
  package func value(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period,
    scope: FormulaScope = .own, as use: Use = .shown
  ) -> Value {
    let (evaluation, asked) = evaluate(kpi, in: breakdown, group, period, scope, use)
    let isKnown = evaluation.value != nil
    return Value(
      evaluation: evaluation, claimedAcross: asked.claimed.sorted(), lacksHistory: asked.lacksHistory,
      isProvisional: isKnown && isProvisional(asked), gaps: isKnown ? gaps(asked, in: breakdown) : [],
      blanks: isKnown ? asked.rows.blanks : nil, missing: asked.missing(evaluation.reason),
      levels: isKnown ? asked.levels : [])
  }

  /// The same without what is to be said of it: tables hold thousands.
  func evaluation(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  ) -> Evaluation {
    evaluate(kpi, in: breakdown, group, period, .own, .listed).0
  }

  private func evaluate(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group, _ period: Period,
    _ scope: FormulaScope, _ use: Use
  ) -> (Evaluation, Asked) {
    let parts = plan.evaluator.parts(of: kpi.name)
    var asked = Asked()
    asked.use = use
    asked.opaque = parts.first { $0.measure.isOpaque }?.measure
    asked.comparesRows = parts.count > 1
    var evaluation = plan.evaluator.evaluate(kpi.name, in: scope) { part in
      answer(part, in: breakdown, group, period, &asked)
    }
    if evaluation.value != nil,
      let reason = asked.rows.mismatch ?? asked.rows.unplanned ?? asked.otherThings ?? asked.otherSegments
    {
      evaluation.value = nil
      evaluation.reason = reason
    }
    return (evaluation, asked)
  }

  private func isProvisional(_ asked: Asked) -> Bool {
    asked.periods.contains { period in
      plan.isUnfinished(period)
        || plan.inputs.contains {
          asked.inputs.contains($0.declaration.name) && plan.isProvisional(period, $0)
        }
    }
  }

  /// What a rate is divided by, where that is so small that the rate says little.
  func smallDivisor(of kpi: KPI, _ value: Value) -> Exact? {
    let limit = plan.file.aggregate.smallBelow
    guard limit > 0, value.evaluation.value != nil,
      kpi.shown.isShare || kpi.shown == .ratio || kpi.shown == .points,
      let divisor = plan.evaluator.smallestDivisor(of: kpi.name, value.evaluation.parts),
      divisor < Exact(limit)
    else { return nil }
    return divisor
  }

  private func gaps(_ asked: Asked, in breakdown: FigureTable.Breakdown) -> [Gap] {
    var gaps: [Gap] = []
    for period in asked.periods.sorted() {
      for input in asked.inputs.union(asked.beginning.keys).sorted() {
        var days = breakdown.partlyCovered(period, by: input)
        if let since = asked.beginning[input]?.number {
          let known = since...period.last.number
          days = (days ?? [known]).filter { $0.overlaps(known) }.map { $0.clamped(to: known) }
        }
        if let days { gaps.append(Gap(input: input, days: days)) }
      }
    }
    return gaps
  }

  /// Why a measure has no value in a period in which an input that states it is not yet complete. A period of which a part
  /// is complete may be shown with a note, but nothing is held against it.
  func beginning(
    of measure: Measure, _ value: MeasureValue, in table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, isOwn: Bool, _ asked: inout Asked
  ) -> NoValueReason? {
    for (input, since) in histories where period.first < since {
      guard value.inputs.contains(input) || table.states(measure, group, input: input) else { continue }
      if !isOwn || asked.use == .base || period.last < since {
        return .beforeHistory(input: input, since: since)
      }
      if value.value != nil { asked.beginning[input] = since }
    }
    return nil
  }

  /// A measure of one group and period, or of where a formula takes it from.
  func value(
    _ part: KPIEvaluator.ScopedMeasure, in breakdown: FigureTable.Breakdown, group: FigureTable.Group,
    period: Period
  ) -> Exact? {
    var asked = Asked()
    asked.opaque = part.measure.isOpaque ? part.measure : nil
    return answer(part, in: breakdown, group, period, &asked).value
  }

  private func answer(
    _ part: KPIEvaluator.ScopedMeasure, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, _ asked: inout Asked
  ) -> MeasureAnswer {
    let (measure, scope) = (part.measure, part.scope)
    guard let periods = scope.periods(from: period, in: plan.periods.calendar) else {
      return .none(.noSuchPeriod)
    }
    if periods.count > 1, measure.countsPeople || measure.isOfLengths || asked.opaque != nil {
      return .none(.notAdditive(measure))
    }
    let table = scope.isTotal ? total ?? breakdown : breakdown
    let group = scope.isTotal ? table.whole : group
    if measure.isLevel { return level(part, in: table, group, periods, own: period, &asked) }
    var sum: Exact?
    let own = period
    let looked = plan.evaluator.stands(measure) ? periods.max().map { [$0] } ?? [] : periods
    for period in looked {
      if !asked.periods.contains(period) { asked.periods.append(period) }
      if measure == .newCustomers || measure == .touchedCustomers, !historyReaches(before: period.first) {
        asked.lacksHistory = true
        return .missing(isCovered: true)
      }
      let value = table.value(measure, group: group, period: period)
      if let reason = beginning(of: measure, value, in: table, group, period, isOwn: periods == [own], &asked)
      {
        return .none(reason)
      }
      // What one statement says goes with what the same statement says.
      if let opaque = asked.opaque, value.statements > 1 { return .none(.notAdditive(opaque)) }
      if asked.use != .listed { asked.inputs.formUnion(value.inputs) }
      if asked.comparesRows, table.standsInRows(measure) { asked.rows.note(part, value) }
      if let found = value.market {
        if let problem = found.problem { return .none(.marketProblem(measure, problem)) }
        asked.segments.append((part, found.segments))
        if !scope.isTotal,
          asked.things.updateValue(found.things, forKey: measure) ?? found.things != found.things
        {
          asked.otherThings = .otherThings(measure)
        }
      }
      if let deals = measure.pricedDeals, value.statements > 0,
        case let all = table.value(deals, group: group, period: period)
      {
        asked.rows.note(part, lacking: all.statements - value.statements, of: all.value)
      }
      if measure.isClaimed, value.inputs.count > 1 { asked.claimed.formUnion(value.inputs) }
      guard let amount = value.value else {
        if scope.hasWindow {
          let without = looked.filter { table.value(measure, group: group, period: $0).value == nil }
          asked.lacking.append((part, without))
        }
        return .missing(isCovered: table.covers(measure, group: group))
      }
      sum = sum.map { $0 + amount } ?? amount
    }
    return sum.map { .value($0) } ?? .missing(isCovered: false)
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
    let making = plan.inputs.filter { input in
      switch plan.kernel.customer {
      case .order: input.profile.gives == .order
      case .deal: input.profile.gives == .deal
      case .stage: input.profile.gives == .stage
      case nil: false
      }
    }
    return !making.isEmpty
      && making.allSatisfy { ($0.declaration.historySince ?? day) < day }
  }
}

extension RunResult {
  /// Measures found out by others that files state of which some rows cover parts of several periods.
  var spansPeriods: Set<Measure> {
    let spanning = files.filter { $0.ledger.filtered[FilterReason.spansPeriods.rawValue] ?? 0 > 0 }
    let profiles = Set(spanning.map(\.file.input)).sorted().map { plan.inputs[$0].profile }
    return PlanBuilder.stated(profiles).filter(\.isFoundOut)
  }
}

extension Plan {
  /// Whether the input may still correct days of the period: its last days before the run are not settled.
  package func isProvisional(_ period: Period, _ input: Plan.Input) -> Bool {
    guard let days = input.declaration.stillChangingForDays else { return false }
    return period.last.number >= asOf.number - Int32(days)
  }

  /// Whether the period is not over on the run's day: what happens in it is not all known.
  package func isUnfinished(_ period: Period) -> Bool { period.last >= asOf }

  /// How many days back figures of the period may still change; nil where they are settled.
  package func provisionalDays(_ period: Period) -> Int? {
    inputs.filter { isProvisional(period, $0) }.compactMap(\.declaration.stillChangingForDays).max()
  }

  /// How a KPI's values are shown in this report.
  package func unitText(_ kpi: KPI) -> String {
    switch kpi.shown {
    case .count: "count"
    case .fractionalCount: "fractional_count"
    case .money: "money:\(reportCurrency)"
    case .ratio: "ratio"
    case .percent: "percent"
    case .percentagePoints: "percentage_points"
    case .points: "points"
    case .days: "days"
    case .hours: "hours"
    }
  }
}

extension Evaluation {
  /// Neutral text at display precision; percentages are shares times 100.
  package func display(_ kpi: KPI, _ rounding: Exact.Rounding) -> String { kpi.display(value, rounding) }
}

extension KPI {
  /// A value of the KPI in neutral text at display precision; percentages are shares times 100.
  func display(_ value: Exact?, _ rounding: Exact.Rounding) -> String {
    guard let value else { return "n/a" }
    guard shown.isShare else { return value.decimal(places: decimals, rounding) }
    return (value * Exact(100)).decimal(places: decimals, rounding) + (shown == .percent ? "%" : " pp")
  }
}
