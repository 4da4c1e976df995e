import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Rows of small files of an input that stand in their file more than once to the byte. Each counts: an export of fewer
/// columns than it was made of may truly have such rows. It is told, since a file that was put together of two has them, too.
package struct RepeatedRows: Sendable {
  var input: Int
  /// Those beyond the first of each, and what they amount to.
  var count = 0
  var money: [Currency: Exact] = [:]
  /// Where the first of them stands, and where it stands again: `ads.csv:2`.
  var places: [String] = []

  var note: Note {
    var arguments: [String: Note.Argument] = [
      "n": .count(count), "places": .list(places.map { .text($0) }),
    ]
    guard !money.isEmpty else { return Note(.noteRowsRepeated, arguments) }
    arguments["amounts"] = .list(money.amounts)
    return Note(.noteRowsRepeatedAmounts, arguments)
  }

  func warning(_ plan: Plan) -> Diagnostic {
    Diagnostic(
      .warning, at: SourceLocation(file: places.last ?? ""),
      (count == 1 ? "1 row" : "\(count) rows") + " of '\(plan.inputs[input].declaration.name)' "
        + (count == 1 ? "stands" : "stand") + " in a file once more to the byte, the first of them in "
        + places.joined(separator: " and ") + ": each counts"
        + (money.isEmpty ? "" : ", \(money.text) in all"),
      hint: "take out what stands there twice, or set `overlap: add_up` if each row is one of its own")
  }

  func json(_ plan: Plan) -> JSONValue {
    .object([
      ("input", .string(plan.inputs[input].declaration.name)), ("rows", .integer(count)),
      ("money", money.json), ("places", .array(places.map { .string($0) })),
    ])
  }
}

extension Runner {
  /// Reads files again that have such rows, for what these amount to.
  func repeatedRows(_ results: [FileResult]) async throws(Diagnostics) -> [RepeatedRows] {
    var found: [RepeatedRows] = []
    for input in plan.inputs.indices where plan.kernel.inputs[input].statements == .rows {
      let files = results.filter { $0.file.input == input && !$0.keys.isEmpty }
      if files.isEmpty { continue }
      let (reading, _, statements) = try await readStatements(
        files.map { ($0.file, $0.watchedRows) }, input: input)
      if let rows = try await repeatedRows(statements, files, reading, input) { found.append(rows) }
    }
    return found
  }

  private func repeatedRows(
    _ statements: ContiguousArray<Statement>, _ files: [FileResult], _ reading: [KernelFile], _ input: Int
  ) async throws(Diagnostics) -> RepeatedRows? {
    struct Row: Hashable { var file: Int32, key: PersonToken, record: UInt64 }
    let counting = statements.filter { statement in
      statement.counts && !files[Int(statement.file)].file.roles.leavesOut(statement)
    }
    let rows = Dictionary(grouping: counting) { Row(file: $0.file, key: $0.key, record: $0.record) }
    var found = RepeatedRows(input: input)
    var first: (Statement, Statement)?
    for several in rows.values where several.count > 1 {
      let alike = several.sorted(by: Statement.isBefore)
      found.count += alike.count - 1
      for statement in alike.dropFirst() where statement.amount != 0 {
        found.money.add(statement.amount, statement.currency)
      }
      if let first, Statement.isBefore(first.0, alike[0]) { continue }
      first = (alike[0], alike[1])
    }
    guard let first else { return nil }
    found.places = try await describe(first, reading, input: input).map { "\($0.file):\($0.line)" }
    return found
  }
}

extension FileResult {
  /// Rows of XML have no bytes of their own: there all records are read.
  fileprivate var watchedRows: StatementFilter {
    if case .xml = file.source.container { return .days([.min ... .max]) }
    return .rows(Set(keys))
  }
}
