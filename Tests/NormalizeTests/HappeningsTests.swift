import Columns
import Declarations
import Testing

@testable import Normalize

/// A row is `key day`, all of one file unless a `|` begins the next one; `+` marks a row from elsewhere, `!` one that states why
/// the lead was turned away.
@Suite("What happens once, on several rows") struct HappeningsTests {
  struct Case: CustomTestStringConvertible {
    let promise: String
    let rows: [String]
    /// Rows that count, by their places among all.
    let counting: [Int]
    let onSeveralDays: Int
    let contradicting: Int
    var testDescription: String { promise }
  }

  @Test(
    "counts on the first day that the latest export states",
    arguments: [
      Case(
        promise: "the first day counts, whatever the order of rows", rows: ["a 20", "a 10", "b 5", "a 15"],
        counting: [1, 2], onSeveralDays: 1, contradicting: 0),
      Case(
        promise: "what comes again from elsewhere contradicts nothing", rows: ["a 10", "a 12 +"],
        counting: [0],
        onSeveralDays: 1, contradicting: 0),
      Case(
        promise: "two origins on the first day do", rows: ["a 10", "a 10 +", "a 12"], counting: [0],
        onSeveralDays: 1, contradicting: 1),
      Case(
        promise: "a reason that only a later row states is not lost without a word",
        rows: ["a 10", "a 12 !"],
        counting: [0], onSeveralDays: 1, contradicting: 1),
      Case(
        promise: "a later export moves the day", rows: ["a 10", "|", "a 8"], counting: [1], onSeveralDays: 0,
        contradicting: 0),
      Case(
        promise: "of a later export its first day counts", rows: ["a 10", "|", "a 14", "a 12"], counting: [2],
        onSeveralDays: 1, contradicting: 0),
      Case(
        promise: "what is unique costs nothing and is not told", rows: ["a 10", "b 10", "|", "c 10"],
        counting: [0, 1, 2], onSeveralDays: 0, contradicting: 0),
    ])
  func once(_ example: Case) {
    var statements: ContiguousArray<Statement> = []
    var file: Int32 = 0
    for row in example.rows {
      let words = row.split(separator: " ")
      guard words.count > 1 else {
        file += 1
        continue
      }
      let (key, day) = (UInt64(words[0].utf8.first ?? 0), Int32(words[1]) ?? 0)
      let values = UInt64(day) * 2 + (words.count > 2 ? 1 : 0)
      var statement = Statement(
        key: PersonToken(low: key, high: 7), values: values, record: values, index: Int32(statements.count))
      (statement.file, statement.dayStated) = (file, day)
      if words.last == "!" { statement.buyers[0] = 9 }
      statements.append(statement)
    }
    let decision = StatementRoles.deciding(
      statements, ranks: Array(0...Int(file)), rowsOfKey: .happening, severalRows: .countOnce)
    let left = Set(
      decision.roles.flatMap { $0.entries(chunk: 0).filter { !$0.role.counts }.map(\.index) })
    #expect(statements.indices.filter { !left.contains(Int32($0)) } == example.counting)
    #expect(decision.once.onSeveralDays == example.onSeveralDays)
    #expect(decision.once.contradicting == example.contradicting)
  }
}

@Suite("What an account is stated by") struct AccountFormTests {
  @Test(
    "numbers and long codes are ids, all else is a name",
    arguments: [
      ("70031", AccountForms.ids), ("901;902", .ids), ("001Ec00000GGw3iIAD", .ids), ("Northwind", .names),
      ("3M", .names), ("Firma 31 GmbH", .names), ("东港水务", .names), ("Handelsgesellschaft", .names),
    ])
  func forms(text: String, form: AccountForms) {
    #expect(PersonNormaliser.accountForm(Array(text.utf8)) == form)
  }
}
