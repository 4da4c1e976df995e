import EventSchema
import Testing

@Suite("Dividing amounts") struct ApportionmentTests {
  @Test(
    "equal parts are whole and sum up; the first hold what is left over; corrections mirror charges",
    arguments: [
      (100, 3, [34, 33, 33]), (-100, 3, [-34, -33, -33]), (2, 4, [1, 1, 0, 0]), (0, 2, [0, 0]), (7, 1, [7]),
      (5, 0, []),
    ] as [(Int128, Int, [Int128])])
  func equally(_ units: Int128, _ count: Int, _ parts: [Int128]) {
    #expect(Apportionment.equally(units, into: count) == parts)
  }

  @Test(
    "parts in proportion go by largest remainder, among equal ones to the earlier",
    arguments: [
      (100, ["1", "1", "1"], [34, 33, 33]), (-100, ["1", "1", "1"], [-34, -33, -33]),
      (100_000, ["600", "300"], [66_667, 33_333]), (100_000, ["300", "600"], [33_333, 66_667]),
      // 10 by 1 : 1 : 4 is 1.67, 1.67, 6.67: all remainders are equal.
      (10, ["1", "1", "4"], [2, 2, 6]),
      // A channel whose spend was corrected below 0 bears nothing.
      (10, ["-5", "0", "0.1"], [0, 0, 10]), (1, ["0.4", "0.6"], [0, 1]), (0, ["1", "2"], [0, 0]),
    ] as [(Int128, [String], [Int128])])
  func proportionally(_ units: Int128, _ weights: [String], _ parts: [Int128]) throws {
    let weights = try weights.map { try #require(Exact(decimal: $0)) }
    let found = try #require(Apportionment.proportionally(units, by: weights))
    #expect(found == parts)
    #expect(found.reduce(0, +) == units)
  }

  @Test("where nobody has anything of the key, nothing is divided")
  func noKey() {
    #expect(Apportionment.proportionally(10, by: [.zero, Exact(-1)]) == nil)
    #expect(Apportionment.proportionally(10, by: []) == nil)
  }

  @Test(
    "amounts are divided into minor units as ISO 4217 has them, finer ones into millionths",
    arguments: [
      ("EUR", [10_000_000], 10_000), ("JPY", [5_000_000], 1_000_000), ("KWD", [1_000], 1_000),
      ("CLF", [100], 100), ("EUR", [10_000, 15_000], 1), ("JPY", [1_500_000], 1), ("EUR", [-20_000], 10_000),
    ] as [(String, [Int128], Int128)])
  func steps(_ code: String, _ amounts: [Int128], _ step: Int128) throws {
    #expect(try #require(Currency(code)).step(of: amounts) == step)
  }
}
