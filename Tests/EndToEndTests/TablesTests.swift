import Foundation
import Testing

/// Files that hold several tables, or say things above their table.
@Suite("Tables and what stands above them") struct TablesTests {
  static func pipeline(_ input: String) -> String {
    """
    sluice: 1
    name: p
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: our/ads, files: "ads/*.csv", required: yes, currency: EUR\(input)}
    aggregate: {kpis: [spend]}
    render:
      report: {formats: [markdown], output: out, sections: [headline, data_quality]}

    """
  }

  static func profile(_ rules: String, day: String) -> String {
    """
    profile: our/ads
    tool: Ours
    evidence: verified
    gives: ad
    \(rules)
    columns:
      \(day)
      campaign: {headings: [campaign], required: yes}
      spend: {headings: [spend], required: yes}

    """
  }

  private static func place(_ profile: String, _ input: String, _ files: [String: String]) throws -> Workspace
  {
    let place = try Workspace()
    try place.write("profiles/our/ads.yaml", profile)
    try place.write("p.yaml", pipeline(input))
    for (name, text) in files { try place.write("ads/\(name)", text) }
    return place
  }

  static let wholePeriod = "day: {headings: [day], as: date yyyy-MM-dd, else: preamble period}"

  @Test("a file that states no period takes the input's `covers:`, and is refused without it")
  func covers() throws {
    let profile = Self.profile("format: csv", day: Self.wholePeriod)
    let files = ["a.csv": "campaign,spend\na,1.50\nb,2\n"]
    let bare = try Self.place(profile, "", files)
    let refused = try Sluice.run(["run", "p.yaml"], folder: bare.path)
    #expect(refused.status == 65)
    #expect(
      refused.err.contains(
        "ads/a.csv: error: the file has no column of days, and nothing in it says what period it covers"),
      "\(refused.err)")
    #expect(refused.err.contains("say `covers: 2026-03-01 to 2026-03-31` for its input"))
    let place = try Self.place(profile, ", covers: 2026-02-01 to 2026-02-28", files)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let events = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: place.path).out
    #expect(events.contains("2026-02-01") && events.contains("2026-02-28"), "\(events)")
    try place.write("p.yaml", Self.pipeline(", covers: 2026-02-28 to 2026-02-01"))
    let turned = try Sluice.run(["validate", "p.yaml"], folder: place.path)
    #expect(turned.err.contains("expected two days such as 2026-03-01 to 2026-03-31 for 'covers'"))
  }

  @Test("a period may stand in the file's name")
  func fileName() throws {
    let profile = Self.profile(
      "format: csv\npreamble: [{fact: period, file_name: yyyy-MM-dd_yyyy-MM-dd}]", day: Self.wholePeriod)
    let place = try Self.place(
      profile, "", ["Ads 2026-02-01_2026-02-14 (1).csv": "campaign,spend\na,1.50\n"])
    let events = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: place.path)
    #expect(events.out.contains("2026-02-01") && events.out.contains("2026-02-14"), "\(events)")
  }

  @Test("a stated time zone and number of rows are shown, and a contradiction is a warning")
  func statements() throws {
    let profile = Self.profile(
      """
      format: csv
      preamble:
        - {fact: timezone, starts_with: "Time Zone: "}
        - {fact: rows, starts_with: "Rows: "}
      """, day: "day: {headings: [day], as: date yyyy-MM-dd, required: yes}")
    let text =
      "\"Time Zone: (GMT-08:00) Pacific Time (US & Canada); Tijuana\"\nRows: 3\nday,campaign,spend\n2026-02-01,a,1\n2026-02-02,a,1\n"
    let place = try Self.place(profile, ", timezone: Europe/Berlin", ["a.csv": text])
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0)
    #expect(
      run.err.contains(
        "warning: the input's timezone is Europe/Berlin, but ads/a.csv says '(GMT-08:00) Pacific Time (US & Canada); Tijuana'"
      ), "\(run.err)")
    #expect(
      run.err.contains("ads/a.csv: warning: the file says that it has 3 rows, 2 were read"), "\(run.err)")
    let inspected = try Sluice.run(["inspect", "ads/a.csv"], folder: place.path).out
    #expect(inspected.contains("(GMT-08:00) Pacific Time"), "\(inspected)")
    #expect(inspected.contains("3, but 2 were read"), "\(inspected)")
    try place.write("p.yaml", Self.pipeline(", timezone: America/Los_Angeles"))
    #expect(!(try Sluice.run(["run", "p.yaml"], folder: place.path).err.contains("timezone is")))
  }

  @Test("every table of a file has its own account, and a reject keeps the file's line")
  func blocks() throws {
    let profile = Self.profile(
      "format: {csv: {tables: several, comments: \"#\"}}",
      day: "day: {headings: [day], as: date yyyy-MM-dd, required: yes}")
    let text = """
      # First
      day,campaign,spend
      2026-02-01,a,1

      Country,Visits
      Peru,3

      # Second
      day,campaign,spend
      2026-02-02,a,x
      2026-02-03,a,2

      """
    let place = try Self.place(profile, "", ["a.csv": text])
    let run = try Sluice.run(["run", "p.yaml", "--json"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    #expect(run.out.contains("\"files\": 1,") && run.out.contains("\"records\": 3,"), "\(run.out)")
    let written = place.bytes("out/report.json")
    let data = try #require(written)
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let files = try #require(report["reconciliation"] as? [[String: Any]])
    #expect(files.map { $0["file"] as? String } == ["ads/a.csv", "ads/a.csv"])
    #expect(files.map { $0["table"] as? String } == ["1", "8"])
    #expect(files.map { $0["records"] as? Int } == [1, 2])
    #expect(files.map { $0["lines"] as? Int } == [3, 4])
    #expect(Set(files.map { $0["content"] as? String }).count == 1)
    let rejects = try #require(report["rejects"] as? [[String: Any]])
    #expect(rejects.map { $0["line"] as? Int } == [10])
    let inspected = try Sluice.run(["inspect", "ads/a.csv"], folder: place.path).out
    #expect(inspected.contains("lines 5 to 6: Country,Visits"), "\(inspected)")
  }

  @Test(
    "`tables:` says which blocks are meant: others are left out without a word, a missing one is an error")
  func chosen() throws {
    let profile = Self.profile(
      "format: {csv: {tables: several}}", day: "day: {headings: [day], as: date yyyy-MM-dd, required: yes}")
    let text = """
      North
      day,campaign,spend
      2026-02-01,a,1

      South
      day,campaign,spend
      2026-02-02,a,5

      West
      day,campaigns,spend
      2026-02-02,a,7

      """
    let all = try Self.place(profile, "", ["a.csv": text])
    let told = try Sluice.run(["run", "p.yaml"], folder: all.path)
    #expect(told.status == 3 && told.err.contains("'9' (West: day,campaigns,spend)"), "\(told.err)")
    let some = try Self.place(profile, ", tables: [Nor*]", ["a.csv": text])
    let run = try Sluice.run(["run", "p.yaml"], folder: some.path)
    #expect(run.status == 0 && run.err.isEmpty, "\(run.err)")
    let events = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: some.path).out
    #expect(events.split(separator: "\n").count == 2 && events.contains("1 EUR"), "\(events)")
    for (tables, said) in [
      ("[East]", "none of the file's tables is named as `tables:` wants"),
      ("[West]", "ads/a.csv:9: error: the table 'West' has no heading row of the profile our/ads"),
    ] {
      let place = try Self.place(profile, ", tables: \(tables)", ["a.csv": text])
      let refused = try Sluice.run(["run", "p.yaml"], folder: place.path)
      #expect(refused.status != 0 && refused.err.contains(said), "\(refused.err)")
    }
  }

  @Test("a profile that does not fit names what it lacks, field by field, and what comes near")
  func missing() throws {
    let profile = Self.profile(
      "format: csv", day: "day: {headings: [day, date], as: date yyyy-MM-dd, required: yes}"
    ).replacing("verified", with: "reported")
    let place = try Self.place(
      profile, "", ["a.csv": "Date of report,campaigns,Total spend\n2026-02-01,a,1\n"])
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 65)
    for part in [
      "no heading row of the profile our/ads: missing 'day', 'campaign', 'spend'",
      "day is known as 'day', 'date': is 'Date of report' meant?",
      "campaign is known as 'campaign': is 'campaigns' meant?",
      "spend is known as 'spend': is 'Total spend' meant?", "the profile is reported",
    ] { #expect(run.err.contains(part), "\(run.err)") }
  }
}
