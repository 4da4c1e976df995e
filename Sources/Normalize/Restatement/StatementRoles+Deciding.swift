extension StatementRoles {
  /// What becomes of records that state the same keys.
  ///
  /// Of every key the statements of the file exported last count. What earlier files state of it is replaced, or a
  /// duplicate where they state the same. Within one file records may share a key (a log has several events of one
  /// second); where the key names a thing of the business, such as an order, a record that stands there twice to
  /// the byte counts once.
  ///
  /// - Parameters:
  ///   - statements: of all files, in any order; `file` is the index of a file.
  ///   - ranks: per file; the higher one was exported later. Tables of one file share a rank.
  ///   - identifiesEntities: whether the key names a thing of the business.
  /// - Returns: the roles per file.
  package static func deciding(
    _ statements: ContiguousArray<Statement>, ranks: [Int], identifiesEntities: Bool
  ) -> [StatementRoles] {
    var roles = Array(repeating: StatementRoles(), count: ranks.count)
    let sorted = statements.sorted(by: Statement.precedes)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].hasKey(of: sorted[start]) { end += 1 }
      if end - start > 1 {
        decide(sorted[start..<end], ranks, identifiesEntities: identifiesEntities, &roles)
      }
      start = end
    }
    for index in roles.indices { roles[index].sort() }
    return roles
  }

  /// Decides about the statements of one key.
  private static func decide(
    _ statements: ArraySlice<Statement>, _ ranks: [Int], identifiesEntities: Bool,
    _ roles: inout [StatementRoles]
  ) {
    func rank(_ statement: Statement) -> Int { ranks[Int(statement.file)] }
    let newest = statements.map(rank).max() ?? 0
    let before = statements.lazy.map(rank).filter { $0 < newest }.max()
    let latest = once(statements.filter { rank($0) == newest }, identifiesEntities, &roles)
    let stated = sum(latest)
    var isRestated = false
    for older in Set(statements.map(rank)).subtracting([newest]).sorted() {
      let mine = once(statements.filter { rank($0) == older }, identifiesEntities, &roles)
      let isSame = sum(mine) == stated && mine.count == latest.count
      if older == before, !isSame { isRestated = true }
      for statement in mine {
        roles[Int(statement.file)].add(
          isSame ? .duplicate : older == before ? .replaced : .replacedEarlier, to: statement)
      }
    }
    if isRestated {
      for statement in latest { roles[Int(statement.file)].add(.restating, to: statement) }
    }
  }

  /// The statements of one file, each once where they name a thing of the business.
  private static func once(
    _ statements: [Statement], _ identifiesEntities: Bool, _ roles: inout [StatementRoles]
  ) -> [Statement] {
    guard identifiesEntities, statements.count > 1 else { return statements }
    var seen: Set<UInt64> = []
    return statements.filter { statement in
      if seen.insert(statement.record).inserted { return true }
      roles[Int(statement.file)].add(.duplicate, to: statement)
      return false
    }
  }

  /// A sum of what the statements state, whatever their order.
  private static func sum(_ statements: [Statement]) -> UInt64 {
    statements.reduce(0) { $0 &+ $1.values }
  }
}
