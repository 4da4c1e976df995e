import Extract

/// Workbooks made by hand: only the parts that a test is about.
struct Book {
  var rows: String
  var shared: String?
  /// `numFmts` and `cellXfs` of the styles.
  var styles: String?
  var properties = ""
  var sheets = #"<sheet name="Data" sheetId="1" r:id="rId1"/>"#
  var isStrict = false
  var more: [Zip.Member] = []

  init(_ rows: String, shared: String? = nil, styles: String? = nil) {
    (self.rows, self.shared, self.styles) = (rows, shared, styles)
  }

  private static let head = #"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#

  var zip: Zip {
    let office =
      isStrict
      ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
      : "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    let main =
      isStrict
      ? "http://purl.oclc.org/ooxml/spreadsheetml/main"
      : "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    func relation(_ id: String, _ type: String, _ target: String) -> String {
      "<Relationship Id=\"\(id)\" Type=\"\(office)/\(type)\" Target=\"\(target)\"/>"
    }
    func relations(_ list: String) -> String {
      Self.head
        + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(list)</Relationships>"
    }
    var members = [
      Zip.Member("[Content_Types].xml", Self.head + "<Types/>"),
      Zip.Member("_rels/.rels", relations(relation("rId1", "officeDocument", "xl/workbook.xml"))),
      Zip.Member(
        "xl/workbook.xml",
        Self.head
          + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><workbookPr \(properties)/><sheets>\(sheets)</sheets></workbook>"
      ),
      Zip.Member(
        "xl/_rels/workbook.xml.rels",
        relations(
          relation("rId1", "worksheet", "worksheets/sheet1.xml")
            + relation("rId2", "worksheet", "/xl/worksheets/sheet2.xml")
            + relation("rId3", "chartsheet", "chartsheets/sheet1.xml")
            + relation("rId8", "sharedStrings", "sharedStrings.xml")
            + relation("rId9", "styles", "styles.xml"))),
      Zip.Member(
        "xl/worksheets/sheet1.xml",
        Self.head
          + "<worksheet xmlns=\"\(main)\"><dimension ref=\"A1\"/><sheetData>\(rows)</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"
      ),
    ]
    if let shared {
      members.append(Zip.Member("xl/sharedStrings.xml", Self.head + "<sst xmlns=\"\(main)\">\(shared)</sst>"))
    }
    if let styles {
      members.append(
        Zip.Member("xl/styles.xml", Self.head + "<styleSheet xmlns=\"\(main)\">\(styles)</styleSheet>"))
    }
    return Zip(members + more)
  }

  /// The rows of a sheet: cells as text.
  func table(_ sheet: String? = nil, piece: Int = 1 << 20) throws(InputError) -> [[String]] {
    try tableRows(zip.bytes, sheet, piece: piece)
  }
}

/// The rows of a file that is a sheet, or holds one: cells as text.
func tableRows(
  _ bytes: [UInt8], _ member: String? = nil, piece: Int = 1 << 20
) throws(InputError) -> [[String]] {
  let file: TemporaryFile
  do { file = try TemporaryFile(bytes) } catch { throw .cannotOpen(code: 0) }
  var stream = try ByteStream(path: file.path, member: member)
  var text: ContiguousArray<UInt8> = []
  while try stream.read(into: &text, maximum: piece) > 0 {}
  return CSVText.rows(of: Array(text)[...], delimiter: 0x1F, lineBreak: 0x1E).map { row in
    row.isBlank ? [] : row.fields.map { String(decoding: $0, as: UTF8.self) }
  }
}
