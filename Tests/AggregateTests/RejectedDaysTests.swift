import Testing

@testable import Aggregate

@Suite("Days of rejected records") struct RejectedDaysTests {
  @Test("rejected records of parts of a file add up by their days")
  func rejects() {
    var (one, other) = (ReconciliationLedger(), ReconciliationLedger())
    one.rejectedDays = [5...5: 2, ReconciliationLedger.noDay: 1]
    other.rejectedDays = [5...5: 1, 5...9: 1]
    #expect(
      ReconciliationLedger(merging: [one, other]).rejectedDays
        == [5...5: 3, 5...9: 1, ReconciliationLedger.noDay: 1])
  }
}
