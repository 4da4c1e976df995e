import Foundation
import Testing

@Suite("Columns that change, totals that don't fit") struct DriftTests {
  static let pipeline = """
    sluice: 1
    name: p
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: ads/*.csv, required: yes}
    aggregate: {kpis: [spend, clicks]}
    render:
      report: {formats: [markdown], output: out, sections: [headline, data_quality]}

    """

  static func place(_ second: String) throws -> Workspace {
    let place = try Workspace()
    try place.write("p.yaml", pipeline)
    try place.write("ads/1.csv", "day,campaign,spend,currency,clicks\n2026-02-01,a,1,EUR,5\n")
    try place.write("ads/2.csv", second)
    try place.write("ads/3.csv", "day,campaign,spend,currency,clicks\n2026-02-03,a,1,EUR,5\n")
    return place
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String, heading: String, planned: String, reported: String
    var rule: String?
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "a new column", heading: "day,campaign,spend,currency,clicks,Quality score",
      planned: "! new column 'Quality score' (line 1): the other files don't have it",
      reported: "the column Quality score is not in every file: it stands in ads/2.csv", rule: "new_columns"),
    Case(
      name: "a missing column", heading: "day,campaign,spend,currency",
      planned: "! no column 'clicks' (line 1): other files have it",
      reported: "the column clicks is missing in ads/2.csv, other files have it", rule: "missing_columns"),
    Case(
      name: "a renamed column", heading: "day,campaign,spend,currency,Clickss",
      planned: "! no column 'clicks' (line 1): is it called 'Clickss' now?",
      reported: "the column clicks is missing in ads/2.csv; perhaps it is called Clickss there",
      rule: "missing_columns"),
    Case(
      name: "another language's heading of the same field is no change",
      heading: "currency,day,campaign,spend,clicks", planned: "", reported: "", rule: nil),
  ]

  @Test(
    "a plan shows what changed before a run, the report names it, and the input may forbid it",
    arguments: cases)
  func columns(_ c: Case) throws {
    let width = c.heading.split(separator: ",").count
    let row =
      c.heading.hasPrefix("currency")
      ? "EUR,2026-02-02,a,1,7"
      : ["2026-02-02", "a", "1", "EUR", "7", "9"].prefix(width).joined(separator: ",")
    let place = try Self.place(c.heading + "\n" + row + "\n")
    let plan = try Sluice.run(["plan", "p.yaml"], folder: place.path)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let report = try #require(place.bytes("out/p.en.md") ?? place.bytes("out/report.en.md")).withUnsafeBytes {
      String(decoding: $0, as: UTF8.self)
    }
    guard let rule = c.rule else {
      #expect(!plan.out.contains("!") && !report.contains("column"))
      return
    }
    #expect(plan.out.contains(c.planned), "\(plan.out)")
    #expect(report.replacing("\\", with: "").contains(c.reported), "\(report)")
    try place.write("p.yaml", Self.pipeline.replacing("required: yes", with: "required: yes, \(rule): error"))
    let refused = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(refused.status == 65)
    #expect(refused.err.contains("ads/2.csv:1: error: the column"), "\(refused.err)")
    #expect(refused.err.contains("\(rule): note"), "\(refused.err)")
    try place.write(
      "p.yaml", Self.pipeline.replacing("required: yes", with: "required: yes, \(rule): ignore"))
    #expect(!(try Sluice.run(["plan", "p.yaml"], folder: place.path).out.contains(" ! ")))
  }

  @Test("a plan names the line and the heading that may be meant where a file can't be read, and goes on")
  func unreadable() throws {
    let place = try Self.place("day,campaign,spennd,currency\n2026-02-02,a,1,EUR\n")
    try place.write("ads/4.csv", "Report\nday,campaign,spend,spend,currency\n2026-02-02,a,1,1,EUR\n")
    let plan = try Sluice.run(["plan", "p.yaml"], folder: place.path)
    #expect(plan.status == 0)
    let lines = plan.out.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let text = lines.joined(separator: " ")
    #expect(text.contains("missing 'spend' (line 1); is 'spennd' meant?"), "\(plan.out)")
    #expect(text.contains("! error: the heading 'spend' stands twice (line 2)"), "\(plan.out)")
  }

  static let profile = """
    profile: our/ads
    tool: Ours
    evidence: verified
    gives: ad
    format: csv
    totals:
      starts_with: ["Sum of "]
      equals: [Sum]
      explain: {Sum of account: {en: it also counts removed campaigns}}
    columns:
      day: {headings: [day], required: yes}
      campaign: {headings: [campaign], required: yes}
      spend: {headings: [spend], required: yes}
      currency: {headings: [currency]}

    """

  @Test("every total is compared; one that covers more is explained, another fails a run that must match")
  func totals() throws {
    let place = try Workspace()
    try place.write("profiles/our/ads.yaml", Self.profile)
    try place.write(
      "p.yaml",
      Self.pipeline.replacing("generic/ad-costs", with: "our/ads").replacing(
        "kpis: [spend, clicks]", with: "kpis: [spend], checks: {control_totals: must_match}"))
    let rows = "day,campaign,spend,currency\nSum,,3.50,EUR\n2026-02-01,a,1,EUR\n2026-02-02,b,2.50,EUR\n"
    try place.write("ads/1.csv", rows + "Sum of account,,9,EUR\nSum,,3.5,EUR\n")
    let good = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(good.status == 0, "\(good.err)")
    let report = try #require(place.bytes("out/report.en.md").map { String(decoding: $0, as: UTF8.self) })
    #expect(report.contains("states Ad spend of €9.00: it also counts removed campaigns"), "\(report)")
    let json = try #require(place.bytes("out/report.json").map { String(decoding: $0, as: UTF8.self) })
    #expect(json.contains(#""stated": "9", "records": "3.5", "verdict": "explained""#))
    #expect(json.contains(#""check": "control_totals", "rule": "must_match", "passed": true"#))
    try place.write("ads/1.csv", rows + "Sum of account,,9,EUR\nSum,,3.4,EUR\n")
    let wrong = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(wrong.status == 65)
    #expect(
      wrong.err.contains("ads/1.csv:6: error: 'Sum' states spend 3.4, the records sum up to 3.5"),
      "\(wrong.err)")
    let inspect = try Sluice.run(["inspect", "ads/1.csv", "--profile", "our/ads"], folder: place.path)
    #expect(
      inspect.out.contains("'Sum', line 6             spend 3.4, but the records sum up to 3.5"),
      "\(inspect.out)")
  }
}
