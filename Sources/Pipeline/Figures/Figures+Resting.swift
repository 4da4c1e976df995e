import Aggregate
import Declarations
import EventSchema

/// What figures rest on without counting it: in which channels there is any spend, and what shared costs are divided by.
/// What these lack, the figures lack.
extension Figures {
  /// Notes what the measures lack that say where the others count, as `spend` of `where(revenue, spend)` does; those that
  /// the formula counts itself have said it.
  ///
  /// - Returns: why there is no figure.
  func noteConditions(
    of evaluation: Evaluation, in breakdown: FigureTable.Breakdown, _ group: FigureTable.Group,
    _ period: Period, _ asked: inout Asked
  ) -> NoValueReason? {
    var found: NoValueReason?
    for condition in asked.conditions where !evaluation.counts(condition) {
      let reason = noting(&asked) { asked in
        let own = answer(condition, in: breakdown, group, period, &asked)
        // Nobody states any of the group: what is missing of others may be of it.
        guard case .missing = own, !condition.scope.isTotal, total != nil else { return own }
        let ofAll = KPIEvaluator.ScopedMeasure(
          measure: condition.measure, scope: condition.scope.entering(.total))
        return evaluation.counts(ofAll) ? own : answer(ofAll, in: breakdown, group, period, &asked)
      }
      if found == nil { found = reason }
    }
    return found
  }

  /// Notes what the keys lack by which costs of a group's channel were divided: whatever is missing of any channel changes
  /// the parts of all, and their sum not at all.
  ///
  /// - Returns: why there is no figure.
  func noteKeys(
    of measure: Measure, in table: FigureTable.Breakdown, _ group: FigureTable.Group, _ period: Period,
    isOwn: Bool, _ asked: inout Asked
  ) -> NoValueReason? {
    guard measure == .cost || measure == .allocatedCost, table.tellsChannels, let total else { return nil }
    var found: NoValueReason?
    for entry in allocations(in: period) {
      let rule = plan.file.normalize.sharedCosts[entry.rule]
      guard case .measure(let key) = rule.key else { continue }
      if !rule.over.isEmpty, !entry.shares.isEmpty, let channel = table.channel(of: group),
        !entry.shares.contains(where: { $0.channel == channel })
      {
        continue
      }
      asked.mayBeLess = true
      let part = KPIEvaluator.ScopedMeasure(measure: key, scope: FormulaScope.own.entering(.total))
      guard asked.keys.insert(.init(measure: key, period: period)).inserted,
        !asked.comparables.contains(where: { $0.part == part })
      else { continue }
      let reason = noting(&asked) {
        amount(of: part, in: total, total.whole, period, isOwn: isOwn, &$0)
      }
      if found == nil { found = reason }
    }
    return found
  }

  /// Asks for what no figure counts: whose claims or sales it is does not matter.
  ///
  /// - Returns: why it can't be rested on.
  private func noting(_ asked: inout Asked, _ answer: (inout Asked) -> MeasureAnswer) -> NoValueReason? {
    let (claimed, sales) = (asked.claimed, asked.sales)
    defer { (asked.claimed, asked.sales) = (claimed, sales) }
    guard case .none(let reason) = answer(&asked) else { return nil }
    switch reason {
    case .beforeHistory, .mostlyRejected: return reason
    default: return nil
    }
  }
}

extension KPIEvaluator {
  /// Whether some formula asks where there is something of what it does not count.
  var asksElsewhere: Bool {
    kpis.keys.contains { name in
      let parts = parts(of: name)
      return parts.contains { part in
        part.scope.having.contains {
          !parts.contains(ScopedMeasure(measure: $0, scope: part.scope.havingAnything))
        }
      }
    }
  }
}

extension Evaluation {
  /// Whether the formula has the measure from there.
  func counts(_ part: KPIEvaluator.ScopedMeasure) -> Bool {
    parts.contains { $0.measure == part.measure && $0.scope == part.scope }
  }
}

extension FigureTable.Breakdown {
  /// The channel that a group is of, where it says one.
  fileprivate func channel(of group: FigureTable.Group) -> [UInt8]? {
    dimensions?.firstIndex(of: .channel).map { group.key[$0] }
  }
}

extension CostAllocation.Entry {
  func isByMeasure(_ plan: Plan) -> Bool {
    if case .measure = plan.file.normalize.sharedCosts[rule].key { true } else { false }
  }
}

extension Figures.Asked {
  /// What shared costs of a period are divided by.
  struct AllocationKey: Hashable {
    var measure: Measure
    var period: Period
  }
}
