/// How a text is divided into rows and fields.
package struct CSVDialect: Sendable, Hashable {
  package var delimiter: UInt8
  package var lineBreak: UInt8

  package init(delimiter: UInt8, lineBreak: UInt8) {
    self.delimiter = delimiter
    self.lineBreak = lineBreak
  }

  /// `TableText`: what sheets of workbooks are read as.
  package static let tableText = CSVDialect(
    delimiter: TableText.delimiter, lineBreak: TableText.lineBreak)
}
