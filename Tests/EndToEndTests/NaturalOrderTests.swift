import Testing

@testable import Pipeline

@Suite("The order of files' names") struct NaturalOrderTests {
  @Test(
    "numbers in names count as numbers",
    arguments: [
      (["v2.csv", "v10.csv"]), (["a", "b"]), (["1", "01a"]), (["v01", "v1", "v2"]), (["v", "v1"]),
      (["export.csv", "export (2).csv", "export (10).csv", "exports.csv"]),
      (["a/export.csv.gz", "a/export (1).csv", "b/export.csv"]), (["v2026.02", "v2026.10"]),
      (["ads-2026-02-09", "ads-2026-02-10"]),
      (["a99999999999999999999", "a100000000000000000000"]), (["file9b", "file09c"]),
    ])
  func order(_ names: [String]) {
    #expect(names.reversed().sorted(by: NaturalOrder.precedes) == names)
    for name in names { #expect(!NaturalOrder.precedes(name, name)) }
  }
}
