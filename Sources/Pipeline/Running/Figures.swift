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
  /// Rates older than the day they were used for.
  package let olderRates: Bool
  package let converted: Bool

  package init(_ result: RunResult, shape index: Int) throws(Diagnostics) {
    plan = result.plan
    let shape = plan.kernel.shapes[index]
    let customers = result.rollups.firsts?.finish(shape: shape)
    var converter = Converter(plan: plan)
    converter.collect(result.rollups.sums[index])
    guard converter.missing.isEmpty else { throw Diagnostics(converter.missing, exit: .badInput) }
    let rates = converter.rates
    table = FigureTable(
      shape: shape, sums: result.rollups.sums[index], customers: customers,
      people: result.rollups.people[index]
    ) { currency, day in
      rates[Converter.Key(currency: currency, day: day)] ?? Exact(1)
    }
    olderRates = converter.usedOlder
    converted = !rates.isEmpty
  }

  /// Looks up every rate a table needs before anything is computed: all that are missing are told at once.
  private struct Converter {
    struct Key: Hashable {
      var currency: Currency
      var day: Day
    }
    let plan: Plan
    var rates: [Key: Exact] = [:]
    var missing: [Diagnostic] = []
    var usedOlder = false

    init(plan: Plan) { self.plan = plan }

    mutating func collect(_ sums: GroupedSums) {
      var keys: Set<Key> = []
      for key in sums.rows.keys where key.currency != 0 && key.rateDay != 0 {
        keys.insert(Key(currency: Currency(packed: key.currency), day: Day(number: key.rateDay)))
      }
      let declaration = plan.file.currency
      for key in keys.sorted(by: { ($0.currency, $0.day) < ($1.currency, $1.day) }) {
        let found = plan.rates.rate(
          from: key.currency, to: plan.reportCurrency, on: key.day, declaration?.ifRateMissing ?? .fail,
          noOlderThan: declaration?.noOlderThanDays)
        switch found {
        case .success(let rate):
          rates[key] = rate.rate
          if rate.day != key.day { usedOlder = true }
        case .failure(let problem): missing.append(explain(problem))
        }
      }
    }

    private func explain(_ problem: RateTable.Missing) -> Diagnostic {
      let at = plan.file.currency?.rates?.location ?? SourceLocation(file: plan.file.file)
      if plan.reportCurrency.packed == 0 {
        return Diagnostic(
          at: at, "amounts in \(problem.from), and no currency to report in",
          hint: "set `currency: {report_in: \(problem.from)}`")
      }
      return .missingRate(problem, at: at)
    }
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
  }

  package func value(
    _ kpi: KPI, in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  )
    -> Value
  {
    var claimed: Set<String> = []
    var lacksHistory = false
    var inputs: Set<String> = []
    let covered = { (measure: Measure) in breakdown.covers(measure, group: group) }
    let evaluation = plan.evaluator.evaluate(kpi.name, isCovered: covered) { measure in
      if measure == .newCustomers, !historyReaches(before: period) {
        lacksHistory = true
        return nil
      }
      let value = breakdown.value(measure, group: group, period: period)
      inputs.formUnion(value.inputs)
      if measure.isClaimed, value.inputs.count > 1 { claimed.formUnion(value.inputs) }
      return value.value
    }
    return Value(
      evaluation: evaluation, claimedAcross: claimed.sorted(), lacksHistory: lacksHistory,
      isProvisional: evaluation.value != nil
        && plan.inputs.contains { inputs.contains($0.declaration.name) && plan.isProvisional(period, $0) })
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
  /// Whether the input may still correct days of the period: its last days before the run are not settled.
  package func isProvisional(_ period: Period, _ input: Plan.Input) -> Bool {
    guard let days = input.declaration.stillChangingForDays else { return false }
    return period.last.number >= asOf.number - Int32(days)
  }

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
