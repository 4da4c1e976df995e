import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Render

/// Whether the totals that exports state are met. `must_match` fails before any figure is made: see `Runner`.
struct ControlTotals {
  private let rule: AggregateDeclaration.ControlTotals
  private let location: SourceLocation
  private let compared: Int
  private let differing: [String]

  init(_ result: RunResult) {
    rule = result.plan.file.aggregate.controlTotals
    location = result.plan.file.aggregate.controlTotalsLocation ?? result.plan.file.aggregate.location
    compared = result.files.reduce(0) { $0 + $1.controlTotals.count }
    differing = result.files.flatMap { file in
      file.controlTotals.filter { $0.verdict(file.ledger) == .differs }.map { _ in file.file.source.place }
    }
  }

  /// An entry of `checks` in `report.json`.
  var json: JSONValue {
    .object([
      ("check", .string("control_totals")), ("rule", .string(rule.rawValue)),
      ("passed", passed.map { .bool($0) } ?? .null), ("status", .string(status)),
      ("reason", passed == nil ? .string(CheckNothing.noTotals.text) : .null),
      ("compared", .integer(compared)),
      ("differing", .integer(differing.count)),
    ])
  }

  private var status: String { passed.map { $0 ? "passed" : "not_passed" } ?? "no_data" }

  /// Nil where no file states a total: nothing was held against anything.
  private var passed: Bool? { compared == 0 ? nil : differing.isEmpty }

  /// Nil where totals are only shown.
  var result: CheckResult? {
    if rule == .show { return nil }
    var result = CheckResult(
      name: "control_totals", severity: rule == .warn ? .warn : .fail, location: location,
      row: CheckRow(
        name: .controlTotal, limit: .count(0), found: .count(differing.count), passed: passed))
    result.explain(.noTotals)
    if let first = differing.first {
      result.message =
        "\(differing.count) of \(compared) totals differ from the records, first in \(printable(first))"
      result.hint = "the report's data quality section says by how much; download the export again"
    }
    return result
  }
}
