/// Why the bytes of a CSV file can't be a table, as a whole.
package enum CSVFailure: Error, Sendable, Hashable {
  /// A quote that never closes; 0-based count of line breaks before the row that holds it, in the chunk.
  case unclosedQuote(linesBefore: Int)
  /// A NUL byte: a crashed writer, or UTF-16 without a byte order mark.
  case nulByte(linesBefore: Int)
  case recordTooLong(linesBefore: Int, limit: Int)
}

extension CSVFailure {
  /// Line breaks of the chunk before the row at fault.
  package var linesBefore: Int {
    switch self {
    case .unclosedQuote(let lines), .nulByte(let lines), .recordTooLong(let lines, _): lines
    }
  }
}
