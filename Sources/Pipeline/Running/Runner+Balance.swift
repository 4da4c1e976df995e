package import Aggregate
package import Diagnostics

extension Runner {
  /// What is wrong with the accounts of files: every record and all money must be accounted for, or the run fails.
  /// Nil where all add up.
  package static func imbalance(_ ledgers: [(file: String, ledger: ReconciliationLedger)]) -> Diagnostics? {
    let wrong = ledgers.flatMap { file, ledger in
      ledger.imbalances().map { imbalance in
        Diagnostic(
          at: SourceLocation(file: file),
          "the ledger does not balance: \(imbalance.what) \(imbalance.stated), accounted for \(imbalance.accounted)",
          hint: "this is a bug of Sluice: please report it; nothing was published")
      }
    }
    return wrong.isEmpty ? nil : Diagnostics(wrong, exit: .internalError)
  }
}
