import Columns
import Declarations
import Extract
import Testing

/// The block reader against the slow twin: one table of texts, every split.
@Suite("CSV") struct CSVTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    /// Fields of every record of three columns; worked out by hand from RFC 4180.
    var rows: [[String]]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "plain rows", text: "1,2,3\n4,5,6\n", rows: [["1", "2", "3"], ["4", "5", "6"]]),
    Case(name: "no line break at the end", text: "1,2,3\n4,5,6", rows: [["1", "2", "3"], ["4", "5", "6"]]),
    Case(name: "CRLF", text: "1,2,3\r\n4,5,6\r\n", rows: [["1", "2", "3"], ["4", "5", "6"]]),
    Case(
      name: "a quoted line break does not end the record", text: "1,\"a\nb\",3\n4,5,6\n",
      rows: [["1", "a\nb", "3"], ["4", "5", "6"]]),
    Case(
      name: "a quoted delimiter does not end the field", text: "\"a,b\",2,3\n", rows: [["a,b", "2", "3"]]),
    Case(
      name: "doubled quotes become one", text: "1,\"say \"\"hi\"\"\",3\n", rows: [["1", "say \"hi\"", "3"]]),
    Case(name: "only quotes", text: "\"\",\"\"\"\",\"\"\"\"\"\"\n", rows: [["", "\"", "\"\""]]),
    Case(name: "empty fields", text: ",,\n1,,3\n", rows: [["", "", ""], ["1", "", "3"]]),
    Case(
      name: "blank lines are no records", text: "1,2,3\n\n\r\n4,5,6\n\n",
      rows: [["1", "2", "3"], ["4", "5", "6"]]),
    Case(
      name: "quoted CRLF at a record's end", text: "1,2,\"3\"\r\n4,5,\"6\r\n7\"\r\n",
      rows: [["1", "2", "3"], ["4", "5", "6\r\n7"]]),
    Case(
      name: "more than one block of 64 bytes", text: String(repeating: "\"x, y\",12,\"z\"\"z\"\n", count: 40),
      rows: Array(repeating: ["x, y", "12", "z\"z"], count: 40)),
    Case(name: "letters beyond ASCII", text: "é,\"ключ, слово\",日本\n", rows: [["é", "ключ, слово", "日本"]]),
  ]

  static let layout = CSVLayout(
    delimiter: UInt8(ascii: ","), lineBreak: 10, dataStart: 0, headerLine: 0, fieldCount: 3,
    fields: [0, 1, 2])
  static let none = SpecialRows(totalStarts: [], totalEquals: [], footerStarts: [])
  struct Failed: Error { var failure: CSVFailure }

  /// Reads as a stream that delivers `step` bytes at a time.
  static func stream(_ text: String, step: Int, special: SpecialRows = none) throws -> (
    rows: [[String]], events: [RowEvent]
  ) {
    let bytes = Array(text.utf8)
    var position = 0
    var rows: [[String]] = []
    var seen: [RowEvent] = []
    var batch = RecordBatch(columnCount: 3)
    let reader = CSVChunkReader()
    _ = try reader.stream(
      layout: layout, special: special, batch: &batch,
      more: { (out) throws(Failed) -> Int in
        let count = min(step, bytes.count - position)
        out.append(contentsOf: bytes[position..<(position + count)])
        position += count
        return count
      },
      sink: { (batch, events) throws(Failed) in
        seen += events
        for row in 0..<batch.count {
          rows.append((0..<3).map { String(decoding: batch.field($0, row) ?? [], as: UTF8.self) })
        }
      },
      fail: { Failed(failure: $0) })
    return (rows, seen)
  }

  @Test("records are as RFC 4180 says, at every split of the bytes", arguments: cases)
  func everySplit(_ c: Case) throws {
    for step in 1...max(1, min(c.text.utf8.count, 70)) {
      #expect(try Self.stream(c.text, step: step).rows == c.rows, "in steps of \(step) bytes")
    }
  }

  @Test("the slow twin agrees", arguments: cases)
  func twin(_ c: Case) {
    let rows = CSVText.rows(of: Array(c.text.utf8)[...], delimiter: UInt8(ascii: ","))
      .filter { !$0.isBlank }.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } }
    #expect(rows == c.rows)
  }

  @Test("chunks of a file give the records of the whole, whatever quotes span their borders")
  func chunks() throws {
    // Rows long enough that a quoted field with line breaks crosses each border of 1 MiB.
    var text = ""
    var index = 0
    while text.utf8.count < 3 << 20 {
      text += "\(index),\"" + String(repeating: "a,\n\"\"b", count: index % 900) + "\",z\n"
      index += 1
    }
    let bytes = Array(text.utf8)
    let whole = CSVText.rows(of: bytes[...], delimiter: UInt8(ascii: ",")).map { $0.fields[0] }
    var found: [[UInt8]] = []
    let chain = QuoteChain()
    let count = (bytes.count + CSVChunkReader.chunkSize - 1) / CSVChunkReader.chunkSize
    let reader = CSVChunkReader()
    var lines = 0
    for chunk in 0..<count {
      var batch = RecordBatch(columnCount: 3)
      let facts = try reader.read(
        chunk: chunk, fileSize: bytes.count, layout: Self.layout, special: Self.none, chain: chain,
        batch: &batch,
        fill: { (offset, length, out, place) throws(Failed) in
          out.removeLast(out.count - place)
          out.append(contentsOf: bytes[offset..<min(offset + length, bytes.count)])
        },
        hash: { _, _ in },
        sink: { (batch, _) throws(Failed) in
          for row in 0..<batch.count { found.append(batch.field(0, row) ?? []) }
        })
      lines += try #require(facts).lines
    }
    #expect(found == whole)
    #expect(lines == text.utf8.reduce(0) { $0 + ($1 == 10 ? 1 : 0) })
  }

  @Test("a quote that never closes fails the file and names its place")
  func unclosed() {
    #expect { try Self.stream("1,2,3\n4,\"5,6\n7,8,9\n", step: 100) } throws: { error in
      (error as? Failed)?.failure == .unclosedQuote(linesBefore: 1, column: 3)
    }
  }

  @Test("a NUL byte fails the file")
  func nul() {
    #expect { try Self.stream("1,2,3\n4,\u{0},6\n", step: 100) } throws: { error in
      (error as? Failed)?.failure == .nulByte(linesBefore: 1, column: 3)
    }
  }

  @Test("ragged rows and stray quotes are told, with their lines; the others are read")
  func malformed() throws {
    let (rows, events) = try Self.stream("1,2,3\n4,5\n6,7\"7\"7,8\n9,\"a\"b,c\nx,y,z\n", step: 1000)
    #expect(rows == [["1", "2", "3"], ["x", "y", "z"]])
    #expect(events.map(\.kind) == [.wrongFieldCount(found: 2), .strayQuote, .strayQuote])
    #expect(events.map(\.linesBefore) == [1, 2, 3])
  }

  @Test("totals and footers are no records; a campaign called Totally is")
  func totals() throws {
    let special = SpecialRows(totalStarts: ["Total:"], totalEquals: ["Итого"], footerStarts: ["©"])
    let (rows, events) = try Self.stream(
      "Totally,1,2\nTotal: Account,3,4\nИтого,5,6\n© Tool,,\n", step: 9, special: special)
    #expect(rows == [["Totally", "1", "2"]])
    #expect(
      events.map(\.kind) == [
        .total(label: "Total: Account", cells: ["Total: Account", "3", "4"]),
        .total(label: "Итого", cells: ["Итого", "5", "6"]), .footer("© Tool"),
      ])
  }
}
