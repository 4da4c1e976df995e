import Aggregate
import Declarations
import EventSchema
import Render

/// Limits and jumps: what plain numbers decide.
extension AlertJudge {
  mutating func judgeLimit(_ series: Series, _ value: Exact, _ known: Figures.Value) {
    guard let limit = series.alert.limit else { return }
    let isAbove: Bool
    if case .above = series.alert.declaration.rule { isAbove = true } else { isAbove = false }
    func holds(_ value: Exact) -> Bool { isAbove ? value > limit : value < limit }
    let side = isAbove ? AlertDeclaration.Direction.rising : .falling
    guard let isBeyond = bounds(series, known).certainly(side, holds) else {
      return skip(series, .incomplete(known.gaps))
    }
    count(series)
    guard isBeyond, isLargeEnough(series, [value], in: [focus]) else { return }
    var shown = figure(series, limit)
    var current = figure(series, value)
    shown.tellApart(from: &current, plan.rounding)
    var fired = fired(
      series, value, Note(isAbove ? .alertAbove : .alertBelow, ["limit": .figure(shown)]),
      against: Note(.alertLimit, ["limit": .figure(shown)]))
    fired.figure = current
    fired.beyond = Figure(isAbove ? value - limit : limit - value, shown.unit, decimals: shown.decimals)
    size(&fired, from: limit, to: value)
    extend(&fired) { period in
      let known = series.source.value(series.alert.kpi, series.group, period)
      guard let earlier = known.evaluation.value, bounds(series, known).certainly(side, holds) ?? false
      else { return false }
      return isLargeEnough(series, [earlier], in: [period])
    }
    add(finding(series, fired, [("limit", .string(limit.description))]))
  }

  mutating func judgeJump(
    _ series: Series, _ value: Exact, _ known: Figures.Value, _ amount: StatedAmount,
    _ comparison: PeriodDeclaration.Comparison,
    rises direction: AlertDeclaration.Direction
  ) {
    let kpi = series.alert.kpi
    // Of a score, a share means nothing: its 0 is not nothing.
    let measure = JumpMeasure(amount, kpi)
    let number = amount.number
    func jumps(_ value: Exact, from base: Exact) -> Bool {
      let least = measure == .points ? number : base * number
      return direction == .rising ? value - base > least : base - value > least
    }
    func says(_ base: Exact) -> Bool { measure == .points || !base.isNegative }
    guard let before = ReportPeriods.counterpart(of: focus, comparison) else {
      return skip(series, .noBase(nil))
    }
    let earlier = series.source.value(kpi, series.group, before)
    guard let base = earlier.evaluation.value else {
      let reason = earlier.evaluation.reason
      if case .beforeHistory? = reason { return skip(series, .noBase(reason)) }
      return skip(series, .noBase(nil))
    }
    if let young = earlier.youngCohort { return skip(series, .young(young)) }
    guard says(base) else { return skip(series, .noBase(.negativeBase)) }
    /// Whether it jumps wherever the two figures lie.
    func certainlyJumps(_ known: Figures.Value, from earlier: Figures.Value) -> Bool? {
      bounds(series, known).certainly(direction, from: bounds(series, earlier), jumps)
    }
    guard let hasJumped = certainlyJumps(known, from: earlier) else {
      let lacking = earlier.isKnownInPart ? earlier.gaps.map { $0.of(base: before) } : []
      return skip(series, .incomplete(lacking + (known.isKnownInPart ? known.gaps : [])))
    }
    count(series)
    guard hasJumped, isLargeEnough(series, [value, base], in: [focus, before]) else { return }
    var shown = figure(series, base)
    if earlier.isProvisional { shown.status = .provisional }
    var fired = fired(
      series, value,
      Note(
        direction == .rising ? .alertRose : .alertFell,
        [
          "limit": Self.limit(number, measure, kpi, plan.unit(kpi)),
          "comparison": .word(Word(comparison, before.grain)),
        ]), against: Note(.comparisonBase, ["period": .period(before), "base": .figure(shown)]))
    fired.change = Change(from: shown, to: fired.figure, better: kpi.better)
    // Told as it is judged.
    if measure == .share { fired.change?.makeRelative(to: base) }
    size(&fired, from: base, to: value)
    extend(&fired) { period in
      guard let earlier = ReportPeriods.counterpart(of: period, comparison) else { return false }
      let (known, past) = (
        series.source.value(kpi, series.group, period), series.source.value(kpi, series.group, earlier)
      )
      guard let value = known.evaluation.value, let base = past.evaluation.value, says(base),
        past.youngCohort == nil, certainlyJumps(known, from: past) ?? false
      else { return false }
      return isLargeEnough(series, [value, base], in: [period, earlier])
    }
    add(
      finding(
        series, fired,
        [
          ("limit", .string(number.description)), ("limit_is", .string(measure.rawValue)),
          ("compared_with", .string(before.description)), ("base", .string(base.description)),
        ], base: (before, earlier.gaps)))
  }

  /// Of shares it must be said whether a limit is a share of theirs, or points.
  private static func limit(_ number: Exact, _ measure: JumpMeasure, _ kpi: KPI, _ unit: FigureUnit)
    -> Note.Argument
  {
    if measure == .share {
      let share = Note.Argument.figure(stated(number, .percent))
      return kpi.shown.isShare ? .note(Note(.alertOfBase, ["limit": share])) : share
    }
    guard unit.isShare else { return .figure(stated(number, unit)) }
    let points = stated(number, .percent)
    return .note(
      Note(.points, ["n": .figure(Figure(number * Exact(100), .ratio, decimals: points.decimals))]))
  }

  /// A limit as it is written, with all of its decimals.
  private static func stated(_ number: Exact, _ unit: FigureUnit) -> Figure {
    let shown = unit.isShare ? number * Exact(100) : number
    let places = (0...6).first { Exact(decimal: shown.decimal(places: $0)) == shown } ?? 6
    return Figure(number, unit, decimals: places)
  }

  /// How many listed periods in a row, up to the focus, it has held.
  private func extend(_ fired: inout AlertList.Fired, _ holds: (Period) -> Bool) {
    for period in plan.periods.list.reversed().dropFirst() {
      guard holds(period) else { return }
      fired.since = period
      fired.periods += 1
    }
  }
}

/// What a rise or fall is counted in.
private enum JumpMeasure: String {
  /// Of the figure before.
  case share
  case points

  init(_ amount: StatedAmount, _ kpi: KPI) {
    switch (amount, kpi.shown) {
    case (.percentagePoints, _), (_, .points), (_, .percentagePoints): self = .points
    case (_, .money), (_, .count), (_, .fractionalCount), (_, .percent), (_, .ratio), (_, .days), (_, .hours):
      self = .share
    }
  }
}
