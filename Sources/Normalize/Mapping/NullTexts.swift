import Columns

/// Cell texts that mean "not stated": empty ones and those of the profile, compared after trimming.
struct NullTexts: Sendable {
  let texts: Set<[UInt8]>
  /// First bytes that make a closer look worthwhile.
  private let firstBytes: ContiguousArray<Bool>
  /// The same with an entry per byte, 0 or 1; spaces, bytes beyond ASCII and the `#` of a spreadsheet's errors
  /// are marked, too.
  let closerLook: ContiguousArray<UInt8>
  /// Whether one of them could be read as a number, as `0` could.
  let mayBeNumbers: Bool

  init(_ texts: [String]) {
    self.texts = Set(texts.map { trimmed(Array($0.utf8)) } + [[]])
    var first = ContiguousArray(repeating: false, count: 256)
    for text in self.texts { if let byte = text.first { first[Int(byte)] = true } }
    mayBeNumbers = first[0x30...0x39].contains(true)
    // Cells may be padded: a space is worth a closer look.
    for byte in [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0xC2] { first[byte] = true }
    firstBytes = first
    first[0x23] = true
    closerLook = ContiguousArray(first.map { $0 ? 1 : 0 })
  }

  /// Whether a cell, which is not empty, states nothing.
  @inline(__always)
  func contains(_ cell: Cell, _ bytes: Span<UInt8>) -> Bool {
    firstBytes[Int(bytes[Int(cell.start)])] && containsText(cell, bytes)
  }

  /// Whether a text, which is not empty, states nothing.
  func contains(_ text: Span<UInt8>) -> Bool {
    contains(Cell(start: 0, length: Int32(text.count)), text)
  }

  @inline(never)
  private func containsText(_ cell: Cell, _ bytes: Span<UInt8>) -> Bool {
    var text: [UInt8] = []
    for offset in 0..<Int(cell.length) { text.append(bytes[Int(cell.start) + offset]) }
    return texts.contains(trimmed(text))
  }
}
