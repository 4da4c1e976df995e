package import Aggregate
package import Declarations
package import EventSchema
package import Kernel

/// What became of comparing an export's own total with the sum of its records.
package enum ControlVerdict: Sendable, Hashable {
  case matches
  /// It differs by no more than rounding each row and the total on its own does.
  case rounded
  case differs
  /// It differs, and the profile says why it may.
  case explained(LocalizedText)

  /// As `report.json` names it.
  package var name: String {
    switch self {
    case .matches: "matches"
    case .rounded: "rounded"
    case .differs: "differs"
    case .explained: "explained"
    }
  }
}

extension FileResult.ControlTotal {
  /// The sum of all records, whatever became of them: accepted, filtered and rejected ones.
  package func sum(_ ledger: ReconciliationLedger) -> Exact {
    guard measure.unit == .money else {
      return Exact(units: ledger.counts[measure]?.records ?? 0, scale: measure.scale)
    }
    return Exact(
      units: ledger.money.filter { $0.key.measure == measure }.reduce(0) { $0 + $1.value.records }, scale: 6)
  }

  /// What the export states.
  package var stated: Exact { Exact(units: Int128(units), scale: 6) }

  package func verdict(_ ledger: ReconciliationLedger) -> ControlVerdict {
    let areReadable =
      (ledger.counts[measure]?.unreadable ?? 0) == 0
      && ledger.money.filter { $0.key.measure == measure }.allSatisfy { $0.value.unreadable == 0 }
    if areReadable, sum(ledger) == stated { return .matches }
    if areReadable, isRounding(sum(ledger) - stated, ledger) { return .rounded }
    // What the rows leave out can't make the total less than they are.
    if sum(ledger) > stated { return .differs }
    return explanation.map { .explained($0) } ?? .differs
  }
}

extension FileResult.ControlTotal {
  /// Whether a difference can come of rounding alone: each of n rows and the total is off by up to half a minor unit,
  /// at random. Their sum is off by 0.29 √n on average and practically never by more than 2 √n.
  private func isRounding(_ difference: Exact, _ ledger: ReconciliationLedger) -> Bool {
    guard measure.unit == .money else { return false }
    let currency = ledger.money.keys.filter { $0.measure == measure }.compactMap { Currency($0.currency) }
      .min()
    var unit: Int128 = 1
    for _ in (currency ?? .unstated).minorUnits..<6 { unit *= 10 }
    guard let minorUnits = difference / Exact(units: unit, scale: 6) else { return false }
    return minorUnits * minorUnits <= Exact(4 * max(1, ledger.accepted + ledger.rejected))
  }
}

extension FileResult {
  /// The total that speaks for a measure: one that differs before one that matches; explained ones stand apart.
  func control(of measure: Measure) -> (total: ControlTotal, verdict: ControlVerdict)? {
    let judged = controlTotals.filter { $0.measure == measure }.map { ($0, $0.verdict(ledger)) }
    return judged.first { $0.1 == .differs } ?? judged.first { $0.1 == .matches }
      ?? judged.first { $0.1 == .rounded }
  }

  /// Whether every total is met or its difference explained.
  var controlTotalsHold: Bool { controlTotals.allSatisfy { $0.verdict(ledger) != .differs } }
}
