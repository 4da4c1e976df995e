/// Why the bytes of a CSV file can't be a table, as a whole.
package enum CSVFailure: Error, Sendable, Hashable {
  /// A quote that never closes; line breaks of the chunk before it, and its 1-based place in its line.
  case unclosedQuote(linesBefore: Int, column: Int)
  /// A NUL byte: a crashed writer, or UTF-16 without a byte order mark.
  case nulByte(linesBefore: Int, column: Int)
  case recordTooLong(linesBefore: Int, limit: Int)
  case fieldTooLong(linesBefore: Int, limit: Int)
  case tooManyLines(linesBefore: Int, limit: Int)
}

/// How large rows may be: a quote left open must not swallow a file, nor a file the memory.
package struct CSVLimits: Sendable, Hashable {
  /// What is too long in a row.
  package enum Excess: Sendable, Hashable { case field, record, lines }

  /// Of the heading row; other rows have as many fields or are rejected.
  package var columns = 4096
  /// Bytes of a field as it stands, quotes included.
  package var fieldBytes = 1 << 20
  package var recordBytes = 16 << 20
  /// Lines of a record: two forgotten quotes may make a field of everything between them.
  package var recordLines = 1000

  package init() {}
  package static let standard = CSVLimits()
}

extension CSVFailure {
  /// A fault at one byte of some text in UTF-8; other lines may stand before the text.
  package init<Text: RandomAccessCollection>(
    _ fault: (_ linesBefore: Int, _ column: Int) -> CSVFailure, at offset: Int, of text: Text,
    lineBreak: UInt8, linesBefore: Int = 0
  ) where Text.Element == UInt8, Text.Index == Int {
    let before = text[text.startIndex..<offset]
    let line = before.lastIndex(of: lineBreak).map { before[($0 + 1)...] } ?? before
    // Letters, not bytes: those that continue a letter don't count, nor does the mark before the first line.
    let isFirst = linesBefore == 0 && line.startIndex == text.startIndex
    let letters = isFirst && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
    let column = letters.count { $0 & 0xC0 != 0x80 } + 1
    self = fault(linesBefore + before.count { $0 == lineBreak }, column)
  }

  /// Where in its line the fault stands, 1-based; 0 where a whole row is at fault.
  package var column: Int {
    switch self {
    case .unclosedQuote(_, let column), .nulByte(_, let column): column
    case .recordTooLong, .fieldTooLong, .tooManyLines: 0
    }
  }

  /// Line breaks of the chunk before the fault, or before the row at fault.
  package var linesBefore: Int {
    switch self {
    case .unclosedQuote(let lines, _), .nulByte(let lines, _), .recordTooLong(let lines, _),
      .fieldTooLong(let lines, _), .tooManyLines(let lines, _):
      lines
    }
  }
}
