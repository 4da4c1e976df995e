package import EventSchema

/// Things of the business that stand on several rows of a file, as a join multiplies them: a deal once per contact.
package struct FanOut: Sendable, Equatable {
  /// How many of them, and what they would count beyond once.
  package private(set) var count = 0
  package private(set) var money: [Currency: Exact] = [:]
  /// Index of the first file that has any.
  package private(set) var file: Int?

  private struct Place: Hashable {
    var file: Int
    var chunk: Int32
    var index: Int32
  }
  private struct Key: Hashable {
    var low: UInt64
    var high: UInt64
    var file: Int
  }

  /// - Parameters:
  ///   - statements: of all files, in any order.
  ///   - roles: of each file: records that do not count multiply nothing.
  package init(_ statements: ContiguousArray<Statement>, _ roles: [StatementRoles]) {
    var left: Set<Place> = []
    for (file, roles) in roles.enumerated() {
      for (chunk, entries) in roles.chunks {
        for entry in entries where !entry.role.counts {
          left.insert(Place(file: file, chunk: chunk, index: entry.index))
        }
      }
    }
    var rows: [Key: [Statement]] = [:]
    for statement in statements {
      let file = Int(statement.file)
      guard !left.contains(Place(file: file, chunk: statement.chunk, index: statement.index)) else {
        continue
      }
      rows[Key(low: statement.keyLow, high: statement.keyHigh, file: file), default: []].append(statement)
    }
    for (key, statements) in rows where statements.count > 1 {
      count += 1
      file = min(file ?? key.file, key.file)
      // The first row counts, in the file's order.
      let ordered = statements.sorted { ($0.chunk, $0.index) < ($1.chunk, $1.index) }
      for statement in ordered.dropFirst() where statement.amount != 0 {
        money.add(statement.amount, statement.currency)
      }
    }
  }
}
