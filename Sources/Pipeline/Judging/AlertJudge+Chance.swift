import Aggregate
import Declarations
import EventSchema
import Render

/// Trends and unusual values: what chance could also have made.
extension AlertJudge {
  mutating func judgeTrend(
    _ series: Series, _ direction: AlertDeclaration.Direction, _ span: AlertDeclaration.Span
  ) {
    let kpi = series.alert.kpi
    let values = series.alert.periods.map { series.value(kpi, $0) }
    let known = values.compactMap { $0 }
    let (season, least): (Int, Int) =
      switch span {
      case .days(let days): (7, max(14, days * 2 / 3))
      case .months(let months): (1, max(5, months * 2 / 3))
      }
    guard known.count >= least,
      let trend = MonotonicTrend(values.map { $0?.approximate }, season: season),
      let first = series.alert.periods.first
    else {
      if !known.isEmpty || series.alert.declaration.per == nil {
        skip(series, .noHistory(needed: least), known: known.count)
      }
      return
    }
    count(series)
    guard isLargeEnough(series, [known.max(), known.min()], in: [series.alert.periods[values.count - 1]])
    else { return }
    let amount = Exact(rounding: trend.slope)
    let slope = Figure(amount, plan.unit(kpi), decimals: kpi.decimals)
    var rule = Word.alertSlopeDays
    if case .months = span { rule = .alertSlopeMonths }
    var fired = fired(
      series, series.focusSource.value(kpi, series.focusGroup, focus).evaluation.value,
      Note(direction == .falling ? .alertFalling : .alertRising),
      against: Note(rule, ["n": .count(values.count), "amount": .figure(slope)]))
    fired.since = first
    let whole = amount * Exact(values.count - 1)
    let middle = Exact(rounding: Self.middle(known.map(\.approximate)))
    let begin = middle - (whole / Exact(2) ?? .zero)
    size(&fired, from: begin, to: begin + whole)
    fired.change = Change(
      from: Figure(begin, plan.unit(kpi), decimals: kpi.decimals),
      to: Figure(begin + whole, plan.unit(kpi), decimals: kpi.decimals), better: kpi.better)
    let chance = direction == .falling ? trend.chanceOfFalling : trend.chanceOfRising
    doubt(
      series, fired, [("values", .integer(known.count)), ("slope", .string(amount.description))],
      chance: chance)
  }

  mutating func judgeUnusual(_ series: Series, _ value: Exact, _ side: AlertDeclaration.Side) {
    let kpi = series.alert.kpi
    let values = series.alert.periods.map { series.value(kpi, $0)?.approximate }
    let season = Self.season(plan.periods.grain)
    let history: UnusualValues
    do throws(UnusualValues.Failure) {
      history = try UnusualValues(values, season: season)
    } catch {
      switch error {
      case .notEnoughHistory(let known, let needed):
        return skip(series, .noHistory(needed: needed), known: known)
      }
    }
    count(series)
    var verdict = history.judge(value.approximate, at: values.count)
    if kpi.shown == .count, history.isOfSmallCounts, let whole = Int(exactly: value.approximate), whole >= 0 {
      verdict = history.judgeCount(whole, at: values.count)
    }
    let expected = Exact(rounding: verdict.expected)
    guard isLargeEnough(series, [value, expected], in: [focus]) else { return }
    let (low, high) = (
      Exact(rounding: verdict.range.lowerBound), Exact(rounding: verdict.range.upperBound)
    )
    func shown(_ value: Exact) -> Note.Argument {
      .figure(Figure(value, plan.unit(kpi), decimals: kpi.decimals))
    }
    var fired = fired(
      series, value, Note(value > expected ? .alertUnusualHigh : .alertUnusualLow),
      against: Note(
        verdict.hasLowPower ? .alertExpectedShort : .alertExpected, ["low": shown(low), "high": shown(high)]))
    fired.change = Change(
      from: Figure(expected, plan.unit(kpi), decimals: kpi.decimals), to: fired.figure, better: kpi.better)
    size(&fired, from: expected, to: value)
    let chance =
      switch side {
      case .any: verdict.chance
      case .high: verdict.chanceAbove
      case .low: verdict.chanceBelow
      }
    doubt(
      series, fired,
      [
        ("expected", .string(expected.description)), ("low", .string(low.description)),
        ("high", .string(high.description)),
      ], chance: chance)
  }

  mutating func judgeDrift(_ series: Series, _ value: Exact, _ direction: AlertDeclaration.Direction) {
    let kpi = series.alert.kpi
    let periods = series.alert.periods + [focus]
    let values = series.alert.periods.map { series.value(kpi, $0)?.approximate } + [value.approximate]
    let chart: DriftChart
    do throws(UnusualValues.Failure) {
      chart = try DriftChart(values, season: Self.season(plan.periods.grain))
    } catch {
      switch error {
      case .notEnoughHistory(let known, let needed):
        return skip(series, .noHistory(needed: needed), known: known)
      }
    }
    count(series)
    let reading = chart.reading(direction == .falling ? .falling : .rising)
    let usual = Exact(rounding: chart.level(at: values.count - 1))
    guard isLargeEnough(series, [value, usual], in: [focus]) else { return }
    let now = usual + Exact(rounding: reading.shift)
    let shown = Figure(usual, plan.unit(kpi), decimals: kpi.decimals)
    var fired = fired(
      series, value, Note(direction == .falling ? .alertDriftsDown : .alertDriftsUp),
      against: Note(
        .alertUsual,
        [
          "base": .figure(shown), "from": .period(periods[chart.usual.lowerBound]),
          "to": .period(periods[chart.usual.upperBound]),
        ]))
    fired.since = periods[reading.since]
    fired.change = Change(
      from: shown, to: Figure(now, plan.unit(kpi), decimals: kpi.decimals), better: kpi.better)
    size(&fired, from: usual, to: now)
    func places(_ value: Double) -> JSONValue { .string(Exact(rounding: value).decimal(places: 4)) }
    doubt(
      series, fired,
      [
        ("usual", .string(usual.description)), ("cusum", places(reading.sum)),
        ("ewma", places(reading.average)),
      ], chance: reading.chance)
  }

  /// How many periods make one round of seasons. A series of weeks has none that its history could show.
  static func season(_ grain: Grain) -> Int {
    switch grain {
    case .day: 7
    case .week, .year, .days: 1
    case .month: 12
    case .quarter: 4
    case .half: 2
    }
  }

  private static func middle(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
