/// Why the bytes of a CSV file can't be a table, as a whole.
package enum CSVFailure: Error, Sendable, Hashable {
  /// A quote that never closes; 0-based count of line breaks before the row that holds it, in the chunk.
  case unclosedQuote(linesBefore: Int)
  /// A NUL byte: a crashed writer, or UTF-16 without a byte order mark.
  case nulByte(linesBefore: Int)
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
  /// Line breaks of the chunk before the row at fault.
  package var linesBefore: Int {
    switch self {
    case .unclosedQuote(let lines), .nulByte(let lines), .recordTooLong(let lines, _),
      .fieldTooLong(let lines, _), .tooManyLines(let lines, _):
      lines
    }
  }
}
