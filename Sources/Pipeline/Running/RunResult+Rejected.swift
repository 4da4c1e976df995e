import Aggregate
import Declarations
import EventSchema
import Kernel
import Normalize

/// Rejected records, and which figures lack them. What the pipeline file expects to be rejected marks nothing.
extension RunResult {
  /// Days of which rejected records are, or may be, and whether no verdict can rest on figures of these.
  private typealias Lacking = (days: [ClosedRange<Int32>], isCertain: Bool)

  /// - Parameter table: says of which periods the input has how many records.
  func rejectedRows(_ index: Int, _ files: [FileResult], _ table: FigureTable) -> [Uncounted.Rows] {
    guard files.contains(where: { $0.ledger.rejected > 0 }) else { return [] }
    let ledger = self.ledger(ofInput: index)
    let found = [withoutDay(index, files)] + byDay(index, files, ledger, table)
    return found.filter { !$0.days.isEmpty }.map { days, isCertain in
      Uncounted.Rows(
        input: plan.inputs[index].declaration.name, measures: plan.measures(ofInput: index),
        days: Overlap.merged(days), kind: .rejected(ledger.rejected, of: ledger.records),
        groups: plan.groups(ofInput: index, files), isCertain: isCertain)
    }
  }

  /// Those whose day nobody can read may be of any that their file does not exclude.
  private func withoutDay(_ index: Int, _ files: [FileResult]) -> Lacking {
    if RejectVerdict.isWithinLimit(index, self) { return ([], false) }
    let files = files.filter { $0.ledger.rejectedDays[ReconciliationLedger.noDay] != nil }
    // One row among many may be of any period, and weighs little there: what is said of the figure stands.
    let isCertain =
      isMostlyRejected(index) || RejectVerdict.limit(index, plan) != nil
      || self.files.contains { $0.file.input == index && RejectVerdict.isMostlyRejected($0) }
    return (files.map { $0.statedPeriod ?? Uncounted.Rows.always }, isCertain)
  }

  /// Those whose days are known are missing on these; deals and contracts are part of figures of all later days.
  private func byDay(
    _ index: Int, _ files: [FileResult], _ ledger: ReconciliationLedger, _ table: FigureTable
  ) -> [Lacking] {
    let rejected = rejectedDays(files)
    guard let first = rejected.map(\.days.lowerBound).min() else { return [] }
    let isMostly = isMostlyRejected(index)
    var found: [Lacking] = [([], true), ([], false)]
    func judge(_ days: [ClosedRange<Int32>], _ count: Int, of all: Int) {
      switch RejectVerdict.weight(of: count, of: all, input: index, self) {
      case .expected: break
      case .few: found[isMostly ? 0 : 1].days += days
      case .many: found[0].days += days
      }
    }
    if [.deal, .contract].contains(plan.inputs[index].profile.gives) {
      judge([first...Int32.max], rejected.reduce(0) { $0 + $1.count }, of: ledger.records)
      return found
    }
    let counted = table.records(of: plan.inputs[index].declaration.name)
    let slots = table.shape.periods.spans.map { $0.lowerBound.number...$0.upperBound.number }
    // Weighed by the report's periods, also where an alert looks at single days.
    for whole in periods(of: rejected.map(\.days), among: slots) {
      let mine = rejected.filter { $0.days.overlaps(whole) }
      let all = zip(slots, counted).reduce(0) { $1.0.overlaps(whole) ? $0 + $1.1 : $0 }
      let count = mine.reduce(0) { $0 + $1.count }
      judge(mine.map { $0.days.clamped(to: whole) }, count, of: all + count)
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
