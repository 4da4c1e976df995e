import Declarations
import Diagnostics
import Extract
import Kernel
import Normalize
import Render

/// Rows of costs that several files of an input have alike: they add up, since a month may have the same fee twice,
/// and are told, since an export that stands there twice looks the same.
package struct RowsAlike: Sendable {
  var input: Int
  var count: Int
  /// Where the first of them stands, and where it stands again: `costs.csv:2`.
  var places: [String]

  var note: Note {
    Note(.noteRowsAlike, ["n": .count(count), "places": .list(places.map { .text($0) })])
  }

  func warning(_ plan: Plan) -> Diagnostic {
    let rows = count == 1 ? "1 row stands" : "\(count) rows stand"
    return Diagnostic(
      .warning, at: SourceLocation(file: places.last ?? ""),
      "\(rows) in several files of '\(plan.inputs[input].declaration.name)' alike, the first of them in "
        + places.joined(separator: " and ") + ": costs of several files add up",
      hint:
        "drop one of the files, or set `overlap: latest_wins`, or `overlap: add_up` if each is a cost of its own"
    )
  }
}

extension Runner {
  /// Finds rows that files of costs have alike. Nothing is read again unless days of files overlap.
  func rowsAlike(_ results: [FileResult]) async throws(Diagnostics) -> [RowsAlike] {
    var found: [RowsAlike] = []
    for input in plan.inputs.indices where plan.inputs[input].tellsRowsAlike {
      guard let overlap = Overlap.ofDays(results, input: input) else { continue }
      let files = overlap.files.map { results[$0.index].file }
      let (reading, _, statements) = try await readStatements(
        zip(files, overlap.files).map { ($0, $1.watched) }, input: input)
      let repeated = RepeatedRecords(statements, ranks: Overlap.ranks(files))
      guard let first = repeated.first else { continue }
      let places = try await describe(first, reading, input: input).map { "\($0.file):\($0.line)" }
      found.append(RowsAlike(input: input, count: repeated.count, places: places))
    }
    return found
  }
}
