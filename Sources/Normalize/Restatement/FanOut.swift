import Columns
package import EventSchema

/// Things of the business that stand on several rows of a file, as a join multiplies them: a deal once per contact, an
/// order once per product.
package struct FanOut: Sendable {
  /// How many of them, and on how many rows.
  package private(set) var count = 0
  package private(set) var rows = 0
  /// What they would count beyond once, and in all.
  package private(set) var beyond: [Currency: Exact] = [:]
  package private(set) var all: [Currency: Exact] = [:]
  /// Two rows of the first of them.
  package private(set) var first: (Statement, Statement)?

  /// What they amount to, each counted once: by its first row.
  package var once: [Currency: Exact] { all.merging(beyond) { $0 - $1 }.filter { !$0.value.isZero } }

  /// - Parameters:
  ///   - statements: of all files, in any order.
  ///   - roles: of each file: records that do not count multiply nothing.
  ///   - ranks: per file; tables of one file share one.
  package init(_ statements: ContiguousArray<Statement>, _ roles: [StatementRoles], ranks: [Int]) {
    for several in RowsOfThing.several(statements, roles, ranks: ranks, by: .part) {
      count += 1
      rows += several.count
      // The first row counts, in the file's order.
      let ordered = several.sorted(by: Statement.isBefore)
      for (place, statement) in ordered.enumerated() where statement.amount != 0 {
        all.add(statement.amount, statement.currency)
        if place > 0 { beyond.add(statement.amount, statement.currency) }
      }
      if let first, Statement.isBefore(first.0, ordered[0]) { continue }
      first = (ordered[0], ordered[1])
    }
  }
}

/// What orders of several rows look like, where each row is a part with an amount of its own.
package struct OrdersInParts: Sendable, Equatable {
  /// Orders of several rows.
  package private(set) var several = 0
  /// Those whose rows all state the same amount, and what these amount to beyond one row each.
  package private(set) var alike = 0
  package private(set) var beyond: [Currency: Exact] = [:]
  /// Those whose rows are of several buyers: of two persons, addresses or accounts.
  package private(set) var ofSeveralBuyers = 0

  /// From so many orders on what they have in common is no coincidence; of ten one may differ.
  private static let enough = 3

  /// Whether the rows look like a join, which repeats an order's amount on each of its lines.
  package var lookMultiplied: Bool { alike >= Self.enough && alike * 10 >= several * 9 }

  /// - Parameters: as for `FanOut`.
  package init(_ statements: ContiguousArray<Statement>, _ roles: [StatementRoles], ranks: [Int]) {
    for rows in RowsOfThing.several(statements, roles, ranks: ranks, by: .thing) {
      several += 1
      if Self.areOfSeveralBuyers(rows) { ofSeveralBuyers += 1 }
      guard let one = rows.first, one.amount != 0,
        rows.allSatisfy({ $0.amount == one.amount && $0.currency == one.currency })
      else { continue }
      alike += 1
      for statement in rows.dropFirst() { beyond.add(statement.amount, statement.currency) }
    }
  }

  private static func areOfSeveralBuyers(_ rows: [Statement]) -> Bool {
    (0..<4).contains { place in Set(rows.map { $0.buyers[place] }).subtracting([0]).count > 1 }
  }
}

/// Rows that state one thing.
private enum RowsOfThing {
  /// What several rows of a file are of: of a whole thing, or of a part of it.
  enum Whole { case thing, part }
  private struct Key: Hashable {
    var key: PersonToken
    var day: Int32
    var part: UInt64
    var rank: Int
  }
  private struct Place: Hashable {
    var file: Int
    var chunk: Int32
    var index: Int32
  }

  /// What files have on several rows that count, in no order.
  static func several(
    _ statements: ContiguousArray<Statement>, _ roles: [StatementRoles], ranks: [Int], by whole: Whole
  ) -> [[Statement]] {
    let rows = Dictionary(grouping: counting(statements, roles)) { statement in
      Key(
        key: statement.key, day: statement.day, part: whole == .part ? statement.part : 0,
        rank: ranks[Int(statement.file)])
    }
    return rows.values.filter { $0.count > 1 }
  }

  /// The statements that count as what they are about.
  private static func counting(
    _ statements: ContiguousArray<Statement>, _ roles: [StatementRoles]
  ) -> ContiguousArray<Statement> {
    var left: Set<Place> = []
    for (file, roles) in roles.enumerated() {
      for (chunk, entries) in roles.chunks {
        for entry in entries where !entry.role.counts {
          left.insert(Place(file: file, chunk: chunk, index: entry.index))
        }
      }
    }
    return statements.filter { statement in
      statement.counts
        && !left.contains(
          Place(file: Int(statement.file), chunk: statement.chunk, index: statement.index))
    }
  }
}
