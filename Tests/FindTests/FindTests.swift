import FuzzHarness
import Testing
import Foundation

/// What the fuzzers found once, kept under Tests/Finds/NAME: none of it may come back.
@Suite("Finds of the fuzzers") struct FindTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Finds").path

  private func replay(_ name: String, _ problem: ([UInt8]) -> String?) throws {
    let folder = "\(Self.folder)/\(name)"
    for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(file)"))
      #expect(problem(Array(bytes)) == nil, "Tests/Finds/\(name)/\(file)")
    }
  }

  @Test("CSV: blocks and the slow twin read the same") func csv() throws {
    try replay("CSV", CSVHarness.problem)
  }
}
