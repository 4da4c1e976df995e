import Columns
import Extract
import FuzzHarness
import Testing

/// Tables that other readers stumble over, split everywhere.
@Suite("CSV, hostile and split") struct CSVSafetyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var table: CSVTable
    /// Fields of every record, by hand from RFC 4180.
    var rows: [[String]]
    /// 1-based line of every record.
    var lines: [Int]
    var events: [ReadTable.Event] = []
    var testDescription: String { name }

    init(
      _ name: String, _ text: String, rows: [[String]], lines: [Int], events: [ReadTable.Event] = [],
      dataStart: Int = 0, special: SpecialRows = CSVTests.none
    ) {
      self.name = name
      table = CSVTable(text)
      table.layout.dataStart = dataStart
      table.special = special
      (self.rows, self.lines, self.events) = (rows, lines, events)
    }
  }

  static let totals = SpecialRows(totalStarts: ["Total"], totalEquals: ["Σ"], footerStarts: ["#"])

  static let cases = [
    Case(
      "quoted line breaks", "a,\"1\n2\n\n3\",c\nd,e,f\n", rows: [["a", "1\n2\n\n3", "c"], ["d", "e", "f"]],
      lines: [1, 5]),
    Case("doubled quotes", "\"\"\"\",\"a\"\"\",\"\"\"b\"\n", rows: [["\"", "a\"", "\"b"]], lines: [1]),
    Case(
      "CRLF and LF mixed", "1,2,3\r\n4,5,6\n7,8,\"9\"\r\n\r\n0,0,0\r\n",
      rows: [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["0", "0", "0"]], lines: [1, 2, 3, 5]),
    Case(
      "a quoted CRLF stays CRLF", "1,\"2\r\n2\",3\r\n4,5,6\r\n",
      rows: [["1", "2\r\n2", "3"], ["4", "5", "6"]],
      lines: [1, 3]),
    Case(
      "no break behind the last row", "1,2,3\n4,5,\"6\"", rows: [["1", "2", "3"], ["4", "5", "6"]],
      lines: [1, 2]),
    Case(
      "a lone CR behind the last row", "1,2,3\r\n4,5,6\r", rows: [["1", "2", "3"], ["4", "5", "6"]],
      lines: [1, 2]),
    Case(
      "empty fields at the end", "1,2,\n,,\n,,", rows: [["1", "2", ""], ["", "", ""], ["", "", ""]],
      lines: [1, 2, 3]),
    Case(
      "quoted empty fields", "\"\",\"\",\"\"\n1,\"\",3\n", rows: [["", "", ""], ["1", "", "3"]],
      lines: [1, 2]),
    Case(
      "a quoted delimiter beside a break", "\",\n,\",2,3\n4,5,6\n",
      rows: [[",\n,", "2", "3"], ["4", "5", "6"]], lines: [1, 3]),
    Case(
      "characters of two, three and four bytes", "é,\"日\n本\",😀\nя,€,\u{301}x\n",
      rows: [["é", "日\n本", "😀"], ["я", "€", "\u{301}x"]], lines: [1, 3]),
    Case(
      "a combining mark behind a delimiter", "a,\u{301}b,c\n", rows: [["a", "\u{301}b", "c"]], lines: [1]),
    Case(
      "Unicode's own line ends are text", "a\u{2028}b,c\u{85}d,e\u{2029}\n",
      rows: [["a\u{2028}b", "c\u{85}d", "e\u{2029}"]], lines: [1]),
    Case(
      "a CR in the middle is text", "a,b\rb,c\nd,e,f\n", rows: [["a", "b\rb", "c"], ["d", "e", "f"]],
      lines: [1, 2]),
    Case(
      "a preamble and headings are skipped, and counted as lines",
      "Report \"x\"\nday,b,c\n1,\"2\n\",3\n4,5,6\n", rows: [["1", "2\n", "3"], ["4", "5", "6"]],
      lines: [3, 5], dataStart: 19),
    Case(
      "one row of many blocks",
      String(repeating: "x", count: 200) + ",\"" + String(repeating: "\n\"\"", count: 90) + "\",z\n1,2,3\n",
      rows: [
        [String(repeating: "x", count: 200), String(repeating: "\n\"", count: 90), "z"], ["1", "2", "3"],
      ], lines: [1, 92]),
    Case(
      "ragged rows and stray quotes among good ones",
      "1,2,3\n4,5\n6,7,8,9\n\"a\"b,2,3\na\"b\"c,2,3\n\"a\" ,2,3\nx,\"y\",z\n",
      rows: [["1", "2", "3"], ["x", "y", "z"]], lines: [1, 7],
      events: [
        .init(kind: .wrongFieldCount(found: 2), index: 1, line: 2),
        .init(kind: .wrongFieldCount(found: 4), index: 2, line: 3),
        .init(kind: .strayQuote, index: 3, line: 4), .init(kind: .strayQuote, index: 4, line: 5),
        .init(kind: .strayQuote, index: 5, line: 6),
      ]),
    Case(
      "totals and footers, quoted or not",
      "1,2,3\n\"Total: \"\"all\"\"\",4,5\nTotals\nΣ,\"6\n\",7\n# made by \"X\"\nz,\"\n\",z\n",
      rows: [["1", "2", "3"], ["z", "\n", "z"]], lines: [1, 7],
      events: [
        .init(kind: .total(label: "Total: \"all\"", cells: ["Total: \"all\"", "4", "5"]), index: 1, line: 2),
        .init(kind: .total(label: "Totals", cells: ["Totals", "", ""]), index: 2, line: 3),
        .init(kind: .total(label: "Σ", cells: ["Σ", "6\n", "7"]), index: 3, line: 4),
        .init(kind: .footer("# made by \"X\""), index: 4, line: 6),
      ], special: totals),
    Case(
      "quotes within fields of two rows spoil these rows, and none between",
      "1,19\" a,3\n4,5,6\n7,21\" b,9\n0,0,0\n", rows: [["4", "5", "6"], ["0", "0", "0"]], lines: [2, 4],
      events: [.init(kind: .strayQuote, index: 0, line: 1), .init(kind: .strayQuote, index: 2, line: 3)]),
    Case(
      "a single quote within a field spoils its row, and no quoted field behind it",
      "1,19\" a,3\n4,\"5,\n5\",6\n7,8,9", rows: [["4", "5,\n5", "6"], ["7", "8", "9"]], lines: [2, 4],
      events: [.init(kind: .strayQuote, index: 0, line: 1)]),
    Case(
      "a quote left open before a quoted field spoils its line", "1,\"a,3\n4,\"b\",6\n7,8,9\n",
      rows: [["4", "b", "6"], ["7", "8", "9"]], lines: [2, 3],
      events: [.init(kind: .strayQuote, index: 0, line: 1)]),
    Case(
      "a row ends with the line of the field at fault: text of a field before it is no row",
      "1,\"a\n2,3,4\n\",1\" x\n4,5,6\n", rows: [["4", "5", "6"]], lines: [4],
      events: [.init(kind: .strayQuote, index: 0, line: 1)]),
    Case(
      "a quote within the last row, which no break ends", "1,2,3\n4,5\" x,6", rows: [["1", "2", "3"]],
      lines: [1], events: [.init(kind: .strayQuote, index: 1, line: 2)]),
    Case(
      "a quote too many makes a row of too few fields one of misplaced quotes", "1,2\" x\n4,5,6\n",
      rows: [["4", "5", "6"]], lines: [2], events: [.init(kind: .strayQuote, index: 0, line: 1)]),
    Case(
      "a quote in a footer hides no row", "1,2,3\n# 19\" wide\n4,5,6\n# 21\" wide\n",
      rows: [["1", "2", "3"], ["4", "5", "6"]], lines: [1, 3],
      events: [
        .init(kind: .footer("# 19\" wide"), index: 1, line: 2),
        .init(kind: .footer("# 21\" wide"), index: 3, line: 4),
      ], special: totals),
    Case(
      "rows between a quote that opens a field and one that ends another are rows",
      "1,\"a,3\n4,5,6\n7,8,9\n0,b\",0\nx,y,z\n",
      rows: [["4", "5", "6"], ["7", "8", "9"], ["x", "y", "z"]], lines: [2, 3, 5],
      events: [.init(kind: .strayQuote, index: 0, line: 1), .init(kind: .strayQuote, index: 3, line: 4)]),
    Case(
      "two rows alone, the field at fault the last", "1,2,\"a\n4,5,6\"\n7,8,9\n", rows: [["7", "8", "9"]],
      lines: [3],
      events: [.init(kind: .strayQuote, index: 0, line: 1), .init(kind: .strayQuote, index: 1, line: 2)]),
    Case(
      "a text over lines that have other numbers of delimiters is one field",
      "1,2,\"a\nb, c\n\"\n1,\"a,3\n4,5,6,7\n0,b\",0\n",
      rows: [["1", "2", "a\nb, c\n"], ["1", "a,3\n4,5,6,7\n0,b", "0"]], lines: [1, 4]),
    Case(
      "the rest of a line with a misplaced quote is split, so that a total keeps its cells",
      "1,2,3\nTotal: \"all\",\"4,5\",6\n7,8\" x,9\n", rows: [["1", "2", "3"]], lines: [1],
      events: [
        .init(
          kind: .total(label: "Total: \"all\"", cells: ["Total: \"all\"", "4,5", "6"]), index: 1, line: 2),
        .init(kind: .strayQuote, index: 2, line: 3),
      ], special: totals),
    Case("nothing but blank lines", "\n\r\n\n", rows: [], lines: []),
    Case("nothing at all", "", rows: [], lines: []),
  ]

  private func check(_ c: Case, _ found: ReadTable, _ how: String) {
    #expect(found.failure == nil, "\(how)")
    #expect(found.texts == c.rows, "\(how)")
    #expect(found.rows.map(\.line) == c.lines, "\(how)")
    #expect(found.events == c.events, "\(how)")
    #expect(found.records == c.rows.count + c.events.count, "\(how)")
    #expect(found.lines == c.table.bytes.count { $0 == 0x0A }, "\(how)")
  }

  @Test(
    "a table is the same split at any one byte, in steps of any length, in chunks of any size",
    arguments: cases)
  func everySplit(_ c: Case) {
    check(c, c.table.slowly(), "by the slow twin")
    let count = c.table.bytes.count
    for split in 0...count { check(c, c.table.stream(steps: [split, count]), "split at \(split)") }
    for step in 1...max(1, min(count, 80)) {
      check(c, c.table.stream(steps: [step]), "in steps of \(step)")
      // The table starts in the first chunk.
      if step > c.table.layout.dataStart { check(c, c.table.chunks(of: step), "in chunks of \(step)") }
    }
  }

  struct Failing: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var failure: ReadTable.Failure
    var testDescription: String { name }
  }

  @Test(
    "a text that is no table as a whole fails with the line of the fault, split anywhere",
    arguments: [
      Failing(
        name: "a quote open at the end", text: "1,2,3\n4,\"5\n,6\n7,8,9\n",
        failure: .unclosedQuote(line: 2, column: 3)),
      Failing(
        name: "a quote open behind letters and a field of two lines", text: "1,2,3\n\"ä\nb\",é,\"6\n7,8,9\n",
        failure: .unclosedQuote(line: 3, column: 6)),
      Failing(
        name: "a quote as the last byte", text: "1,2,3\n4,5,\"", failure: .unclosedQuote(line: 2, column: 5)),
      Failing(
        name: "an escaped quote closes nothing", text: "1,2,3\n4,5,\"6\"\"\n",
        failure: .unclosedQuote(line: 2, column: 5)),
      Failing(name: "a NUL", text: "1,2,3\n\n4,\u{0},6\n", failure: .nulByte(line: 3, column: 3)),
      Failing(
        name: "a tail of NULs", text: "1,2,3\n4,5,6\n\u{0}\u{0}\u{0}\u{0}",
        failure: .nulByte(line: 3, column: 1)),
      Failing(
        name: "a NUL in quotes", text: "1,2,3\n4,\"\n\u{0}\",6\n", failure: .nulByte(line: 3, column: 1)),
    ])
  func fails(_ c: Failing) {
    let table = CSVTable(c.text)
    #expect(table.slowly().failure == c.failure)
    for step in 1...table.bytes.count {
      #expect(table.stream(steps: [step]).failure == c.failure, "in steps of \(step)")
      #expect(table.chunks(of: step).failure == c.failure, "in chunks of \(step)")
    }
  }

  @Test("fields and records are read up to their limits and refused beyond, wherever chunks end")
  func limits() {
    var limits = CSVLimits()
    limits.fieldBytes = 40
    limits.recordBytes = 100
    func text(_ fields: [Int]) -> CSVTable {
      CSVTable(
        "1,2,3\n" + fields.map { String(repeating: "x", count: $0) }.joined(separator: ",") + "\n4,5,6\n")
    }
    let table: [(fields: [Int], failure: ReadTable.Failure?)] = [
      ([40, 40, 18], nil), ([18, 40, 40], nil), ([41, 1, 1], .fieldTooLong(line: 2)),
      ([1, 41, 1], .fieldTooLong(line: 2)), ([1, 1, 41], .fieldTooLong(line: 2)),
      ([40, 40, 19], .recordTooLong(line: 2)), ([1, 40, 40], nil),
    ]
    for (fields, failure) in table {
      for step in 1...40 {
        #expect(
          text(fields).stream(steps: [step], limits: limits).failure == failure, "\(fields), steps of \(step)"
        )
        #expect(
          text(fields).chunks(of: step, limits: limits).failure == failure, "\(fields), chunks of \(step)")
      }
    }
    // A record of three lines, and one of four.
    limits = CSVLimits()
    limits.recordLines = 3
    for (text, failure) in [
      ("1,2,3\n4,\"5\n5\n5\",6\n", nil),
      ("1,2,3\n4,\"5\n5\n5\n5\",6\n7,8,9\n", ReadTable.Failure.tooManyLines(line: 2)),
    ] {
      for step in 1...text.utf8.count {
        #expect(CSVTable(text).stream(steps: [step], limits: limits).failure == failure, "steps of \(step)")
        #expect(CSVTable(text).chunks(of: step, limits: limits).failure == failure, "chunks of \(step)")
      }
    }
    // The usual limits: 1 MiB per field, 16 MiB per record.
    #expect(text([1 << 20, 1, 1]).chunks(of: 1 << 20).failure == nil)
    #expect(text([1, 1, (1 << 20) + 1]).chunks(of: 1 << 20).failure == .fieldTooLong(line: 2))
    let wide = CSVTable("1,2,3\n" + String(repeating: "12345678,", count: 2 << 20) + "\n")
    #expect(wide.chunks(of: 1 << 20).failure == .recordTooLong(line: 2))
    #expect(wide.stream(steps: [1 << 20]).failure == .recordTooLong(line: 2))
  }

  @Test("chunks before a failed one are read, those behind it wait for nothing")
  func abandoned() throws {
    let chain = QuoteChain()
    chain.publish(after: 0, inside: true)
    chain.abandon(2)
    #expect(try chain.begins(1))
    chain.publish(after: 1, inside: false)
    #expect(try !chain.begins(2))
    #expect(throws: QuoteChain.Broken.self) { try chain.begins(3) }
    chain.abandon(7)
    #expect(throws: QuoteChain.Broken.self) { try chain.begins(4) }
  }

  @Test("a first line is never taken for the continuation of another file's last record")
  func newTable() throws {
    var table = CSVTable("7,,x\n7,,y\n")
    table.special.continuation = (same: 0, blank: 1)
    let reader = CSVChunkReader()
    var batch = RecordBatch(columnCount: 3)
    for turn in 1...2 {
      var count = 0
      var isFirst = true
      _ = try reader.stream(
        layout: table.layout, special: table.special, batch: &batch,
        more: { (out) throws(CSVTests.Failed) -> Int in
          defer { isFirst = false }
          out.append(contentsOf: isFirst ? table.bytes : [])
          return isFirst ? table.bytes.count : 0
        },
        sink: { (batch, _) throws(CSVTests.Failed) in count += batch.count },
        fail: { CSVTests.Failed(failure: $0) })
      #expect(count == 1, "table \(turn)")
    }
  }
}
