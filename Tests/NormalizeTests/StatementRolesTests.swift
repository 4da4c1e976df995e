import Columns
import Declarations
import EventSchema
import Testing

@testable import Normalize

/// One letter is a key; the number behind it what is stated of it: `b2`.
@Suite("Statements that several files make") struct StatementRolesTests {
  struct Case: CustomTestStringConvertible {
    let promise: String
    /// Statements per file, the earliest export first.
    let files: [[String]]
    /// Per file the roles of its statements: `.` counts, `d`uplicate, `r`eplaced, `+` restating.
    let logs: [String]
    /// The same where the key names an order or the like.
    let entities: [String]
    var testDescription: String { promise }

    init(_ promise: String, _ files: [[String]], _ logs: [String], entities: [String]? = nil) {
      self.promise = promise
      self.files = files
      self.logs = logs
      self.entities = entities ?? logs
    }
  }

  static let cases = [
    Case("one file alone restates nothing", [["a1", "b2", "c3"]], ["..."]),
    Case("a later file replaces what it states otherwise", [["a1", "b2"], ["b3", "c4"]], [".r", "+."]),
    Case("what a later file states again is a duplicate", [["a1", "b2"], ["b2"]], [".d", "."]),
    Case("of three statements the last counts", [["a1"], ["a2"], ["a3"]], ["r", "r", "+"]),
    Case(
      "back to the first value: what stood between is replaced", [["a1"], ["a2"], ["a1"]], ["d", "r", "+"]),
    Case("unchanged since the second file", [["a1"], ["a2"], ["a2"]], ["r", "d", "."]),
    Case(
      "a log may state a key several times: all of the later file count",
      [["a1", "a1"], ["a1", "a1", "a2"]],
      ["rr", "+++"], entities: ["rd", "+d+"]),
    Case(
      "a log that states the same several times is the same", [["a1", "a1"], ["a1", "a1"]], ["dd", ".."],
      entities: ["dd", ".d"]),
    Case("an order twice to the byte counts once", [["a1", "b1", "a1"]], ["..."], entities: ["..d"]),
    Case("two different records of one order are both kept", [["a1", "a2"]], [".."]),
    Case("a row that a later file no longer has stays", [["a1", "b1"], ["a1"]], ["d.", "."]),
  ]

  private static func statements(_ files: [[String]]) -> ContiguousArray<Statement> {
    var all: ContiguousArray<Statement> = []
    for (file, texts) in files.enumerated() {
      for (index, text) in texts.enumerated() {
        let bytes = Array(text.utf8)
        var statement = Statement(
          key: PersonToken(low: UInt64(bytes[0]), high: 7), values: UInt64(bytes[1]),
          record: UInt64(bytes[1]),
          index: Int32(index))
        statement.file = Int32(file)
        all.append(statement)
      }
    }
    return all
  }

  private static func letters(_ roles: StatementRoles, _ count: Int) -> String {
    let entries = roles.entries(chunk: 0)
    return String(
      (0..<count).map { index -> Character in
        switch entries.first(where: { $0.index == index })?.role {
        case nil: "."
        case .duplicate: "d"
        case .replaced: "r"
        case .restating: "+"
        case .asked: "?"
        }
      })
  }

  @Test("each counts once, as the latest export has it", arguments: cases, [false, true])
  func roles(_ example: Case, areEntities: Bool) {
    let statements = Self.statements(example.files)
    let roles = StatementRoles.deciding(
      ContiguousArray(statements.reversed()), ranks: Array(example.files.indices),
      rowsOfKey: areEntities ? .parts : .many
    ).roles
    let found = zip(roles, example.files).map { Self.letters($0, $1.count) }
    #expect(found == (areEntities ? example.entities : example.logs))
  }

  struct Moved: CustomTestStringConvertible {
    let promise: String
    /// Statements per file: key, value, day.
    let files: [[(String, Int32)]]
    /// The days that each file speaks about.
    let covered: [ClosedRange<Int32>?]
    let roles: [String]
    var testDescription: String { promise }

    init(
      _ promise: String, _ files: [[(String, Int32)]], covered: [ClosedRange<Int32>?], _ roles: [String]
    ) {
      self.promise = promise
      self.files = files
      self.covered = covered
      self.roles = roles
    }
  }

  static let moved = [
    Moved(
      "an order that a later export of the same days has on another day was moved",
      [[("a1", 5)], [("a2", 7)]], covered: [1...9, 4...9], ["r", "+"]),
    Moved(
      "a later export that does not speak of its old day has another order of that number",
      [[("a1", 5)], [("a2", 7)]], covered: [1...9, 6...9], [".", "."]),
    Moved(
      "where an export has a number on two days, days tell orders apart",
      [[("a1", 5)], [("a2", 5), ("a3", 7)]], covered: [1...9, 1...9], ["r", "+."]),
    Moved(
      "moved and moved back: what stood last is replaced",
      [[("a1", 5)], [("a2", 7)], [("a1", 5)]], covered: [1...9, 1...9, 1...9], ["d", "r", "+"]),
    Moved(
      "without days that move, every day is another order",
      [[("a1", 5)], [("a2", 7)]], covered: [], [".", "."]),
  ]

  @Test("an order's day may be corrected", arguments: moved)
  func movedDays(_ example: Moved) {
    #expect(Self.roles(example, .parts) == example.roles)
  }

  static let campaigns = [
    Moved(
      "a plan's row that stands twice counts once", [[("a1", 5), ("b1", 5), ("a1", 5)]], covered: [], ["d.."]),
    Moved("of one day the row further down counts", [[("a1", 5), ("a2", 5)]], covered: [], ["r+"]),
    Moved("all but the last are replaced", [[("a1", 5), ("a2", 5), ("a3", 5)]], covered: [], ["rr+"]),
    Moved("other first days are other flights", [[("a1", 5), ("a2", 9)]], covered: [], [".."]),
    Moved(
      "a later plan of a campaign replaces all of its flights, however they move",
      [[("a1", 5), ("a2", 9)], [("a3", 7)]], covered: [], ["rr", "+"]),
    Moved(
      "a later plan that corrects itself replaces what stood in the one before",
      [[("a1", 5)], [("a2", 5), ("a3", 5)]], covered: [], ["r", "r+"]),
    Moved(
      "a campaign that a later plan does not name stays", [[("a1", 5), ("b1", 5)], [("b1", 5)]], covered: [],
      [".d", "."]),
  ]

  @Test("a plan states a campaign once for every day it begins on", arguments: campaigns)
  func plans(_ example: Moved) {
    #expect(Self.roles(example, .one) == example.roles)
  }

  private static func roles(_ example: Moved, _ rows: RowsOfKey) -> [String] {
    var statements = statements(example.files.map { $0.map(\.0) })
    for place in statements.indices {
      statements[place].day =
        example.files[Int(statements[place].file)][Int(statements[place].index)].1
    }
    let roles = StatementRoles.deciding(
      ContiguousArray(statements.reversed()), ranks: Array(example.files.indices), rowsOfKey: rows,
      covered: example.covered
    ).roles
    return zip(roles, example.files).map { letters($0, $1.count) }
  }

  /// `0-1`: from what export 0 states to what export 1 does; `0-0.2`: the second row further down in export 0.
  struct Chain: CustomTestStringConvertible {
    let promise: String
    let files: [[String]]
    /// Per statement the step since which it is stated so `>`, and the one by which it was replaced; `!` for what was stated
    /// first, or is stated now.
    let changes: [[String]]
    let rows: RowsOfKey
    var testDescription: String { promise }

    init(_ promise: String, _ files: [[String]], _ changes: [[String]], _ rows: RowsOfKey = .many) {
      self.promise = promise
      self.files = files
      self.changes = changes
      self.rows = rows
    }
  }

  static let chains = [
    Chain("what is stated once changes nothing", [["a1"], ["b1"]], [[""], [""]]),
    Chain("the same again changes nothing", [["a1"], ["a1"], ["a1"]], [[""], [""], [""]]),
    Chain(
      "nightly exports: every change stands between the last that says so and the first that says otherwise",
      [["a1"], ["a2"], ["a2"], ["a3"], ["a3"]], [["0-1!"], [">0-1"], ["2-3"], [">2-3!"], [""]]),
    Chain(
      "a copy of the newest export erases nothing", [["a1"], ["a2"], ["a2"]], [["0-1!"], [">0-1!"], [""]]),
    Chain(
      "back to the first value: both changes are remembered", [["a1"], ["a2"], ["a1"]],
      [["0-1!"], [">0-1 1-2"], [">1-2!"]]),
    Chain(
      "an export that does not have the row says nothing of it", [["a1"], ["b1"], ["a2"]],
      [["0-2!"], [""], [">0-2!"]]),
    Chain(
      "all rows of a key change together", [["a1", "a1"], ["a1", "a2"]],
      [["0-1!", "0-1!"], [">0-1!", ">0-1!"]]),
    Chain(
      "a plan that corrects itself further down, row by row", [["a1", "a2", "a2", "a3"]],
      [["0-0.1!", ">0-0.1", "0-0.3", ">0-0.3!"]], .one),
    Chain(
      "a plan that corrected itself, repeated and corrected by others", [["a1", "a2"], ["a2"], ["a3"]],
      [["0-0.1!", ">0-0.1"], ["1-2"], [">1-2!"]], .one),
    Chain(
      "what a later plan corrects itself never stood alone", [["a1"], ["a2", "a3"]],
      [["0-1!"], ["", ">0-1!"]], .one),
  ]

  @Test("a chain of statements remembers every change", arguments: chains)
  func chain(_ example: Chain) {
    let roles = StatementRoles.deciding(
      ContiguousArray(Self.statements(example.files).reversed()), ranks: Array(example.files.indices),
      rowsOfKey: example.rows
    ).roles
    func text(_ step: RestatementStep) -> String {
      "\(step.before)-\(step.now)" + (step.correction > 0 ? ".\(step.correction)" : "")
    }
    let found = zip(roles, example.files).map { roles, texts in
      texts.indices.map { index -> String in
        let entry = roles.entries(chunk: 0).first { $0.index == index }
        guard let entry, entry.change >= 0 else { return "" }
        let change = roles.changes[Int(entry.change)]
        let came = change.came.map { ">" + text($0) + (change.isLast ? "!" : "") }
        let went = change.went.map { text($0) + (change.isFirst ? "!" : "") }
        return [came, went].compactMap(\.self).joined(separator: " ")
      }
    }
    #expect(found == example.changes)
  }

  @Test("a rejected record leaves standing what only earlier exports state of its key")
  func standing() {
    // a in files 0 and 1, b in file 0 alone.
    let statements = Self.statements([["a1", "b1"], ["a2"]])
    // Rejected: a in file 2, b in file 1, a in file 1 beside a good one, c in file 2.
    var rejected = Self.statements([[], ["b9", "a9"], ["a9", "c9"]])
    rejected.sort { ($0.file, $0.index) < ($1.file, $1.index) }
    let found = StandingStatement.find(Array(rejected), among: statements, ranks: [0, 1, 2])
    #expect(
      found == [StandingStatement(rejected: 0, file: 0), StandingStatement(rejected: 2, file: 1)])
  }

  @Test("texts that Unicode calls the same have one stand-in, whatever spaces are around them")
  func composed() {
    var table = InternTable()
    let texts = [
      "Caf\u{E9}", " Cafe\u{301}", "Cafe", "\u{212A}-line", "K-line", "\u{1112}\u{1161}\u{11AB}", "\u{D55C}",
    ]
    let codes = texts.map { Int(table.intern($0)) }
    var composed = ComposedTexts()
    composed.extend(table)
    let hashes = codes.map { [composed.hashes[$0].0, composed.hashes[$0].1] }
    #expect(hashes[0] == hashes[1] && hashes[0] != hashes[2])
    #expect(hashes[3] == hashes[4])
    #expect(hashes[5] == hashes[6])
    #expect(Set(hashes).count == 4)
  }

  @Test("tables of one file never replace each other")
  func oneRank() {
    let roles = StatementRoles.deciding(
      Self.statements([["a1"], ["a2"], ["a3"]]), ranks: [0, 0, 1], rowsOfKey: .many
    ).roles
    #expect(roles.map { Self.letters($0, 1) } == ["r", "r", "+"])
  }

  @Test("read as one chunk, records are counted from the file's front")
  func oneChunk() {
    var roles = StatementRoles()
    for (chunk, index) in [(1, 2), (0, 5), (1, 0)] {
      var statement = Statement(key: .nobody, values: 0, record: 0, index: Int32(index))
      statement.chunk = Int32(chunk)
      roles.add(.replaced, to: statement)
    }
    roles.sort()
    #expect(roles.entries(chunk: 1).map(\.index) == [0, 2])
    #expect(roles.asOneChunk(recordsBefore: [0: 0, 1: 10]).entries(chunk: 0).map(\.index) == [5, 10, 12])
  }
}
