import Testing

/// Names in exports are chosen by strangers; what prints them as CSV may be opened with a spreadsheet.
@Suite("CSV for spreadsheets") struct FormulaTests {
  static let pipeline = """
    sluice: 1
    name: f
    period: {every: month, only: 2026-02}
    currency: {report_in: EUR}
    extract:
      ads: {profile: generic/ad-costs, files: ads.csv}
    aggregate: {by: [campaign], kpis: [spend]}
    render:
      report: {formats: [markdown], output: out/, sections: [headline], rejects: {file: rejects.csv, raw_values: yes}}
      tables:
        campaigns: {by: [campaign], columns: [spend]}

    """
  static let ads = """
    day,campaign,spend,currency
    2026-02-01,=1+1,-12.50,EUR
    2026-02-01, @x,3,EUR
    2026-02-01,\u{3000}=2,4,EUR
    2026-02-01,Brand, =cmd,EUR

    """

  @Test("tables, events, records and rejects are disarmed alike; negative amounts stay numbers")
  func commands() throws {
    let place = try Workspace()
    try place.write("p.yaml", Self.pipeline)
    try place.write("ads.csv", Self.ads)
    let table = try Sluice.run(["table", "p.yaml", "campaigns"], folder: place.path)
    #expect(
      table.out == "campaign,spend\n'=1+1,-12.50\n'@x,3.00\n'\u{3000}=2,4.00\n", "\(table.out)\(table.err)")
    let json = try Sluice.run(["table", "p.yaml", "campaigns", "--format", "json"], folder: place.path)
    #expect(json.out.contains("\"=1+1\""), "\(json.out)")
    let events = try Sluice.run(["events", "p.yaml", "--format", "csv"], folder: place.path)
    #expect(events.out.contains(",'=1+1,") && events.out.contains(",-12.5 EUR,"), "\(events.out)")
    let plain = try Sluice.run(["records", "ads.csv", "--format", "csv"], folder: place.path)
    #expect(plain.out.contains("1,2,2026-02-01,'=1+1,-12.50,EUR\n"), "\(plain.out)")
    let records = try Sluice.run(
      ["records", "ads.csv", "--profile", "generic/ad-costs", "--format", "csv"], folder: place.path)
    #expect(records.out.contains(",' @x,") && records.out.contains(",' =cmd,"), "\(records.out)")
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    let bytes = place.bytes("out/rejects.csv")
    let rejects = String(decoding: try #require(bytes), as: UTF8.self)
    #expect(rejects.contains(",' =cmd\n"), "\(rejects)")
  }
}
