package import Aggregate
package import Declarations
package import EventSchema
import Kernel
import Normalize

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

  /// The one name of a channel, however it is spelt.
  ///
  /// - Parameter spellings: of names that only rows state, those that are not shown, and the one that is.
  func channel(_ text: [UInt8], _ spellings: [Dimension: [[UInt8]: [UInt8]]] = [:]) -> [UInt8] {
    let name = kernel.inputs.first?.traffic.normalised(text, .channel) ?? text
    return spellings[.channel]?[name] ?? name
  }

  /// How a KPI's values are shown in this report.
  package func unitText(_ kpi: KPI) -> String {
    switch kpi.shown {
    case .count: "count"
    case .fractionalCount: "fractional_count"
    // ISO's code for none, where the pipeline file names no currency.
    case .money: "money:\(reportCurrency.packed == 0 ? .unstated : reportCurrency)"
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
