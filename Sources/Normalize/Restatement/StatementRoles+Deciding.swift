package import Declarations
package import EventSchema

extension StatementRoles {
  /// What is decided about all files of an input that state the same.
  package struct Decision: Sendable {
    /// Per file.
    package var roles: [StatementRoles]
    /// The first two records that state the same: of the earliest file and record that is stated again.
    package var firstRepeated: (Statement, Statement)?
    /// Ids that several exports state on several days, as things of their own, and what those later than the first
    /// amount to.
    package var onSeveralDays = 0
    package var laterMoney: [Currency: Exact] = [:]
    /// Parts of things that stand in the export that counts once more to the byte, and what these amount to.
    package var twice = 0
    package var twiceMoney: [Currency: Exact] = [:]
  }

  /// What becomes of records that state the same keys.
  ///
  /// Of every key the statements of the file exported last count. What earlier files state of it is replaced, or a
  /// duplicate where they state the same. Within one file records may share a key (a log has several events of one
  /// second); where the key names a thing of the business, such as an order, a record that stands there twice to
  /// the byte counts once. A campaign's plan has one record for each first day: the one further down counts.
  ///
  /// - Parameters:
  ///   - statements: of all files, in any order; `file` is the index of a file.
  ///   - ranks: per file; the higher one was exported later. Tables of one file share a rank.
  ///   - rowsOfKey: what records of one file are that share a key.
  ///   - covered: per file the days that it speaks about, where a later export may state a thing on another day;
  ///     empty where its day is part of what it is.
  package static func deciding(
    _ statements: ContiguousArray<Statement>, ranks: [Int], rowsOfKey: RowsOfKey,
    covered: [ClosedRange<Int32>?] = []
  ) -> Decision {
    var deciding = Deciding(ranks: ranks, rowsOfKey: rowsOfKey, covered: covered)
    let sorted = statements.sorted(by: Statement.precedes)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].hasKey(of: sorted[start]) { end += 1 }
      if end - start > 1 { deciding.decide(ofKey: sorted[start..<end]) }
      start = end
    }
    for index in deciding.decision.roles.indices { deciding.decision.roles[index].sort() }
    return deciding.decision
  }
}

private struct Deciding {
  let ranks: [Int]
  let rowsOfKey: RowsOfKey
  /// By rank; empty where no thing's day moves.
  let covered: [Int: ClosedRange<Int32>]
  var decision: StatementRoles.Decision

  init(ranks: [Int], rowsOfKey: RowsOfKey, covered: [ClosedRange<Int32>?]) {
    self.ranks = ranks
    self.rowsOfKey = rowsOfKey
    decision = StatementRoles.Decision(roles: Array(repeating: StatementRoles(), count: ranks.count))
    var byRank: [Int: ClosedRange<Int32>] = [:]
    for (rank, days) in zip(ranks, covered) {
      guard let days else { continue }
      let known = byRank[rank] ?? days
      byRank[rank] = min(known.lowerBound, days.lowerBound)...max(known.upperBound, days.upperBound)
    }
    self.covered = byRank
  }

  func rank(_ statement: Statement) -> Int { ranks[Int(statement.file)] }

  /// Decides about the statements of one key, sorted by day.
  mutating func decide(ofKey statements: ArraySlice<Statement>) {
    // A later plan of a campaign may move all of its days.
    if rowsOfKey == .one || statements.first?.day == statements.last?.day { return decide(statements) }
    let things = things(statements)
    noteSeveralDays(things)
    for thing in things where thing.count > 1 { decide(thing[...]) }
  }

  /// Counts an id that is several things in exports of several times, and the money of all but the first.
  private mutating func noteSeveralDays(_ things: [[Statement]]) {
    guard !covered.isEmpty, things.count > 1, Set(things.joined().map(rank)).count > 1 else { return }
    decision.onSeveralDays += 1
    for thing in things.dropFirst() {
      let newest = thing.map(rank).max() ?? 0
      for statement in thing where rank(statement) == newest && statement.amount != 0 {
        decision.laterMoney.add(statement.amount, statement.currency)
      }
    }
  }

  /// The statements of one id by what they are about: a thing and its day.
  ///
  /// An order's number may return on another day as another order. A later export moves an order if it speaks about
  /// the day on which an earlier one has it, and has it on one other day only.
  private func things(_ statements: ArraySlice<Statement>) -> [[Statement]] {
    let byDay = Dictionary(grouping: statements, by: \.day).sorted { $0.key < $1.key }.map(\.value)
    let byRank = Dictionary(grouping: statements, by: rank)
    guard !covered.isEmpty, byRank.values.allSatisfy({ Set($0.map(\.day)).count == 1 }) else { return byDay }
    var things: [[Statement]] = []
    for (rank, mine) in byRank.sorted(by: { $0.key < $1.key }) {
      let place =
        things.lastIndex { $0.last?.day == mine[0].day }
        ?? things.lastIndex { thing in
          thing.last.map { covered[rank]?.contains($0.day) ?? false } ?? false
        }
      if let place { things[place] += mine } else { things.append(mine) }
    }
    return things
  }

  /// Decides about statements of one thing.
  private mutating func decide(_ statements: ArraySlice<Statement>) {
    let exports = Dictionary(grouping: statements, by: rank).sorted { $0.key < $1.key }
    let stated = exports.enumerated().map { place, export in
      once(export.value, isFirst: place == 0, rank: export.key)
    }
    guard let latest = stated.last, let all = exports.last?.value else { return }
    noteTwice(all, latest.kept)
    func areSame(_ a: Once, _ b: Once) -> Bool {
      sum(a.kept) == sum(b.kept) && a.kept.count == b.kept.count
    }
    let chain = StatementChange.chain(
      areSame: zip(stated, stated.dropFirst()).map(areSame),
      step: { RestatementStep(before: exports[$0].key, now: exports[$1].key) })
    // What the first export corrects itself stands before all else.
    let corrected = stated[0].corrected
    let isChanged = chain.contains { $0.came != nil }
    func change(_ place: Int, _ statement: Statement) -> StatementChange? {
      var change = chain[place]
      if let correction = corrected[statement.day] {
        change.isFirst = false
        if place == 0 { (change.came, change.isLast) = (correction, !isChanged) }
      }
      return change.came == nil && change.went == nil ? nil : change
    }
    for (place, once) in stated.dropLast().enumerated() {
      let role: StatementRole = areSame(once, latest) ? .duplicate : .replaced
      for statement in once.kept {
        decision.roles[Int(statement.file)].add(role, to: statement, change(place, statement))
      }
      note(once.kept.first, latest.kept.first)
    }
    for statement in latest.kept {
      guard let change = change(stated.count - 1, statement) else { continue }
      decision.roles[Int(statement.file)].add(.restating, to: statement, change)
    }
  }

  private mutating func noteTwice(_ all: [Statement], _ counted: [Statement]) {
    guard rowsOfKey == .parts, counted.count < all.count else { return }
    decision.twice += all.count - counted.count
    for (statements, sign) in [(all, Int64(1)), (counted, -1)] {
      for statement in statements where statement.amount != 0 {
        decision.twiceMoney.add(sign * statement.amount, statement.currency)
      }
    }
  }

  /// What one export states of a key.
  private struct Once {
    /// The statements that stand at its end.
    var kept: [Statement]
    /// By the days of those of them that correct others of the export: the step to each.
    var corrected: [Int32: RestatementStep] = [:]
  }

  /// The statements of one export that stand at its end.
  ///
  /// - Parameter isFirst: whether no earlier export states the key. What a later one corrects itself never stood alone.
  private mutating func once(_ statements: [Statement], isFirst: Bool, rank: Int) -> Once {
    guard statements.count > 1 else { return Once(kept: statements) }
    switch rowsOfKey {
    case .many: return Once(kept: statements)
    case .parts: return Once(kept: distinct(statements))
    case .one:
      var once = Once(kept: [])
      for ofDay in Dictionary(grouping: statements, by: \.day).sorted(by: { $0.key < $1.key }).map(\.value) {
        guard let last = ofDay.last else { continue }
        once.kept.append(last)
        let chain = StatementChange.chain(
          areSame: zip(ofDay, ofDay.dropFirst()).map { !isFirst || $0.values == $1.values },
          step: { RestatementStep(before: rank, now: rank, correction: $1) })
        for (statement, var change) in zip(ofDay.dropLast(), chain) {
          change.isLast = false
          let isChange = change.came != nil || change.went != nil
          decision.roles[Int(statement.file)].add(
            statement.values == last.values ? .duplicate : .replaced, to: statement, isChange ? change : nil)
          note(statement, last)
        }
        once.corrected[last.day] = chain.last?.came
      }
      return once
    }
  }

  /// The statements without those that stand there before, to the byte.
  private mutating func distinct(_ statements: [Statement]) -> [Statement] {
    var first: [UInt64: Statement] = [:]
    return statements.filter { statement in
      guard let known = first[statement.record] else {
        first[statement.record] = statement
        return true
      }
      decision.roles[Int(statement.file)].add(.duplicate, to: statement)
      note(known, statement)
      return false
    }
  }

  /// Remembers the first record that is stated again.
  private mutating func note(_ statement: Statement?, _ again: Statement?) {
    guard let statement, let again else { return }
    func place(_ statement: Statement) -> (Int32, Int32, Int32) {
      (statement.file, statement.chunk, statement.index)
    }
    if let known = decision.firstRepeated, place(known.0) <= place(statement) { return }
    decision.firstRepeated = (statement, again)
  }

  /// A sum of what the statements state, whatever their order.
  private func sum(_ statements: [Statement]) -> UInt64 {
    statements.reduce(0) { $0 &+ $1.values }
  }
}
