import Columns
import Declarations
import EventSchema
import Testing

@testable import Normalize

/// A row is `id day amount buyer`; `-` is nobody. A `|` begins the next export, which speaks about its own days only.
@Suite("Order ids that exports have on different days") struct MovedOrdersTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let promise: String
    let rows: [String]
    /// Ids on days of several exports; those that look like one order, and what counts of them before the newest export.
    let several: Int
    let moved: Int
    let money: Int
    let look: Bool
    var testDescription: String { promise }
  }

  @Test(
    "look like one order where its amount or its buyer is the same",
    arguments: [
      Case(
        promise: "the same amount and buyer", rows: ["a 31 500 p", "|", "a 32 500 p"], several: 1, moved: 1,
        money: 500, look: true),
      Case(
        promise: "the same amount, nobody named", rows: ["a 31 500 -", "|", "a 32 500 -"], several: 1,
        moved: 1,
        money: 500, look: true),
      Case(
        promise: "the same buyer, another amount: what stands before is too much",
        rows: ["a 31 500 p", "|", "a 32 450 p"], several: 1, moved: 1, money: 500, look: true),
      Case(
        promise: "the same amount, another buyer", rows: ["a 31 500 p", "|", "a 32 500 q"], several: 1,
        moved: 0,
        money: 0, look: false),
      Case(
        promise: "another amount, nobody named", rows: ["a 31 500 -", "|", "a 32 450 -"], several: 1,
        moved: 0,
        money: 0, look: false),
      Case(
        promise: "a shop that numbers anew has other amounts and buyers, and one by chance",
        rows: ["a 1 5 p", "b 1 6 q", "|", "a 9 7 r", "b 9 6 -"], several: 2, moved: 1, money: 6, look: false),
      Case(
        promise: "half a year apart", rows: ["a 0 5 p", "|", "a 183 5 p"], several: 1, moved: 1, money: 5,
        look: true),
      Case(
        promise: "a day more: the number of another year", rows: ["a 0 5 p", "|", "a 184 5 p"], several: 1,
        moved: 0, money: 0, look: false),
      Case(
        promise: "one export with an id on two days numbers anew", rows: ["a 1 5 p", "a 2 5 p"], several: 0,
        moved: 0, money: 0, look: false),
      Case(
        promise: "three exports: two of three are too much",
        rows: ["a 1 5 p", "|", "a 11 5 p", "|", "a 21 5 p"], several: 1, moved: 1, money: 10, look: true),
      Case(
        promise: "a later export that speaks about the old day replaces",
        rows: ["a 1 5 p", "|", "a 2 5 p", "b 1 3 -"],
        several: 0, moved: 0, money: 0, look: false),
      Case(
        promise: "what does not count is of no day", rows: ["a 31 500 px", "|", "a 32 500 p"], several: 0,
        moved: 0,
        money: 0, look: false),
      Case(
        promise: "orders of nothing count no money twice", rows: ["a 31 0 p", "|", "a 32 0 p"], several: 1,
        moved: 0, money: 0, look: false),
    ])
  func moved(example: Case) {
    var all: ContiguousArray<Statement> = []
    var days: [ClosedRange<Int32>?] = [nil]
    for (index, row) in example.rows.enumerated() {
      let words = row.split(separator: " ")
      guard words.count == 4, let day = Int32(words[1]) else {
        days.append(nil)
        continue
      }
      let known = days[days.count - 1] ?? day...day
      days[days.count - 1] = min(known.lowerBound, day)...max(known.upperBound, day)
      var statement = Statement(
        key: PersonToken(low: UInt64(words[0].utf8.first ?? 0), high: 7), day: day,
        values: UInt64(index + 1), record: UInt64(index + 1), index: Int32(index))
      statement.file = Int32(days.count - 1)
      statement.dayStated = day
      statement.amount = (Int64(words[2]) ?? 0) * 1_000_000
      statement.counts = !words[3].hasSuffix("x")
      statement.buyers[0] = words[3].first == "-" ? 0 : UInt32(words[3].utf8.first ?? 0)
      all.append(statement)
    }
    let decision = StatementRoles.deciding(
      all, ranks: Array(days.indices), rowsOfKey: .parts, severalRows: .addUp, covered: days)
    let found = decision.onSeveralDays
    #expect(found.inSeveralExports == example.several)
    #expect(found.moved == example.moved)
    #expect(found.movedMoney.values.reduce(.zero) { $0 + $1 } == Exact(example.money))
    #expect(found.lookMoved == example.look)
  }
}
