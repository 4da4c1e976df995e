/// The slow, readable CSV reader: heads of files, and the oracle that the block reader is tested against.
///
/// As RFC 4180 says: a field that begins with a quote ends with the next one that is not doubled, and may hold
/// delimiters and line breaks; in other fields there are no quotes. Where a quote stands elsewhere, the row ends
/// with the line in which the field at fault begins: nobody knows where its writer meant it to end, and what
/// stands in other lines must not be swallowed.
package struct CSVText: Sendable {
  package struct Row: Sendable, Hashable {
    package var fields: [[UInt8]]
    /// 1-based line on which the row starts.
    package var line: Int
    /// Byte offset of the row, and of the one after it.
    package var start: Int
    package var end: Int
    /// False for the last row of a text that ends inside quotes.
    package var isComplete: Bool
    /// A quote opens in the middle of a field, or text follows a closing quote.
    package var hasStrayQuote: Bool

    /// Nothing stands in the row, not even quotes.
    package var isBlank: Bool
  }

  package static func rows(
    of bytes: ArraySlice<UInt8>, delimiter: UInt8, lineBreak: UInt8 = 0x0A, limit: Int = .max
  ) -> [Row] {
    let marks = Marks(delimiter: delimiter, lineBreak: lineBreak)
    var rows: [Row] = []
    var start = bytes.startIndex
    var line = 1
    while start < bytes.endIndex, rows.count < limit {
      let row = row(of: bytes[start...], line: line, marks)
      line += bytes[start..<row.end].count { $0 == lineBreak }
      start = row.end
      rows.append(row)
    }
    return rows
  }

  private struct Marks {
    var delimiter: UInt8
    var lineBreak: UInt8

    /// A field's text without the CR of a line that ends in CR LF.
    func withoutCR(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      lineBreak == 0x0A && raw.last == 0x0D ? raw.dropLast() : raw
    }
  }

  /// The first row of some bytes.
  private static func row(of bytes: ArraySlice<UInt8>, line: Int, _ marks: Marks) -> Row {
    var row = Row(
      fields: [], line: line, start: bytes.startIndex, end: bytes.endIndex, isComplete: true,
      hasStrayQuote: false, isBlank: false)
    var start = bytes.startIndex
    while true {
      let rest = bytes[start...]
      let field = rest.first == quote ? quoted(rest, marks) : plain(rest, marks)
      switch field {
      case .ends(let text, let end):
        row.fields.append(text)
        guard end < bytes.endIndex, bytes[end] == marks.delimiter else {
          row.end = min(end + 1, bytes.endIndex)
          row.isBlank = row.fields == [[]] && start == bytes.startIndex && rest.first != quote
          return row
        }
        start = end + 1
      case .open:
        row.fields.append(Array(marks.withoutCR(rest)))
        row.isComplete = false
        return row
      case .stray:
        let end = rest.firstIndex(of: marks.lineBreak) ?? bytes.endIndex
        row.fields.append(Array(marks.withoutCR(bytes[start..<end])))
        row.hasStrayQuote = true
        row.end = min(end + 1, bytes.endIndex)
        return row
      }
    }
  }

  private static let quote = UInt8(ascii: "\"")

  private enum Field {
    /// Its text, and where its delimiter or line break stands, or the bytes end.
    case ends([UInt8], Int)
    /// The bytes end within quotes.
    case open
    /// A quote stands where none may.
    case stray
  }

  private static func plain(_ bytes: ArraySlice<UInt8>, _ marks: Marks) -> Field {
    let end =
      bytes.firstIndex { $0 == marks.delimiter || $0 == marks.lineBreak || $0 == quote } ?? bytes.endIndex
    guard end < bytes.endIndex else { return .ends(Array(marks.withoutCR(bytes)), end) }
    if bytes[end] == quote { return .stray }
    let raw = bytes[..<end]
    return .ends(Array(bytes[end] == marks.lineBreak ? marks.withoutCR(raw) : raw), end)
  }

  private static func quoted(_ bytes: ArraySlice<UInt8>, _ marks: Marks) -> Field {
    var text: [UInt8] = []
    var rest = bytes.dropFirst()
    while let byte = rest.popFirst() {
      guard byte == quote else {
        text.append(byte)
        continue
      }
      if rest.first == quote {
        text.append(quote)
        rest = rest.dropFirst()
        continue
      }
      let behindCR = marks.lineBreak == 0x0A && rest.first == 0x0D ? rest.dropFirst() : rest
      if behindCR.first == nil || behindCR.first == marks.lineBreak {
        return .ends(text, behindCR.startIndex)
      }
      return rest.first == marks.delimiter ? .ends(text, rest.startIndex) : .stray
    }
    return .open
  }
}
