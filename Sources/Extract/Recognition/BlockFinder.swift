import Declarations

/// Finds the tables of a text that holds several blocks, parted by blank lines or comments.
///
///     # Start date: 20260401      ┐ comments and titles: the block's preamble
///     # End date: 20260430        ┘
///     Nth day,Active users        ← fits the profile: a table
///     0000,17
///     # a remark                  ← does not end it, where rows go on behind it
///     0001,9
///                                 ← a blank line, or one of delimiters alone, ends it
///     Country,Active users        ← does not fit: named as not read
struct BlockFinder {
  struct Unread {
    var lines: ClosedRange<Int>
    var text: String
    var titles: [String]
    /// It was one of the profile's tables, as it seems, before its headings changed.
    var hasDrifted: Bool

    /// The title right above the block, and its headings.
    var label: String {
      guard let title = titles.last, title.contains(where: \.isLetter), !title.contains(":") else {
        return text
      }
      return "\(title): \(text)"
    }
  }
  struct Found {
    var tables: [TableFinder.Match] = []
    var unread: [Unread] = []
    fileprivate var matched: Int { tables.reduce(0) { $0 + $1.matched } }
  }

  /// How many rows of a block may stand above its headings.
  static let titleRows = 12

  private let finder: TableFinder

  /// What a block's title line must be; empty: anything.
  private let titles: Set<String>

  init(finder: TableFinder) {
    self.finder = finder
    titles = Set(finder.binder.profile.recognise.titles.map { Heading($0).key })
  }

  /// - Parameter text: the whole text.
  /// - Throws: what came nearest when no block fits.
  func find(in text: HeadRows) throws(TableFinder.Miss) -> Found {
    var best = Found()
    for delimiters in finder.tries(text) where best.tables.isEmpty {
      for delimiter in delimiters {
        let found = blocks(text, delimiter)
        if found.matched > best.matched { best = found }
      }
    }
    if best.tables.isEmpty {
      let match = try finder.find(in: text)
      guard isTitled(match.preamble) else {
        throw TableFinder.Miss(
          headings: match.headings, headerLine: match.headerLine,
          missing: [(field: "title", known: finder.binder.profile.recognise.titles)], duplicates: [])
      }
      best.tables = [match]
    }
    return best
  }

  private func blocks(_ text: HeadRows, _ delimiter: UInt8) -> Found {
    var found = Found()
    var walk = Walk(text: text, delimiter: delimiter, comment: finder.format.comments)
    // The lines above the first block say what holds for all, unless a block says otherwise.
    var common: [String]?
    var preamble: [String] = []
    var firstLine: Int?
    // Whether rows may still be those of the last table.
    var isOpen = false
    while let segment = walk.next() {
      if segment.isApart { isOpen = false }
      if firstLine == nil { firstLine = segment.line }
      let rows = text.parse(
        delimiter, finder.format.comments, segment.range, line: segment.line, Self.titleRows)
      if isOpen, !segment.isComment, let last = found.tables.last, goesOn(last, rows, text, delimiter) {
        found.tables[found.tables.count - 1].dataEnd = segment.range.upperBound
        found.tables[found.tables.count - 1].lines =
          (last.lines?.lowerBound ?? segment.line)...max(segment.line, walk.line - 1)
        (preamble, firstLine) = ([], nil)
        continue
      }
      if !segment.isComment { isOpen = false }
      if segment.isComment || rows.allSatisfy({ $0.texts.dropFirst().allSatisfy(\.isEmpty) }) {
        preamble += rows.map(\.text)
        // A table with one column still has headings.
        guard !segment.isComment, binds(rows, text, delimiter) != nil else { continue }
        preamble.removeLast(rows.count)
      }
      let lines = (firstLine ?? segment.line)...max(segment.line, walk.line - 1)
      if var match = binds(rows, text, delimiter), isTitled(preamble + match.preamble) {
        match.preamble = preamble + match.preamble
        match.titles = match.preamble.map(Self.bare)
        isOpen = true
        if let common { match.preamble += common } else { common = match.preamble }
        match.dataEnd = segment.range.upperBound
        match.lines = lines
        found.tables.append(match)
      } else {
        common = common ?? preamble
        let heading = rows.first { $0.texts.count > 1 } ?? rows.first
        found.unread.append(
          Unread(
            lines: lines, text: heading?.text ?? "",
            titles: (preamble + rows.prefix { $0.line != heading?.line }.map(\.text)).map(Self.bare),
            hasDrifted: hasDrifted(rows)))
      }
      preamble = []
      firstLine = nil
    }
    return found
  }

  /// A line above a table without the mark of a comment.
  private static func bare(_ line: String) -> String {
    var line = line.drop { $0 == "#" || $0 == " " }
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  private func isTitled(_ lines: [String]) -> Bool {
    titles.isEmpty || lines.contains { titles.contains(Heading(Self.bare($0)).key) }
  }

  /// Whether rows behind a comment are rows of the table before it: as wide, with numbers where it has some.
  private func goesOn(
    _ table: TableFinder.Match, _ rows: [HeadRows.Row], _ text: HeadRows, _ delimiter: UInt8
  ) -> Bool {
    guard let first = rows.first, first.texts.count == table.headings.count,
      binds(rows, text, delimiter) == nil
    else { return false }
    let columns = finder.binder.profile.columns
    let numbers = columns.indices.filter { index in
      if case .measure = columns[index].field { table.fields[index] >= 0 } else { false }
    }
    return numbers.isEmpty
      || numbers.contains { first.texts[table.fields[$0]].contains(where: \.isNumber) }
  }

  /// A row of the block has all needed headings but some that are spelt much alike.
  private func hasDrifted(_ rows: [HeadRows.Row]) -> Bool {
    rows.contains { row in
      guard !row.isVerbatim, row.texts.count > 1 else { return false }
      let binding = finder.binder.bind(row.texts, row.headings)
      let missing = finder.binder.missing(in: binding.fields)
      return binding.matched > 0 && !missing.isEmpty
        && missing.allSatisfy { NearHeading.of($0.known, in: row.texts) != nil }
    }
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
    /// A blank line stands before it.
    var isApart: Bool
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
    let before = position
    while position < text.bytes.endIndex, isBlank(position) { skipLine() }
    let isApart = position != before
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
    return Segment(range: start..<position, line: first, isComment: isComment, isApart: isApart)
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
