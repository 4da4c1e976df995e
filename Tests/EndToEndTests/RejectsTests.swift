import Foundation
import Testing

/// What becomes of rows that can't be read, as a user sees it.
@Suite("Rejected rows") struct RejectsTests {
  static func pipeline(rejects: String = "rejects.csv", limit: String = "", files: String = "ads.csv")
    -> String
  {
    """
    sluice: 1
    name: r
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: \(files)}
    \(limit)
    aggregate: {kpis: [spend]}
    render:
      report: {formats: [markdown], output: out/, sections: [headline, data_quality], rejects: \(rejects)}

    """
  }

  /// Rows of some widths; every `bad`th amount can't be read. Several chunks of a mebibyte.
  static func table(rows: Int, bad: Int) -> (text: String, expected: [String]) {
    var text = "day,campaign,spend,currency\n"
    var expected: [String] = []
    for row in 1...rows {
      let isBad = row % bad == 0
      // A quoted line break now and then, so that lines and records differ.
      let name = row % 100 == 1 ? "\"Two\nlines\"" : "Campaign \(row % 7)"
      text += "2026-02-01,\(name),\(isBad ? "secret\(row)" : "1.50"),EUR\n"
      let breaks = (row + 98) / 100
      if isBad { expected.append("ads.csv,\(row),\(row + 1 + breaks),spend,not_a_number") }
    }
    return (text, expected)
  }

  static func listed(_ place: borrowing Workspace) throws -> [String] {
    let bytes = place.bytes("out/rejects.csv")
    return String(decoding: try #require(bytes), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test("every one of thousands is listed with its record and line, whatever the threads and the container")
  func complete() throws {
    // 90,000 rows of about 35 bytes: three chunks; 12,857 rejects, far more than a run keeps.
    let (text, expected) = Self.table(rows: 90_000, bad: 7)
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline())
    try place.write("ads.csv", text)
    var first: Data?
    for threads in ["1", "2", "5"] {
      let run = try Sluice.run(["run", "p.yaml", "--threads", threads], folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      #expect(run.err.contains("ads.csv:9: warning: 12857 of 90000 records were rejected"), "\(run.err)")
      let lines = try Self.listed(place)
      #expect(lines.count == expected.count + 1)
      let wrong = zip(lines.dropFirst(), expected).first { !$0.hasPrefix($1 + ",") }
      #expect(wrong == nil)
      let bytes = place.bytes("out/rejects.csv")
      if first == nil { first = bytes }
      #expect(bytes == first)
    }
    let gzip = Process()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-n", "\(place.path)/ads.csv"]
    try gzip.run()
    gzip.waitUntilExit()
    try place.write("p.yaml", Self.pipeline(files: "ads.csv.gz"))
    #expect(try Sluice.run(["run", "p.yaml"], folder: place.path).status == 0)
    let packed = try Self.listed(place).map { $0.replacing("ads.csv.gz,", with: "ads.csv,") }
    #expect(packed.joined(separator: "\n") + "\n" == first.map { String(decoding: $0, as: UTF8.self) })
  }

  @Test("a file that is full ends with how many rejects are left out, exactly")
  func capped() throws {
    let (text, expected) = Self.table(rows: 3000, bad: 3)
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline(rejects: "{file: rejects.csv, at_most: 20 KB, raw_values: yes}"))
    try place.write("ads.csv", text)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0)
    let lines = try Self.listed(place)
    let size = place.bytes("out/rejects.csv")?.count ?? 0
    #expect((19_500...20_000).contains(size), "\(size) bytes")
    let rows = lines.count - 2
    #expect(
      lines.last
        == ",,,,left_out,\(expected.count - rows) more rejected records are not listed: the file may have 20000 bytes,"
    )
    // The texts stand in the list that asks for them, and nowhere else.
    #expect(lines[1].hasSuffix(",secret3"))
    for name in ["report.json", "report.en.md"] {
      let text = place.bytes("out/\(name)").map { String(decoding: $0, as: UTF8.self) }
      #expect(text?.contains("secret") == false, "\(name)")
    }
    #expect(!run.err.contains("secret"))
    for (line, wanted) in zip(lines.dropFirst().dropLast(), expected) { #expect(line.hasPrefix(wanted)) }
  }

  @Test(
    "only its owner may read the file; without rejects it holds its headings alone, and the run is silent")
  func mode() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline())
    try place.write("ads.csv", "day,campaign,spend,currency\n2026-02-01,A,1,EUR\n")
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0 && run.out.isEmpty && run.err.isEmpty, "\(run.out)\(run.err)")
    #expect(try Self.listed(place) == ["file,record,line,column,reason,hint"])
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.path)/out/rejects.csv")
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    let dry = try Sluice.run(["run", "p.yaml", "--dry-run", "--json"], folder: place.path)
    #expect(dry.out.contains("\"rejects.csv\""))
    #expect(try Sluice.run(["plan", "p.yaml"], folder: place.path).out.contains("    rejects.csv\n"))
  }

  static let mixed = """
    day,campaign,spend,currency
    2026-02-01,A,1,EUR
    2026-02-01,A,bad,EUR
    2026-02-01,A,2,EUR
    2026-02-01,A,3,EUR

    """

  /// (limit, exit code, told)
  static let limits: [(limit: String, exit: Int32, told: Bool)] = [
    ("", 0, true), ("normalize: {rejected_rows_at_most: 25%}", 0, false),
    ("normalize: {rejected_rows_at_most: 24.9%}", 3, true),
    ("normalize: {rejected_rows_at_most: 1}", 0, false),
    ("normalize: {rejected_rows_at_most: 0}", 3, true),
  ]

  @Test(
    "without a limit rejects are told, within it they are not, beyond it the run is incomplete; events agree",
    arguments: limits)
  func limit(_ limit: (limit: String, exit: Int32, told: Bool)) throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline(limit: limit.limit))
    try place.write("ads.csv", Self.mixed)
    for command in ["run", "events"] {
      let run = try Sluice.run([command, "p.yaml"], folder: place.path)
      #expect(run.status == limit.exit, "\(command): \(run.err)")
      let told = "ads.csv:3: warning: 1 of 4 records were rejected: 1 for not_a_number in 'spend'"
      #expect(run.err.contains(told) == limit.told, "\(command): \(run.err)")
      if !limit.told { #expect(run.err.isEmpty) }
      #expect(run.err.contains("more than `rejected_rows_at_most` allows") == (limit.exit == 3))
    }
  }

  @Test("events of an input that a run leaves out are not printed, and the exit code says so")
  func excluded() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.pipeline().replacing(
        "  ads: {", with: "  other: {profile: generic/costs, files: other.csv}\n  ads: {"))
    try place.write("ads.csv", "day,campaign,spend,currency\n2026-02-01,A,1,EUR\n")
    try place.write("other.csv", "day,cost,currency\n2026-02-01,1,EUR\n2026-02-02,\"1,EUR\n")
    for command in ["run", "events"] {
      let run = try Sluice.run([command, "p.yaml"], folder: place.path)
      #expect(run.status == 3, "\(command): \(run.err)")
      #expect(run.err.contains("other.csv:3:12: warning:"), "\(command): \(run.err)")
      if command == "events" { #expect(run.out.split(separator: "\n").count == 1) }
    }
    let only = try Sluice.run(["events", "p.yaml", "--input", "ads"], folder: place.path)
    #expect(only.status == 0 && only.err.isEmpty)
  }
}
