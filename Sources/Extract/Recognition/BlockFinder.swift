import Declarations

/// Finds the tables of a text that holds several blocks, parted by blank lines or comments.
///
///     # Start date: 20260401      ┐ comments and titles: the block's preamble
///     # End date: 20260430        ┘
///     Nth day,Active users        ← fits the profile: a table
///     0000,17
///                                 ← a blank line, or one of delimiters alone, ends it
///     Country,Active users        ← does not fit: named as not read
struct BlockFinder {
  struct Unread {
    var lines: ClosedRange<Int>
    var text: String
  }
  struct Found {
    var tables: [TableFinder.Match] = []
    var unread: [Unread] = []
    fileprivate var matched: Int { tables.reduce(0) { $0 + $1.matched } }
  }

  /// How many rows of a block may stand above its headings.
  static let titleRows = 12

  private let finder: TableFinder

  init(finder: TableFinder) { self.finder = finder }

  /// - Parameter text: the whole text.
  /// - Throws: what came nearest when no block fits.
  func find(in text: HeadRows) throws(TableFinder.Miss) -> Found {
    var best = Found()
    for delimiter in finder.delimiters(text) {
      let found = blocks(text, delimiter)
      if found.matched > best.matched { best = found }
    }
    if best.tables.isEmpty { best.tables = [try finder.find(in: text)] }
    return best
  }

  private func blocks(_ text: HeadRows, _ delimiter: UInt8) -> Found {
    var found = Found()
    var walk = Walk(text: text, delimiter: delimiter, comment: finder.format.comments)
    // The lines above the first block say what holds for all, unless a block says otherwise.
    var common: [String]?
    var preamble: [String] = []
    var firstLine: Int?
    while let segment = walk.next() {
      if firstLine == nil { firstLine = segment.line }
      let rows = text.parse(
        delimiter, finder.format.comments, segment.range, line: segment.line, Self.titleRows)
      if segment.isComment || rows.allSatisfy({ $0.texts.dropFirst().allSatisfy(\.isEmpty) }) {
        preamble += rows.map(\.text)
        // A table with one column still has headings.
        guard !segment.isComment, binds(rows, text, delimiter) != nil else { continue }
        preamble.removeLast(rows.count)
      }
      let lines = (firstLine ?? segment.line)...max(segment.line, walk.line - 1)
      if var match = binds(rows, text, delimiter) {
        match.preamble = preamble + match.preamble
        if let common { match.preamble += common } else { common = match.preamble }
        match.dataEnd = segment.range.upperBound
        match.lines = lines
        found.tables.append(match)
      } else {
        common = common ?? preamble
        let heading = rows.first { $0.texts.count > 1 } ?? rows.first
        found.unread.append(Unread(lines: lines, text: heading?.text ?? ""))
      }
      preamble = []
      firstLine = nil
    }
    return found
  }

  /// The best heading row of a block.
  private func binds(_ rows: [HeadRows.Row], _ text: HeadRows, _ delimiter: UInt8) -> TableFinder.Match? {
    var search = TableFinder.Search(
      miss: TableFinder.Miss(headings: [], headerLine: 1, missing: [], duplicates: []))
    for number in rows.indices where !rows[number].isVerbatim {
      finder.consider(number, of: rows, preamble: rows[..<number], delimiter, text, &search)
    }
    return search.best.flatMap { statesAnything($0) ? $0 : nil }
  }

  /// A block with none of the profile's counts and amounts, such as `Nth day,Average engagement time` beside
  /// blocks of users by day, is another statement.
  private func statesAnything(_ match: TableFinder.Match) -> Bool {
    let columns = finder.binder.profile.columns
    let measures = columns.indices.filter { if case .measure = columns[$0].field { true } else { false } }
    return measures.isEmpty || measures.contains { match.fields[$0] >= 0 }
  }
}

/// Goes through a text from block to block.
private struct Walk {
  struct Segment {
    var range: Range<Int>
    var line: Int
    var isComment: Bool
  }

  let text: HeadRows
  let delimiter: UInt8
  let comment: UInt8?
  /// The line behind the last segment.
  private(set) var line = 1
  private var position: Int

  init(text: HeadRows, delimiter: UInt8, comment: UInt8?) {
    self.text = text
    self.delimiter = delimiter
    self.comment = comment
    position = text.start
  }

  /// The next comment, or the next rows up to a blank line or a comment.
  mutating func next() -> Segment? {
    while position < text.bytes.endIndex, isBlank(position) { skipLine() }
    guard position < text.bytes.endIndex else { return nil }
    let (start, first) = (position, line)
    let isComment = isComment(position)
    if isComment {
      skipLine()
    } else {
      repeat {
        skipRow()
      } while position < text.bytes.endIndex && !isBlank(position) && !self.isComment(position)
    }
    return Segment(range: start..<position, line: first, isComment: isComment)
  }

  private mutating func skipLine() {
    position = text.bytes[position...].firstIndex(of: text.lineBreak).map { $0 + 1 } ?? text.bytes.endIndex
    line += 1
  }

  /// A row ends at a line break outside quotes.
  private mutating func skipRow() {
    var isInside = false
    while position < text.bytes.endIndex {
      let byte = text.bytes[position]
      position += 1
      if byte == 0x22 { isInside.toggle() }
      guard byte == text.lineBreak else { continue }
      line += 1
      if !isInside { return }
    }
    line += 1
  }

  private func isBlank(_ start: Int) -> Bool {
    for byte in text.bytes[start...] {
      if byte == text.lineBreak { return true }
      guard byte == delimiter || byte == 0x20 || byte == 0x0D else { return false }
    }
    return true
  }

  /// Also quoted, as programs for tables write it.
  private func isComment(_ start: Int) -> Bool {
    guard let comment else { return false }
    return text.bytes[start...].prefix(2).drop { $0 == 0x22 }.first == comment
  }
}
