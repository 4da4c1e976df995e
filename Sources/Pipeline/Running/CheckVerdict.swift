package import Diagnostics
import Declarations

/// What checks make of a run.
package struct CheckVerdict: Sendable {
  /// Told on the terminal; the run is incomplete where there are any.
  package private(set) var warnings: [Diagnostic] = []
  /// Why nothing is published.
  private var errors: [Diagnostic] = []

  /// - Throws: what failed of the checks that must not.
  init(_ results: [CheckResult]) throws(Diagnostics) {
    for result in results where result.hasFailed {
      switch result.severity {
      case .show: break
      case .warn: warnings.append(result.diagnostic(.warning))
      case .fail: errors.append(result.diagnostic(.error))
      }
    }
    guard errors.isEmpty else { throw Diagnostics(errors, exit: .badInput) }
  }
}

extension CheckResult {
  fileprivate func diagnostic(_ severity: Diagnostic.Severity) -> Diagnostic {
    Diagnostic(severity, at: location, "\(name): \(message)", hint: hint, length: name.unicodeScalars.count)
  }
}
