import Aggregate
import Declarations
import Diagnostics
import EventSchema

extension PlanBuilder {
  /// Checks must have something to look at.
  mutating func checkChecks(_ stated: Set<Measure>, _ inputs: [Plan.Input]) {
    for check in file.checks {
      switch check.kind {
      case .spendWithoutChannel:
        if !file.aggregate.by.contains(where: { $0.value == .channel }) {
          problems.append(
            Diagnostic(
              at: check.location, "`\(check.kind.rawValue)` needs 'channel' under `aggregate: by:`"))
        }
        needs([.spend], stated, for: check)
      case .clicksOverImpressions: needs([.clicks, .impressions], stated, for: check)
      case .freshness:
        if !file.inputs.contains(where: { $0.mustReach != nil }) {
          problems.append(
            Diagnostic(
              at: check.location, "`freshness` needs an input that says what it must reach",
              hint: "such as `must_reach: yesterday`"))
        }
      case .statedRatios:
        if !inputs.contains(where: { $0.profile.statesRatios }) {
          problems.append(
            Diagnostic(
              at: check.location, "`stated_ratios` needs an input whose profile reads a stated ratio",
              hint: "name the column under `columns:` of an input, such as `CTR: ctr`"))
        }
      case .grainGaps, .futureDates: break
      }
    }
  }

  private mutating func needs(_ measures: [Measure], _ stated: Set<Measure>, for check: Check) {
    for measure in measures where !stated.contains(measure) {
      problems.append(
        Diagnostic(
          at: check.location, "`\(check.kind.rawValue)` needs an input that states \(measure.rawValue)"))
    }
  }

  /// Measures that checks look at beside those of the KPIs.
  var checkedMeasures: [String] {
    file.checks.contains { $0.kind == .spendWithoutChannel } ? [Measure.spend.rawValue] : []
  }

  /// What the check of clicks is made from, where there is one.
  func clicksShape(beside report: GroupedSumsShape) -> GroupedSumsShape? {
    guard file.checks.contains(where: { $0.kind == .clicksOverImpressions }) else { return nil }
    return GroupedSumsShape(
      dimensions: [.campaign], periods: report.periods, measures: [.clicks, .impressions],
      reportCurrency: report.reportCurrency)
  }
}

extension Profile {
  /// Whether its files may state a ratio beside its parts.
  fileprivate var statesRatios: Bool {
    columns.contains { column in
      guard case .ratio(let ratio) = column.field, let parts = ratio.parts(in: gives) else { return false }
      return [parts.numerator, parts.denominator].allSatisfy { part in
        columns.contains { $0.field == .measure(part) }
      }
    }
  }
}
