package import Declarations
package import EventSchema

extension StatementRoles {
  /// What is decided about all files of an input that state the same.
  package struct Decision: Sendable {
    /// Per file.
    package var roles: [StatementRoles]
    /// The first two records that state the same: of the earliest file and record that is stated again.
    package var firstRepeated: (Statement, Statement)?
    /// Ids that stand on several days, as things of their own.
    package var onSeveralDays = IDsOnDays()
    /// Parts of things that stand in the export that counts once more to the byte, and what these amount to.
    package var twice = 0
    package var twiceMoney: [Currency: Exact] = [:]
    /// Things that the export that counts has on several rows and that count once.
    package var once = ThingsOnce()
    /// What a later file states otherwise than an earlier one.
    package var corrections: [FilePair: Corrections] = [:]
  }

  /// What one file states otherwise than another one.
  package struct Corrections: Sendable, Equatable {
    /// How many keys.
    package var count = 0
    /// The days that they are about.
    package var days: Set<Int32> = []

    package init() {}
  }

  /// Two files, by their indices among those compared.
  package struct FilePair: Sendable, Hashable {
    package var earlier: Int
    package var later: Int
  }

  /// Things on several rows of a file that count once.
  package struct ThingsOnce: Sendable, Equatable {
    package var things = 0
    /// Those whose rows contradict each other: the first counts.
    package var contradicting = 0
    /// Those that rows state again on later days, and their rows that don't count: the first day counts.
    package var onSeveralDays = 0
    package var rowsOfSeveralDays = 0
    /// Rows that don't count, and what they amount to.
    package var rows = 0
    package var money: [Currency: Exact] = [:]
    /// Two rows of the first of them.
    package var first: (Statement, Statement)?

    package init() {}

    package static func == (a: ThingsOnce, b: ThingsOnce) -> Bool {
      (a.things, a.contradicting, a.rows) == (b.things, b.contradicting, b.rows) && a.money == b.money
        && (a.onSeveralDays, a.rowsOfSeveralDays) == (b.onSeveralDays, b.rowsOfSeveralDays)
    }
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
  ///   - severalRows: what several rows of one thing in a file are; nil where rows are no things.
  ///   - covered: per file the days that it speaks about, where a later export may state a thing on another day;
  ///     empty where its day is part of what it is.
  package static func deciding(
    _ statements: ContiguousArray<Statement>, ranks: [Int], rowsOfKey: RowsOfKey,
    severalRows: InputDeclaration.SeveralRows? = nil, covered: [ClosedRange<Int32>?] = []
  ) -> Decision {
    var deciding = Deciding(
      ranks: ranks, rowsOfKey: rowsOfKey, severalRows: severalRows, covered: covered)
    let sorted = statements.sorted(by: Statement.precedes)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].key == sorted[start].key { end += 1 }
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
  let severalRows: InputDeclaration.SeveralRows?
  /// By rank; empty where no thing's day moves.
  let covered: [Int: ClosedRange<Int32>]
  var decision: StatementRoles.Decision

  init(
    ranks: [Int], rowsOfKey: RowsOfKey, severalRows: InputDeclaration.SeveralRows?,
    covered: [ClosedRange<Int32>?]
  ) {
    self.ranks = ranks
    self.rowsOfKey = rowsOfKey
    self.severalRows = severalRows
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

  /// Counts an id that is several things, and the money of all but the first.
  private mutating func noteSeveralDays(_ things: [[Statement]]) {
    // What does not count is of no day.
    let counting = things.map { thing in
      let newest = thing.map(rank).max() ?? 0
      return thing.filter { rank($0) == newest && $0.counts }
    }.filter { !$0.isEmpty }
    guard !covered.isEmpty, counting.count > 1 else { return }
    decision.onSeveralDays.count += 1
    for statement in counting.dropFirst().joined() where statement.amount != 0 {
      decision.onSeveralDays.money.add(statement.amount, statement.currency)
    }
    decision.onSeveralDays.noteMove(counting, rank)
    guard let export = counting.first?.first.map(rank), counting.joined().allSatisfy({ rank($0) == export })
    else { return }
    decision.onSeveralDays.inOneExport += 1
    let sums = counting.map { thing in
      thing.reduce(into: [Currency: Exact]()) { $0.add($1.amount, $1.currency) }
    }
    guard let first = sums.first, sums.allSatisfy({ $0 == first }),
      first.values.contains(where: { !$0.isZero })
    else { return }
    decision.onSeveralDays.alike += 1
    for statement in counting.dropFirst().joined() {
      decision.onSeveralDays.alikeMoney.add(statement.amount, statement.currency)
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
    noteOnce(all, latest.kept)
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
      if role == .replaced { noteCorrection(of: once.kept, by: latest.kept) }
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
    guard [.parts, .happening].contains(rowsOfKey), counted.count < all.count else { return }
    decision.twice += all.count - counted.count
    for (statements, sign) in [(all, Int64(1)), (counted, -1)] {
      for statement in statements where statement.amount != 0 {
        decision.twiceMoney.add(sign * statement.amount, statement.currency)
      }
    }
  }

  /// Notes a key that a later file states otherwise than an earlier one.
  private mutating func noteCorrection(of old: [Statement], by new: [Statement]) {
    guard let first = old.first, let latest = new.first else { return }
    let pair = StatementRoles.FilePair(earlier: Int(first.file), later: Int(latest.file))
    decision.corrections[pair, default: .init()].count += 1
    for statement in old { decision.corrections[pair]?.days.insert(statement.dayStated) }
    for statement in new { decision.corrections[pair]?.days.insert(statement.dayStated) }
  }

  /// Counts the things of the export that counts which stand there on several rows, more than to the byte.
  private mutating func noteOnce(_ all: [Statement], _ counted: [Statement]) {
    guard severalRows == .countOnce, counted.count < all.count else { return }
    let byPart = Dictionary(grouping: all.filter(\.counts), by: \.part)
    for rows in byPart.sorted(by: { $0.key < $1.key }).map(\.value) {
      let several = inOrder(distinctRecords(rows))
      guard several.count > 1, let one = several.first, Self.canCountOnce(several) else { continue }
      decision.once.things += 1
      decision.once.rows += several.count - 1
      // What happens again on a later day may well come from elsewhere.
      let alike = rowsOfKey == .happening ? several.filter { $0.dayStated == one.dayStated } : several
      if alike.count < several.count {
        decision.once.onSeveralDays += 1
        decision.once.rowsOfSeveralDays += several.count - 1
      }
      // What is said of the lead anew would be lost with the row.
      let isLost = rowsOfKey == .happening && several.contains { Self.statesMore($0, than: one) }
      if isLost || alike.contains(where: { $0.values != one.values }) { decision.once.contradicting += 1 }
      for statement in several.dropFirst() where statement.amount != 0 {
        decision.once.money.add(statement.amount, statement.currency)
      }
      if let known = decision.once.first, !Statement.isBefore(one, known.0) { continue }
      decision.once.first = (one, several[1])
    }
  }

  private static func statesMore(_ a: Statement, than b: Statement) -> Bool {
    (0..<4).contains { a.buyers[$0] != 0 && a.buyers[$0] != b.buyers[$0] }
  }

  /// The rows of a thing in a file in the order in which they are asked: the first one counts.
  private func inOrder(_ statements: [Statement]) -> [Statement] {
    guard rowsOfKey == .happening else { return statements }
    return statements.sorted { a, b in
      a.dayStated != b.dayStated ? a.dayStated < b.dayStated : Statement.isBefore(a, b)
    }
  }

  private func distinctRecords(_ statements: [Statement]) -> [Statement] {
    var seen: Set<UInt64> = []
    return statements.filter { seen.insert($0.record).inserted }
  }

  /// Whether rows of one thing state one amount.
  private static func canCountOnce(_ rows: [Statement]) -> Bool {
    rows.allSatisfy { $0.amount == rows.first?.amount && $0.currency == rows.first?.currency }
  }

  /// The rows of a file without those that state again what one before them does.
  private mutating func onceEach(_ statements: [Statement]) -> [Statement] {
    let byPart = Dictionary(grouping: statements.filter(\.counts), by: \.part)
    let several = byPart.filter { $0.value.count > 1 && Self.canCountOnce($0.value) }
    return firstOnly(statements) { $0.counts && several[$0.part] != nil ? $0.part : nil }
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
    case .many: return Once(kept: severalRows == .countOnce ? onceEach(statements) : statements)
    case .parts, .happening:
      // What stands there before, to the byte, is no part.
      let distinct = firstOnly(inOrder(statements), \.record)
      return Once(kept: severalRows == .countOnce ? onceEach(distinct) : distinct)
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

  /// The first statement of each mark, and those without one; the others are duplicates.
  private mutating func firstOnly(_ statements: [Statement], _ mark: (Statement) -> UInt64?) -> [Statement] {
    var first: [UInt64: Statement] = [:]
    return statements.filter { statement in
      guard let mark = mark(statement) else { return true }
      guard let known = first[mark] else {
        first[mark] = statement
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
    if let known = decision.firstRepeated, !Statement.isBefore(statement, known.0) { return }
    decision.firstRepeated = (statement, again)
  }

  /// A sum of what the statements state, whatever their order.
  private func sum(_ statements: [Statement]) -> UInt64 {
    statements.reduce(0) { $0 &+ $1.values }
  }
}
