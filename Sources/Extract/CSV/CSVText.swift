/// The slow, readable CSV reader: heads of files, and the oracle that the block reader is tested against.
///
/// RFC 4180 by quote parity: a quote anywhere toggles "inside"; delimiters and line breaks count only
/// outside. A field that begins with a quote is unquoted, `""` becomes `"`.
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
    var rows: [Row] = []
    var fields: [[UInt8]] = []
    var fieldStart = bytes.startIndex
    var rowStart = bytes.startIndex
    var inside = false
    var line = 1
    var rowLine = 1
    var stray = false
    var blank = false

    func close(_ end: Int, isRowEnd: Bool) {
      var raw = bytes[fieldStart..<end]
      if isRowEnd, lineBreak == 0x0A, raw.last == 0x0D { raw = raw.dropLast() }
      blank = fields.isEmpty && raw.isEmpty
      let (field, clean) = unquoted(raw)
      fields.append(field)
      if !clean { stray = true }
    }
    var position = bytes.startIndex
    while position < bytes.endIndex, rows.count < limit {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") { inside.toggle() }
      if byte == lineBreak { line += 1 }
      if !inside, byte == delimiter {
        close(position, isRowEnd: false)
        fieldStart = position + 1
      } else if !inside, byte == lineBreak {
        close(position, isRowEnd: true)
        rows.append(
          Row(
            fields: fields, line: rowLine, start: rowStart, end: position + 1, isComplete: true,
            hasStrayQuote: stray, isBlank: blank))
        fields = []
        stray = false
        fieldStart = position + 1
        rowStart = position + 1
        rowLine = line
      }
      position += 1
    }
    if rowStart < bytes.endIndex, rows.count < limit {
      close(bytes.endIndex, isRowEnd: true)
      rows.append(
        Row(
          fields: fields, line: rowLine, start: rowStart, end: bytes.endIndex, isComplete: !inside,
          hasStrayQuote: stray, isBlank: blank))
    }
    return rows
  }

  /// The text of a field, and whether its quotes are well-formed.
  private static func unquoted(_ raw: ArraySlice<UInt8>) -> (field: [UInt8], clean: Bool) {
    let quote = UInt8(ascii: "\"")
    guard raw.first == quote else { return (Array(raw), !raw.contains(quote)) }
    guard raw.count >= 2, raw.last == quote else { return (Array(raw), false) }
    var field: [UInt8] = []
    var clean = true
    var rest = raw.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      if byte == quote, rest.popFirst() != quote { clean = false }
      field.append(byte)
    }
    return clean ? (field, true) : (Array(raw), false)
  }
}
