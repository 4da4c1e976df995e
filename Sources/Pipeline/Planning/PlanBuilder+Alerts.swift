import Aggregate
package import Declarations
import Diagnostics
package import EventSchema
import Normalize

/// An alert with everything resolved: its KPIs, its numbers in the report's currency, and where its figures are.
package struct PlannedAlert: Sendable {
  package var declaration: AlertDeclaration
  package var kpi: KPI
  /// The KPI that says what is too small, and the least that is not.
  package var volume: (kpi: KPI, least: Exact)?
  /// Of rules with one.
  package var limit: Exact?
  /// Index of the grouped sums that hold its figures, and of those that hold the focus'.
  package var shape: Int
  package var focusShape: Int
  /// The periods that the rule looks at besides the focus, oldest first: of a trend or a history.
  package var periods: [Period]
}

/// Resolving `aggregate: alerts:`.
extension PlanBuilder {
  /// The KPIs that alerts watch.
  var alertKPIs: [Located<String>] {
    file.aggregate.alerts.flatMap { alert in [alert.kpi] + (alert.ignoreBelow?.kpi.map { [$0] } ?? []) }
  }

  /// Numbers of alerts must be of their KPIs' units; the section needs something to show.
  mutating func checkAlerts(_ evaluator: KPIEvaluator, _ currency: Currency) {
    for alert in file.aggregate.alerts {
      guard let kpi = evaluator.kpis[alert.kpi.value] else { continue }
      switch alert.rule {
      case .above(let limit): checkLimit(limit, .above, of: kpi, evaluator, currency)
      case .below(let limit): checkLimit(limit, .below, of: kpi, evaluator, currency)
      case .rose(let least, _): checkJump(least, of: kpi, falls: .up, evaluator)
      case .fell(let least, _): checkJump(least, of: kpi, falls: .down, evaluator)
      case .trend, .unusual, .drift: break
      }
      if let volume = alert.ignoreBelow,
        let kpi = volume.kpi.map({ evaluator.kpis[$0.value] }) ?? kpi
      {
        checkLimit(volume.least, .volume, of: kpi, evaluator, currency)
      }
    }
    guard file.aggregate.alerts.isEmpty else { return }
    for use in file.reports.flatMap(\.sections) where use.name.value == "alerts" {
      problems.append(
        Diagnostic(
          at: use.name.location, "the section 'alerts' needs 'alerts' under `aggregate:`",
          hint: "such as {name: spend jumped, kpi: spend, rose_more_than: 40%, against: previous_month}",
          length: 6))
    }
  }

  /// The alerts with the grouped sums that they need: those of the report where these hold all of it, else own ones.
  func alerts(
    _ evaluator: KPIEvaluator, _ periods: ReportPeriods, report: Int?, shapes: inout [GroupedSumsShape]
  ) -> [PlannedAlert] {
    guard let report else { return [] }
    var planned: [PlannedAlert] = []
    for alert in file.aggregate.alerts {
      guard let kpi = evaluator.kpis[alert.kpi.value] else { continue }
      let volume = alert.ignoreBelow?.kpi.flatMap { evaluator.kpis[$0.value] }
      let (grain, looked, needed) = alertPeriods(alert.rule, periods)
      let names = [kpi, volume].compactMap { $0?.name }
      let measures = names.flatMap { evaluator.measures(of: $0) }
      let dimensions = evaluator.dimensions(alert.per.map { [$0] } ?? [], of: names)
      // Formulas may look at periods before.
      func index(_ grain: Grain, _ needed: Set<Period>) -> PeriodIndex {
        PeriodIndex(
          grain: grain, periods: evaluator.reach(of: names, from: needed.sorted(), in: periods.calendar))
      }
      let shape = alertShape(dimensions, measures, index(grain, needed), report: report, &shapes)
      let focusShape =
        grain == periods.grain
        ? shape
        : alertShape(
          dimensions, measures, index(periods.grain, [periods.focus]), report: report, &shapes)
      planned.append(
        PlannedAlert(
          declaration: alert, kpi: kpi, volume: nil, limit: nil, shape: shape, focusShape: focusShape,
          periods: looked))
    }
    return planned
  }

  /// Puts in the numbers, in the report's currency: at the rate of the focus' first day.
  func withAmounts(
    _ alerts: [PlannedAlert], _ evaluator: KPIEvaluator, _ conversion: CurrencyConversion, on day: Day
  ) throws(Diagnostics) -> [PlannedAlert] {
    var filled = alerts
    for index in filled.indices {
      switch filled[index].declaration.rule {
      case .above(let limit), .below(let limit):
        filled[index].limit = try value(limit, conversion, on: day)
      case .rose, .fell, .trend, .unusual, .drift: break
      }
      guard let volume = filled[index].declaration.ignoreBelow,
        let least = try value(volume.least, conversion, on: day),
        let kpi = volume.kpi.map({ evaluator.kpis[$0.value] }) ?? filled[index].kpi
      else { continue }
      filled[index].volume = (kpi, least)
    }
    return filled
  }

  private func alertShape(
    _ dimensions: [Dimension], _ measures: [Measure], _ periods: PeriodIndex, report: Int,
    _ shapes: inout [GroupedSumsShape]
  ) -> Int {
    let known = shapes[report]
    let summed = withSharedCosts(Set(measures).withFoundations.subtracting([.newCustomers]))
    if dimensions.allSatisfy(known.dimensions.contains), periods.grain == known.periods.grain,
      Set(periods.periods).isSubset(of: known.periods.periods), summed.isSubset(of: known.measures)
    {
      return report
    }
    let shape = GroupedSumsShape(
      dimensions: dimensions, periods: periods, measures: summed.sorted(),
      reportCurrency: known.reportCurrency)
    if let place = shapes.firstIndex(of: shape) { return place }
    shapes.append(shape)
    return shapes.count - 1
  }

  /// The grain of an alert's figures, the periods its rule looks at, and all that it needs.
  private func alertPeriods(
    _ rule: AlertDeclaration.Rule, _ periods: ReportPeriods
  ) -> (grain: Grain, looked: [Period], needed: Set<Period>) {
    let focus = periods.focus
    switch rule {
    case .above, .below: return (periods.grain, [], Set(periods.list))
    case .rose(_, let comparison), .fell(_, let comparison):
      let compared = ReportPeriods.counterpart(of: focus, comparison).map { [$0] } ?? []
      return (periods.grain, [], Set(periods.list + compared))
    case .trend(_, .days(let count)):
      let days = (0..<count).reversed().map {
        Period(.day, containing: focus.last - $0, in: periods.calendar)
      }
      return (.day, days, Set(days))
    case .trend(_, .months(let count)):
      let months = Self.last(count, of: .month, endingBy: focus.last, periods.calendar)
      return (.month, months, Set(months))
    case .unusual(_, let history), .drift(_, let history):
      let count = Self.historyCount(history, periods)
      let before = Self.last(count, of: periods.grain, endingBy: focus.first - 1, periods.calendar)
      return (periods.grain, before, Set(before + [focus]))
    }
  }

  /// The newest whole periods that end by a day, oldest first.
  private static func last(_ count: Int, of grain: Grain, endingBy day: Day, _ calendar: PeriodCalendar)
    -> [Period]
  {
    var period = Period(grain, containing: day, in: calendar)
    if period.last > day { period = period.previous }
    var list = [period]
    while list.count < count {
      period = period.previous
      list.append(period)
    }
    return list.reversed()
  }

  private static func historyCount(_ span: AlertDeclaration.Span?, _ periods: ReportPeriods) -> Int {
    switch (span, periods.grain) {
    case (.days(let days), .days): max(1, days / periods.focus.dayCount)
    case (.days(let days), .week): max(1, days / 7)
    case (.days(let days), _): days
    case (.months(let months), .quarter): max(1, months / 3)
    case (.months(let months), .half): max(1, months / 6)
    case (.months(let months), .year): max(1, months / 12)
    case (.months(let months), _): months
    case (nil, .day): 91
    case (nil, .week): 52
    case (nil, .month): 72
    case (nil, .days), (nil, .quarter), (nil, .half), (nil, .year): 40
    }
  }
}
