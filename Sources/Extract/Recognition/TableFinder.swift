package import Declarations
import EventSchema

/// Finds the table of a CSV file: the heading row below a preamble, by the headings a profile knows.
package struct TableFinder: Sendable {
  /// A heading row that fits a profile.
  package struct Match: Sendable {
    package var delimiter: UInt8
    package var lineBreak: UInt8
    package var headerLine: Int
    /// Where the heading row begins.
    package var headerStart: Int
    package var dataStart: Int
    /// Where the block ends, if the text has several; nil: with the text.
    package var dataEnd: Int?
    /// The lines of the block, its preamble included.
    package var lines: ClosedRange<Int>?
    package var headings: [String]
    /// For every column of the profile the field it stands in, or -1.
    package var fields: [Int]
    /// Language of most matched headings: decides the number notation.
    package var language: String
    package var preamble: [String]
    /// Of a block the lines that stand directly above its headings.
    package var titles: [String] = []
    package var matched: Int
    /// Of the matched headings those that are written exactly as in the profile.
    package var exact: Int
  }

  /// Why no row fits.
  package struct Miss: Sendable, Error {
    /// The row that came nearest, as found in the file.
    package var headings: [String]
    package var headerLine: Int
    /// Required fields without a heading, with the headings that would have done.
    package var missing: [(field: String, known: [String])]
    /// Two columns of the file claim the same field.
    package var duplicates: [(heading: String, count: Int)]
    /// The row fits, but is too large.
    package var excess: Excess?

    package enum Excess: Sendable {
      case columns(found: Int, limit: Int)
      /// It does not end within the head of the file.
      case bytes(limit: Int)
    }
  }

  /// How far down a heading row may stand.
  package static let maximumPreambleLines = 60
  /// How many lines of a text of labels and values are looked at.
  static let maximumPairs = 1000

  let binder: HeadingBinder
  let format: Profile.CSVFormat

  /// - Parameters:
  ///   - needed: columns that must be found, by index; empty: those the profile recognises files by.
  package init(profile: Profile, needed: [Int] = []) {
    binder = HeadingBinder(profile, needed: needed)
    if case .csv(let format) = profile.format { self.format = format } else { format = Profile.CSVFormat() }
  }

  /// Finds the one table of a text.
  ///
  /// - Parameter head: the first part of the file as UTF-8, from offset 0, byte order mark included;
  ///   all of it, unless it is as long as `SourceFile.headBytes`.
  package func find(in head: [UInt8]) throws(Miss) -> Match {
    try find(in: HeadRows(head, isCut: head.count >= SourceFile.headBytes))
  }

  package func find(in head: HeadRows) throws(Miss) -> Match {
    var search = Search(
      miss: Miss(headings: [], headerLine: 1, missing: binder.missing(in: []), duplicates: []))
    for delimiters in tries(head) where search.best == nil {
      for delimiter in delimiters { look(head, delimiter, &search) }
    }
    guard let best = search.best, search.miss.excess == nil || best.matched == search.matched else {
      throw search.miss
    }
    return best
  }

  /// The delimiters to try: those that the tool writes, and, where no row fits with these, the others that programs
  /// for tables save with.
  func tries(_ head: HeadRows) -> [[UInt8]] {
    if let dictated = head.dictated { return [[dictated]] }
    // All that the text does not hold give the same rows of one cell: the first of these stands for them.
    let absent = format.delimiters.filter { !head.bytes.contains($0) }.dropFirst()
    let others = Profile.CSVFormat.usualDelimiters.filter {
      !format.delimiters.contains($0) && head.bytes.contains($0)
    }
    return [format.delimiters.filter { !absent.contains($0) }, others]
  }

  private func look(_ head: HeadRows, _ delimiter: UInt8, _ search: inout Search) {
    let rows = head.rows(delimiter, format)
    guard format.shape == .table else {
      return consider(pairs(of: rows), preamble: rows, delimiter, head, &search)
    }
    for number in rows.indices where !rows[number].isVerbatim {
      consider(number, of: rows, preamble: rows[..<number], delimiter, head, &search)
    }
  }

  /// The best so far, and what came nearest.
  struct Search {
    var best: Match?
    var matched = -1
    var miss: Miss
  }

  /// Looks at one row as the heading row.
  func consider(
    _ number: Int, of rows: [HeadRows.Row], preamble: ArraySlice<HeadRows.Row>, _ delimiter: UInt8,
    _ head: HeadRows, _ search: inout Search
  ) {
    var row = rows[number]
    if format.headerRows == 2 {
      guard number + 1 < rows.count, !rows[number + 1].isVerbatim else { return }
      row = Self.joined(row, rows[number + 1])
    }
    consider(row, preamble: preamble, delimiter, head, &search)
  }

  private func consider(
    _ row: HeadRows.Row, preamble: ArraySlice<HeadRows.Row>, _ delimiter: UInt8, _ head: HeadRows,
    _ search: inout Search
  ) {
    let candidate = binder.bind(row.texts, row.headings)
    let isOpen = head.isCut && row.end == head.bytes.endIndex && head.bytes.last != head.lineBreak
    let excess = excess(row, isCut: isOpen)
    if candidate.matched > search.matched {
      search.matched = candidate.matched
      search.miss = Miss(
        headings: row.texts, headerLine: row.line, missing: binder.missing(in: candidate.fields),
        duplicates: candidate.duplicates, excess: excess)
    }
    // What can't be the best is not looked at further: most rows of a file are no headings.
    guard candidate.matched > search.best?.matched ?? 0, binder.missing(in: candidate.fields).isEmpty,
      candidate.duplicates.isEmpty, excess == nil
    else { return }
    search.best = Match(
      delimiter: delimiter, lineBreak: head.lineBreak, headerLine: row.line, headerStart: row.start,
      dataStart: row.end,
      headings: row.texts, fields: candidate.fields, language: candidate.language,
      preamble: preamble.map(\.text), matched: candidate.matched,
      exact: candidate.exact)
  }

  private func excess(_ row: HeadRows.Row, isCut: Bool) -> Miss.Excess? {
    if isCut { return .bytes(limit: SourceFile.headBytes) }
    let limit = CSVLimits.standard.columns
    return row.texts.count > limit ? .columns(found: row.texts.count, limit: limit) : nil
  }

  /// Two heading rows as one: a text of the first stands above all columns up to the next one.
  static func joined(_ first: HeadRows.Row, _ second: HeadRows.Row) -> HeadRows.Row {
    var row = first
    var above = ""
    row.texts = (0..<max(first.texts.count, second.texts.count)).map { column in
      let own = column < first.texts.count ? first.texts[column] : ""
      let below = column < second.texts.count ? second.texts[column] : ""
      if !own.isEmpty { above = own }
      if below.isEmpty { return own }
      return above.isEmpty ? below : above + " / " + below
    }
    row.headings = row.texts.map { Heading($0) }
    row.end = second.end
    return row
  }

  // MARK: Labels and values

  /// The labels of a text of pairs as one heading row; the text is read whole later.
  private func pairs(of rows: [HeadRows.Row]) -> HeadRows.Row {
    let pairs = rows.filter { KeyValuePairs.isPair($0.texts) && !$0.isVerbatim }
    return HeadRows.Row(
      texts: pairs.map { $0.texts[0] }, headings: pairs.map { $0.headings[0] }, line: pairs.first?.line ?? 1,
      start: 0, end: 0, isVerbatim: false)
  }

  private func consider(
    _ labels: HeadRows.Row, preamble rows: [HeadRows.Row], _ delimiter: UInt8, _ head: HeadRows,
    _ search: inout Search
  ) {
    let preamble = rows.filter { $0.isVerbatim || !KeyValuePairs.isPair($0.texts) }
    consider(labels, preamble: preamble[...], delimiter, head, &search)
  }
}

/// A text whose lines are a label and its value each: one record.
package enum KeyValuePairs {
  package static let maximumBytes = 4 << 20

  /// A label, and a value behind it; rows of a table further down have more cells.
  static func isPair(_ texts: [String]) -> Bool {
    guard texts.count >= 2, !texts[0].isEmpty else { return false }
    return texts.dropFirst(2).allSatisfy(\.isEmpty)
  }

  /// The values of all pairs, in the order of the labels, with their 1-based lines.
  package static func values(of source: SourceFile, text: [UInt8], layout: CSVLayout) -> [(
    value: [UInt8], line: Int
  )] {
    guard case .csv(let format) = source.profile.format else { return [] }
    let dialect = CSVDialect(delimiter: layout.delimiter, lineBreak: layout.lineBreak)
    return HeadRows(text, isCut: false, dialect: dialect).rows(layout.delimiter, format).filter {
      isPair($0.texts) && !$0.isVerbatim
    }.map { (Array($0.texts[1].utf8), $0.line) }
  }
}
