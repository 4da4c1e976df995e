import Aggregate
package import Declarations
import Diagnostics
package import EventSchema
import Normalize

/// A target with its number in the report's currency.
package struct PlannedTarget: Sendable {
  package var declaration: Target
  package var kpi: KPI
  package var goal: Exact
}

/// What a pipeline file wants its figures to be.
extension PlanBuilder {
  /// Targets must fit their KPIs, and name dimensions that the reports have.
  mutating func checkTargets(_ evaluator: KPIEvaluator, _ currency: Currency) {
    for target in file.aggregate.targets {
      if let kpi = evaluator.kpis[target.kpi.value] {
        checkLimit(target.goal, .target(target.bound), of: kpi, evaluator, currency)
      }
      for place in target.places
      where !file.aggregate.by.contains(where: { $0.value == place.value.dimension }) {
        problems.append(
          Diagnostic(
            at: place.location,
            "a target per \(place.value.dimension.rawValue) needs '\(place.value.dimension.rawValue)' under `aggregate: by:`",
            length: place.value.value.unicodeScalars.count))
      }
    }
  }

  /// A number beside a KPI must be of the KPI's unit.
  mutating func checkAmount(_ amount: Located<StatedAmount>, for kpi: KPI, _ currency: Currency) {
    if let expected = amount.value.misfit(kpi.shown) {
      problems.append(
        Diagnostic(
          at: amount.location, "'\(kpi.name)' is shown as \(kpi.shown.rawValue)", hint: "write \(expected)"))
    } else if case .money = amount.value, currency.packed == 0 {
      problems.append(
        Diagnostic(
          at: amount.location, "the report has no currency to hold this against",
          hint: "set `currency: {report_in: EUR}`"))
    }
  }

  /// Targets in the report's currency, at the rate of the period's first day, as amounts of rows that span days are.
  func targets(
    _ evaluator: KPIEvaluator, _ conversion: CurrencyConversion, on day: Day
  ) throws(Diagnostics) -> [PlannedTarget] {
    var planned: [PlannedTarget] = []
    for target in file.aggregate.targets {
      guard let kpi = evaluator.kpis[target.kpi.value],
        let goal = try value(target.goal, conversion, on: day)
      else { continue }
      planned.append(PlannedTarget(declaration: target, kpi: kpi, goal: goal))
    }
    return planned
  }

  /// A stated amount as a number; nil where it can't be converted and no files are looked for.
  func value(
    _ amount: Located<StatedAmount>, _ conversion: CurrencyConversion, on day: Day
  ) throws(Diagnostics) -> Exact? {
    switch amount.value {
    case .number(let value), .share(let value), .percentagePoints(let value): return value
    case .money(let value, let currency):
      switch conversion.rate(from: currency, on: day) {
      case .success(let rate): return value * rate.value
      case .failure(let missing):
        guard options.findsFiles else { return nil }
        let problem =
          Diagnostic.missingRates([missing], at: amount.location)
          ?? Diagnostic(at: amount.location, "no rate from \(currency) on \(day)")
        throw Diagnostics(problem, exit: .badInput)
      }
    }
  }
}
