import Declarations
import Testing

/// How many rejected records a pipeline file expects.
@Suite("Limits of rejects") struct RejectLimitTests {
  @Test(
    "a share allows so many of all records, of a part of them rounded up to whole ones and less than half",
    arguments: [
      ("5%", 5, 100, true, true), ("5%", 6, 100, false, false), ("5%", 6, 101, false, true),
      // 5 % of 13 is 0.65, of 21 it is 1.05.
      ("5%", 1, 13, false, true), ("5%", 2, 13, false, false), ("5%", 2, 21, false, true),
      ("5%", 1, 2, false, false), ("5%", 1, 3, false, true), ("5%", 1, 1, false, false),
      ("50%", 1, 2, true, true), ("100%", 3, 3, true, true),
      ("0%", 1, 1000, false, false), ("0%", 0, 10, true, true),
      ("20", 20, 21, true, true), ("20", 21, 1000, false, false), ("0", 0, 0, true, true),
    ])
  func allows(_ text: String, _ rejected: Int, _ records: Int, all: Bool, part: Bool) throws {
    let limit = try #require(RejectLimit(text))
    #expect(limit.allows(rejected, of: records) == all)
    #expect(limit.allows(rejected, ofPart: records) == part)
  }
}
