/// Which table of a file: a file may hold several blocks, members or sheets.
package struct TablePart: Sendable, Hashable {
  /// The member of an archive or the sheet of a workbook; nil where the file itself is the text.
  package var member: String?
  /// 1-based first and last line of a block with headings of its own; nil where the text is one table.
  package var lines: ClosedRange<Int>?

  package init(member: String? = nil, lines: ClosedRange<Int>? = nil) {
    self.member = member
    self.lines = lines
  }

  package static let whole = TablePart()

  /// What tells the table from the others of its file: `Orders`, `12` (its first line); nil for the whole file.
  package var name: String? {
    switch (member, lines) {
    case (nil, nil): nil
    case (let member?, nil): member
    case (nil, let lines?): String(lines.lowerBound)
    case (let member?, let lines?): "\(member):\(lines.lowerBound)"
    }
  }

  /// A path with the table's name behind it: `book.xlsx/Orders`, `overview.csv:43`.
  package func title(of path: String) -> String {
    var title = path
    if let member { title += "/\(member)" }
    if let lines { title += ":\(lines.lowerBound)" }
    return title
  }
}

/// What a file holds besides the tables that are read.
package struct UnreadPart: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A picture, a sheet of charts, an empty sheet.
    case noTable
    /// A sheet that its workbook hides.
    case hidden
    /// What is named as a table, and is empty or something else: the file counts nothing.
    case damaged
    /// A table with none of the headings that the profile needs.
    case otherTable
    /// A block that has nothing to do with the profile, beside those that it reads.
    case otherBlock
    /// A table with some of the headings that the profile needs: figures may lack its rows.
    case misfit
  }

  package var part: TablePart
  package var kind: Kind
  /// Its first row, or why it is not read.
  package var text: String

  package init(_ kind: Kind, part: TablePart, text: String) {
    self.kind = kind
    self.part = part
    self.text = text
  }
}

/// A file as opened: its tables, in their order, and what is not read of it.
package struct OpenedFile: Sendable {
  /// One or more.
  package var tables: [SourceFile]
  package var unread: [UnreadPart]

  package init(tables: [SourceFile], unread: [UnreadPart] = []) {
    self.tables = tables
    self.unread = unread
  }
}
