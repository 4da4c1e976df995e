import Columns
import Declarations
package import EventSchema
import Extract
package import Kernel
import Normalize
import Render

/// A rejected record that states again what an earlier export of its input states: the earlier statement stands.
package struct StandingRecord: Sendable {
  package var input: Int
  /// Place and reason of the rejected record.
  package var reject: FileResult.Reject
  /// The export's own heading of the column that could not be read, where one is to blame.
  package var column: String?
  /// What the record is about, where that could be read.
  package var day: Day?
  /// The file whose statement stands.
  package var stands: String

  /// - Parameters:
  ///   - results: of an input's files that overlap, read for who states what.
  ///   - ranks: per file; the higher one was exported later.
  static func find(
    _ results: [FileResult], among statements: ContiguousArray<Statement>, ranks: [Int],
    _ mapping: InputMapping
  ) -> [StandingRecord] {
    var rejected: [Statement] = []
    var records: [StandingRecord] = []
    for (index, result) in results.enumerated() {
      for (statement, reject, day) in result.unread {
        var statement = statement
        statement.file = Int32(index)
        rejected.append(statement)
        records.append(
          StandingRecord(
            input: result.file.input, reject: reject, column: result.columnName(reject.column, mapping),
            day: day == .min ? nil : Day(number: day), stands: ""))
      }
    }
    return StandingStatement.find(rejected, among: statements, ranks: ranks).map { found in
      var record = records[found.rejected]
      record.stands = results[found.file].file.source.place
      return record
    }
  }
}

extension RunResult {
  /// So many places of an input are named in pages, and so many rows listed in `report.json`; all are counted.
  private static let named = 10
  private static let listed = 1000

  private var standingByInput: [(input: Int, records: [StandingRecord])] {
    plan.inputs.indices.compactMap { input in
      let mine = standing.filter { $0.input == input }
      return mine.isEmpty ? nil : (input, mine)
    }
  }

  /// What a reader must know: figures that a later export corrects, if it could be read.
  var standingNotes: [Note] {
    standingByInput.map { input, records in
      Note(
        .noteStanding,
        [
          "n": .count(records.count), "input": .text(plan.inputs[input].declaration.name),
          "places": .list(records, atMost: Self.named) {
            .text("\($0.reject.origin.file):\($0.reject.origin.line) ← \($0.stands)")
          },
        ])
    }
  }

  /// Per input how many later records could not be read, and where the first of them stand; empty for none.
  var standingJSON: [JSONValue] {
    standingByInput.map { input, records in
      .object([
        ("input", .string(plan.inputs[input].declaration.name)), ("count", .integer(records.count)),
        (
          "records",
          .array(
            records.prefix(Self.listed).map { record in
              .object([
                ("file", .string(record.reject.origin.file)), ("line", .integer(record.reject.origin.line)),
                ("record", .integer(record.reject.origin.record)), ("column", .optional(record.column)),
                ("reason", .string(record.reject.reason.rawValue)),
                ("day", .optional(record.day?.description)), ("stands", .string(record.stands)),
              ])
            })
        ),
      ])
    }
  }
}
