import Columns
package import Extract

/// A table as a reader gave it: everything that later stages see of a file.
package struct ReadTable: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var index: Int
    /// 1-based line of the text.
    package var line: Int
    package var fields: [[UInt8]?]
  }
  package struct Event: Equatable, Sendable {
    package var kind: RowEvent.Kind
    package var index: Int
    package var line: Int

    package init(kind: RowEvent.Kind, index: Int, line: Int) {
      (self.kind, self.index, self.line) = (kind, index, line)
    }
  }
  package enum Failure: Equatable, Sendable {
    case unclosedQuote(line: Int, column: Int), nulByte(line: Int, column: Int), recordTooLong(line: Int),
      fieldTooLong(line: Int)
    case tooManyLines(line: Int)
  }

  package var rows: [Row] = []
  package var events: [Event] = []
  package var records = 0
  /// Line breaks of the text.
  package var lines = 0
  /// Nothing else counts then.
  package var failure: Failure?

  package init() {}

  /// Rows as text, for readable expectations.
  package var texts: [[String]] {
    rows.map { row in row.fields.map { String(decoding: $0 ?? [], as: UTF8.self) } }
  }

  fileprivate static func failed(_ failure: CSVFailure) -> ReadTable {
    var table = ReadTable()
    let line = failure.linesBefore + 1
    table.failure =
      switch failure {
      case .unclosedQuote(_, let column): .unclosedQuote(line: line, column: column)
      case .nulByte(_, let column): .nulByte(line: line, column: column)
      case .recordTooLong: .recordTooLong(line: line)
      case .fieldTooLong: .fieldTooLong(line: line)
      case .tooManyLines: .tooManyLines(line: line)
      }
    return table
  }

  fileprivate mutating func take(
    _ batch: borrowing RecordBatch, _ events: [RowEvent], _ base: (records: Int, lines: Int)
  ) {
    for event in events {
      self.events.append(
        Event(
          kind: event.kind, index: base.records + Int(event.index), line: base.lines + event.linesBefore + 1))
    }
    for row in 0..<batch.count {
      rows.append(
        Row(
          index: base.records + Int(batch.index[row]), line: base.lines + batch.linesBefore(row) + 1,
          fields: batch.columns.indices.map { batch.field($0, row) }))
    }
  }
}

/// A text as a CSV table, read in the three ways there are.
package struct CSVTable: Sendable {
  package var bytes: [UInt8]
  package var layout: CSVLayout
  package var special: SpecialRows

  private struct Failed: Error { var failure: CSVFailure }

  package init(_ bytes: [UInt8], layout: CSVLayout, special: SpecialRows) {
    self.bytes = bytes
    self.layout = layout
    self.special = special
  }

  /// Three columns from the first byte on, no special rows.
  package init(_ text: String) {
    self.init(
      Array(text.utf8),
      layout: CSVLayout(
        delimiter: UInt8(ascii: ","), lineBreak: 0x0A, dataStart: 0, headerLine: 0, fieldCount: 3,
        fields: [0, 1, 2]), special: SpecialRows(totalStarts: [], totalEquals: [], footerStarts: []))
  }

  /// Reads as a stream that delivers so many bytes at a time, the last number again and again.
  package func stream(steps: [Int], limits: CSVLimits = .standard) -> ReadTable {
    var table = ReadTable()
    var position = 0
    var turn = 0
    var batch = RecordBatch(columnCount: layout.fields.count)
    let reader = CSVChunkReader(chunkSize: min(CSVChunkReader.chunkSize, limits.fieldBytes), limits: limits)
    do throws(Failed) {
      let facts = try reader.stream(
        layout: layout, special: special, batch: &batch,
        more: { (out) throws(Failed) -> Int in
          let step = steps.isEmpty ? bytes.count : max(1, steps[min(turn, steps.count - 1)])
          turn += 1
          let count = min(step, bytes.count - position)
          out.append(contentsOf: bytes[position..<(position + count)])
          position += count
          return count
        },
        sink: { (batch, events) throws(Failed) in table.take(batch, events, (0, 0)) },
        fail: { Failed(failure: $0) })
      table.records = facts.records
      table.lines = facts.lines
      return table
    } catch {
      return .failed(error.failure)
    }
  }

  /// Reads chunk by chunk, as the workers do, and what they give up as one stream.
  package func chunks(of size: Int, limits: CSVLimits = .standard) -> ReadTable {
    var table = ReadTable()
    let reader = CSVChunkReader(chunkSize: size, limits: limits)
    let chain = QuoteChain()
    var batch = RecordBatch(columnCount: layout.fields.count)
    var base = (records: 0, lines: 0)
    for chunk in 0..<max(1, (bytes.count + size - 1) / size) {
      do throws(Failed) {
        let facts = try reader.read(
          chunk: chunk, fileSize: bytes.count, layout: layout, special: special, chain: chain, batch: &batch,
          fill: { (offset, length, out, place) throws(Failed) in
            out.removeLast(out.count - place)
            out.append(contentsOf: bytes[offset..<min(offset + length, bytes.count)])
          },
          hash: { _, _ in },
          sink: { (batch, events) throws(Failed) in table.take(batch, events, base) })
        guard let facts else { return stream(steps: [size], limits: limits) }
        base = (base.records + facts.records, base.lines + facts.lines)
      } catch {
        return .failed(error.failure)
      }
    }
    table.records = base.records
    table.lines = base.lines
    return table
  }

  /// Line and column of a byte, worked out by going through all of them. A table starts a line.
  private func place(_ offset: Int) -> (line: Int, column: Int) {
    let start = min(layout.dataStart, offset)
    var line = 1 + bytes[..<start].count { $0 == layout.lineBreak }
    var column = 1
    for byte in bytes[start..<offset] {
      if byte == layout.lineBreak {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    // The mark before a text is no letter.
    if line == 1, bytes[start..<offset].starts(with: [0xEF, 0xBB, 0xBF]) { column -= 1 }
    return (line, column)
  }

  /// Reads the whole text with the slow twin.
  package func slowly() -> ReadTable {
    var table = ReadTable()
    let start = min(layout.dataStart, bytes.count)
    let linesBefore = bytes[..<start].count { $0 == layout.lineBreak }
    if let zero = bytes[start...].firstIndex(of: 0) {
      let (line, column) = place(zero)
      table.failure = .nulByte(line: line, column: column)
      return table
    }
    let rows = CSVText.rows(
      of: bytes[start...], delimiter: layout.delimiter, lineBreak: layout.lineBreak,
      fieldCount: layout.fieldCount)
    if let quote = rows.last?.openQuote {
      let (line, column) = place(quote)
      table.failure = .unclosedQuote(line: line, column: column)
      return table
    }
    var continued: [UInt8]?
    for row in rows where !row.isBlank {
      let line = linesBefore + row.line
      func cell(_ field: Int) -> [UInt8]? { row.fields.indices.contains(field) ? row.fields[field] : nil }
      if let kind = kind(of: row) {
        table.events.append(.init(kind: kind, index: table.records, line: line))
      } else if let (same, blank) = special.continuation, let key = cell(layout.fields[same]),
        let other = cell(layout.fields[blank])
      {
        if other.isEmpty, key == continued { continue }
        continued = key
        table.rows.append(.init(index: table.records, line: line, fields: layout.fields.map(cell)))
      } else {
        table.rows.append(.init(index: table.records, line: line, fields: layout.fields.map(cell)))
      }
      table.records += 1
    }
    table.lines = bytes.count { $0 == layout.lineBreak }
    return table
  }

  private func kind(of row: CSVText.Row) -> RowEvent.Kind? {
    let label = row.fields[0]
    func text(_ field: Int) -> String {
      row.fields.indices.contains(field) ? String(decoding: row.fields[field], as: UTF8.self) : ""
    }
    if special.totalEquals.contains(label) || special.totalStarts.contains(where: { label.starts(with: $0) })
    {
      return .total(label: text(0), cells: layout.fields.map(text))
    }
    if special.footerStarts.contains(where: { label.starts(with: $0) }) { return .footer(text(0)) }
    if row.hasStrayQuote { return .strayQuote }
    return row.fields.count == layout.fieldCount ? nil : .wrongFieldCount(found: row.fields.count)
  }
}

/// The block reader against the slow twin, over chunks and steps that the input itself chooses.
package enum CSVHarness {
  /// - Parameter input: eight bytes of settings, then the text.
  /// - Returns: what differs; nil when all is well.
  package static func problem(_ input: [UInt8]) -> String? {
    guard input.count > 8 else { return nil }
    let settings = input[..<8].map(Int.init)
    let text = Array(input[8...])
    var special = SpecialRows(totalStarts: ["Total"], totalEquals: ["Sum", "\"T\""], footerStarts: ["#"])
    let fieldCount = 1 + settings[1] % 5
    let layout = CSVLayout(
      delimiter: [UInt8(ascii: ","), UInt8(ascii: ";"), 9][settings[0] % 3],
      lineBreak: settings[0] & 0x80 == 0 ? 0x0A : 0x0D, dataStart: min(settings[2] % 16, text.count),
      headerLine: 0, fieldCount: fieldCount, fields: Array((0..<fieldCount).reversed()) + [-1])
    // A chunk holds the start of the table.
    let size = max(16, settings[3] + settings[4])
    let whole = CSVTable(text, layout: layout, special: special)
    // The slow twin knows no limits.
    var limits = CSVLimits()
    limits.recordLines = .max
    let expected = whole.slowly()
    if let difference = differs(whole.chunks(of: size, limits: limits), expected) {
      return "chunks of \(size): \(difference)"
    }
    let steps = [settings[5], settings[6], settings[7]]
    if let difference = differs(whole.stream(steps: steps, limits: limits), expected) {
      return "steps \(steps): \(difference)"
    }
    guard fieldCount > 1 else { return nil }
    special.continuation = (same: 0, blank: 1)
    let spanning = CSVTable(text, layout: layout, special: special)
    return differs(spanning.stream(steps: steps, limits: limits), spanning.slowly()).map {
      "continued records: \($0)"
    }
  }

  private static func differs(_ found: ReadTable, _ expected: ReadTable) -> String? {
    if found == expected { return nil }
    // Which of two failures is met first depends on how far is read; that there is one does not.
    if let failure = found.failure, expected.failure != nil {
      switch (failure, expected.failure) {
      case (.nulByte, .nulByte), (.unclosedQuote, .unclosedQuote):
        return failure == expected.failure ? nil : "found \(found), expected \(expected)"
      default: return nil
      }
    }
    return "found \(found), expected \(expected)"
  }
}
