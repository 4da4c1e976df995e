/// The text of a sheet's table, as the rest of the program reads it: CSV with delimiters that no cell needs.
///
///     A1 0x1F B1 0x1F C1 0x1E
///     0x1E                        a row without cells: the row's number is its line number
///     A3 0x1F "say ""hi""" 0x1F 0x1E
///
/// Cells that hold a quote or one of the two separators are quoted. A sheet has no ragged rows, only empty
/// cells: rows are filled up to the width of the widest of the first thousand. A wider one further down keeps
/// its cells and is rejected as a record, visibly.
package struct TableText: Sendable {
  /// Between cells.
  package static let delimiter: UInt8 = 0x1F
  /// Behind each row.
  package static let lineBreak: UInt8 = 0x1E

  private static let quote = UInt8(ascii: "\"")
  private static let heldRows = 1000
  private static let heldBytes = 1 << 20

  /// The open row, without trailing empty cells.
  private var row: ContiguousArray<UInt8> = []
  private var rowWidth = 0
  /// Rows without cells that count only when another row follows.
  private var emptyRows = 0
  /// Number of the row that is open or comes next, from 1.
  private(set) var rowNumber = 1

  /// The first rows, before the width is known.
  private var held: ContiguousArray<UInt8> = []
  private var heldEnds: [(end: Int, width: Int)] = []
  private var width = 0
  private var isHolding = true

  init() {}

  /// Puts text into a cell of the open row; columns come in ascending order.
  ///
  /// - Parameter column: from 0.
  mutating func put(_ text: ArraySlice<UInt8>, column: Int) {
    guard !text.isEmpty else { return }
    while rowWidth <= column {
      if rowWidth > 0 { row.append(Self.delimiter) }
      rowWidth += 1
    }
    guard text.contains(where: { $0 == Self.quote || $0 == Self.delimiter || $0 == Self.lineBreak }) else {
      row.append(contentsOf: text)
      return
    }
    row.append(Self.quote)
    for byte in text {
      if byte == Self.quote { row.append(Self.quote) }
      row.append(byte)
    }
    row.append(Self.quote)
  }

  /// Leaves rows out, so that the one with this number is next.
  mutating func skip(to number: Int) {
    emptyRows += number - rowNumber
    rowNumber = number
  }

  mutating func endRow(into out: inout ContiguousArray<UInt8>) {
    rowNumber += 1
    guard rowWidth > 0 else {
      emptyRows += 1
      return
    }
    if isHolding {
      for _ in 0..<min(emptyRows, Self.heldRows) { heldEnds.append((held.count, 0)) }
      if emptyRows >= Self.heldRows { release(into: &out, moreEmpty: emptyRows - Self.heldRows) }
    } else {
      out.append(contentsOf: repeatElement(Self.lineBreak, count: emptyRows))
    }
    emptyRows = 0
    if isHolding {
      held.append(contentsOf: row)
      heldEnds.append((held.count, rowWidth))
      width = max(width, rowWidth)
      if heldEnds.count >= Self.heldRows || held.count >= Self.heldBytes { release(into: &out) }
    } else {
      out.append(contentsOf: row)
      if rowWidth < width { out.append(contentsOf: repeatElement(Self.delimiter, count: width - rowWidth)) }
      out.append(Self.lineBreak)
    }
    row.removeAll(keepingCapacity: true)
    rowWidth = 0
  }

  /// Call at the end of the sheet. Empty rows below the last cell are no part of the table.
  mutating func finish(into out: inout ContiguousArray<UInt8>) {
    if isHolding { release(into: &out) }
  }

  private mutating func release(into out: inout ContiguousArray<UInt8>, moreEmpty: Int = 0) {
    var start = 0
    for row in heldEnds {
      out.append(contentsOf: held[start..<row.end])
      if row.width > 0 {
        out.append(contentsOf: repeatElement(Self.delimiter, count: width - row.width))
      }
      out.append(Self.lineBreak)
      start = row.end
    }
    out.append(contentsOf: repeatElement(Self.lineBreak, count: moreEmpty))
    isHolding = false
    held = []
    heldEnds = []
  }
}
