import Extract
import Testing

/// What single cells of a workbook give.
@Suite("Cells of workbooks")
struct SheetValueTests {
  struct Number: Sendable, CustomTestStringConvertible {
    var written: String
    var text: String
    var testDescription: String { "\(written) → \(text)" }
    init(_ written: String, _ text: String) { (self.written, self.text) = (written, text) }
  }

  // Shortest decimals by Python's repr(float(text)).
  static let numbers = [
    Number("0", "0"), Number("-7", "-7"), Number("12.5", "12.5"), Number("123.0", "123.0"),
    Number("0.10000000000000001", "0.1"), Number("2565.9200000000001", "2565.92"),
    Number("0.70000000000000007", "0.7"), Number("0.99999999999999989", "1"),
    Number("-1.1000000000000001", "-1.1"),
    Number("123456789.12345679", "123456789.12345679"), Number("1E-3", "0.001"),
    Number("-2.5e-4", "-0.00025"),
    Number("1.5E7", "15000000"), Number("-2E+3", "-2000"), Number("1.25e1", "12.5"), Number("0E5", "0"),
    Number("0.00012E5", "12"), Number("1.5E0", "1.5"), Number("9.99E14", "999000000000000"),
    Number("1E15", "1E15"), Number("1.2345678901234567E+5", "123456.78901234567"),
    Number("5.0000000000000001E-3", "0.005"), Number("1.2021E+17", "1.2021E+17"),
    Number("1.2345678901234567E+19", "1.2345678901234567E+19"),
    Number("12345678901234567", "12345678901234567"),
    Number("1E-400", "1E-400"), Number("1.7976931348623157E+308", "1.7976931348623157E+308"),
    Number("INF", "INF"), Number("1.2.3000000000000000", "1.2.3000000000000000"), Number("1e", "1e"),
  ]

  @Test("numbers come out as they were typed, and no digit is invented", arguments: numbers)
  func number(_ c: Number) throws {
    #expect(try Book("<row><c><v>\(c.written)</v></c></row>").table() == [[c.text]])
  }

  struct Dated: Sendable, CustomTestStringConvertible {
    var code: String
    var written: String
    var text: String
    var uses1904 = false
    var testDescription: String { "\(written) as \(code) → \(text)" }
    init(_ code: String, _ written: String, _ text: String, uses1904: Bool = false) {
      (self.code, self.written, self.text, self.uses1904) = (code, written, text, uses1904)
    }
  }

  // By hand, with 25569 = 1970-01-01 and 24107 days between the epochs' 1970 in the 1904 system.
  static let dates = [
    Dated("yyyy-mm-dd", "46053", "2026-01-31"), Dated("dd.mm.yyyy;@", "46053.75", "2026-01-31"),
    Dated("m/d/yy h:mm", "46053.520833333336", "2026-01-31 12:30:00"),
    Dated("m/d/yy h:mm", "46053", "2026-01-31 00:00:00"),
    Dated("[$-409]d\\-mmm\\-yy;@", "25569", "1970-01-01"),
    Dated("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "45351", "2024-02-29"),
    Dated("yyyy\"年\"m\"月\"d\"日\"", "45352", "2024-03-01"), Dated("yyyy-mm-dd", "1", "1900-01-01"),
    Dated("yyyy-mm-dd", "59", "1900-02-28"), Dated("yyyy-mm-dd", "60", "1900-02-29"),
    Dated("yyyy-mm-dd", "61", "1900-03-01"), Dated("yyyy-mm-dd", "2958465", "9999-12-31"),
    Dated("yyyy-mm-dd", "2958467", "2958467"), Dated("yyyy-mm-dd", "-1", "-1"), Dated("yyyy-mm-dd", "0", "0"),
    Dated("yyyy-mm-dd", "24107", "1970-01-01", uses1904: true),
    Dated("yyyy-mm-dd", "0", "1904-01-01", uses1904: true),
    Dated("h:mm:ss", "0.19027777777777777", "4:34:00"), Dated("mm:ss", "0.0076388888888888886", "0:11:00"),
    Dated("[h]:mm:ss", "1.1270833333333334", "27:03:00"),
    // 23:59:59.999136 and 23:59:59.999999.
    Dated("yyyy-mm-dd hh:mm:ss", "46053.99999999", "2026-01-31 23:59:59"),
    Dated("yyyy-mm-dd hh:mm:ss", "46053.99999999999", "2026-01-31 23:59:59"),
    Dated("yyyy-mm-dd hh:mm:ss", "46053.333333333", "2026-01-31 08:00:00"),
    Dated("General", "46053", "46053"), Dated("0.00", "46053", "46053"),
    Dated("#,##0.00\\ \"days\"", "46053", "46053"),
    Dated("[Red]#,##0.00;[Blue]-#,##0.00", "46053", "46053"), Dated("#,##0.00\\ [$₽-419]", "46053", "46053"),
    Dated("0.00E+00", "46053", "46053"), Dated("_-* #,##0.00_-", "46053", "46053"),
    Dated("@", "46053", "46053"),
  ]

  @Test("a number is a date where its format has parts of one", arguments: dates)
  func date(_ c: Dated) throws {
    let code = c.code.replacing("\"", with: "&quot;")
    var book = Book(
      "<row><c s=\"1\"><v>\(c.written)</v></c></row>",
      styles:
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"\(code)\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>"
    )
    if c.uses1904 { book.properties = "date1904=\"1\"" }
    #expect(try book.table() == [[c.text]])
  }

  @Test("formats without a code are known by their number")
  func builtIn() throws {
    let kinds = [
      (14, "2026-01-31"), (22, "2026-01-31 12:00:00"), (31, "2026-01-31"), (2, "46053.5"), (49, "46053.5"),
    ]
    for (id, text) in kinds {
      let book = Book(
        "<row><c s=\"0\"><v>46053.5</v></c></row>", styles: "<cellXfs><xf numFmtId=\"\(id)\"/></cellXfs>")
      #expect(try book.table() == [[text]], "format \(id)")
    }
    let book = Book(
      "<row><c s=\"0\"><v>1.5</v></c></row>", styles: "<cellXfs><xf numFmtId=\"46\"/></cellXfs>")
    #expect(try book.table() == [["36:00:00"]])
  }

  @Test("every type of cell gives its text")
  func types() throws {
    let book = Book(
      """
      <row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></is></c>\
      <c t="str"><f>A1&amp;"x"</f><v>a&amp;x</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c>\
      <c t="d"><v>2026-01-31T00:00:00</v></c><c t="d"><v>2026-01-31T12:30:00.000</v></c><c><f>1+1</f><v>2</v></c><c t="n"/></row>
      """,
      shared:
        "<si><t>plain</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r><rPh sb=\"0\" eb=\"1\"><t>reading</t></rPh></si>"
    )
    #expect(
      try book.table() == [
        ["rich", "plain", "a b", "a&x", "TRUE", "FALSE", "#N/A", "2026-01-31", "2026-01-31 12:30:00", "2"]
      ])
  }

  @Test("characters that XML can't hold are decoded; NUL stays visible; separators do not part cells")
  func escapes() throws {
    let book = Book(
      "<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c></row>",
      shared:
        "<si><t>a_x000D_\nb</t></si><si><t>_x005F_x000D_</t></si><si><t>x_x001F_y_x001E_\"z</t></si><si><t>_x0000__xD800_ _x12</t></si>"
    )
    #expect(try book.table() == [["a\r\nb", "_x000D_", "x\u{1F}y\u{1E}\"z", "_x0000__xD800_ _x12"]])
  }
}
