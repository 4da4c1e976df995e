import Columns

/// Where the table of a CSV file stands and how it is written. Found once per file.
package struct CSVLayout: Sendable, Hashable {
  package var delimiter: UInt8
  /// LF, or CR in old Mac files.
  package var lineBreak: UInt8
  /// Byte offset of the first data row in the UTF-8 text, byte order mark included.
  package var dataStart: Int
  /// Byte offset behind the last data row; nil: the table goes on to the end of the text.
  package var dataEnd: Int?
  /// 1-based line of the heading row.
  package var headerLine: Int
  package var fieldCount: Int
  /// For every wanted column the field it stands in, or -1 when the file lacks it.
  package var fields: [Int]

  package init(
    delimiter: UInt8, lineBreak: UInt8, dataStart: Int, headerLine: Int, fieldCount: Int,
    fields: [Int], dataEnd: Int? = nil
  ) {
    self.delimiter = delimiter
    self.lineBreak = lineBreak
    self.dataStart = dataStart
    self.headerLine = headerLine
    self.fieldCount = fieldCount
    self.fields = fields
    self.dataEnd = dataEnd
  }
}

/// Rows that are not records of the table, recognised by their first field.
package struct SpecialRows: Sendable {
  package var totalStarts: [[UInt8]] = []
  package var totalEquals: [[UInt8]] = []
  package var footerStarts: [[UInt8]] = []
  /// Wanted columns (`same`, `blank`) of lines that continue the record above.
  package var continuation: (same: Int, blank: Int)?
  /// The label of a total may stand in any cell.
  package var isInAnyColumn = false
  /// First bytes that make a closer look worthwhile.
  private(set) var firstBytes: [UInt8] = Array(repeating: 0, count: 256)

  package init(totalStarts: [String], totalEquals: [String], footerStarts: [String]) {
    self.totalStarts = totalStarts.map { Array($0.utf8) }
    self.totalEquals = totalEquals.map { Array($0.utf8) }
    self.footerStarts = footerStarts.map { Array($0.utf8) }
    for text in self.totalStarts + self.totalEquals + self.footerStarts {
      if let first = text.first { firstBytes[Int(first)] = 1 }
    }
    // A total without a name: its row begins with a delimiter, or with empty quotes.
    if self.totalEquals.contains([]) {
      for byte: UInt8 in [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), 9, 0x1F, 0x22, 0x0A, 0x0D]
      {
        firstBytes[Int(byte)] = 1
      }
    }
  }

  package enum Kind: Sendable, Hashable { case total, footer }

  /// Whether a row whose first field begins with this byte needs `kind(of:)`.
  func mayBeSpecial(_ first: UInt8) -> Bool { firstBytes[Int(first)] != 0 }

  /// What a row with this first field is; nil for a record.
  func kind(of field: [UInt8]) -> Kind? {
    if totalEquals.contains(field) { return .total }
    if totalStarts.contains(where: { field.starts(with: $0) }) { return .total }
    if footerStarts.contains(where: { field.starts(with: $0) }) { return .footer }
    return nil
  }
}

/// What a reader met besides records.
package struct RowEvent: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// A sum of other rows: its label, and its text per wanted column.
    case total(label: String, cells: [String])
    /// Its first field.
    case footer(String)
    case wrongFieldCount(found: Int)
    case strayQuote
  }
  package var kind: Kind
  /// Index of the record in its chunk.
  package var index: Int32
  /// Line breaks between the start of the chunk and the start of the row.
  package var linesBefore: Int

  package init(kind: Kind, index: Int32, linesBefore: Int) {
    self.kind = kind
    self.index = index
    self.linesBefore = linesBefore
  }
}
