import Aggregate
import Declarations
import EventSchema
import Kernel

/// What inputs hold and no figure counts: rows that cover several periods, and records that were rejected in such numbers
/// that what is left says nothing.
package struct Uncounted: Sendable {
  private struct Longer: Sendable {
    var input: String
    /// What its rows state.
    var measures: Set<Measure>
    /// Ascending, apart.
    var days: [ClosedRange<Int32>]
  }
  private var longer: [Longer] = []
  /// Input → records rejected, of how many.
  private var rejected: [String: (Int, of: Int)] = [:]

  init(_ result: RunResult) {
    for (index, input) in result.plan.inputs.enumerated() {
      let name = input.declaration.name
      let files = result.files.filter { $0.file.input == index }
      let days = Overlap.merged(files.compactMap(\.daysApart.longer))
      if !days.isEmpty {
        longer.append(Longer(input: name, measures: PlanBuilder.stated([input.profile]), days: days))
      }
      if let counts = RejectVerdict.mostly(files) { rejected[name] = counts }
    }
  }

  /// Inputs whose rows of longer times than the period state the measure for it, too.
  func longer(_ measure: Measure, in period: Period) -> [String] {
    if longer.isEmpty { return [] }
    let days = period.first.number...period.last.number
    return longer.filter { $0.measures.contains(measure) && $0.days.contains { $0.overlaps(days) } }.map(
      \.input)
  }

  /// Measures of market figures some of whose rows are of longer times.
  var longerMarketFigures: Set<Measure> {
    longer.reduce(into: []) { $0.formUnion($1.measures.filter(\.isFoundOut)) }
  }

  /// Why a 0 that no row states is none: it rests on inputs of which most was rejected.
  func reason(_ value: MeasureValue) -> NoValueReason? {
    guard !rejected.isEmpty, value.statements == 0, value.value?.isZero ?? false,
      let input = value.inputs.first(where: { rejected[$0] != nil }), let (count, all) = rejected[input]
    else { return nil }
    return .mostlyRejected(input: input, count, of: all)
  }

  /// What figures lack that rest on these inputs.
  func gaps(_ inputs: Set<String>, longer: Set<String>) -> [Figures.Gap] {
    longer.sorted().map { Figures.Gap(input: $0, kind: .longerRows, isCertain: true) }
      + inputs.sorted().compactMap { input in
        rejected[input].map { Figures.Gap(input: input, kind: .rejected($0, of: $1), isCertain: true) }
      }
  }
}
