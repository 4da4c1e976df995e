import Pipeline
import Testing

@Suite("Days that several exports state")
struct SharedDaysTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var about: String
    var files: [(export: String, days: ClosedRange<Int32>)]
    /// Per file, the days that exports other than its own state, too.
    var shared: [[ClosedRange<Int32>]]
    var testDescription: String { about }
  }

  static let examples = [
    Example(about: "one file shares nothing", files: [("a", 1...9)], shared: [[]]),
    Example(about: "neighbours share nothing", files: [("a", 1...3), ("b", 4...6)], shared: [[], []]),
    Example(
      about: "the day on which one ends and the other begins is shared", files: [("a", 1...4), ("b", 4...6)],
      shared: [[4...4], [4...4]]),
    Example(
      about: "a long one shares with each short one, in order",
      files: [("year", 1...100), ("b", 60...70), ("a", 10...20)],
      shared: [[10...20, 60...70], [60...70], [10...20]]),
    Example(
      about: "tables of one export don't share days", files: [("a", 1...5), ("a", 3...9)], shared: [[], []]),
    Example(
      about: "tables of one export share with another file only what that states",
      files: [("a", 1...5), ("a", 4...9), ("b", 5...6)], shared: [[5...5], [5...6], [5...6]]),
    Example(
      about: "three on one day", files: [("a", 2...2), ("b", 2...2), ("c", 2...2)],
      shared: [[2...2], [2...2], [2...2]]),
    Example(about: "none", files: [], shared: []),
  ]

  @Test("are those of a file on which another export has records", arguments: examples)
  func finds(_ example: Example) {
    let shared = SharedDays(example.files)
    #expect(example.files.map { shared.within($0.days) } == example.shared)
  }
}
