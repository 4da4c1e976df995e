import Columns
import Declarations
import EventSchema
import Testing

@testable import Normalize

/// A row is `key part amount`, and `x` where it does not count: `a 1 100`. All rows are of one file unless a `|` begins the
/// next one.
@Suite("Things on several rows of a file") struct SeveralRowsTests {
  struct Case: CustomTestStringConvertible {
    let promise: String
    let rows: [String]
    /// Things that stop the run, their rows, what they amount to beyond once and in all.
    let refused: (things: Int, rows: Int, beyond: Int, all: Int)
    /// Things that count once where each row repeats the whole, rows left out; what then still stops.
    let once: (things: Int, rows: Int, stops: Int)
    var testDescription: String { promise }
  }

  static let cases = [
    Case(
      promise: "an order per product: 100 + 100 + 100 is 200 too much",
      rows: ["a 0 100", "a 0 100", "a 0 100"],
      refused: (1, 3, 200, 300), once: (1, 2, 0)),
    Case(
      promise: "lines of an order are things of their own", rows: ["a 1 60", "a 2 40", "b 1 7"],
      refused: (0, 0, 0, 0), once: (0, 0, 0)),
    Case(
      promise: "a line joined with two contacts", rows: ["a 1 60", "a 1 60", "a 2 40"],
      refused: (1, 2, 60, 120), once: (1, 1, 0)),
    Case(
      promise: "rows that state other amounts never count once", rows: ["a 0 60", "a 0 40"],
      refused: (1, 2, 40, 100), once: (0, 0, 1)),
    Case(
      promise: "a row that does not count multiplies nothing", rows: ["a 0 60", "a 0 60x"],
      refused: (0, 0, 0, 0), once: (0, 0, 0)),
    Case(
      promise: "what does not count is not the one that does", rows: ["a 0 60x", "a 0 60", "a 0 60"],
      refused: (1, 2, 60, 120), once: (1, 1, 0)),
    Case(
      promise: "a later export replaces, and is no second row", rows: ["a 0 60", "|", "a 0 70"],
      refused: (0, 0, 0, 0), once: (0, 0, 0)),
    Case(
      promise: "of a later export that has it twice", rows: ["a 0 60", "|", "a 0 70", "a 0 70"],
      refused: (1, 2, 70, 140), once: (1, 1, 0)),
  ]

  private static func statements(_ rows: [String]) -> ContiguousArray<Statement> {
    var all: ContiguousArray<Statement> = []
    var file: Int32 = 0
    for (index, row) in rows.enumerated() {
      let words = row.split(separator: " ")
      guard words.count == 3 else {
        file += 1
        continue
      }
      let counts = !words[2].hasSuffix("x")
      let amount = Int64(words[2].filter(\.isNumber)) ?? 0
      // No two rows are the same to the byte.
      var statement = Statement(
        key: PersonToken(low: UInt64(words[0].utf8.first ?? 0), high: 7), values: UInt64(index + 1),
        record: UInt64(index + 1), index: Int32(index))
      statement.file = file
      statement.part = UInt64(words[1]) ?? 0
      statement.amount = amount * 1_000_000
      statement.counts = counts
      all.append(statement)
    }
    return all
  }

  private static func decide(
    _ rows: [String], _ rule: InputDeclaration.SeveralRows
  ) -> (StatementRoles.Decision, FanOut) {
    let statements = statements(rows)
    let ranks = Array(0...rows.count { $0 == "|" })
    let decision = StatementRoles.deciding(
      statements, ranks: ranks, rowsOfKey: .parts, severalRows: rule)
    return (decision, FanOut(statements, decision.roles, ranks: ranks))
  }

  @Test("stop the run, with what they would count", arguments: cases)
  func refused(_ example: Case) {
    let (_, fanOut) = Self.decide(example.rows, .refuse)
    #expect(fanOut.count == example.refused.things)
    #expect(fanOut.rows == example.refused.rows)
    #expect(fanOut.beyond.values.reduce(.zero) { $0 + $1 } == Exact(example.refused.beyond))
    #expect(fanOut.all.values.reduce(.zero) { $0 + $1 } == Exact(example.refused.all))
  }

  @Test("count once where each row repeats the whole", arguments: cases)
  func once(_ example: Case) {
    let (decision, fanOut) = Self.decide(example.rows, .countOnce)
    #expect(decision.once.things == example.once.things)
    #expect(decision.once.rows == example.once.rows)
    #expect(fanOut.count == example.once.stops)
  }

  @Test(
    "orders whose lines all state the same amount look like a join, from three on",
    arguments: [
      (["a 1 9", "a 2 9", "b 1 8", "b 2 8"], false),
      (["a 1 9", "a 2 9", "b 1 8", "b 2 8", "c 1 7", "c 2 7", "c 3 7"], true),
      (["a 1 9", "a 2 9", "b 1 8", "b 2 8", "c 1 7", "c 2 7", "d 1 6", "d 2 5"], false),
      (["a 1 9", "b 1 8", "c 1 7", "d 1 6"], false),
    ])
  func multiplied(rows: [String], looks: Bool) {
    let statements = Self.statements(rows)
    let parts = OrdersInParts(statements, [StatementRoles()], ranks: [0])
    #expect(parts.lookMultiplied == looks)
  }

  @Test("an order's rows are of several buyers where one kind of key differs, a blank is none")
  func buyers() {
    var statements = Self.statements(["a 1 9", "a 2 5", "b 1 9", "b 2 5"])
    statements[0].buyers = [1, 0, 0, 0]
    statements[1].buyers = [0, 5, 0, 0]
    statements[2].buyers = [1, 7, 0, 0]
    statements[3].buyers = [1, 8, 0, 0]
    #expect(OrdersInParts(statements, [StatementRoles()], ranks: [0]).ofSeveralBuyers == 1)
  }
}
