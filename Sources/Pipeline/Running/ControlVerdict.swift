package import Aggregate
package import Declarations
package import EventSchema
package import Kernel

/// What became of comparing an export's own total with the sum of its records.
package enum ControlVerdict: Sendable, Hashable {
  case matches
  case differs
  /// It differs, and the profile says why it may.
  case explained(LocalizedText)

  /// As `report.json` names it.
  package var name: String {
    switch self {
    case .matches: "matches"
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
    return explanation.map { .explained($0) } ?? .differs
  }
}

extension FileResult {
  /// The total that speaks for a measure: one that differs before one that matches; explained ones stand apart.
  func control(of measure: Measure) -> (total: ControlTotal, verdict: ControlVerdict)? {
    let judged = controlTotals.filter { $0.measure == measure }.map { ($0, $0.verdict(ledger)) }
    return judged.first { $0.1 == .differs } ?? judged.first { $0.1 == .matches }
  }

  /// Whether every total is met or its difference explained.
  var controlTotalsHold: Bool { controlTotals.allSatisfy { $0.verdict(ledger) != .differs } }
}
