import Foundation
import Testing

/// The cases under `fixtures/cases/TOPIC/NAME/`: a pipeline with trouble in its inputs, and beside it what a
/// person worked out by hand that the report must say.
struct Case: CustomTestStringConvertible {
  let name: String
  private static let folder = "\(Sluice.root)/fixtures/cases"

  var testDescription: String { name }
  var path: String { "\(Self.folder)/\(name)" }

  static let all: [Case] = {
    func folders(_ path: String) -> [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    }
    return folders(folder).flatMap { topic in
      folders("\(folder)/\(topic)").map { Case(name: "\(topic)/\($0)") }
    }
  }()

  /// What `expected.json` of the case says.
  struct Expected {
    let asOf: String
    let exit: Int32
    let report: Any?
    let stderr: [String]
    let written: [String: [String]]
    let tables: [String: String]

    private static let keys: Set = ["about", "as_of", "exit", "report", "stderr", "written", "tables"]

    init(_ data: Data) throws {
      let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      #expect(Set(object.keys).isSubset(of: Self.keys), "unknown keys")
      #expect((object["about"] as? String)?.isEmpty == false, "says what the trouble is")
      asOf = try #require(object["as_of"] as? String)
      exit = Int32(try #require(object["exit"] as? Int))
      report = object["report"]
      stderr = object["stderr"] as? [String] ?? []
      written = object["written"] as? [String: [String]] ?? [:]
      tables = object["tables"] as? [String: String] ?? [:]
      #expect(
        report != nil || !stderr.isEmpty || !written.isEmpty || !tables.isEmpty, "something is expected")
    }
  }
}

/// Where a JSON value lacks what is expected of it.
///
/// An object must have the keys named; for each element of an array some element must match, none twice;
/// everything else must be equal.
func missing(_ expected: Any, in actual: Any?, at path: String = "") -> [String] {
  switch expected {
  case let object as [String: Any]:
    guard let found = actual as? [String: Any] else { return ["\(path): no object"] }
    return object.sorted { $0.key < $1.key }.flatMap {
      missing($0.value, in: found[$0.key], at: "\(path)/\($0.key)")
    }
  case let array as [Any]:
    guard var left = actual as? [Any] else { return ["\(path): no array"] }
    if array.isEmpty { return left.isEmpty ? [] : ["\(path): expected to be empty, is \(left)"] }
    return array.enumerated().flatMap { index, element -> [String] in
      if let place = left.firstIndex(where: { missing(element, in: $0).isEmpty }) {
        left.remove(at: place)
        return []
      }
      return ["\(path)[\(index)]: nothing like \(element) in \(left)"]
    }
  default:
    let same = (actual as? NSObject)?.isEqual(expected) ?? false
    return same ? [] : ["\(path): expected \(expected), found \(actual ?? "nothing")"]
  }
}

@Suite("Cases") struct CaseTests {
  @Test("what was worked out by hand stands in the report", arguments: Case.all)
  func run(_ example: Case) throws {
    let expected = try Case.Expected(
      try #require(FileManager.default.contents(atPath: "\(example.path)/expected.json")))
    let place = try Workspace(copying: [])
    let copy = "\(place.path)/case"
    try FileManager.default.copyItem(atPath: example.path, toPath: copy)
    try? FileManager.default.removeItem(atPath: "\(copy)/report")
    let run = try Sluice.run(["run", "pipeline.yaml", "--as-of", expected.asOf], folder: copy)
    #expect(run.status == expected.exit, "\(run.err)")
    for text in expected.stderr { #expect(run.err.contains(text), "\(text) in \(run.err)") }
    if let report = expected.report {
      let found = try Self.reports(in: copy)
      #expect(found.count == 1, "one report.json: \(found)")
      let json = try JSONSerialization.jsonObject(
        with: try #require(found.first.flatMap { FileManager.default.contents(atPath: "\(copy)/\($0)") }))
      for problem in missing(report, in: json) { Issue.record("\(problem)") }
      // Cases have what no committed report has.
      let page = try #require(ReportPage.docs)
      #expect(page.unknown(json) == [], "keys that docs/report-json.md does not have")
      #expect(try #require(ReportSchema.docs).problems(json) == [], "against docs/report.schema.json")
      let pipeline = try String(contentsOfFile: "\(copy)/pipeline.yaml", encoding: .utf8)
      #expect(
        try Recomputing(pipeline: pipeline).problems(json).wrong == [], "values that are not of their parts")
    }
    for (file, texts) in expected.written {
      let text = try String(contentsOfFile: "\(copy)/\(file)", encoding: .utf8)
      for wanted in texts { #expect(text.contains(wanted), "\(wanted) in \(file)") }
    }
    for (name, csv) in expected.tables {
      let table = try Sluice.run(["table", "pipeline.yaml", name, "--as-of", expected.asOf], folder: copy)
      #expect(table.out == csv, "table \(name): \(table.err)")
    }
  }

  private static func reports(in folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("report.json") }
  }

  @Test("a case can fail: what differs, is missing or stands twice is told")
  func canFail() throws {
    let actual = try JSONSerialization.jsonObject(with: Data(#"{"a": [1, {"b": "x"}], "c": null}"#.utf8))
    func missed(_ text: String) throws -> Int {
      missing(try JSONSerialization.jsonObject(with: Data(text.utf8)), in: actual).count
    }
    #expect(try missed(#"{"a": [{"b": "x"}], "c": null}"#) == 0)
    #expect(try missed(#"{"a": [1, 1]}"#) == 1)
    #expect(try missed(#"{"a": [{"b": "y"}], "d": 1}"#) == 2)
    #expect(try missed(#"{"a": []}"#) == 1)
  }
}
