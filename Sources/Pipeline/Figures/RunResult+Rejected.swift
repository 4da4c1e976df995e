import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize

/// Rejected records, and which figures lack them. What the pipeline file expects to be rejected marks nothing.
extension RunResult {
  /// Days of which rejected records are, or may be, and whether no verdict can rest on figures of these.
  private struct Lacking {
    var days: [ClosedRange<Int32>]
    var isCertain: Bool
    /// Of what came in these days and has become something since: else of what happened on them.
    var isOfCohorts = false
  }

  /// - Parameter table: says of which periods the input has how many records.
  func rejectedRows(_ index: Int, _ files: [FileResult], _ table: FigureTable) -> [Uncounted.Rows] {
    guard files.contains(where: { $0.ledger.rejected > 0 }) else { return [] }
    let ledger = self.ledger(ofInput: index)
    // Few, since every figure asks them: those of a kind together, days that follow one another as one.
    var found: [Lacking] = []
    for lacking in [withoutDay(index, files)] + byDay(index, files, ledger, table) where !lacking.days.isEmpty
    {
      let known = found.firstIndex {
        $0.isCertain == lacking.isCertain && $0.isOfCohorts == lacking.isOfCohorts
      }
      if let known { found[known].days += lacking.days } else { found.append(lacking) }
    }
    let measures = plan.measures(ofInput: index)
    return found.map { lacking in
      Uncounted.Rows(
        input: plan.inputs[index].declaration.name,
        measures: lacking.isOfCohorts ? measures.filter(\.isOfCohort) : measures,
        days: Overlap.joined(lacking.days), kind: .rejected(ledger.rejected, of: ledger.records),
        groups: plan.groups(ofInput: index, files), isCertain: lacking.isCertain)
    }
  }

  /// Those whose day nobody can read may be of any that their file does not exclude.
  private func withoutDay(_ index: Int, _ files: [FileResult]) -> Lacking {
    if RejectVerdict.isWithinLimit(index, self) { return Lacking(days: [], isCertain: false) }
    let files = files.filter { $0.ledger.rejectedDays[ReconciliationLedger.noDay] != nil }
    // One row among many may be of any period, and weighs little there: what is said of the figure stands.
    let isCertain =
      isMostlyRejected(index) || RejectVerdict.limit(index, plan) != nil
      || self.files.contains { $0.file.input == index && RejectVerdict.isMostlyRejected($0) }
    return Lacking(days: files.map { $0.statedPeriod ?? Uncounted.Rows.always }, isCertain: isCertain)
  }

  /// Those whose days are known are missing on these; deals and contracts are part of figures of all later days.
  private func byDay(
    _ index: Int, _ files: [FileResult], _ ledger: ReconciliationLedger, _ table: FigureTable
  ) -> [Lacking] {
    let rejected = rejectedDays(files)
    guard let first = rejected.map(\.days.lowerBound).min() else { return [] }
    let isMostly = isMostlyRejected(index)
    /// Whether they forbid verdicts; nil where as many were to be expected.
    func isCertain(_ count: Int, of all: Int) -> Bool? {
      switch RejectVerdict.weight(of: count, of: all, input: index, self) {
      case .expected: nil
      case .few: isMostly
      case .many: true
      }
    }
    var found: [Lacking] = []
    let ofAll = isCertain(rejected.reduce(0) { $0 + $1.count }, of: ledger.records)
    switch plan.inputs[index].profile.gives {
    case .deal, .contract:
      return ofAll.map { [Lacking(days: [first...Int32.max], isCertain: $0)] } ?? []
    case .stage:
      // Whoever reached it may have come on any day before.
      let last = rejected.map(\.days.upperBound).max() ?? first
      if let ofAll { found.append(Lacking(days: [Int32.min...last], isCertain: ofAll, isOfCohorts: true)) }
    case .ad, .cost, .visit, .email, .order, .refund, .plan, .content, .survey, .variant, .market, .account,
      .level, .touch:
      break
    }
    let counted = table.records(of: plan.inputs[index].declaration.name)
    let slots = table.shape.periods.spans.map { $0.lowerBound.number...$0.upperBound.number }
    // Weighed by the report's periods, also where an alert looks at single days.
    for whole in periods(of: rejected.map(\.days), among: slots) {
      let mine = rejected.filter { $0.days.overlaps(whole) }
      let all = zip(slots, counted).reduce(0) { $1.0.overlaps(whole) ? $0 + $1.1 : $0 }
      let count = mine.reduce(0) { $0 + $1.count }
      if let isCertain = isCertain(count, of: all + count) {
        found.append(Lacking(days: mine.map { $0.days.clamped(to: whole) }, isCertain: isCertain))
      }
    }
    return found
  }

  /// The days of the report's periods that hold some days, as far as these are of a table's slots.
  private func periods(
    of days: [ClosedRange<Int32>], among slots: [ClosedRange<Int32>]
  ) -> Set<ClosedRange<Int32>> {
    guard let first = slots.map(\.lowerBound).min(), let last = slots.map(\.upperBound).max() else {
      return []
    }
    var periods: Set<ClosedRange<Int32>> = []
    for days in days where days.overlaps(first...last) {
      let days = days.clamped(to: first...last)
      var period = Period(
        plan.periods.grain, containing: Day(number: days.lowerBound), in: plan.periods.calendar)
      while period.first.number <= days.upperBound {
        let whole = period.first.number...period.last.number
        if whole.overlaps(first...last) { periods.insert(whole.clamped(to: first...last)) }
        period = period.next
      }
    }
    return periods
  }

  private func isMostlyRejected(_ index: Int) -> Bool {
    RejectVerdict.mostly(files.filter { $0.file.input == index }) != nil
  }

  /// How many were rejected, by their days. What a later export of these days states again, it rejects again, or it is
  /// mended.
  private func rejectedDays(_ files: [FileResult]) -> [(days: ClosedRange<Int32>, count: Int)] {
    let ranks = Overlap.ranks(files.map(\.file))
    return files.enumerated().flatMap { place, file in
      let later =
        file.ledger.replaced + file.ledger.duplicate > 0
        ? files.indices.filter { ranks[$0] > ranks[place] }.compactMap { files[$0].ledger.days } : []
      return file.ledger.rejectedDays.compactMap { days, count in
        let isRestated = later.contains {
          $0.lowerBound <= days.lowerBound && days.upperBound <= $0.upperBound
        }
        return days == ReconciliationLedger.noDay || isRestated ? nil : (days, count)
      }
    }
  }
}
