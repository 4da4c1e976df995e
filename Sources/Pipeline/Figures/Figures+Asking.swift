import Aggregate
import Declarations
import EventSchema
import Kernel

extension Figures {
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

  /// A measure of one group and period, or of where a formula takes it from, as it stands in a KPI.
  func value(
    _ part: KPIEvaluator.ScopedMeasure, of kpi: KPI, in breakdown: FigureTable.Breakdown,
    group: FigureTable.Group,
    period: Period
  ) -> Exact? {
    var asked = Asked()
    asked.comparables = plan.evaluator.comparables(of: kpi.name)
    asked.opaque = part.measure.isOpaque ? part.measure : nil
    return answer(part, in: breakdown, group, period, &asked).value
  }

  /// What was looked up for one figure.
  struct Asked {
    var use = Use.shown
    /// The figure's own group is all of them.
    var isOfAll = false
    /// Inputs that are complete in a part of the period only, from these days on.
    var beginning: [String: Day] = [:]
    var inputs: Set<String> = []
    /// Whose rows would belong here, and don't count.
    var uncounted: Set<Figures.Gap> = []
    /// Why parts have no value, where that is more than that no input states them.
    var reasons: [(part: KPIEvaluator.ScopedMeasure, reason: NoValueReason)] = []
    /// Whose sales these are, of KPIs that look at both.
    var sales: [Measure: Set<String>] = [:]
    /// Each once; mostly one.
    var periods: [Period] = []
    var claimed: Set<String> = []
    var lacksHistory = false
    /// What parts may have beside what counts, of records that do not say of which group they are, and where that is.
    private(set) var unnamed: [KPIEvaluator.ScopedMeasure: (found: UnnamedRecords, place: Elsewhere)] = [:]
    /// Between which values the figure lies for these.
    var range: ClosedRange<Exact>?
    /// Whose rows state the measures, where there are several.
    var rows = SideBySide()
    /// What the formula holds its measures against; empty where it has only one.
    var comparables: [KPIEvaluator.Comparables] = []
    var comparesRows: Bool { comparables.count > 1 }
    /// Measures that say where others count, as far as more of them may change that.
    private(set) var conditions: [KPIEvaluator.ScopedMeasure] = []
    /// What shared costs were divided by, as far as that is asked for.
    var keys: Set<AllocationKey> = []
    /// Whether what is missing may take something off.
    var mayBeLess = false
    /// What rows leave empty.
    var blanks = Blanks()
    /// What figures about the market are of, and a measure of which that differs between periods.
    var things: [Measure: Set<[[UInt8]]>] = [:]
    var otherThings: NoValueReason?
    /// The segments that figures about the market are of, in the formula's order.
    var segments: [(part: KPIEvaluator.ScopedMeasure, of: Set<[UInt8]>)] = []
    /// A measure among those asked for that is known from one statement only.
    var opaque: Measure?
    /// What lacks a value somewhere in the periods that a formula looks at, and where.
    var lacking: [(part: KPIEvaluator.ScopedMeasure, periods: [Period])] = []
    /// Of which other periods reasons are.
    private var places: [(reason: NoValueReason, place: Elsewhere)] = []
    /// Of which days levels are, and the levels themselves, by what exports state.
    var levels: [LevelDays] = []
    var levelsOf: [Measure: LevelFigure] = [:]

    /// Figures of one place that are of different segments: none is a part of another, or says anything of it.
    var otherSegments: NoValueReason? {
      for (place, mine) in segments.enumerated() {
        let other = segments[(place + 1)...].first {
          $0.part.scope == mine.part.scope && $0.part.measure != mine.part.measure && $0.of != mine.of
        }
        if let other { return .otherSegments(mine.part.measure, than: other.part.measure) }
      }
      return nil
    }

    /// Revenue of deals by orders of a shop is nobody's order value.
    var otherSales: NoValueReason? {
      guard let revenue = sales[.revenue], let orders = sales[.orders] else { return nil }
      let lacking = revenue.subtracting(orders)
      return lacking.isEmpty ? nil : .notComparable(.orders, inputs: lacking.sorted())
    }

    /// Notes what a part may have of one of the periods that it is taken from.
    mutating func note(_ found: UnnamedRecords, of part: KPIEvaluator.ScopedMeasure, _ place: Elsewhere) {
      guard let known = unnamed[part] else { return unnamed[part] = (found, place) }
      var all = known.place
      all.formUnion(place)
      unnamed[part] = (known.found + found, all)
    }

    /// By how much a part may be less or more; nil for not at all.
    func leeway(of part: KPIEvaluator.ScopedMeasure) -> Leeway? {
      unnamed[part].flatMap { $0.found.leeway.isNone ? nil : $0.found.leeway }
    }

    mutating func addConditions(of part: KPIEvaluator.ScopedMeasure) {
      for measure in part.scope.having where !measure.isLevel && !measure.isFoundOut {
        let condition = KPIEvaluator.ScopedMeasure(measure: measure, scope: part.scope.havingAnything)
        if !conditions.contains(condition) { conditions.append(condition) }
      }
    }

    mutating func note(_ reason: NoValueReason, _ place: Elsewhere) {
      guard place != .own else { return }
      guard let known = places.firstIndex(where: { $0.reason == reason }) else {
        return places.append((reason, place))
      }
      places[known].place.formUnion(place)
    }

    func place(of reason: NoValueReason?) -> Elsewhere {
      places.first { $0.reason == reason }?.place ?? .own
    }

    func missing(_ reason: NoValueReason?) -> [Period] {
      guard case .missingIn(let measure, let scope)? = reason else { return [] }
      return lacking.first { $0.part.measure == measure && $0.part.scope == scope }?.periods ?? []
    }
  }

  func answer(
    _ part: KPIEvaluator.ScopedMeasure, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, _ asked: inout Asked
  ) -> MeasureAnswer {
    guard part.scope.isTotal else { return sum(of: part, in: breakdown, group, period, &asked) }
    let table = total ?? breakdown
    return sum(of: part, in: table, table.whole, period, &asked)
  }

  /// A measure of the periods that a formula takes it from.
  private func sum(
    of part: KPIEvaluator.ScopedMeasure, in table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ own: Period, _ asked: inout Asked
  ) -> MeasureAnswer {
    let (measure, scope) = (part.measure, part.scope)
    if measure.isLevel {
      if !scope.having.isEmpty { return .none(.notAdditive(measure)) }
      guard let periods = scope.periods(from: own, in: plan.periods.calendar) else {
        return .none(.noSuchPeriod)
      }
      return level(part, in: table, group, periods, own: own, &asked)
    }
    // Nearly every part, and without a list of periods.
    guard !scope.steps.isEmpty else {
      return amountSomewhere(of: part, in: table, group, own, lookingAt: [own], isOwn: true, &asked)
    }
    guard let periods = scope.periods(from: own, in: plan.periods.calendar) else {
      return .none(.noSuchPeriod)
    }
    if periods.count > 1, measure.countsPeople || measure.isOfLengths || asked.opaque != nil {
      return .none(.notAdditive(measure))
    }
    var (sum, things): (Exact?, Exact?) = (nil, nil)
    let looked = plan.evaluator.stands(measure) ? periods.max().map { [$0] } ?? [] : periods
    for period in looked {
      let isOwn = periods == [own]
      switch amountSomewhere(
        of: part, in: table, group, period, lookingAt: periods, isOwn: isOwn, &asked)
      {
      case .value(let amount): sum = sum.map { $0 + amount } ?? amount
      case .amount(let amount, let count):
        sum = sum.map { $0 + amount } ?? amount
        things = things.map { $0 + count } ?? count
      case .none(let reason):
        asked.note(reason, Elsewhere(part, in: period, isOwn: isOwn, isOfAll: asked.isOfAll))
        return .none(reason)
      case .missing(let isCovered):
        if scope.hasWindow {
          let without = looked.filter { table.value(measure, group: group, period: $0).value == nil }
          asked.lacking.append((part, without))
        }
        return .missing(isCovered: isCovered)
      }
    }
    guard let sum else { return .missing(isCovered: false) }
    return things.map { .amount(sum, of: $0) } ?? .value(sum)
  }

  /// A measure of one period.
  func amount(
    of part: KPIEvaluator.ScopedMeasure, in table: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, isOwn: Bool, _ asked: inout Asked
  ) -> MeasureAnswer {
    let measure = part.measure
    if asked.use != .listed, !asked.periods.contains(period) { asked.periods.append(period) }
    if measure == .newCustomers || measure == .touchedCustomers, !historyReaches(before: period.first) {
      asked.lacksHistory = true
      return .missing(isCovered: true)
    }
    let comparables = asked.comparables.first { $0.part == part }
    let beside = self.table.hasBlanks && measure.rowsOf != .plan ? comparables?.against ?? [] : []
    let value = table.value(measure, group: group, period: period, beside: beside)
    if let reason = beginning(of: measure, value, in: table, group, period, isOwn: isOwn, &asked) {
      return .none(reason)
    }
    if let reason = leftOut.reason(value) { return .none(reason) }
    if asked.use != .listed,
      let reason = noteKeys(of: measure, in: table, group, period, isOwn: isOwn, &asked)
    {
      return .none(reason)
    }
    asked.uncounted.formUnion(
      leftOut.gaps(ofNone: value, in: period) { table.hasRows(of: $0, in: period) })
    let uncounted =
      leftOut.hasRows
      ? leftOut.rows(measure, in: period.first.number...period.last.number, of: [group], table) : []
    if !uncounted.isEmpty { asked.uncounted.formUnion(uncounted) }
    if asked.use != .listed {
      for (input, covered, last) in table.ended(in: period, measure, group) {
        if covered.isEmpty, let last {
          asked.uncounted.insert(Gap(input: input, kind: .endsBefore(last), isCertain: true))
        } else if !value.inputs.contains(input) {
          let days = period.first.number...period.last.number
          asked.uncounted.insert(
            Gap(input: input, days: covered, isCertain: table.certainlyLacks(days, input: input)))
        }
      }
    }
    if value.nameless > 0, measure != .buyers || plan.kernel.customer == .order {
      asked.uncounted.insert(Gap(input: "", kind: .nameless(value.nameless), isCertain: true))
    }
    if asked.comparesRows, measure == .revenue || measure == .orders {
      asked.sales[measure, default: []].formUnion(value.inputs)
    }
    // What one statement says goes with what the same statement says.
    if let opaque = asked.opaque, value.statements > 1 { return .none(.notAdditive(opaque)) }
    if measure.isStatedRatio, value.value != nil {
      let silent = table.silent(on: measure, group, period)
      if !silent.isEmpty { return .none(.notComparable(measure, inputs: silent)) }
    }
    if value.namesNobody { return .none(.namesNobody(measure)) }
    let place = Elsewhere(part, in: period, isOwn: isOwn, isOfAll: asked.isOfAll)
    if let reason = asked.blanks.note(part, value, beside: beside, place) { return .none(reason) }
    if asked.use != .listed { asked.inputs.formUnion(value.inputs) }
    if let comparables, asked.comparesRows, measure.rowsOf != nil, !isOfOthers(measure, value) {
      asked.rows.note(comparables, value, place)
    }
    if let found = value.market {
      if let problem = found.problem { return .none(.marketProblem(measure, problem)) }
      asked.segments.append((part, found.segments))
      if !part.scope.isTotal,
        asked.things.updateValue(found.things, forKey: measure) ?? found.things != found.things
      {
        asked.otherThings = .otherThings(measure)
      }
    }
    let things = priced(value, part, in: table, group, period, place, &asked)
    if measure.isClaimed {
      asked.claimed.formUnion(value.inputs.count > 1 ? value.inputs : value.platforms)
    }
    guard let amount = value.value else {
      // More than that no input states it.
      let missing = uncounted.filter {
        $0.isLeftOut && (group.key.isEmpty || table.states(measure, group, input: $0.input))
      }
      if let reason = leftOut.reason(measure, missing) { asked.reasons.append((part, reason)) }
      if measure.isOfCycles, table.hasRows(of: .deal, group, period) {
        asked.reasons.append((part, .noCycle))
      }
      if let dimension = table.namedByNone(measure, group) {
        asked.reasons.append((part, .namedByNone(measure, dimension)))
      }
      if group.key.isEmpty, !table.covers(measure, group: group), let reason = leftOut.rejected(measure) {
        asked.reasons.append((part, reason))
      }
      return .missing(isCovered: !missing.isEmpty || table.covers(measure, group: group))
    }
    return things.map { .amount(amount, of: $0) } ?? .value(amount)
  }

  /// Goals of exports that state no visits are those of the visits of others.
  private func isOfOthers(_ measure: Measure, _ value: MeasureValue) -> Bool {
    measure == .goalCompletions && !goalsAlone.isEmpty && value.inputs.allSatisfy(goalsAlone.contains)
  }

  /// Of how many deals an amount is: some may lack theirs.
  private func priced(
    _ value: MeasureValue, _ part: KPIEvaluator.ScopedMeasure, in table: FigureTable.Breakdown,
    _ group: FigureTable.Group, _ period: Period, _ place: Elsewhere, _ asked: inout Asked
  ) -> Exact? {
    guard let deals = plan.deals(worth: part.measure), value.statements > 0 else {
      return nil
    }
    let all = table.value(deals, group: group, period: period)
    guard let count = all.value else { return nil }
    let lacking = all.statements - value.statements
    // A mean, and nothing else.
    let isMean = asked.comparables.count == 2 && asked.comparables.contains { $0.part.measure == deals }
    asked.blanks.note(
      part, lacking: lacking, of: count, isMean ? .beside : .sum, place, areClosed: deals.isOfClosedDeals)
    return lacking > 0 && Exact(lacking) < count ? count - Exact(lacking) : count
  }
}

extension Plan {
  /// The deals that an amount is of, as far as it is of nothing else.
  func deals(worth measure: Measure) -> Measure? {
    measure == .revenue && file.normalize.revenueIs == .wonDeals ? .wonDeals : measure.pricedDeals
  }
}
