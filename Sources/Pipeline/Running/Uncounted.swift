import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize

/// What inputs hold and no figure counts: rows that cover several periods, what rows by conversion action repeat, and
/// records that were rejected in such numbers that what is left says nothing. And what figures count twice.
package struct Uncounted: Sendable {
  private struct Rows: Sendable {
    var input: String
    /// What they state.
    var measures: Set<Measure>
    /// Ascending, apart.
    var days: [ClosedRange<Int32>]
    var kind: Figures.Gap.Kind

    /// Whether a note says which days are meant.
    var namesDays: Bool { kind != .longerRows }
  }
  private var rows: [Rows] = []
  /// Input → records rejected, of how many, and what it states.
  private var rejected: [String: (count: Int, all: Int, measures: Set<Measure>)] = [:]
  /// The same of those of which half or more counts.
  private var fewRejected: [String: FewRejected] = [:]
  private struct FewRejected: Sendable {
    var count: Int
    var all: Int
    /// Days of rejected records, and whether some can't be read.
    var days: Set<Int32>
    var hasUnknownDays: Bool
    /// From the first row that counts to the last.
    var rows: ClosedRange<Int32>
  }

  init(_ result: RunResult) {
    for (index, input) in result.plan.inputs.enumerated() {
      let name = input.declaration.name
      let files = result.files.filter { $0.file.input == index }
      let days = Overlap.merged(files.compactMap(\.daysApart.longer))
      if !days.isEmpty {
        rows.append(
          Rows(input: name, measures: PlanBuilder.stated([input.profile]), days: days, kind: .longerRows))
      }
      if let stages = result.unnamedStages(index), let doubtful = stages.doubtful {
        rows.append(
          Rows(
            input: name, measures: stages.measures, days: [doubtful.firstDay...Int32.max],
            kind: .unnamedStages(doubtful.deals, of: stages.all)))
      }
      for gap in result.claimGaps where gap.input == index {
        rows.append(Rows(input: name, measures: gap.measures, days: gap.days, kind: gap.kind))
      }
      for twice in result.unmatched where twice.input == index {
        let stated = PlanBuilder.stated([input.profile])
        rows.append(
          Rows(
            input: name, measures: stated, days: twice.days,
            kind: .columnsCountedTwice(twice.file, twice.other)))
      }
      for doubtful in result.doubtful where doubtful.input == index && !doubtful.days.isEmpty {
        rows.append(
          Rows(
            input: name, measures: PlanBuilder.stated([input.profile]), days: doubtful.days,
            kind: .doubtfulCorrection(doubtful.later, doubtful.earlier)))
      }
      for twice in result.rangesTwice where twice.input == index {
        rows.append(Rows(input: name, measures: twice.measures, days: twice.shared, kind: .countedTwice))
      }
      if let (count, all) = RejectVerdict.mostly(files) {
        rejected[name] = (count, all, PlanBuilder.stated([input.profile]))
      } else {
        let ledger = ReconciliationLedger(merging: files.map(\.ledger))
        if ledger.rejected > 0, let rows = ledger.days {
          fewRejected[name] = FewRejected(
            count: ledger.rejected, all: ledger.records, days: ledger.rejectedDays.subtracting([.min]),
            hasUnknownDays: ledger.rejectedDays.contains(.min), rows: rows)
        }
      }
    }
  }

  /// What rows that don't count state of the measure for a period: those of longer times, those by conversion action; and
  /// those that count twice.
  func rows(_ measure: Measure, in period: Period) -> [Figures.Gap] {
    if rows.isEmpty { return [] }
    let whole = period.first.number...period.last.number
    return rows.compactMap { rows in
      let days = rows.days.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
      guard rows.measures.contains(measure), !days.isEmpty else { return nil }
      return Figures.Gap(
        input: rows.input, days: rows.namesDays ? days : [], kind: rows.kind, isCertain: true)
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
      let input = value.inputs.first(where: { rejected[$0] != nil }), let found = rejected[input]
    else { return nil }
    return .mostlyRejected(input: input, found.count, of: found.all)
  }

  /// Why a measure that no input states has no value: rows that don't count state it.
  ///
  /// - Parameter rows: those of its place.
  func reason(_ measure: Measure, _ rows: [Figures.Gap]) -> NoValueReason? {
    if let gap = rows.first(where: { $0.kind == .onlyByAction }) {
      return .onlyByAction(input: gap.input, days: gap.days)
    }
    return rows.contains { $0.kind == .longerRows || $0.kind == .overlappingClaims }
      ? .longerRows(measure) : nil
  }

  /// An input that states the measure, and of which most records were rejected.
  func rejected(_ measure: Measure) -> NoValueReason? {
    rejected.filter { $0.value.measures.contains(measure) }.min { $0.key < $1.key }
      .map { .mostlyRejected(input: $0.key, $0.value.count, of: $0.value.all) }
  }

  /// What a 0 lacks of a period in which an input has no row: those that were rejected are of it, or may be.
  ///
  /// - Parameter hasRows: whether an input has any row in the period.
  func gaps(
    ofNone value: MeasureValue, in period: Period, hasRows: (String) -> Bool
  ) -> [Figures.Gap] {
    guard !fewRejected.isEmpty, value.statements == 0, value.value?.isZero ?? false else { return [] }
    let days = period.first.number...period.last.number
    return value.inputs.sorted().compactMap { input in
      guard let few = fewRejected[input] else { return nil }
      // Of single days among rows hardly any is meant by a row whose day nobody can read.
      let mayBeMeant = few.hasUnknownDays && (period.grain != .day || !few.rows.overlaps(days))
      guard mayBeMeant || few.days.contains(where: days.contains), !hasRows(input) else { return nil }
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
        rejected[input].map {
          Figures.Gap(input: input, kind: .rejected($0.count, of: $0.all), isCertain: true)
        }
      }
  }
}
