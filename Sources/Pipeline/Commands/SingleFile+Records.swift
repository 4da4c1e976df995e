import Columns
import Declarations
package import Diagnostics
import Extract
import Kernel
import Normalize

/// Rows of a file that make no records, as far as they are to be told.
struct LeftOutRows {
  /// Rows that are no rows of the table by their form: how many, and the lines of the first.
  struct Kind {
    var reason: RejectReason
    var count = 0
    var lines: [Int] = []
  }

  private static let mostLines = 5
  private(set) var kinds: [Kind] = []

  mutating func note(_ reason: RejectReason, line: Int, count: Int = 1) {
    let index = kinds.firstIndex { $0.reason == reason } ?? kinds.count
    if index == kinds.count { kinds.append(Kind(reason: reason)) }
    kinds[index].count += count
    if kinds[index].lines.count < Self.mostLines { kinds[index].lines.append(line) }
  }

  /// - Parameter outcome: what became of these rows, such as `left out`.
  func warnings(_ path: String, outcome: String) -> [Diagnostic] {
    kinds.map { kind in
      let more = kind.count - kind.lines.count
      let lines = kind.lines.map(String.init).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      return Diagnostic(
        .warning, at: SourceLocation(file: path, line: kind.lines.first ?? 0),
        (kind.count == 1 ? "1 row is \(outcome)" : "\(kind.count) rows are \(outcome)")
          + ": \(kind.reason.rawValue), in " + (kind.count == 1 ? "line " : "lines ") + lines,
        hint: kind.reason.hint(expected: nil))
    }
  }
}

/// What is to be said about the records that were printed.
package struct RecordsOutcome: Sendable {
  package var warnings: [Diagnostic] = []
  package var exit = ExitCode.success
}

extension SingleFile {
  /// Prints every record as read, in the file's order: the profile's fields and their texts. Totals and footers are
  /// no records; rows that fit no heading, and XML records whose fields are stated twice or hold elements, are left
  /// out as a run does it, and told.
  func records(_ format: RecordFormat, to output: TextOutput) throws(Diagnostics) -> RecordsOutcome {
    defer { output.flush() }
    var outcome = RecordsOutcome()
    for file in tables {
      let rows = try records(of: file, format, to: output)
      outcome.warnings += rows.warnings(file.source.place, outcome: "left out")
      if !rows.kinds.isEmpty { outcome.exit = .incomplete }
    }
    return outcome
  }

  private func records(
    of file: KernelFile, _ format: RecordFormat, to output: TextOutput
  ) throws(Diagnostics) -> LeftOutRows {
    let mapping = plan.inputs[0]
    let columns = mapping.wanted.map { mapping.profile.columns[$0] }
    let names = zip(columns.indices, columns).map { index, column in
      file.source.layout.flatMap { $0.fields[index] >= 0 ? file.source.headings[$0.fields[index]] : nil }
        ?? column.field.name(kind: mapping.profile.gives)
    }
    let printer = RecordPrinter(format: format, output: output)
    printer.heading(names)
    return try RecordReader(plan: plan).read(file) { batch, row, record, line in
      let texts = columns.indices.map { index -> String? in
        // Personal data is never printed.
        guard let bytes = batch.field(index, row) else { return nil }
        return columns[index].personal ? "(personal)" : String(decoding: bytes, as: UTF8.self)
      }
      printer.print(record: record, line: line, zip(names, texts).map { (name: $0, text: $1) })
    }
  }
}

/// Reads a file's records on one thread, whatever becomes of them.
private struct RecordReader {
  let plan: KernelPlan

  /// - Returns: the rows that make no records by their form.
  func read(
    _ file: KernelFile, _ body: (borrowing RecordBatch, Int, Int, Int) -> Void
  ) throws(Diagnostics) -> LeftOutRows {
    let position = ReadingPosition()
    var rows = LeftOutRows()
    try withoutActuallyEscaping(body) { body throws(Diagnostics) in
      let worker = KernelWorker(
        plan: plan, extent: .records(while: { true }),
        rejects: { rejects, _, _ in
          for reject in rejects { rows.note(reject.reason, line: position.lines + reject.linesBefore + 1) }
        },
        records: { batch in
          var counter = RecordBatch.LineCounter()
          for row in 0..<batch.count {
            let line = position.lines + counter.linesBefore(row, in: batch) + 1
            if let fault = batch.faults.first(where: { $0.row == row }) {
              rows.note(RejectReason(fault.kind), line: line)
            } else {
              body(batch, row, position.records + Int(batch.index[row]) + 1, line)
            }
          }
        })
      worker.begin(file)
      try EventReader.drive(worker, file, position)
    }
    return rows
  }
}
