import Columns
import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("Columns in rare forms") struct ColumnFormsTests {
  // MARK: Durations

  struct Duration: Sendable, CustomTestStringConvertible {
    var text: String, type: ValueType, millionths: Int64?
    init(_ text: String, _ type: ValueType, _ millionths: Int64?) {
      (self.text, self.type, self.millionths) = (text, type, millionths)
    }
    var testDescription: String { "'\(text)' as \(type.text)" }
  }

  @Test(
    "a duration is read in one of its three forms, exactly",
    arguments: [
      Duration("1:02:03", .duration, 3_723_000_000), Duration("02:03", .duration, 123_000_000),
      Duration("0:04:34", .duration, 274_000_000), Duration("125:00:00", .duration, 450_000_000_000),
      Duration("90:00", .duration, 5_400_000_000), Duration(" 95 ", .duration, 95_000_000),
      Duration("95.5", .duration, 95_500_000), Duration("00:00:01.25", .duration, 1_250_000),
      Duration("1,234", .duration, 1_234_000_000),
      Duration("243.645", .hours, 877_122_000_000), Duration("0", .hours, 0),
      Duration("1.5", .milliseconds, 1_500), Duration("90000", .milliseconds, 90_000_000),
    ])
  func durations(_ c: Duration) throws {
    let bytes = Array(c.text.utf8)
    let parser = DurationParser(numbers: NumberParser(style: .english))
    #expect(try parser.parse(bytes.span, 0, bytes.count, c.type) == c.millionths)
  }

  @Test(
    "what is no duration is refused",
    arguments: [
      Duration("1:60:00", .duration, nil), Duration("1:2:03", .duration, nil),
      Duration("02:60", .duration, nil), Duration(":30", .duration, nil), Duration("1:", .duration, nil),
      Duration("1:02:03:04", .duration, nil), Duration("1:02x", .duration, nil),
      Duration("-1:02", .duration, nil), Duration("1:02.", .duration, nil),
      Duration("1:02.0000001", .duration, nil), Duration("99999999:00", .duration, nil),
      Duration("", .duration, nil), Duration("1m 30s", .duration, nil),
      Duration("1:30", .hours, nil), Duration("0.0000001", .hours, nil),
      Duration("9999999999999", .hours, nil), Duration("0.0001", .milliseconds, nil),
    ])
  func noDurations(_ c: Duration) {
    let bytes = Array(c.text.utf8)
    let parser = DurationParser(numbers: NumberParser(style: .english))
    #expect(throws: NumberError.self) { try parser.parse(bytes.span, 0, bytes.count, c.type) }
  }

  // MARK: Days

  @Test(
    "Excel's days begin with 1 January 1900 and count a 29 February that never was",
    arguments: [
      ("1", "1900-01-01"), ("59", "1900-02-28"), ("61", "1900-03-01"), ("25569", "1970-01-01"),
      ("46023", "2026-01-01"), ("46023.75", "2026-01-01"), (" 45292 ", "2024-01-01"),
      ("2958465", "9999-12-31"),
    ])
  func excelDays(_ text: String, _ day: String) throws {
    let bytes = Array(text.utf8)
    #expect(try NumberedDay.excel(bytes.span, 0, bytes.count).description == day)
  }

  @Test(
    "what is no day of Excel is refused",
    arguments: ["0", "60", "2958466", "46,023", "46023.", "46023.5x", "", "-1", "2026-01-01"])
  func noExcelDays(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(throws: DateError.self) { try NumberedDay.excel(bytes.span, 0, bytes.count) }
  }

  @Test(
    "a range is two days with something between them, or one day",
    arguments: [
      ("2009-12-28,2010-01-03", "yyyy-MM-dd", "2009-12-28", "2010-01-03"),
      ("2025-09-01 - 2025-09-30", "yyyy-MM-dd", "2025-09-01", "2025-09-30"),
      ("2025-09-01 – 2025-09-30", "yyyy-MM-dd", "2025-09-01", "2025-09-30"),
      ("2025-09-01 to 2025-09-30", "yyyy-MM-dd", "2025-09-01", "2025-09-30"),
      ("2025-09-01/2025-09-30", "yyyy-MM-dd", "2025-09-01", "2025-09-30"),
      ("2025-09-01-2025-09-30", "yyyy-MM-dd", "2025-09-01", "2025-09-30"),
      ("20190930-20191006", "yyyyMMdd", "2019-09-30", "2019-10-06"),
      ("Oct 22, 2013-Nov 1, 2013", "MMM d, yyyy", "2013-10-22", "2013-11-01"),
      ("Oct 22, 2013, Nov 1, 2013", "MMM d, yyyy", "2013-10-22", "2013-11-01"),
      ("2/7/2020,2/9/2020", "M/d/yyyy", "2020-02-07", "2020-02-09"),
      ("01.02.2026 по 03.02.2026", "dd.MM.yyyy", "2026-02-01", "2026-02-03"),
      ("2026-01-05", "yyyy-MM-dd", "2026-01-05", "2026-01-05"),
    ])
  func ranges(_ text: String, _ pattern: String, _ first: String, _ last: String) throws {
    let bytes = Array(text.utf8)
    let parser = DateParser(pattern: try #require(DatePattern(pattern)))
    let range = try DateRange.parse(bytes.span, 0, bytes.count, parser)
    #expect(range.first.description == first && range.last.description == last)
  }

  @Test(
    "what is no range of days says why",
    arguments: [
      ("2025-09-30 - 2025-09-01", DateError.endsBeforeStart), ("2025-09-01 -", .doesNotMatch(offset: 10)),
      ("2025-09-01 2025-09-30", .doesNotMatch(offset: 10)), ("", .doesNotMatch(offset: 0)),
      ("2025-09-01 - 2025-09-31", .doesNotMatch(offset: 10)),
    ])
  func noRanges(_ text: String, _ error: DateError) throws {
    let bytes = Array(text.utf8)
    let parser = DateParser(pattern: try #require(DatePattern("yyyy-MM-dd")))
    #expect(throws: error) { try DateRange.parse(bytes.span, 0, bytes.count, parser) }
  }

  // MARK: One of several ways

  @Test(
    "a file's dates are written in the first way that reads its first cells",
    arguments: [
      (["2026-01-05", "2026-01-06"], "date yyyy-MM-dd"), (["05.01.2026", "31.01.2026"], "date dd.MM.yyyy"),
      (["46023", "46024"], "excel_day"), (["Total", "05.01.2026"], "date dd.MM.yyyy"),
      (["Total", "n/a"], "date yyyy-MM-dd"), ([], "date yyyy-MM-dd"),
      // Some rows one way, some another: the file is at fault, and its rows are judged by the first.
      (["2026-01-05", "05.01.2026"], "date yyyy-MM-dd"), (["2026-01 - 2026-02"], "date yyyy-MM-dd"),
      (["2026-01-05 - 2026-01-11"], "range yyyy-MM-dd"),
    ])
  func choice(_ cells: [String], _ chosen: String) throws {
    let types = ["date yyyy-MM-dd", "date dd.MM.yyyy", "excel_day", "range yyyy-MM-dd"].compactMap {
      ValueType($0)
    }
    #expect(types.count == 4)
    #expect(TypeChoice.choose(types, for: cells.map { Array($0.utf8) })?.text == chosen)
  }

  // MARK: Parts of cells

  @Test(
    "a part of a cell is read where its marks stand, else the whole; nothing where the mark before it is missing",
    arguments: [
      ("1,410 (38.9%)", ProfileColumn.Excerpt.before("("), "1,410"), (" 7 ", .before("("), "7"),
      ("(38.9%)", .before("("), ""), ("12%", .before("%"), "12"), ("1.5 Std.", .before(" Std"), "1.5"),
      ("google / organic", .after(" / "), "organic"), ("a / b / c", .after(" / "), "b / c"),
      ("(not set)", .after(" / "), ""), ("a / ", .after(" / "), ""), ("", .after("/"), ""),
      ("[9]", .inside(open: "[", close: "]"), "9"), (" [ 9 ] ", .inside(open: "[", close: "]"), "9"),
      ("9", .inside(open: "[", close: "]"), "9"), ("[9", .inside(open: "[", close: "]"), "[9"),
      ("[9],[8]", .inside(open: "[", close: "]"), "9],[8"), ("[]", .inside(open: "[", close: "]"), ""),
      ("«a»", .inside(open: "«", close: "»"), "a"), ("[", .inside(open: "[", close: "]"), "["),
    ])
  func excerpts(_ text: String, _ excerpt: ProfileColumn.Excerpt, _ part: String) {
    let bytes = Array("xx\(text)yy".utf8)
    let cell = CellExcerpt.take(
      excerpt, of: Cell(start: 2, length: Int32(text.utf8.count)), bytes.span)
    let found = bytes[Int(cell.start)..<Int(cell.start) + Int(cell.length)]
    #expect(String(decoding: found, as: UTF8.self) == part)
  }
}
