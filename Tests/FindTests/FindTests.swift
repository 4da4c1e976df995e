import Foundation
import FuzzHarness
import Testing

/// What the fuzzers found once, kept under Tests/Finds/NAME: none of it may come back.
@Suite("Finds of the fuzzers") struct FindTests {
  static let finds = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Finds").path

  struct Target: Sendable, CustomTestStringConvertible {
    var name: String
    var problem: @Sendable ([UInt8]) -> String?
    var testDescription: String { name }
  }

  static let targets = [
    Target(name: "CSV", problem: CSVHarness.problem), Target(name: "XML", problem: XMLHarness.problem),
    Target(name: "YAML", problem: YAMLHarness.problem),
    Target(name: "Numbers", problem: NumbersHarness.problem),
    Target(name: "Dates", problem: DatesHarness.problem),
    Target(name: "Formulas", problem: FormulasHarness.problem),
    Target(name: "Containers", problem: ContainersHarness.problem),
    Target(name: "Gzip", problem: GzipHarness.problem),
  ]

  @Test("what a fuzzer found once is read as it should be", arguments: targets)
  func replay(_ target: Target) throws {
    let folder = "\(Self.finds)/\(target.name)"
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? [] {
      let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(file)"))
      #expect(target.problem(Array(bytes)) == nil, "Tests/Finds/\(target.name)/\(file)")
    }
  }
}
