import Aggregate
import Declarations
import EventSchema
import Kernel

/// What inputs hold and no figure counts: rows that cover several periods, what rows by conversion action repeat, and
/// records that were rejected in such numbers that what is left says nothing.
package struct Uncounted: Sendable {
  private struct Rows: Sendable {
    var input: String
    /// What they state.
    var measures: Set<Measure>
    /// Ascending, apart.
    var days: [ClosedRange<Int32>]
    var kind: Figures.Gap.Kind
  }
  private var rows: [Rows] = []
  /// Input → records rejected, of how many.
  private var rejected: [String: (Int, of: Int)] = [:]
  /// The same of those of which half or more counts, with the days from their first row that counts to the last.
  private var fewRejected: [String: (count: Int, all: Int, days: ClosedRange<Int32>)] = [:]

  init(_ result: RunResult) {
    for (index, input) in result.plan.inputs.enumerated() {
      let name = input.declaration.name
      let files = result.files.filter { $0.file.input == index }
      let days = Overlap.merged(files.compactMap(\.daysApart.longer))
      if !days.isEmpty {
        rows.append(
          Rows(input: name, measures: PlanBuilder.stated([input.profile]), days: days, kind: .longerRows))
      }
      for gap in result.claimGaps where gap.input == index {
        rows.append(Rows(input: name, measures: gap.measures, days: gap.days, kind: gap.kind))
      }
      if let counts = RejectVerdict.mostly(files) {
        rejected[name] = counts
      } else if let counts = RejectVerdict.any(files), let first = files.compactMap(\.ledger.oldestDay).min(),
        let last = files.compactMap(\.ledger.lastDay).max()
      {
        fewRejected[name] = (counts.0, counts.of, first...max(first, last))
      }
    }
  }

  /// What rows that don't count state of the measure for a period: those of longer times, those by conversion action.
  func rows(_ measure: Measure, in period: Period) -> [Figures.Gap] {
    if rows.isEmpty { return [] }
    let whole = period.first.number...period.last.number
    return rows.compactMap { rows in
      let days = rows.days.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
      guard rows.measures.contains(measure), !days.isEmpty else { return nil }
      return Figures.Gap(
        input: rows.input, days: rows.kind == .longerRows ? [] : days, kind: rows.kind, isCertain: true)
    }
  }

  /// Measures of market figures some of whose rows are of longer times.
  var longerMarketFigures: Set<Measure> {
    rows.filter { $0.kind == .longerRows }.reduce(into: []) {
      $0.formUnion($1.measures.filter(\.isFoundOut))
    }
  }

  /// Why a 0 that no row states is none: it rests on inputs of which most was rejected.
  func reason(_ value: MeasureValue) -> NoValueReason? {
    guard !rejected.isEmpty, value.statements == 0, value.value?.isZero ?? false,
      let input = value.inputs.first(where: { rejected[$0] != nil }), let (count, all) = rejected[input]
    else { return nil }
    return .mostlyRejected(input: input, count, of: all)
  }

  /// What a 0 lacks of a period before or after all rows of an input that count: those that were rejected may have
  /// been of it.
  func gaps(ofNone value: MeasureValue, in period: Period) -> [Figures.Gap] {
    guard !fewRejected.isEmpty, value.statements == 0, value.value?.isZero ?? false else { return [] }
    return value.inputs.sorted().compactMap { input in
      guard let few = fewRejected[input], !few.days.overlaps(period.first.number...period.last.number) else {
        return nil
      }
      return Figures.Gap(input: input, kind: .rejected(few.count, of: few.all), isCertain: true)
    }
  }

  /// What figures lack that rest on these inputs.
  func gaps(_ inputs: Set<String>, rows: Set<Figures.Gap>) -> [Figures.Gap] {
    rows.sorted {
      ($0.input, $0.days.count, $0.days.first?.lowerBound ?? 0) < (
        $1.input, $1.days.count, $1.days.first?.lowerBound ?? 0
      )
    }
      + inputs.sorted().compactMap { input in
        rejected[input].map { Figures.Gap(input: input, kind: .rejected($0, of: $1), isCertain: true) }
      }
  }
}
