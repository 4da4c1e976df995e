import Foundation
import Testing

/// Files that no tool should have written: what is said of them, and what to do.
@Suite("Odd files") struct OddFilesTests {
  static let ads = "day,campaign,spend,currency\n2026-02-01,Brand,12.25,EUR\n"
  static let workbook = """
    <?xml version="1.0"?>
    <!DOCTYPE Workbook [<!ENTITY x "<y>">]>
    <?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
    <Worksheet ss:Name="S"><Table><Row><Cell><Data ss:Type="String">day</Data></Cell></Row></Table></Worksheet></Workbook>
    """

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String, file: String, text: String
    /// On standard error of `inspect`.
    var said: [String]
    /// On standard output, and not there.
    var shown: [String] = []
    var hidden: [String] = []
    var testDescription: String { name }
  }

  static let wide = (0..<5_000).map { "c\($0)" }.joined(separator: ",")

  static let cases = [
    Case(name: "an empty file", file: "a.csv", text: "", said: ["a.csv: error: the file is empty"]),
    Case(name: "a mark and blank lines", file: "a.csv", text: "\u{FEFF} \n\r\n", said: ["the file is empty"]),
    Case(
      name: "a NUL", file: "a.csv", text: ads.replacing("Brand", with: "Br\0and"),
      said: ["a.csv:2:14: error: the file holds NUL bytes"], hidden: ["a start: paste it"]),
    Case(
      name: "more columns than are read", file: "a.csv", text: "day,campaign,spend,\(wide)\n",
      said: ["a.csv:1: error: the heading row has 5003 columns, more than the 4096 that are read"],
      hidden: ["a start: paste it", "c4999"]),
    Case(
      name: "many columns that nobody knows", file: "a.csv",
      text: (0..<300).map { "q\($0)" }.joined(separator: ",") + "\n"
        + (0..<300).map(String.init).joined(separator: ",") + "\n",
      said: ["no profile fits this file"], shown: ["  q99 ", "  and 200 more\n"], hidden: ["  q100 "]),
    Case(
      name: "rows without headings", file: "a.csv", text: "2026-02-01,Brand,12.25\n2026-02-02,Brand,1\n",
      said: ["no profile fits this file"], shown: ["none found: a table needs a row of different texts"]),
    Case(
      name: "an XML spreadsheet with a DOCTYPE", file: "a.xml", text: workbook,
      said: ["the XML file has a DOCTYPE", "open it and save it as .xlsx"]),
    Case(
      name: "XML with a DOCTYPE", file: "a.xml", text: "<?xml version='1.0'?>\n<!DOCTYPE report>\n<report/>",
      said: ["a.xml:2: error: the XML file has a DOCTYPE", "export without it"]),
    Case(
      name: "XML that breaks", file: "a.xml", text: "<?xml version='1.0'?>\n<report><a></b></report>",
      said: ["a.xml:2: error: the XML is malformed"]),
    Case(
      name: "UTF-16 without a mark", file: "a.csv", text: ads.map { "\($0)\0" }.joined(),
      said: ["looks like UTF-16", "try --encoding `utf-16le` or `encoding: utf-16be`"]),
  ]

  @Test("what can't be read says why, not that no profile fits", arguments: cases)
  func odd(_ c: Case) throws {
    let place = try Workspace()
    try place.write(c.file, c.text)
    let run = try Sluice.run(["inspect", c.file], folder: place.path)
    #expect(run.status == 65)
    for text in c.said { #expect(run.err.contains(text), "lacks: \(text)\n\(run.err)") }
    for text in c.shown { #expect(run.out.contains(text), "lacks: \(text)\n\(run.out)") }
    for text in c.hidden { #expect(!run.out.contains(text), "\(run.out.prefix(2000))") }
    // A draft of the folder says the same.
    try place.write("good/ads.csv", Self.ads)
    let draft = try Sluice.run(["init", "."], folder: place.path)
    #expect(draft.status == 0 && draft.out.contains("# Not read:\n# \(c.file): "), "\(draft.out)\(draft.err)")
  }

  @Test("a table between upright lines is read")
  func upright() throws {
    let place = try Workspace()
    try place.write("a.txt", Self.ads.replacing(",", with: "|"))
    let run = try Sluice.run(["inspect", "a.txt"], folder: place.path)
    #expect(run.status == 0 && run.out.contains("profile           generic/ad-costs"), "\(run.out)\(run.err)")
    #expect(run.out.contains("spend             12.25 EUR"))
  }

  @Test("files that name no days wait in a draft with the line that says which they cover")
  func covers() throws {
    let place = try Workspace()
    try place.write("exports/ads.csv", Self.ads)
    let goals = "<?xml version='1.0'?>\n<result><nb_conversions>9</nb_conversions></result>"
    try place.write("exports/goals.xml", goals)
    let inspect = try Sluice.run(["inspect", "exports/goals.xml"], folder: place.path)
    #expect(inspect.out.contains("none stated: say `covers:"), "\(inspect.out)")
    #expect(inspect.out.contains("neither the record nor"), "\(inspect.out)")
    #expect(try Sluice.run(["init", "exports", "--out", "p.yaml"], folder: place.path).status == 0)
    let text = try Self.text("p.yaml", place)
    #expect(text.contains("matomo is not read yet: its files name no days"), "\(text)")
    // As the draft says: the # taken away.
    let entry = """
        # matomo:
        #   profile: matomo/goals-xml
        #   files: exports/goals.xml
        #   required: yes
        #   covers: 2026-02-01 to 2026-02-01   # put the first and the last day
      """
    #expect(text.contains(entry), "\(text)")
    let mine = entry.replacing("  # matomo", with: "  matomo").replacing("  #   ", with: "    ")
    try place.write("p.yaml", text.replacing(entry, with: mine))
    let run = try Sluice.run(["events", "p.yaml"], folder: place.path)
    #expect(run.status == 0 && run.out.contains(#""goal_completions":"9""#), "\(run.out)\(run.err)")
  }

  private static func text(_ name: String, _ place: borrowing Workspace) throws -> String {
    let bytes = place.bytes(name)
    return String(decoding: try #require(bytes), as: UTF8.self)
  }

  private static func page(_ sections: String, _ place: borrowing Workspace) throws -> String {
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract:
        ads: {profile: generic/ad-costs, files: ads.csv, required: yes}
      aggregate: {by: [campaign], kpis: [spend]}
      render:
        report: {formats: [markdown], output: out, sections: [\(sections)]}

      """)
    let run = try Sluice.run(["run", "p.yaml"], folder: place.path)
    #expect(run.status == 0, "\(run.err)")
    return try text("out/report.en.md", place)
  }

  @Test("a breakdown shows fifty rows and sums up the rest, unless the section says how many")
  func fifty() throws {
    let place = try Workspace()
    let rows = (0..<60).map { "2026-02-01,c\($0),\(($0 + 1) * ($0 + 1)),EUR\n" }.joined()
    try place.write("ads.csv", "day,campaign,spend,currency\n" + rows)
    // The ten smallest cost 1, 4, 9 … 100: 385 together, which is no square.
    let usual = try Self.page("campaigns", place)
    #expect(usual.contains("| c10 | 121.00 |") && !usual.contains("| c9 |"), "\(usual)")
    #expect(usual.contains("| 385.00 |"), "\(usual)")
    let all = try Self.page("{campaigns: {rows: 100}}", place)
    #expect(all.contains("| c0 | 1.00 |") && !all.contains("| 385.00 |"), "\(all)")
  }

  @Test("a table that no row was read of is no table whose every row is accounted for")
  func unread() throws {
    let place = try Workspace()
    try place.write(
      "our.yaml",
      """
      profile: our
      tool: Ours
      evidence: verified
      gives: ad
      format: {csv: {tables: several}}
      columns:
        day: {headings: [day], required: yes}
        campaign: {headings: [campaign], required: yes}
        spend: {headings: [spend], required: yes}
        currency: {headings: [currency]}

      """)
    try place.write("ads.csv", Self.ads + "\nday,campaigns,spend,currency\n2026-02-02,B,1,EUR\n")
    try place.write(
      "p.yaml",
      """
      sluice: 1
      name: p
      period: {every: month, only: 2026-02}
      currency: {report_in: EUR}
      extract:
        ads: {profile: our.yaml, files: ads.csv, required: yes}
      aggregate: {kpis: [spend]}
      render:
        report: {formats: [markdown, html], output: out, sections: [headline, data_quality]}

      """)
    #expect(try Sluice.run(["run", "p.yaml"], folder: place.path).status == 3)
    for file in ["md", "html"] {
      let report = try Self.text("out/report.en.\(file)", place)
      #expect(report.contains("Rows are unaccounted for"), "\(report)")
      #expect(
        !report.contains("every row is accounted for") && !report.contains("Every row accounted for</h3>"))
    }
  }
}
