import Aggregate
import Diagnostics
import EventSchema
import Pipeline
import Testing

@Suite("The balance of a run") struct BalanceTests {
  static func ledger() -> ReconciliationLedger {
    var ledger = ReconciliationLedger()
    (ledger.records, ledger.accepted, ledger.rejected) = (10, 6, 1)
    (ledger.duplicate, ledger.replaced) = (1, 1)
    ledger.filtered["total"] = 1
    var money = ReconciliationLedger.Money()
    (money.records, money.accepted, money.rejected) = (10_000_000, 6_500_000, 1_000_000)
    (money.filtered, money.duplicate, money.replaced) = (500_000, 1_500_000, 500_000)
    ledger.money[.init(measure: .spend, currency: "EUR")] = money
    return ledger
  }

  @Test("accounts that add up let a run go on")
  func balanced() { #expect(Runner.imbalance([("a.csv", Self.ledger()), ("b.csv", .init())]) == nil) }

  @Test(
    "one record or a millionth that went nowhere fails the run as a bug of ours, and names file and amount")
  func planted() throws {
    var lost = Self.ledger()
    lost.accepted -= 1
    var spent = Self.ledger()
    spent.money[.init(measure: .spend, currency: "EUR")]?.accepted -= 1
    let failure = try #require(
      Runner.imbalance([("a.csv", Self.ledger()), ("b.csv", lost), ("c.csv", spent)]))
    #expect(failure.exit == .internalError)
    #expect(
      failure.list.map { "\($0.location?.file ?? ""): \($0.message)" } == [
        "b.csv: the ledger does not balance: records 10, accounted for 9",
        "c.csv: the ledger does not balance: spend EUR 10, accounted for 9.999999",
      ])
  }
}
