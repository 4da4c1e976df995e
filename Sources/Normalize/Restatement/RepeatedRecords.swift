/// Records that stand in several exports alike, to the byte.
package struct RepeatedRecords: Sendable {
  /// Those beyond the ones that the export with the most of them has.
  package private(set) var count = 0
  /// The first record that stands elsewhere too, and where it stands there.
  package private(set) var first: (Statement, Statement)?

  /// - Parameters:
  ///   - statements: of all files.
  ///   - ranks: per file; tables of one file share one.
  package init(_ statements: ContiguousArray<Statement>, ranks: [Int]) {
    let sorted = statements.sorted(by: Statement.precedes)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
      if end - start > 1 {
        for alike in Dictionary(grouping: sorted[start..<end], by: \.record).values { add(alike, ranks) }
      }
      start = end
    }
  }

  private mutating func add(_ alike: [Statement], _ ranks: [Int]) {
    func rank(_ statement: Statement) -> Int { ranks[Int(statement.file)] }
    let byRank = Dictionary(grouping: alike, by: rank)
    guard byRank.count > 1, let one = alike.first,
      let other = alike.first(where: { rank($0) != rank(one) })
    else { return }
    count += alike.count - (byRank.values.map(\.count).max() ?? 0)
    func place(_ statement: Statement) -> (Int32, Int32, Int32) {
      (statement.file, statement.chunk, statement.index)
    }
    if let first, place(first.0) <= place(one) { return }
    first = (one, other)
  }
}
