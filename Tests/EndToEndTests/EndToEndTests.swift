import Foundation
import Testing

/// The binary, as a user runs it.
struct Sluice {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let binary: String = {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    return own.appendingPathComponent("sluice").path
  }()

  var status: Int32
  var out: String
  var err: String

  /// Runs the binary in the repository's folder, with an environment of its own.
  static func run(_ arguments: [String], environment: [String: String] = [:], folder: String = root) throws
    -> Sluice
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // Of the tests' own environment only the sanitizers' settings.
    let sanitizers = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }
    process.environment = ["PATH": "/usr/bin:/bin"].merging(sanitizers) { $1 }.merging(environment) { $1 }
    let token = UUID().uuidString
    let outPath = NSTemporaryDirectory() + "sluice-out-\(token)"
    let errPath = NSTemporaryDirectory() + "sluice-err-\(token)"
    FileManager.default.createFile(atPath: outPath, contents: nil)
    FileManager.default.createFile(atPath: errPath, contents: nil)
    defer {
      try? FileManager.default.removeItem(atPath: outPath)
      try? FileManager.default.removeItem(atPath: errPath)
    }
    process.standardOutput = FileHandle(forWritingAtPath: outPath)
    process.standardError = FileHandle(forWritingAtPath: errPath)
    try process.run()
    process.waitUntilExit()
    return Sluice(
      status: process.terminationStatus, out: try String(contentsOfFile: outPath, encoding: .utf8),
      err: try String(contentsOfFile: errPath, encoding: .utf8))
  }
}

/// A folder of its own, removed afterwards.
struct Workspace: ~Copyable {
  let path = NSTemporaryDirectory() + "sluice-e2e-" + UUID().uuidString

  init(copying names: [String] = []) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for name in names {
      try FileManager.default.copyItem(atPath: "\(Sluice.root)/\(name)", toPath: "\(path)/\(name)")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func bytes(_ name: String) -> Data? { FileManager.default.contents(atPath: "\(path)/\(name)") }
}

@Suite("The program") struct EndToEndTests {
  static let reports = [
    "nightly": "reports/nightly/2026-02", "quarterly": "reports/quarterly/FY2025-Q3",
    "campaigns": "reports/campaigns/2026-02", "website": "reports/website/2026-02",
    "accounts": "reports/accounts/2025-Q4",
  ]

  @Test(
    "the committed reports are what the examples render, byte for byte", arguments: reports.keys.sorted())
  func golden(_ name: String) throws {
    let folder = try #require(Self.reports[name])
    let place = try Workspace(copying: ["pipelines", "fixtures"])
    let run = try Sluice.run(["run", "pipelines/\(name).yaml", "--as-of", "2026-03-02"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    #expect(run.out.isEmpty && run.err.isEmpty, "silence on success: \(run.out)\(run.err)")
    let committed = try FileManager.default.contentsOfDirectory(atPath: "\(Sluice.root)/\(folder)").sorted()
    let rendered = try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/\(folder)").sorted()
    #expect(rendered == committed)
    for file in committed {
      let same =
        place.bytes("\(folder)/\(file)")
        == FileManager.default.contents(atPath: "\(Sluice.root)/\(folder)/\(file)")
      #expect(same, "\(folder)/\(file) differs: if it should, run `make golden` and review the diff")
    }
  }

  @Test("neither threads, zone, language nor person key of the machine change a byte")
  func machine() throws {
    let place = try Workspace(copying: ["pipelines", "fixtures"])
    var first: Data?
    for (threads, environment) in [
      ("1", ["TZ": "UTC"]), ("2", ["TZ": "Asia/Shanghai", "LC_ALL": "ru_RU.UTF-8"]),
      ("7", ["TZ": "America/New_York", "LANG": "zh_CN.UTF-8"]),
    ] {
      let run = try Sluice.run(
        ["run", "pipelines/nightly.yaml", "--as-of", "2026-03-02", "--threads", threads],
        environment: environment, folder: place.path)
      #expect(run.status == 0, "\(run.err)")
      let json = place.bytes("reports/nightly/2026-02/report.json")
      if first == nil { first = json }
      #expect(json == first)
    }
    _ = try Sluice.run(
      ["run", "pipelines/quarterly.yaml", "--as-of", "2026-03-02"], environment: ["SLUICE_PERSON_KEY": "one"],
      folder: place.path)
    let one = place.bytes("reports/quarterly/FY2025-Q3/report.json")
    _ = try Sluice.run(
      ["run", "pipelines/quarterly.yaml", "--as-of", "2026-03-02"], environment: ["SLUICE_PERSON_KEY": "two"],
      folder: place.path)
    #expect(one != nil && one == place.bytes("reports/quarterly/FY2025-Q3/report.json"))
  }

  static let small = """
    sluice: 1
    name: small
    root: .
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: ads.csv, required: yes}
    aggregate: {kpis: [spend, clicks, cpc]}
    render:
      report: {formats: [markdown], output: out/<period>, sections: [headline]}

    """
  static let ads =
    "day,campaign,spend,currency,clicks\n2026-02-01,Brand,10.50,EUR,3\n2026-02-02,Brand,1.25,EUR,4\n"

  @Test("a run that fails leaves the report that stood there")
  func oldReportStays() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.small)
    try place.write("ads.csv", Self.ads)
    #expect(try Sluice.run(["run", "p.yaml"], folder: place.path).status == 0)
    let before = place.bytes("out/2026-02/report.json")
    #expect(before != nil)
    try place.write("ads.csv", Self.ads + "2026-02-03,\"Brand,7,EUR,1\n")
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("ads.csv:4:12: error: a quote opens here and never closes"))
    #expect(place.bytes("out/2026-02/report.json") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(place.path)/out") == ["2026-02"])
  }

  struct Failing: Sendable, CustomTestStringConvertible {
    var name: String, status: Int32, message: String
    var pipeline: String = EndToEndTests.small
    var ads: String? = EndToEndTests.ads
    var arguments: [String] = ["run", "p.yaml"]
    var testDescription: String { name }
  }

  @Test(
    "what goes wrong has its exit code, its place and a remedy",
    arguments: [
      Failing(
        name: "unknown key", status: 78, message: "p.yaml:6:1: error: unknown key 'extrakt'",
        pipeline: small.replacing("extract:", with: "extrakt:")),
      Failing(
        name: "unknown KPI", status: 78, message: "hint: did you mean 'clicks'?",
        pipeline: small.replacing("clicks, cpc", with: "cliks, cpc")),
      Failing(
        name: "newer format", status: 78, message: "this file needs Sluice 2",
        pipeline: small.replacing("sluice: 1", with: "sluice: 2")),
      Failing(name: "missing input", status: 66, message: "no file matches 'ads.csv'", ads: nil),
      Failing(
        name: "missing column", status: 65, message: "missing 'spend'",
        ads: "day,campaign,clicks\n2026-02-01,a,1\n"),
      Failing(
        name: "a foreign currency without a rate", status: 65, message: "no rate",
        ads: ads.replacing("1.25,EUR", with: "1.25,USD")),
      Failing(
        name: "a workbook under a .csv name", status: 65, message: "hint:",
        ads: "PK\u{3}\u{4}xxxxxxxxxxxxxxxxxxxxxxxx"),
      Failing(
        name: "a bad day", status: 64, message: "--as-of",
        arguments: ["run", "p.yaml", "--as-of", "2026-02-30"]),
      Failing(name: "no pipeline file", status: 66, message: "can't be read", arguments: ["run", "q.yaml"]),
      Failing(
        name: "a pattern that leaves the root", status: 66, message: "outside the root",
        pipeline: small.replacing("files: ads.csv", with: "files: ../*.csv")),
    ])
  func failures(_ c: Failing) throws {
    let place = try Workspace()
    try place.write("p.yaml", c.pipeline)
    try place.write("../outside-\(UUID().uuidString).csv", "x\n")
    if let ads = c.ads { try place.write("ads.csv", ads) }
    let run = try Sluice.run(c.arguments, folder: place.path)
    #expect(run.status == c.status, "\(run.err)")
    #expect(run.err.contains(c.message), "\(run.err)")
    #expect(run.out.isEmpty)
    #expect(place.bytes("out/2026-02/report.json") == nil)
  }

  @Test(
    "rejected rows are named with line, column, reason and hint; an optional input that is missing makes exit 3"
  )
  func incomplete() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      Self.small.replacing("render:", with: "  \nrender:").replacing(
        "  ads: {", with: "  other: {profile: generic/costs, files: none.csv}\n  ads: {"))
    try place.write("ads.csv", Self.ads + "2026-02-03,Brand,\"1.234,50\",EUR,1\n")
    let run = try Sluice.run(["run", "p.yaml", "--json"], folder: place.path)
    #expect(run.status == 3, "\(run.err)")
    let json = try #require(
      place.bytes("out/2026-02/report.json").map { String(decoding: $0, as: UTF8.self) })
    #expect(json.contains("\"line\": 4, \"column\": \"spend\""))
    // 10.50 + 1.25 over 3 + 4 clicks
    #expect(json.contains("\"exact\": \"47/28\""))
    #expect(run.out.contains("\"rejected\": 1"))
  }

  @Test("events carry exact amounts and where they came from")
  func events() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.small)
    try place.write("ads.csv", Self.ads)
    let run = try Sluice.run(["events", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let lines = run.out.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[1].contains("\"spend\":\"1.25 EUR\""))
    #expect(lines[1].contains("\"origin\":{\"file\":\"ads.csv\",\"record\":2,\"line\":3}"))
  }

  @Test(
    "the program explains itself",
    arguments: [
      ["--help"], ["run", "--help"], ["profiles"], ["kpis"], ["kpis", "roas"],
      ["profiles", "generic/orders", "--template"],
    ])
  func help(_ arguments: [String]) throws {
    let run = try Sluice.run(arguments)
    #expect(run.status == 0)
    #expect(!run.out.isEmpty)
  }
}

@Suite("Customers and names") struct CustomerTests {
  @Test("with customer_is: stage only those who reach the stage customer count, once per person")
  func stages() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: small
      root: .
      period: {every: month, only: 2026-02}
      extract:
        crm: {profile: generic/leads, files: leads.csv, required: yes, history_since: 2025-01-01}
      normalize: {customer_is: stage}
      aggregate: {kpis: [leads, new_customers]}
      render:
        report: {formats: [markdown], output: out, sections: [headline]}

      """)
    try place.write(
      "leads.csv",
      """
      lead,at,stage,person,source,medium
      1,2026-02-01 10:00:00,lead,a@example.com,x,email
      1,2026-02-05 10:00:00,customer,a@example.com,x,email
      2,2026-02-06 10:00:00,lead,b@example.com,x,email
      3,2026-02-07 10:00:00,customer,A@example.com,x,email

      """)
    let run = try Sluice.run(["table", "p.yaml", "channels"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    #expect(run.out == "channel,leads,new_customers\nEmail,2,1\n")
  }

  @Test("names that look alike but have other letters are two groups; two spellings of one letter are one")
  func bytes() throws {
    let place = try Workspace()
    try place.write(
      "p.yaml", EndToEndTests.small.replacing("aggregate: {", with: "aggregate: {by: [campaign], "))
    try place.write(
      "ads.csv",
      "day,campaign,spend,currency,clicks\n2026-02-01,\u{E9}a,1,EUR,1\n2026-02-01,e\u{301}a,2,EUR,1\n2026-02-01,\u{E9}\u{430},4,EUR,1\n"
    )
    let run = try Sluice.run(["table", "p.yaml", "campaigns"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    #expect(
      run.out.utf8.elementsEqual(
        "campaign,spend,clicks,cpc\n\u{E9}a,3.00,2,1.50\n\u{E9}\u{430},4.00,1,4.00\n".utf8))
  }
}

@Suite("Money is never guessed") struct MoneyTests {
  @Test("an amount that names another currency than its row is rejected, with the column")
  func otherCurrency() throws {
    let place = try Workspace()
    try place.write("p.yaml", EndToEndTests.small)
    try place.write(
      "ads.csv", EndToEndTests.ads + "2026-02-03,Brand,$7.00,EUR,1\n2026-02-04,Brand,€2.00,EUR,1\n")
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let json = try #require(
      place.bytes("out/2026-02/report.json").map { String(decoding: $0, as: UTF8.self) })
    #expect(json.contains("\"line\": 4, \"column\": \"spend\", \"reason\": \"other_currency\""))
    // 10.50 + 1.25 + 2.00
    #expect(json.contains("\"exact\": \"13.75\""))
  }
}
