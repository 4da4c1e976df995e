import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize
import Render

/// Rows of an input that leave an id blank which rows of another export state beside the same name and days. Whether both are
/// of one thing, no row says: both count.
package struct UnmatchedRows: Sendable {
  var input: Int
  /// The ids that are left blank: `campaign_id`.
  var columns: [String]
  /// Rows that leave them blank, and what these amount to.
  var count = 0
  var money: [Currency: Exact] = [:]
  /// The files of the first of them and of a row that names the same by its id.
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
        + " \(columns.joined(separator: ", ")) blank, which '\(other)' states "
        + "beside the same name and day, the first in \(places.joined(separator: " and ")): "
        + "both rows count" + (money.isEmpty ? "" : ", so that \(money.text) may count twice"),
      hint: "export both with all ids, or leave the older file out")
  }
}

extension NaturalKey {
  /// The same of rows that leave the first of several names blank; nil where no part has several.
  fileprivate static func withoutFirstNames(_ parts: [[Field]]) -> NaturalKey? {
    var others = parts
    for index in parts.indices where Self.hasSeveralNames(parts[index]) { others[index].removeFirst() }
    return others == parts ? nil : .fields(others)
  }

  fileprivate static func hasSeveralNames(_ part: [Field]) -> Bool {
    part.count > 1 && part.allSatisfy { if case .dimension = $0 { true } else { false } }
  }
}

extension Runner {
  /// Rows that are known by a name alone, while another export knows them by an id. Reads the days of such rows once more,
  /// only where there are any.
  ///
  /// - Parameters:
  ///   - files: those of the overlap, open for reading statements.
  ///   - statements: what their records state.
  func unmatchedRows(
    _ overlap: Overlap, _ files: [KernelFile], _ statements: ContiguousArray<Statement>,
    _ decision: StatementRoles.Decision, ranks: [Int]
  ) async throws(Diagnostics) -> [UnmatchedRows] {
    let parts = plan.inputs[overlap.input].profile.naturalKeyParts
    guard !plan.inputs[overlap.input].profile.identifiesEntities,
      let key = NaturalKey.withoutFirstNames(parts)
    else { return [] }
    let blankDays = Set(statements.lazy.filter(\.isKnownByName).map(\.dayStated))
    guard !blankDays.isEmpty,
      statements.contains(where: { !$0.isKnownByName && blankDays.contains($0.dayStated) })
    else { return [] }
    let days = Overlap.joined(blankDays.map { $0...$0 })
    let named = try await readStatements(
      files.map { ($0, .days(days)) }, input: overlap.input, key: key
    ).2
    var keys: [RecordPlace: Statement] = [:]
    for statement in statements where blankDays.contains(statement.dayStated) {
      keys[RecordPlace(statement)] = statement
    }
    var found: [(blank: Statement, other: Statement)] = []
    for rows in Dictionary(grouping: named, by: \.key).values where rows.count > 1 {
      found += Self.unmatched(rows.compactMap { keys[RecordPlace($0)] }, ranks) {
        $0.counts && !decision.roles[Int($0.file)].leavesOut($0)
      }
    }
    guard let first = found.min(by: { Statement.isBefore($0.blank, $1.blank) }) else { return [] }
    let columns = parts.filter(NaturalKey.hasSeveralNames).compactMap(\.first)
    var rows = UnmatchedRows(
      input: overlap.input,
      columns: columns.map { $0.name(kind: plan.inputs[overlap.input].profile.gives) })
    rows.count = found.count
    for (blank, _) in found where blank.amount != 0 { rows.money.add(blank.amount, blank.currency) }
    rows.days = Overlap.joined(Set(found.map(\.blank.dayStated)).map { $0...$0 })
    rows.file = files[Int(first.blank.file)].source.title
    rows.other = files[Int(first.other.file)].source.title
    rows.places = try await describe((first.blank, first.other), files, input: overlap.input)
      .map { "\($0.file):\($0.line)" }
    return [rows]
  }

  /// Of statements under one name those that leave its id blank, each with one of another export that states it, where
  /// neither export has what the other one states.
  private static func unmatched(
    _ statements: [Statement], _ ranks: [Int], counts: (Statement) -> Bool
  ) -> [(blank: Statement, other: Statement)] {
    func rank(_ statement: Statement) -> Int { ranks[Int(statement.file)] }
    let keys = Dictionary(grouping: statements, by: rank).mapValues { Set($0.map(\.key)) }
    return statements.filter(\.isKnownByName).compactMap { blank in
      let others = statements.filter { other in
        !other.isKnownByName && rank(other) != rank(blank)
          && !(keys[rank(other)]?.contains(blank.key) ?? false)
          && !(keys[rank(blank)]?.contains(other.key) ?? false)
      }
      // Most rows have no others, and what counts is looked up.
      guard !others.isEmpty, counts(blank) else { return nil }
      return others.filter(counts).min(by: Statement.isBefore).map { (blank, $0) }
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
