/// Bounds on what a file may make the reader hold; libxml2 has none of these in SAX mode.
package struct XMLLimits: Sendable, Hashable {
  /// Open elements.
  package var depth = 128
  /// Bytes of one tag, comment or processing instruction, from its `<` to its `>`.
  package var markupBytes = 1 << 20
  /// Attributes of one element, namespaces counted. libxml2 2.9 compares each with each.
  package var attributes = 256
  /// Bytes of one wanted field's text. Text that nobody wants has no limit.
  package var fieldBytes = 1 << 20
  /// Bytes of all wanted text of one record.
  package var recordBytes = 16 << 20
  package var records = Int(Int32.max)

  package init() {}
  package static let standard = XMLLimits()
}
