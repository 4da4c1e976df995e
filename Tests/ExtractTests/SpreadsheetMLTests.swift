import Extract
import Foundation
import Testing

@Suite("XML spreadsheets 2003")
struct SpreadsheetMLTests {
  private static func book(_ sheets: String, prefix: String = "", styles: String = "") -> String {
    let own = prefix.isEmpty ? "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"" : ""
    return """
      <?xml version="1.0"?>
      <?mso-application progid="Excel.Sheet"?>
      <\(prefix)Workbook \(own) xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
      <\(prefix)Styles>\(styles)</\(prefix)Styles>\(sheets)</\(prefix)Workbook>
      """
  }

  private static func sheet(_ name: String, _ rows: String, isHidden: Bool = false) -> String {
    let visible = isHidden ? "<Visible>SheetHidden</Visible>" : ""
    return
      "<Worksheet ss:Name=\"\(name)\"><Table>\(rows)</Table><WorksheetOptions>\(visible)</WorksheetOptions></Worksheet>"
  }

  private func table(_ text: String, _ sheet: String? = nil) throws -> [[String]] {
    try tableRows(Array(text.utf8), sheet)
  }

  @Test("places may leave out rows and cells; merged cells hold one value")
  func places() throws {
    let rows = """
      <Row><Cell ss:Index="2"><Data ss:Type="String">Title</Data></Cell></Row>
      <Row ss:Index="3" ss:Span="1"><Cell ss:MergeAcross="1"><Data ss:Type="String">a</Data></Cell><Cell><Data ss:Type="Number">55</Data></Cell></Row>
      <Row><Cell ss:MergeDown="1"/><Cell ss:Index="3"><Data ss:Type="Number">0.10000000000000001</Data></Cell></Row>
      """
    #expect(
      try table(Self.book(Self.sheet("S", rows))) == [
        ["", "Title", ""], [], ["a", "", "55"], [], ["", "", "0.1"],
      ])
    #expect(throws: InputError.workbook(.place("1"), part: "S")) {
      try table(Self.book(Self.sheet("S", "<Row/><Row ss:Index=\"1\"/>")).replacing("<Row/>", with: rows))
    }
  }

  @Test("types, styles, runs of text and comments")
  func types() throws {
    let rows = """
      <Row><Cell><Data ss:Type="String"><html:B>bo</html:B><html:Font html:Color="#FF0000">ld</html:Font></Data><Comment><ss:Data>note</ss:Data></Comment><PhoneticText>reading</PhoneticText></Cell>\
      <Cell><Data ss:Type="DateTime">2026-01-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="DateTime">2026-01-31T12:30:00.000</Data></Cell>\
      <Cell ss:StyleID="d"><Data ss:Type="DateTime">2026-01-31T12:30:00.000</Data></Cell><Cell ss:StyleID="g"><Data ss:Type="DateTime">2026-01-31T00:00:00.000</Data></Cell>\
      <Cell ss:StyleID="t"><Data ss:Type="DateTime">1900-01-01T03:03:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#DIV/0!</Data></Cell></Row>
      """
    let styles = """
      <Style ss:ID="d"><NumberFormat ss:Format="dd/mm/yyyy"/></Style><Style ss:ID="g"><NumberFormat ss:Format="General Date"/></Style>\
      <Style ss:ID="t"><NumberFormat ss:Format="[h]:mm"/></Style>
      """
    #expect(
      try table(Self.book(Self.sheet("S", rows), styles: styles)) == [
        [
          "bold", "2026-01-31", "2026-01-31 12:30:00", "2026-01-31", "2026-01-31 00:00:00", "27:03:00",
          "TRUE",
          "#DIV/0!",
        ]
      ])
  }

  @Test("prefixes, encodings, gzip and white space before the declaration make no difference")
  func dress() throws {
    let prefixed = Self.book(
      "<ss:Worksheet ss:Name=\"S\"><ss:Table><ss:Row><ss:Cell><ss:Data ss:Type=\"String\">x</ss:Data></ss:Cell></ss:Row></ss:Table></ss:Worksheet>",
      prefix: "ss:")
    #expect(try table(prefixed) == [["x"]])
    #expect(try table("\n \n" + prefixed) == [["x"]])
    #expect(try tableRows(Gzip.member(Array(prefixed.utf8))) == [["x"]])
    #expect(try tableRows(Zip([Zip.Member("report.xls", prefixed)]).bytes) == [["x"]])
    let latin = prefixed.replacing("\"1.0\"", with: "\"1.0\" encoding=\"iso-8859-1\"").utf8.flatMap {
      $0 == UInt8(ascii: "x") ? [$0] : [$0]
    }
    let at = try #require(latin.firstRange(of: Array(">x<".utf8)))
    #expect(
      try tableRows(Array(latin[..<at.lowerBound]) + [0x3E, 0xE9, 0x3C] + latin[at.upperBound...]) == [["é"]])
  }

  @Test("sheets are tables; hidden and empty ones are not")
  func sheets() throws {
    func row(_ text: String) -> String { "<Row><Cell><Data ss:Type=\"String\">\(text)</Data></Cell></Row>" }
    let text = Self.book(
      Self.sheet("A", row("1"), isHidden: true) + Self.sheet("B", row("2")) + Self.sheet("C", "")
        + Self.sheet("D", row("4")))
    #expect(throws: InputError.severalTables(["B", "D"])) { try table(text) }
    #expect(try table(text, "B") == [["2"]] && table(text, "D") == [["4"]])
    let file = try TemporaryFile(Zip([Zip.Member("r.xml", text), Zip.Member("x.csv", "a,b\n")]).bytes)
    let contents = try FileContents(path: file.path)
    #expect(contents.tables == ["r.xml/B", "r.xml/D", "x.csv"])
    #expect(contents.unread.map(\.name) == ["r.xml/A", "r.xml/C"])
    var stream = try ByteStream(path: file.path, member: "r.xml/D")
    var bytes: ContiguousArray<UInt8> = []
    while try stream.read(into: &bytes) > 0 {}
    #expect(Array(bytes) == Array("4\u{1E}".utf8))
  }

  @Test("a spreadsheet that breaks off is refused")
  func truncated() {
    let text = Array(
      Self.book(Self.sheet("S", "<Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row>")).utf8)
    for count in stride(from: text.count - 1, to: 300, by: -13) {
      #expect(throws: InputError.self, "\(count) bytes") { try tableRows(Array(text[..<count])) }
    }
  }
}

/// Real files of the container, which are not part of the repository.
@Suite("XML spreadsheets 2003 from the wild", .enabled(if: samples != nil))
struct SpreadsheetMLSampleTests {
  struct Sample: Sendable {
    var name: String
    var rows: Int
    var width: Int
  }

  // Counted by hand in the files.
  @Test(
    "real files are read completely",
    arguments: [
      Sample(name: "datavalidations", rows: 6, width: 5), Sample(name: "date_1904", rows: 1, width: 2),
      Sample(name: "excel2003_iso8859-1", rows: 2, width: 1), Sample(name: "poi_15573", rows: 5, width: 10),
    ])
  func read(_ c: Sample) throws {
    let path = try #require(samples) + "/spreadsheetml2003/\(c.name).xml"
    var stream = try ByteStream(path: path)
    var text: ContiguousArray<UInt8> = []
    while try stream.read(into: &text) > 0 {}
    let rows = CSVText.rows(
      of: Array(text)[...], delimiter: TableText.delimiter, lineBreak: TableText.lineBreak)
    #expect(rows.count == c.rows)
    #expect(rows.allSatisfy { $0.isBlank || $0.fields.count == c.width })
  }
}

private let samples = ProcessInfo.processInfo.environment["SLUICE_SAMPLES"]
