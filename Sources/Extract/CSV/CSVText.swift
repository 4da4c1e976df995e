/// The slow, readable CSV reader: heads of files, and the oracle that the block reader is tested against.
///
/// As RFC 4180 says: a field that begins with a quote ends with the next one that is not doubled, and may hold
/// delimiters and line breaks; in other fields there are no quotes. Where a quote stands elsewhere, or a field is made
/// of rows between two forgotten quotes, the row ends with the line in which the field at fault begins: nobody knows
/// where its writer meant it to end, and what stands in other lines must not be swallowed.
package struct CSVText: Sendable {
  package struct Row: Sendable, Hashable {
    package var fields: [[UInt8]]
    /// 1-based line on which the row starts.
    package var line: Int
    /// Byte offset of the row, and of the one after it.
    package var start: Int
    package var end: Int
    /// Of the last row of a text that ends inside quotes: byte offset of the quote that opens there.
    package var openQuote: Int?
    /// A quote opens in the middle of a field, or text follows a closing quote.
    package var hasStrayQuote: Bool

    /// Nothing stands in the row, not even quotes.
    package var isBlank: Bool
  }

  /// - Parameter fieldCount: of a row, where it is known: then fields that are made of rows are found out.
  package static func rows(
    of bytes: ArraySlice<UInt8>, delimiter: UInt8, lineBreak: UInt8 = 0x0A, fieldCount: Int? = nil,
    limit: Int = .max
  ) -> [Row] {
    let marks = Marks(delimiter: delimiter, lineBreak: lineBreak, fieldCount: fieldCount)
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
    var fieldCount: Int?

    /// Whether the lines that a quoted field goes over all have the delimiters of a row.
    func areRows(_ field: ArraySlice<UInt8>, behind fieldsBefore: Int) -> Bool {
      guard let fieldCount, fieldCount >= 3, fieldsBefore < fieldCount else { return false }
      var counts = field.split(separator: lineBreak, omittingEmptySubsequences: false)
        .map { line in line.count { $0 == delimiter } }
      guard counts.count > 1 else { return false }
      counts[0] += fieldsBefore
      counts[counts.count - 1] += fieldCount - 1 - fieldsBefore
      return counts.allSatisfy { $0 == fieldCount - 1 }
    }

    /// A field's text without the CR of a line that ends in CR LF.
    func withoutCR(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      lineBreak == 0x0A && raw.last == 0x0D ? raw.dropLast() : raw
    }
  }

  /// The first row of some bytes.
  private static func row(of bytes: ArraySlice<UInt8>, line: Int, _ marks: Marks) -> Row {
    var row = Row(
      fields: [], line: line, start: bytes.startIndex, end: bytes.endIndex, openQuote: nil,
      hasStrayQuote: false, isBlank: false)
    var start = bytes.startIndex
    while true {
      let rest = bytes[start...]
      var field = rest.first == quote ? quoted(rest, marks) : plain(rest, marks)
      if case .ends(_, let end) = field, rest.first == quote,
        marks.areRows(bytes[start..<end], behind: row.fields.count)
      {
        field = .stray
      }
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
        row.openQuote = start
        return row
      case .stray:
        let end = rest.firstIndex(of: marks.lineBreak) ?? bytes.endIndex
        row.fields += pieces(of: bytes[start..<end], marks)
        row.hasStrayQuote = true
        row.end = min(end + 1, bytes.endIndex)
        return row
      }
    }
  }

  /// What is left of a line with a misplaced quote: every quote opens or closes.
  private static func pieces(of line: ArraySlice<UInt8>, _ marks: Marks) -> [[UInt8]] {
    var isWithin = false
    let pieces = line.split(omittingEmptySubsequences: false) { byte in
      if byte == quote { isWithin.toggle() }
      return byte == marks.delimiter && !isWithin
    }
    return pieces.enumerated().map { index, piece in
      let raw = index == pieces.count - 1 ? marks.withoutCR(piece) : piece
      if raw.first == quote, case .ends(let text, raw.endIndex) = quoted(raw, marks) { return text }
      return Array(raw)
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
