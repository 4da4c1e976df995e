import Foundation
import Testing

/// What `sluice events` prints, held against what `sluice run` reports of the same files.
@Suite("Events as a run counts them") struct EventsTests {
  private static let topics = [
    "notation", "money", "grains", "restatement", "costs", "campaigns", "rejects", "refunds", "time",
    "orders",
  ]
  /// Cases whose inputs a run reads.
  static let cases = Case.all.filter { example in topics.contains { example.name.hasPrefix($0 + "/") } }

  private struct Outcome {
    var report: [String: Any]
    var events: [[String: Any]]
  }

  /// Nil where the run makes no report.
  private static func outcome(_ example: Case) throws -> Outcome? {
    let place = try Workspace(copying: [])
    let copy = "\(place.path)/case"
    try FileManager.default.copyItem(atPath: example.path, toPath: copy)
    let data = try #require(FileManager.default.contents(atPath: "\(example.path)/expected.json"))
    let asOf = try Case.Expected(data).asOf
    let run = try Sluice.run(["run", "pipeline.yaml", "--as-of", asOf], folder: copy)
    let events = try Sluice.run(["events", "pipeline.yaml", "--as-of", asOf], folder: copy)
    let report = FileManager.default.enumerator(atPath: copy)?.compactMap { $0 as? String }
      .filter { $0.hasSuffix("/report.json") }.max()
    guard let report else {
      #expect(run.status != 0, "\(run.err)")
      return nil
    }
    let bytes = try #require(FileManager.default.contents(atPath: "\(copy)/\(report)"))
    return Outcome(
      report: try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any]),
      events: try events.out.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      })
  }

  @Test("of every file as many events are printed as the run counts", arguments: cases)
  func counts(_ example: Case) throws {
    guard let outcome = try Self.outcome(example) else { return }
    var counted: [String: Int] = [:]
    for file in try #require(outcome.report["reconciliation"] as? [[String: Any]]) {
      counted[try #require(file["file"] as? String), default: 0] += try #require(file["events"] as? Int)
    }
    var printed: [String: Int] = [:]
    for event in outcome.events {
      let origin = try #require(event["origin"] as? [String: Any])
      printed[try #require(origin["file"] as? String), default: 0] += 1
    }
    #expect(printed == counted.filter { $0.value > 0 })
  }

  @Test(
    "the money of the events printed is the money that the run accepted",
    arguments: cases.filter { $0.name.hasPrefix("notation/") })
  func money(_ example: Case) throws {
    guard let outcome = try Self.outcome(example) else { return }
    var counted: [String: Decimal] = [:]
    for file in try #require(outcome.report["reconciliation"] as? [[String: Any]]) {
      for money in try #require(file["money"] as? [[String: Any]]) {
        let key = "\(money["measure"] ?? "") \(money["currency"] ?? "")"
        counted[key, default: 0] += try #require(Decimal(string: money["accepted"] as? String ?? ""))
      }
    }
    var printed: [String: Decimal] = [:]
    for event in outcome.events {
      for (field, value) in event {
        let words = (value as? String ?? "").split(separator: " ")
        guard words.count == 2, counted["\(field) \(words[1])"] != nil else { continue }
        printed["\(field) \(words[1])", default: 0] += try #require(Decimal(string: String(words[0])))
      }
    }
    for (key, sum) in counted where key.hasPrefix("spend ") { #expect(printed[key] ?? 0 == sum, "\(key)") }
  }

  private static func ads(rows: Int) throws -> Workspace {
    let place = try Workspace()
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract: {ads: {profile: generic/ad-costs, files: ads.csv}}
      aggregate: {by: [campaign], kpis: [spend]}
      render: {report: {formats: [markdown], output: out/, sections: [headline]}}
      """)
    let lines = (0..<rows).map { "2026-02-\($0 % 2 == 0 ? "03" : "04"),Brand \($0),1.5\($0 % 10),EUR,oops" }
    try place.write(
      "ads.csv", "day,campaign,spend,currency,clicks\n" + lines.joined(separator: "\n") + "\n")
    return place
  }

  @Test("a column that no figure needs rejects nothing, unless all fields are asked for")
  func fields() throws {
    let place = try Self.ads(rows: 2)
    let counted = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: place.path)
    #expect(counted.status == 0 && counted.err.isEmpty, "\(counted.err)")
    #expect(
      counted.out == """
        kind,day,campaign,input,spend,file,record,line
        ad,2026-02-03,Brand 0,ads,1.5 EUR,ads.csv,1,2
        ad,2026-02-04,Brand 1,ads,1.51 EUR,ads.csv,2,3

        """)
    let all = try Sluice.run(["events", "p.yaml", "--all-fields"], folder: place.path)
    #expect(all.out.isEmpty)
    #expect(all.err.contains("none of the file's 2 records can be used: not_a_number in 'clicks'"))
  }

  @Test("whoever reads only the first lines is not told that the rest could not be written")
  func closedPipe() throws {
    let place = try Self.ads(rows: 5000)
    for command in ["events p.yaml", "records ads.csv", "records ads.csv --profile generic/ad-costs"] {
      // Some programs start others with the signal of a closed pipe ignored.
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "trap '' PIPE; '\(Sluice.binary)' \(command) 2>err | head -n 1 >first"]
      process.currentDirectoryURL = URL(fileURLWithPath: place.path)
      try process.run()
      process.waitUntilExit()
      #expect(place.bytes("err").map { String(decoding: $0, as: UTF8.self) } == "", "\(command)")
      #expect(place.bytes("first")?.count { $0 == 0x0A } == 1, "\(command)")
    }
  }
}

@Suite("Records as they are read") struct RecordsTests {
  static let table = """
    day,campaign,spend,currency
    2026-02-01,Brand,1.50,EUR
    2026-02-02,Brand
    2026-02-03,"Generic, exact",soon,EUR
    2026-02-04,19" screens,2.50,EUR
    2026-02-05,Brand,1,2,EUR

    """

  @Test("rows that a run can't take for their form are left out and told, others are printed as they stand")
  func profile() throws {
    let place = try Workspace()
    try place.write("ads.csv", Self.table)
    let run = try Sluice.run(
      ["records", "ads.csv", "--profile", "generic/ad-costs"], folder: place.path)
    #expect(run.status == 3)
    #expect(
      run.out == """
        {"record":1,"line":2,"fields":{"day":"2026-02-01","campaign":"Brand","spend":"1.50","currency":"EUR"}}
        {"record":3,"line":4,"fields":{"day":"2026-02-03","campaign":"Generic, exact","spend":"soon","currency":"EUR"}}

        """)
    #expect(run.err.contains("ads.csv:3: warning: 2 rows are left out: wrong_field_count, in lines 3, 6"))
    #expect(run.err.contains("ads.csv:5: warning: 1 row is left out: stray_quote, in line 5"))
  }

  @Test("without a profile all rows are printed; those that don't fit the first one are marked and told")
  func plain() throws {
    let place = try Workspace()
    try place.write("ads.csv", Self.table)
    let run = try Sluice.run(["records", "ads.csv"], folder: place.path)
    #expect(run.status == 0)
    let lines = run.out.split(separator: "\n").map(String.init)
    #expect(lines.count == 5)
    #expect(
      lines[1]
        == #"{"record":2,"line":3,"malformed":"wrong_field_count","fields":{"day":"2026-02-02","campaign":"Brand"}}"#
    )
    #expect(lines[2].hasPrefix(#"{"record":3,"line":4,"fields""#))
    #expect(lines[3].contains(#""line":5,"malformed":"stray_quote""#))
    #expect(lines[4].contains(#""malformed":"wrong_field_count""#) && lines[4].contains(#""column 5":"EUR""#))
    #expect(run.err.contains("ads.csv:3: warning: 2 rows are malformed: wrong_field_count, in lines 3, 6"))
    #expect(run.err.contains("ads.csv:5: warning: 1 row is malformed: stray_quote, in line 5"))
  }

  @Test("a large table is printed in pieces without losing or doubling a row", arguments: [false, true])
  func pieces(_ isQuoted: Bool) throws {
    let place = try Workspace()
    let rows = 60_000
    // Every third row goes over two lines; pieces are 256 KiB.
    let text = (1...rows).map { row in
      let name = isQuoted && row % 3 == 0 ? "\"two\nlines\"" : "one line"
      return "\(row),\(name)\n"
    }
    try place.write("t.csv", "number,name\n" + text.joined())
    let run = try Sluice.run(["records", "t.csv", "--format", "csv"], folder: place.path)
    #expect(run.status == 0 && run.err.isEmpty, "\(run.err)")
    // Record n stands behind the heading, n - 1 rows and one more line for each third row before it.
    let expected = (1...rows).map { row in
      let line = row + 1 + (isQuoted ? (row - 1) / 3 : 0)
      return "\(row),\(line),\(text[row - 1])"
    }
    #expect(run.out == "record,line,number,name\n" + expected.joined())
  }

  @Test("a quote that nothing closes is told with its place, behind the rows before it")
  func openQuote() throws {
    let place = try Workspace()
    try place.write("t.csv", "a,b\n1,2\n3,\"4\n5,6\n")
    let run = try Sluice.run(["records", "t.csv", "--format", "csv"], folder: place.path)
    #expect(run.status == 65)
    #expect(run.err.contains("t.csv:3:3: error:"), "\(run.err)")
  }
}
