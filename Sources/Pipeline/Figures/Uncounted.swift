import Aggregate
import Columns
import Declarations
import EventSchema
import Kernel
import Normalize

/// What inputs hold and no figure counts: rows that cover several periods, what rows by conversion action repeat, and
/// records that were rejected in such numbers that what is left says nothing. And what figures count twice.
package struct Uncounted: Sendable {
  struct Rows: Sendable {
    /// Which groups they may be of.
    enum Groups: Sendable {
      /// Those that the input states something of elsewhere: of others, what it left out is hardly.
      case stated
      /// Any, since they name their channel themselves, unless the pipeline file says one for all of them; of campaigns only
      /// where the input has a column of these.
      case any(namesCampaigns: Bool, channels: Set<[UInt8]>?)
    }
    var input: String
    /// What they state.
    var measures: Set<Measure>
    /// Ascending, apart.
    var days: [ClosedRange<Int32>]
    var kind: Figures.Gap.Kind
    var groups = Groups.stated
    var isCertain = true

    /// Whether a note says which days are meant.
    var namesDays: Bool {
      switch kind {
      case .onlyByAction, .overlappingClaims, .countedTwice, .columnsCountedTwice, .doubtfulCorrection: true
      case .ordersMoved, .days, .endsBefore, .missing, .cutOff, .longerRows, .rejected, .unnamedStages,
        .nameless, .unnamed,
        .accountsApart, .afterAsOf, .blank, .blankBeside, .unstated:
        false
      }
    }

    static let always = Int32.min...Int32.max
  }
  private var rows: [Rows] = []
  /// Whether there are any: nearly always there are none.
  var hasRows: Bool { !rows.isEmpty }
  /// Input → records rejected, of how many, and what it states.
  private var rejected: [String: (count: Int, all: Int, measures: Set<Measure>)] = [:]
  /// The same of those of which half or more counts.
  private var fewRejected: [String: FewRejected] = [:]
  private struct FewRejected: Sendable {
    var count: Int
    var all: Int
    /// Days of rejected records, and whether some can't be read.
    var days: [ClosedRange<Int32>]
    var hasUnknownDays: Bool
    /// From the first row that counts to the last.
    var rows: ClosedRange<Int32>
  }

  /// - Parameter table: says of which periods the inputs have how many records.
  init(_ result: RunResult, _ table: FigureTable) {
    for apart in result.accountsApart {
      rows.append(
        Rows(
          input: result.plan.inputs[apart.input].declaration.name, measures: apart.measures,
          days: [Rows.always], kind: .accountsApart(ids: apart.ids, named: apart.named)))
    }
    let cutOff = result.cutOff
    for (index, input) in result.plan.inputs.enumerated() {
      let name = input.declaration.name
      let files = result.files.filter { $0.file.input == index }
      rows += result.unreadRows(index, cutOff) + result.rejectedRows(index, files, table)
      let days = Overlap.merged(files.compactMap(\.daysApart.longer))
      if !days.isEmpty {
        rows.append(
          Rows(
            input: name, measures: result.plan.measures(ofInput: index), days: days, kind: .longerRows,
            groups: result.plan.groups(
              ofInput: index, files,
              channels: files.reduce(into: []) { $0.formUnion($1.daysApart.longerChannels) })))
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
      for twice in result.unmatchedRows where twice.input == index {
        rows.append(
          Rows(
            input: name, measures: result.plan.measures(ofInput: index), days: twice.days,
            kind: .columnsCountedTwice(twice.other, twice.file)))
      }
      for moved in result.onSeveralDays where moved.input == index && moved.mayHaveMoved {
        rows.append(
          Rows(
            input: name, measures: result.plan.measures(ofInput: index),
            days: Overlap.joined(moved.ids.movedDays.map { $0...$0 }),
            kind: .ordersMoved(moved.ids.moved, moved.ids.movedMoney)))
      }
      for doubtful in result.doubtful where doubtful.input == index && !doubtful.days.isEmpty {
        // A deal is part of figures of other days, too.
        let hasHistory = [.deal, .stage, .contract].contains(input.profile.gives)
        rows.append(
          Rows(
            input: name, measures: result.plan.measures(ofInput: index),
            days: hasHistory ? [Rows.always] : doubtful.days,
            kind: .doubtfulCorrection(doubtful.later, doubtful.earlier)))
      }
      for twice in result.rangesTwice where twice.input == index {
        rows.append(Rows(input: name, measures: twice.measures, days: twice.shared, kind: .countedTwice))
      }
      if let (count, all) = RejectVerdict.mostly(files) {
        rejected[name] = (count, all, result.plan.measures(ofInput: index))
      } else {
        let ledger = result.ledger(ofInput: index)
        if ledger.rejected > 0, let rows = ledger.days {
          fewRejected[name] = FewRejected(
            count: ledger.rejected, all: ledger.records,
            days: ledger.rejectedDays.keys.filter { $0 != ReconciliationLedger.noDay },
            hasUnknownDays: ledger.rejectedDays[ReconciliationLedger.noDay] != nil, rows: rows)
        }
      }
    }
  }

  /// What rows that don't count, or may not be right, state of the measure for some days: those of longer times, those by
  /// conversion action, those that nobody can read or that are missing; and those that count twice.
  func rows(
    _ measure: Measure, in whole: ClosedRange<Int32>, of groups: [FigureTable.Group],
    _ table: FigureTable.Breakdown
  ) -> [Figures.Gap] {
    rows.compactMap { rows in
      guard rows.measures.contains(measure) else { return nil }
      let days = rows.days.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
      guard !days.isEmpty, groups.contains(where: { Self.mayBe(rows, of: measure, $0, table) }) else {
        return nil
      }
      return Figures.Gap(
        input: rows.input, days: rows.namesDays ? days : [], kind: rows.kind, isCertain: rows.isCertain)
    }
  }

  private static func mayBe(
    _ rows: Rows, of measure: Measure, _ group: FigureTable.Group, _ table: FigureTable.Breakdown
  ) -> Bool {
    if group.key.isEmpty || table.states(measure, group, input: rows.input) { return true }
    guard case .any(let namesCampaigns, let channels) = rows.groups else { return false }
    guard let dimensions = table.dimensions else { return true }
    return zip(dimensions, group.key).allSatisfy { dimension, text in
      if dimension == .channel {
        return channels?.contains { FreeName.key($0, dimension) == FreeName.key(text, dimension) } ?? true
      }
      if dimension == .input { return text == ComposedText.of(rows.input) }
      return text.isEmpty || namesCampaigns || dimension != .campaign && dimension != .campaignID
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
      guard mayBeMeant || few.days.contains(where: days.overlaps), !hasRows(input) else { return nil }
      return Figures.Gap(input: input, kind: .rejected(few.count, of: few.all), isCertain: true)
    }
  }

  /// What figures lack that rest on these inputs.
  func gaps(_ inputs: Set<String>, rows: Set<Figures.Gap>) -> [Figures.Gap] {
    rows.sorted {
      ($0.input, $0.days.count, $0.days.first?.lowerBound ?? 0, $0.text) < (
        $1.input, $1.days.count, $1.days.first?.lowerBound ?? 0, $1.text
      )
    }
      + inputs.sorted().compactMap { input in
        rejected[input].map {
          Figures.Gap(input: input, kind: .rejected($0.count, of: $0.all), isCertain: true)
        }
      }
  }
}
