import Declarations

/// The rows at the beginning of a text, by delimiter: parsed once, however many profiles look at them.
package struct HeadRows: Sendable {
  /// A row with its cells as headings.
  package struct Row: Sendable {
    package var texts: [String]
    /// Normalised: what headings of profiles are compared with. Of labels and values those of the labels only.
    package var headings: [Heading]
    /// 1-based.
    package var line: Int
    /// Byte offsets in the text.
    package var start: Int
    package var end: Int
    /// A comment, or a line whose quotes make no field: taken as it stands.
    package var isVerbatim: Bool

    /// The row as a line of text: a date may hold the delimiter; what Excel appended is left out.
    package var text: String {
      var texts = texts
      while texts.count > 1, texts.last?.isEmpty == true { texts.removeLast() }
      return texts.joined(separator: ",")
    }
    package var isBlank: Bool { texts.allSatisfy(\.isEmpty) }
  }

  package let bytes: [UInt8]
  /// Behind the byte order mark.
  let start: Int
  package let lineBreak: UInt8
  /// The text goes on behind these bytes.
  package let isCut: Bool
  /// The delimiter that the container dictates; nil where it must be found.
  package let dictated: UInt8?
  private struct Key: Hashable { var delimiter: UInt8, comment: UInt8?, shape: Profile.CSVFormat.Shape }
  private var known: [Key: [Row]] = [:]

  /// - Parameters:
  ///   - bytes: the first part of the text as UTF-8, from offset 0, byte order mark included.
  ///   - isCut: whether more follows.
  package init(_ bytes: [UInt8], isCut: Bool, dialect: CSVDialect? = nil) {
    self.bytes = bytes
    self.isCut = isCut
    start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    lineBreak = dialect?.lineBreak ?? (bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D)
    dictated = dialect?.delimiter
  }

  /// Parses the rows that later calls ask for.
  mutating func prepare(_ delimiter: UInt8, _ format: Profile.CSVFormat) {
    let key = Key(delimiter: delimiter, comment: format.comments, shape: format.shape)
    if known[key] == nil { known[key] = parse(key) }
  }

  /// The first rows, as many as are looked at for headings of this format.
  func rows(_ delimiter: UInt8, _ format: Profile.CSVFormat) -> [Row] {
    let key = Key(delimiter: delimiter, comment: format.comments, shape: format.shape)
    return known[key] ?? parse(key)
  }

  private func parse(_ key: Key) -> [Row] {
    let limit =
      switch key.shape {
      case .table: TableFinder.maximumPreambleLines
      case .keyValue: TableFinder.maximumPairs
      }
    return parse(key.delimiter, key.comment, start..<bytes.endIndex, line: 1, limit, key.shape)
  }

  /// Rows of a part of the text. A row over several lines whose quotes make no field is not one: only its first
  /// line is taken, so that a quote in a preamble does not hide the table.
  func parse(
    _ delimiter: UInt8, _ comment: UInt8?, _ range: Range<Int>, line firstLine: Int, _ limit: Int,
    _ shape: Profile.CSVFormat.Shape = .table
  ) -> [Row] {
    var rows: [Row] = []
    var position = range.lowerBound
    var line = firstLine
    while position < range.upperBound, rows.count < limit {
      let lineEnd = bytes[position..<range.upperBound].firstIndex(of: lineBreak)
      let behind = lineEnd.map { $0 + 1 } ?? range.upperBound
      let isComment = comment.map { mark in bytes[position...].prefix(2).drop { $0 == 0x22 }.first == mark }
      let row =
        isComment == true
        ? nil
        : CSVText.rows(
          of: bytes[position..<range.upperBound], delimiter: delimiter, lineBreak: lineBreak, limit: 1
        ).first
      if let row, row.end == behind || (row.openQuote == nil && !row.hasStrayQuote) {
        let texts = row.fields.map { String(decoding: $0, as: UTF8.self) }
        rows.append(Self.row(texts, line, position, row.end, shape))
        line += bytes[position..<row.end].count { $0 == lineBreak }
        position = row.end
        continue
      }
      rows.append(verbatim(position..<(lineEnd ?? range.upperBound), delimiter, line, end: behind))
      line += 1
      position = behind
    }
    return rows
  }

  private static func row(
    _ texts: [String], _ line: Int, _ start: Int, _ end: Int, _ shape: Profile.CSVFormat.Shape
  ) -> Row {
    let headings =
      switch shape {
      case .table: texts.map { Heading($0) }
      case .keyValue: KeyValuePairs.isPair(texts) ? [Heading(texts[0])] : []
      }
    return Row(texts: texts, headings: headings, line: line, start: start, end: end, isVerbatim: false)
  }

  /// Programs for tables pad comments with delimiters and quote them.
  private func verbatim(_ range: Range<Int>, _ delimiter: UInt8, _ line: Int, end: Int) -> Row {
    var text = bytes[range]
    while let last = text.last, last == delimiter || last == 0x0D || last == 0x20 { text.removeLast() }
    if text.count >= 2, text.first == 0x22, text.last == 0x22 { text = text.dropFirst().dropLast() }
    return Row(
      texts: [String(decoding: text, as: UTF8.self)], headings: [], line: line, start: range.lowerBound,
      end: end, isVerbatim: true)
  }
}
