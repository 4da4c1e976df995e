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
  /// How amounts in other currencies were converted; empty where there were none.
  package let rateUses: [RateUse]

  package init(_ result: RunResult, shape index: Int) throws(Diagnostics) {
    plan = result.plan
    let shape = plan.kernel.shapes[index]
    let customers = result.rollups.firsts?.finish(shape: shape)
    let converter = AmountConverter(plan: plan, result.rollups.sums[index], shape)
    let problems = converter.problems
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badInput) }
    table = FigureTable(
      shape: shape, sums: result.rollups.sums[index], customers: customers,
      people: result.rollups.people[index], convert: converter.rate)
    rateUses = converter.uses
  }

  /// A KPI of one group and period.
  package struct Value: Sendable {
    package var evaluation: Evaluation
    /// Inputs whose claimed measures were summed, when there are several.
    package var claimedAcross: [String]
    /// New customers are unknown: some history does not reach back.
    package var lacksHistory: Bool
  }

  package func value(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  )
    -> Value
  {
    var claimed: Set<String> = []
    var lacksHistory = false
    let covered = { (measure: Measure) in breakdown.covers(measure, group: group) }
    let evaluation = plan.evaluator.evaluate(kpi.name, isCovered: covered) { measure in
      if measure == .newCustomers, !historyReaches(before: period) {
        lacksHistory = true
        return nil
      }
      let value = breakdown.value(measure, group: group, period: period)
      if measure.isClaimed, value.inputs.count > 1 { claimed.formUnion(value.inputs) }
      return value.value
    }
    return Value(
      evaluation: evaluation, claimedAcross: claimed.sorted(), lacksHistory: lacksHistory)
  }

  /// Whether all inputs that make customers are complete from before the period on.
  private func historyReaches(before period: Period) -> Bool {
    let making = plan.inputs.filter { input in
      switch plan.kernel.customer {
      case .order: input.profile.gives == .order
      case .deal: input.profile.gives == .deal
      case .stage: input.profile.gives == .stage
      case nil: false
      }
    }
    return !making.isEmpty
      && making.allSatisfy { ($0.declaration.historySince ?? period.first) < period.first }
  }
}

extension Plan {
  /// How a KPI's values are shown in this report.
  package func unitText(_ kpi: KPI) -> String {
    switch kpi.shown {
    case .count: "count"
    case .fractionalCount: "fractional_count"
    case .money: "money:\(reportCurrency)"
    case .ratio: "ratio"
    case .percent: "percent"
    }
  }
}

extension Evaluation {
  /// Neutral text at display precision; percentages are shares times 100.
  package func display(_ kpi: KPI) -> String {
    guard let value else { return "n/a" }
    if kpi.shown == .percent { return (value * Exact(100)).decimal(places: kpi.decimals) + "%" }
    return value.decimal(places: kpi.decimals)
  }
}
