package import Diagnostics
import Declarations
import Render

/// What checks make of a run.
package struct CheckVerdict: Sendable {
  /// Told on the terminal; the run is incomplete where there are any.
  package private(set) var warnings: [Diagnostic] = []
  /// Why nothing is published.
  private var errors: [Diagnostic] = []

  /// - Throws: what failed of the checks that must not.
  ///
  /// - Parameter judges: what is to be said of alerts and targets that are blind.
  init(_ results: [CheckResult], blind judges: [Diagnostic] = []) throws(Diagnostics) {
    // Nothing wrong was found, so reports appear; but nobody may take a check that saw nothing for one that passed.
    let blind = results.filter { $0.row.passed == nil && $0.severity != .show && !$0.isQuietWithoutData }
    warnings += blind.map(\.blindness)
    warnings += judges
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

  fileprivate var blindness: Diagnostic {
    Diagnostic(
      .warning, at: location,
      "\(name): \(nothing?.isOpen ?? false ? "undecided" : "nothing to check"): \(nothing?.text ?? "no data")",
      hint: nothing?.hint, length: name.unicodeScalars.count)
  }
}
