import Foundation
import Testing

/// `docs/report-json.md`: a heading may name an object (`figures[]`), rows name keys in it.
struct ReportPage {
  /// Paths such as `figures[].by.*`; a `*` stands for any key.
  let paths: Set<String>

  static let docs: ReportPage? = try? ReportPage(
    String(contentsOfFile: "\(Sluice.root)/docs/report-json.md", encoding: .utf8))

  init(_ text: String) {
    var paths: Set<String> = []
    var prefix = ""
    for line in text.split(separator: "\n") {
      let names = line.split(separator: "`", omittingEmptySubsequences: false)
      if line.hasPrefix("## ") {
        prefix = names.count == 3 ? String(names[1]) : ""
        Self.insert(prefix, &paths)
      } else if line.hasPrefix("| `"), let cell = line.dropFirst(2).range(of: " | ") {
        let keys = line[..<cell.lowerBound].split(separator: "`", omittingEmptySubsequences: false)
        for index in stride(from: 1, to: keys.count, by: 2) {
          Self.insert((prefix.isEmpty ? "" : prefix + ".") + keys[index], &paths)
        }
      }
    }
    self.paths = paths
  }

  /// `alerts[]` is told of a list, `cohorts.list[]` of an object, too.
  private static func insert(_ path: String, _ paths: inout Set<String>) {
    var path = path
    paths.insert(path)
    if path.hasSuffix("[]") { path.removeLast(2) }
    paths.insert(path)
    if path.hasSuffix(".list") { paths.insert(String(path.dropLast(5))) }
  }

  /// Keys of a report that the page does not know.
  func unknown(_ value: Any, at path: String = "") -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: []) { found, entry in
        let all = path.isEmpty ? "" : path + "."
        let known = [all + entry.key, all + "*"].first(where: paths.contains)
        if let known {
          found.formUnion(unknown(entry.value, at: known))
        } else {
          found.insert(all + entry.key)
        }
      }
    case let list as [Any]: list.reduce(into: []) { $0.formUnion(unknown($1, at: path + "[]")) }
    default: []
    }
  }
}

@Suite("The page on report.json") struct ReportPageTests {
  private static let reports: [String] = {
    let all = FileManager.default.enumerator(atPath: "\(Sluice.root)/reports")?.compactMap { $0 as? String }
    return (all ?? []).filter { $0.hasSuffix("report.json") }.sorted()
  }()

  @Test("every key of a committed report stands on it", arguments: reports)
  func knowsReports(_ path: String) throws {
    let page = try #require(ReportPage.docs)
    let data = try #require(FileManager.default.contents(atPath: "\(Sluice.root)/reports/\(path)"))
    let report = try JSONSerialization.jsonObject(with: data)
    #expect(page.unknown(report) == [])
    #expect(try #require(ReportSchema.docs).problems(report) == [])
  }

  @Test("the page and the schema have the same keys")
  func agrees() throws {
    let page = try #require(ReportPage.docs)
    let schema = try #require(ReportSchema.docs)
    // Of an object or list that the page tells of in one row, the schema names what it is made of.
    func named(_ paths: Set<String>) -> Set<String> { paths.filter { !$0.hasSuffix("[]") } }
    #expect(named(schema.paths).subtracting(page.paths) == [])
    #expect(page.paths.subtracting(schema.paths).subtracting([""]) == [])
  }

  @Test(
    "a value that the schema does not allow is told",
    arguments: [
      (#"{"id": "a", "list": [1, 2], "on": true, "sum": "1/3", "kind": null}"#, []),
      (#"{"id": "a", "list": [], "on": 1, "sum": "1/3", "kind": "b"}"#, ["on: 1 is no boolean"]),
      (
        #"{"id": 1, "list": [-1, "x", true], "on": false, "sum": "0,5", "kind": "c", "more": 1}"#,
        [
          "id: 1 is no string", "kind: c", "list[]: -1", "list[]: 1 is no integer", "list[]: x is no integer",
          "more: not in the schema", "sum: 0,5",
        ]
      ),
      (#"{"on": false}"#, ["id: missing", "list: missing"]),
    ] as [(String, [String])])
  func isHeldAgainst(_ text: String, _ problems: [String]) throws {
    let schema = try ReportSchema(
      Data(
        #"""
        {"type": "object", "required": ["id", "list"],
         "properties": {"id": {"type": "string"}, "list": {"type": "array", "items": {"type": "integer", "minimum": 0}},
           "on": {"type": "boolean"}, "sum": {"$ref": "#/definitions/exact"}, "kind": {"enum": ["a", "b", null]}},
         "definitions": {"exact": {"pattern": "^[0-9]+/[0-9]+$"}}}
        """#.utf8))
    #expect(schema.problems(try JSONSerialization.jsonObject(with: Data(text.utf8))) == problems)
  }

  @Test("a keyword that the check does not understand is told, not passed over")
  func knowsItsKeywords() throws {
    let schema = try ReportSchema(Data(#"{"properties": {"a": {"maxLength": 3}}}"#.utf8))
    #expect(
      schema.problems(try JSONSerialization.jsonObject(with: Data(#"{"a": "long"}"#.utf8)))
        == ["a: the schema's maxLength is not understood"])
  }

  @Test("there are reports to look at")
  func hasReports() { #expect(Self.reports.count >= 4) }

  @Test("a key that it does not have is told, at any depth")
  func tells() throws {
    let page = ReportPage(
      """
      ## The run
      | `sluice`, `period.first` | … |
      | `period` | … |
      ## `figures[]`: each
      | `by`, `by.*` | … |
      """)
    func unknown(_ text: String) throws -> Set<String> {
      page.unknown(try JSONSerialization.jsonObject(with: Data(text.utf8)))
    }
    #expect(try unknown(#"{"sluice": 1, "period": {"first": ""}, "figures": [{"by": {"x": 1}}]}"#) == [])
    #expect(try unknown(#"{"period": {"last": ""}, "new": 1}"#) == ["period.last", "new"])
    #expect(try unknown(#"{"figures": [{"by": {}}, {"id": 1}]}"#) == ["figures[].id"])
  }
}
