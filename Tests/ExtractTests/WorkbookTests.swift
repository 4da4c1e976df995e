import Extract
import Testing

@Suite("Workbooks")
struct WorkbookTests {
  private func refusal(_ book: Book) -> WorkbookProblem? {
    do { _ = try book.table() } catch {
      if case .workbook(let problem, _) = error { return problem }
    }
    return nil
  }

  @Test("rows and cells stand where their places say, or behind the one before", arguments: [1, 5, 1 << 20])
  func places(piece: Int) throws {
    let book = Book(
      """
      <row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c><c r="E2"><v>3</v></c></row>\
      <row><c><v>4</v></c></row><row r="6" spans="1:1"/><row r="7"><c r="AA7"><v>5</v></c></row><row r="9"><c r="A9"/></row>
      """)
    let wide = Array(repeating: "", count: 25)
    #expect(
      try book.table(piece: piece) == [
        [], ["", "1", "2", "", "3"] + wide.prefix(22), ["4"] + wide + [""], [], [], [],
        [""] + wide + ["5"],
      ])
  }

  @Test("rows are filled up to the widest of the first thousand; what is wider below stays")
  func width() throws {
    let rows = (1...1200).map { row in
      "<row><c><v>\(row)</v></c>" + (row == 3 || row == 1100 ? "<c/><c><v>x</v></c>" : "")
        + (row == 1100 ? "<c><v>y</v></c>" : "") + "</row>"
    }.joined()
    let table = try Book(rows).table()
    #expect(table.count == 1200)
    #expect(table[0] == ["1", "", ""] && table[2] == ["3", "", "x"] && table[1199] == ["1200", "", ""])
    #expect(table[1099] == ["1100", "", "x", "y"])
    let gap = try Book("<row><c><v>1</v></c></row><row r=\"5000\"><c><v>2</v></c><c><v>3</v></c></row>")
      .table()
    #expect(gap.count == 5000 && gap[0] == ["1"] && gap[1].isEmpty && gap[4999] == ["2", "3"])
  }

  @Test("strict workbooks are read, and macros are data of no interest")
  func strict() throws {
    var book = Book("<row><c><v>1</v></c></row>")
    book.isStrict = true
    book.more = [Zip.Member("xl/vbaProject.bin", "macro")]
    #expect(try book.table() == [["1"]])
  }

  @Test("visible sheets are tables by name; hidden ones and charts are said to be left out")
  func sheets() throws {
    var book = Book("<row><c><v>1</v></c></row>")
    book.sheets = """
      <sheet name="Lists" state="hidden" r:id="rId1"/><sheet name="Chart" r:id="rId3"/><sheet name="B&amp;C" r:id="rId2"/>\
      <sheet name="Keys" state="veryHidden" r:id="rId1"/>
      """
    book.more = [
      Zip.Member(
        "xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>"
      )
    ]
    #expect(try book.table() == [["2"]])
    var file = try TemporaryFile(book.zip.bytes)
    var contents = try FileContents(path: file.path)
    #expect(contents.tables == [nil])
    #expect(contents.unread.map(\.name) == ["Lists", "Chart", "Keys"])
    book.sheets = #"<sheet name="First" r:id="rId1"/><sheet name="Second" r:id="rId2"/>"#
    #expect(try book.table("First") == [["1"]] && book.table("Second") == [["2"]])
    #expect(throws: InputError.severalTables(["First", "Second"])) { try book.table() }
    #expect(throws: InputError.workbook(.noSuchSheet, part: "Third")) { try book.table("Third") }
    file = try TemporaryFile(book.zip.bytes)
    contents = try FileContents(path: file.path)
    #expect(contents.tables == ["First", "Second"] && contents.unread.isEmpty)
    book.sheets = #"<sheet name="A" state="hidden" r:id="rId1"/>"#
    #expect(refusal(book) == .noVisibleSheet)
  }

  @Test("a workbook that does not fit together is refused")
  func damaged() {
    #expect(refusal(Book("<row r=\"2\"/><row r=\"1\"/>")) == .place("1"))
    #expect(refusal(Book("<row><c r=\"B1\"/><c r=\"A1\"/></row>")) == .place("A1"))
    #expect(refusal(Book("<row><c r=\"B2\"/></row>")) == .place("B2"))
    #expect(refusal(Book("<row><c r=\"7\"/></row>")) == .place("7"))
    #expect(refusal(Book("<row r=\"x\"/>")) == .place("x"))
    #expect(refusal(Book("<row r=\"1048577\"/>")) == .tooManyRows(limit: 1_048_576))
    #expect(refusal(Book("<row><c r=\"XFE1\"/></row>")) == .tooManyColumns(limit: 16_384))
    #expect(refusal(Book("<row><c t=\"s\"><v>0</v></c></row>")) == .unknownText(row: 1))
    #expect(refusal(Book("<row><c t=\"s\"><v>x</v></c></row>", shared: "<si/>")) == .unknownText(row: 1))
    var book = Book("<row/>")
    book.sheets = #"<sheet name="A" r:id="rId2"/>"#
    #expect(refusal(book) == .missingPart)
    let long = String(repeating: "x", count: (1 << 20) + 1)
    #expect(
      refusal(Book("<row><c t=\"str\"><v>\(long)</v></c></row>"))
        == .cellTooLong(row: 1, limitInBytes: 1 << 20))
    guard case .xml(let error)? = refusal(Book("<row>")) else { return #expect(Bool(false)) }
    guard case .mismatchedTag = error.kind else { return #expect(Bool(false)) }
  }

  @Test("a workbook with a DOCTYPE, an Office document without sheets and an OpenDocument file are refused")
  func others() throws {
    let doctype = Zip([
      Zip.Member("[Content_Types].xml", "<Types/>"),
      Zip.Member("_rels/.rels", "<!DOCTYPE r><Relationships/>"),
    ])
    #expect(throws: InputError.workbook(.xml(XMLError(.doctype, line: 1)), part: "_rels/.rels")) {
      try tableRows(doctype.bytes)
    }
    let letter = Zip([
      Zip.Member("[Content_Types].xml", "<Types/>"), Zip.Member("_rels/.rels", "<Relationships/>"),
    ])
    #expect(throws: InputError.workbook(.notAWorkbook, part: nil)) { try tableRows(letter.bytes) }
    let open = Zip([
      Zip.Member("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
      Zip.Member("content.xml", "<office/>"),
    ])
    #expect(throws: InputError.workbook(.openDocument, part: nil)) { try tableRows(open.bytes) }
  }
}
