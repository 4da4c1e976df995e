import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Rows of an input that leave blank what a row of another export states which is otherwise of the same, such as a campaign's
/// id. Whether both are of one thing, no row says: both count.
package struct UnmatchedRows: Sendable {
  var input: Int
  /// What is left blank: `campaign_id`.
  var columns: [String]
  /// Rows that leave them blank, and what these amount to.
  var count = 0
  var money: [Currency: Exact] = [:]
  /// The files of the first of them and of a row that states more of the same.
  var file = ""
  var other = ""
  /// Where the two stand: `ads-1.csv:2`.
  var places: [String] = []
  /// The days of these rows, ascending.
  var days: [ClosedRange<Int32>] = []

  private var arguments: [String: Note.Argument] {
    [
      "n": .count(count), "columns": .list(columns.map { .text($0) }),
      "places": .list(places.map { .text($0) }), "amounts": .list(money.amounts),
    ]
  }

  var note: Note { Note(money.isEmpty ? .noteRowsUnmatched : .noteRowsUnmatchedAmounts, arguments) }

  func warning(_ plan: Plan) -> Diagnostic {
    Diagnostic(
      .warning, at: SourceLocation(file: file),
      (count == 1 ? "1 row" : "\(count) rows") + " of '\(plan.inputs[input].declaration.name)' "
        + (count == 1 ? "leaves" : "leave")
        + " \(columns.joined(separator: ", ")) blank, where a row of '\(other)' "
        + "that is otherwise of the same states it, the first in \(places.joined(separator: " and ")): "
        + "both rows count" + (money.isEmpty ? "" : ", so that \(money.text) may count twice"),
      hint: "export both with all of these cells filled, or leave the older file out")
  }
}

extension Runner {
  /// Rows that leave blank what a row of another export states which is otherwise of the same. Reads the days of such rows
  /// once more, by what they state, only where exports have rows of their own that say less than others.
  ///
  /// - Parameters:
  ///   - files: those of the overlap, open for reading statements.
  ///   - statements: what their records state.
  func unmatchedRows(
    _ overlap: Overlap, _ files: [KernelFile], _ statements: ContiguousArray<Statement>,
    _ decision: StatementRoles.Decision, ranks: [Int]
  ) async throws(Diagnostics) -> [UnmatchedRows] {
    let mapping = plan.kernel.inputs[overlap.input].readingStatements()
    guard !mapping.profile.identifiesEntities, LoneRows.maySayMore(statements) else { return [] }
    let fields = mapping.keyFields
    let rows = LoneRows(
      statements, ranks: ranks, columns: files.map { Self.columns(of: $0, fields, mapping) })
    var found: [LoneRows.Pair] = []
    for (stated, days) in rows.lesser {
      let times = mapping.profile.naturalKeyParts.filter { $0.contains { Self.times.contains($0) } }
      let key = times + fields.indices.filter { stated & (1 << UInt64($0)) != 0 }.map { [fields[$0]] }
      let alike = try await readStatements(
        files.map { ($0, .days(Overlap.joined(days.map { $0...$0 }))) }, input: overlap.input,
        key: .only(key)
      ).2
      found += rows.pairs(alike, stating: stated) {
        $0.counts && !decision.roles[Int($0.file)].leavesOut($0)
      }
    }
    guard let first = found.min(by: { Statement.isBefore($0.blank, $1.blank) }) else { return [] }
    let blank = found.reduce(0) { $0 | ($1.other.stated & ~$1.blank.stated) }
    var unmatched = UnmatchedRows(
      input: overlap.input,
      columns: fields.indices.filter { blank & (1 << UInt64($0)) != 0 }
        .map { fields[$0].name(kind: mapping.profile.gives) }.sorted())
    unmatched.count = found.count
    for pair in found where pair.blank.amount != 0 {
      unmatched.money.add(pair.blank.amount, pair.blank.currency)
    }
    unmatched.days = Overlap.joined(Set(found.map(\.blank.dayStated)).map { $0...$0 })
    unmatched.file = files[Int(first.blank.file)].source.title
    unmatched.other = files[Int(first.other.file)].source.title
    unmatched.places = try await describe((first.blank, first.other), files, input: overlap.input)
      .map { "\($0.file):\($0.line)" }
    return [unmatched]
  }

  private static let times: [Field] = [.day, .lastDay, .at, .created]

  /// Which columns of a key a file has, a bit for each.
  private static func columns(of file: KernelFile, _ fields: [Field], _ mapping: InputMapping) -> UInt64 {
    guard let layout = file.source.layout else { return .max }
    let known = Set(
      zip(mapping.wanted, layout.fields).filter { $1 >= 0 }.map { mapping.profile.columns[$0.0].field })
    return fields.indices.prefix(UInt64.bitWidth).reduce(0) { columns, place in
      known.contains(fields[place]) ? columns | 1 << UInt64(place) : columns
    }
  }
}

/// Rows that other exports do not have which speak about their day.
private struct LoneRows {
  struct Pair {
    var blank: Statement
    var other: Statement
  }
  private struct DayOfExport: Hashable {
    var rank: Int
    var day: Int32
  }
  private let ranks: [Int]
  /// Per file, the columns of the key that it has.
  private let columns: [UInt64]
  private var keys: [DayOfExport: Set<PersonToken>] = [:]
  private var rows: [RecordPlace: Statement] = [:]

  init(_ statements: ContiguousArray<Statement>, ranks: [Int], columns: [UInt64]) {
    (self.ranks, self.columns) = (ranks, columns)
    for statement in statements {
      keys[day(statement), default: []].insert(statement.key)
    }
    let exports = Dictionary(grouping: keys.keys, by: \.day)
    for statement in statements {
      let isLone = exports[statement.dayStated]?.contains { other in
        other.rank != ranks[Int(statement.file)] && !(keys[other]?.contains(statement.key) ?? false)
      }
      if isLone ?? false { rows[RecordPlace(statement)] = statement }
    }
  }

  /// Whether some rows state what others do, and more: mostly all state the same columns.
  static func maySayMore(_ statements: ContiguousArray<Statement>) -> Bool {
    var stated: Set<UInt64> = []
    var last: UInt64?
    for statement in statements where statement.stated != last {
      last = statement.stated
      stated.insert(statement.stated)
    }
    return stated.contains { less in stated.contains { $0 != less && less & ~$0 == 0 } }
  }

  private func day(_ statement: Statement) -> DayOfExport {
    DayOfExport(rank: ranks[Int(statement.file)], day: statement.dayStated)
  }

  /// Whether a row states all that another one does, and what that one leaves blank, which its file has a column for.
  private func saysMore(_ other: Statement, than blank: Statement) -> Bool {
    let more = other.stated & ~blank.stated
    return more != 0 && blank.stated & ~other.stated == 0 && more & ~columns[Int(blank.file)] == 0
  }

  /// What rows state of which others of other exports and the same day state more, and the days of these.
  var lesser: [(stated: UInt64, days: Set<Int32>)] {
    struct Kind: Hashable {
      var file: Int32
      var stated: UInt64
    }
    var kinds: [Int32: [Kind: Statement]] = [:]
    for row in rows.values {
      kinds[row.dayStated, default: [:]][Kind(file: row.file, stated: row.stated)] = row
    }
    var lesser: [UInt64: Set<Int32>] = [:]
    for (day, kinds) in kinds {
      for blank in kinds.values
      where kinds.values.contains(where: { self.day($0) != self.day(blank) && saysMore($0, than: blank) }) {
        lesser[blank.stated, default: []].insert(day)
      }
    }
    return lesser.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Rows that state these columns, each with one of another export that says more of the same, where neither export has
  /// the other's row.
  ///
  /// - Parameter alike: the rows under keys of these columns alone.
  func pairs(
    _ alike: ContiguousArray<Statement>, stating stated: UInt64, counts: (Statement) -> Bool
  ) -> [Pair] {
    let lone = alike.compactMap { same in rows[RecordPlace(same)].map { (key: same.key, row: $0) } }
    return Dictionary(grouping: lone, by: \.key).values.flatMap { group in
      group.map(\.row).filter { $0.stated == stated }.compactMap { blank -> Pair? in
        let others = group.map(\.row).filter { other in
          self.day(other) != self.day(blank) && saysMore(other, than: blank)
            && !(keys[self.day(other)]?.contains(blank.key) ?? false)
            && !(keys[self.day(blank)]?.contains(other.key) ?? false)
        }
        // Most rows have no others, and what counts is looked up.
        guard !others.isEmpty, counts(blank) else { return nil }
        return others.filter(counts).min(by: Statement.isBefore).map { Pair(blank: blank, other: $0) }
      }
    }
  }
}

/// Where a record stands among files that are compared.
private struct RecordPlace: Hashable {
  var file: Int32
  var chunk: Int32
  var index: Int32

  init(_ statement: Statement) {
    (file, chunk, index) = (statement.file, statement.chunk, statement.index)
  }
}
