import Glibc
import CByteScan
package import Columns

/// The block reader: finds the rows of a block and slices the wanted fields out of it.
///
/// Advice for whoever changes this: `CSVText` is the slow twin; the tests run both over one table,
/// over every split into blocks. A block's bytes live in `RecordBatch.bytes`; doubled quotes are
/// taken out in place (the field gets shorter, spaces fill the gap), so a block is gathered once.
/// The index arrays have room for one entry per byte, but only the pages that are used exist.
package final class CSVBlock {
  private var separators: UnsafeMutablePointer<UInt32>
  private var rowEnds: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  private var separatorCount = 0
  /// Complete rows found so far.
  package private(set) var rowCount = 0
  private var state = cbs_state(inside: 0, previous: 1, closed: 0, stray: 0)
  /// The key of the record that continuation lines belong to.
  private var continuedKey: [UInt8]?
  private var firstSeparator = 0
  /// Line breaks before a place in the block: rows are counted once, however many are malformed.
  private var counted = (position: 0, breaks: 0)

  package init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    separators = .allocate(capacity: capacity)
    rowEnds = .allocate(capacity: capacity)
  }

  deinit {
    separators.deallocate()
    rowEnds.deallocate()
  }

  /// Starts a new block of up to `length` bytes.
  ///
  /// - Parameters:
  ///   - inside: whether the block begins inside a quoted field.
  ///   - previous: the byte before the block, or nil at the start of the table.
  package func reset(length: Int, inside: Bool, previous: UInt8?, delimiter: UInt8, lineBreak: UInt8) {
    separatorCount = 0
    rowCount = 0
    // One entry more than bytes: the end of the text may close a row.
    reserve(length)
    let boundary = previous.map { $0 == delimiter || $0 == lineBreak || $0 == UInt8(ascii: "\"") } ?? true
    state = cbs_state(inside: inside ? 1 : 0, previous: boundary ? 1 : 0, closed: 0, stray: 0)
    firstSeparator = 0
    counted = (0, 0)
  }

  /// Starts a new table: its first line continues no record.
  package func begin() { continuedKey = nil }

  /// Makes room for a block that grows to `length` bytes; keeps what was found.
  package func reserve(_ length: Int) {
    guard length + 1 > capacity else { return }
    let larger = max(length + 1, capacity * 2)
    let newSeparators = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    let newEnds = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
    newSeparators.update(from: separators, count: separatorCount)
    newEnds.update(from: rowEnds, count: rowCount)
    separators.deallocate()
    rowEnds.deallocate()
    separators = newSeparators
    rowEnds = newEnds
    capacity = larger
  }

  /// Whether the bytes indexed so far end inside quotes.
  package var endsInside: Bool { state.inside != 0 }

  /// Indexes `bytes[range]`; ranges of one block follow each other without gaps.
  package func index(
    _ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>, delimiter: UInt8, lineBreak: UInt8
  ) {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !range.isEmpty else { return }
      cbs_scan(
        base + range.lowerBound, range.count, UInt32(range.lowerBound), delimiter, lineBreak, &state,
        separators, rowEnds, &separatorCount, &rowCount)
    }
  }

  /// Ends the text: a last row without a line break is a row.
  package func close(at end: Int) {
    rowEnds[rowCount] = UInt32(separatorCount)
    rowCount += 1
    separators[separatorCount] = UInt32(end)
    separatorCount += 1
  }

  /// Position of the line break that ends a row.
  package func end(ofRow row: Int) -> Int { Int(separators[Int(rowEnds[row])]) }

  /// The first of some rows that is longer than a limit, or has a field that is.
  package func excess(
    of rows: Range<Int>, startingAt firstStart: Int, limits: CSVLimits
  ) -> (rowStart: Int, excess: CSVLimits.Excess)? {
    var start = firstStart
    for row in rows {
      let end = end(ofRow: row)
      defer { start = end + 1 }
      // Short rows have short fields.
      guard end - start > limits.fieldBytes else { continue }
      if end - start > limits.recordBytes { return (start, .record) }
      var fieldStart = start
      for at in (row == 0 ? firstSeparator : Int(rowEnds[row - 1]) + 1)...Int(rowEnds[row]) {
        if Int(separators[at]) - fieldStart > limits.fieldBytes { return (start, .field) }
        fieldStart = Int(separators[at]) + 1
      }
    }
    return nil
  }

  /// Which limit a row passes that begins at `rowStart` and has not ended by `end`.
  package func excess(ofOpenRowAt rowStart: Int, end: Int, limits: CSVLimits) -> CSVLimits.Excess? {
    let lastSeparator = separatorCount > 0 ? Int(separators[separatorCount - 1]) : -1
    if end - max(rowStart, lastSeparator + 1) > limits.fieldBytes { return .field }
    return end - rowStart > limits.recordBytes ? .record : nil
  }

  /// The parity of quotes in a block decides where the next one begins: inside or outside.
  package static func quoteCount(_ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>) -> Int {
    count(UInt8(ascii: "\""), bytes, range)
  }

  package static func count(_ byte: UInt8, _ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>)
    -> Int
  {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !range.isEmpty else { return 0 }
      return cbs_count(base + range.lowerBound, range.count, byte)
    }
  }

  /// The offset of the first NUL byte in the range, or nil.
  package static func firstZero(_ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>) -> Int? {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !range.isEmpty else { return nil }
      let offset = cbs_find_zero(base + range.lowerBound, range.count)
      return offset == range.count ? nil : range.lowerBound + offset
    }
  }

  /// Slices the wanted fields of some rows into the batch.
  ///
  /// - Parameters:
  ///   - rows: rows of this block, as indexed.
  ///   - nextIndex: index in the chunk of the next record; advanced.
  /// - Returns: rows that are no records of the table, and malformed ones.
  package func gather(
    _ rows: Range<Int>, startingAt firstStart: Int, layout: CSVLayout, special: SpecialRows,
    nextIndex: inout Int32, batch: inout RecordBatch
  ) -> [RowEvent] {
    batch.removeAll()
    batch.lineBreak = layout.lineBreak
    var events: [RowEvent] = []
    var firsts: ContiguousArray<UInt32> = []
    firsts.reserveCapacity(rows.count)
    batch.starts.reserveCapacity(rows.count)
    batch.index.reserveCapacity(rows.count)
    let mayBeStray = state.stray != 0
    for row in rows {
      let first = row == 0 ? firstSeparator : Int(rowEnds[row - 1]) + 1
      let last = Int(rowEnds[row])
      let start = row == rows.lowerBound ? firstStart : Int(separators[first - 1]) + 1
      let fieldCount = last - first + 1
      if fieldCount == 1, isBlank(batch.bytes, start, Int(separators[last])) { continue }
      let index = nextIndex
      if special.mayBeSpecial(firstByte(batch.bytes, start)),
        let kind = special.kind(of: plain(batch.bytes, first, 0, rowStart: start, isLast: fieldCount == 1))
      {
        nextIndex += 1
        events.append(
          RowEvent(
            kind: kind == .footer ? .footer : total(batch.bytes, first, fieldCount, start, layout),
            index: index, linesBefore: lines(batch, start)))
        continue
      }
      if fieldCount != layout.fieldCount {
        nextIndex += 1
        events.append(
          RowEvent(kind: .wrongFieldCount(found: fieldCount), index: index, linesBefore: lines(batch, start)))
        continue
      }
      if mayBeStray, hasStrayQuote(batch.bytes, first, last, start) {
        nextIndex += 1
        events.append(RowEvent(kind: .strayQuote, index: index, linesBefore: lines(batch, start)))
        continue
      }
      if let (same, blank) = special.continuation,
        continues(batch.bytes, first, start, layout, same: same, blank: blank)
      {
        continue
      }
      nextIndex += 1
      firsts.append(UInt32(first))
      batch.starts.append(UInt32(start))
      batch.index.append(index)
    }
    batch.count = firsts.count
    for column in layout.fields.indices { slice(column, firsts, layout, &batch) }
    return events
  }

  /// Fills one column of cells. Unquotes; takes doubled quotes out in place.
  private func slice(
    _ column: Int, _ firsts: ContiguousArray<UInt32>, _ layout: CSVLayout, _ batch: inout RecordBatch
  ) {
    let field = layout.fields[column]
    let count = firsts.count
    guard field >= 0 else {
      batch.columns[column].append(contentsOf: repeatElement(.absent, count: count))
      return
    }
    let isLast = field == layout.fieldCount - 1 && layout.lineBreak == 0x0A
    let separators = self.separators
    batch.columns[column].reserveCapacity(count)
    var cells = ContiguousArray<Cell>()
    swap(&cells, &batch.columns[column])
    batch.bytes.withUnsafeMutableBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for row in 0..<count {
        let at = Int(firsts[row]) + field
        var start = field == 0 ? Int(batch.starts[row]) : Int(separators[at - 1]) + 1
        var end = Int(separators[at])
        if isLast, end > start, base[end - 1] == 0x0D { end -= 1 }
        if end > start, base[start] == UInt8(ascii: "\"") {
          start += 1
          end -= 1
          if let shorter = Self.unescape(base + start, end - start) { end = start + shorter }
        }
        cells.append(
          Cell(start: UInt32(truncatingIfNeeded: start), length: Int32(truncatingIfNeeded: end - start)))
      }
    }
    swap(&cells, &batch.columns[column])
  }

  /// Turns `""` into `"` in place, fills the gap with spaces.
  /// - Returns: the new length, or nil when there was nothing to do.
  @inline(__always)
  private static func unescape(_ field: UnsafeMutablePointer<UInt8>, _ length: Int) -> Int? {
    guard length > 1, let found = memchr(field, 0x22, length) else { return nil }
    var from = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - UnsafePointer(field)
    var to = from
    while from < length {
      let byte = field[from]
      field[to] = byte
      from += byte == 0x22 ? 2 : 1
      to += 1
    }
    for i in to..<length { field[i] = 0x20 }
    return to
  }

  private func firstByte(_ bytes: borrowing ContiguousArray<UInt8>, _ start: Int) -> UInt8 {
    let byte = bytes[start]
    return byte == UInt8(ascii: "\"") && start + 1 < bytes.count ? bytes[start + 1] : byte
  }

  private func isBlank(_ bytes: borrowing ContiguousArray<UInt8>, _ start: Int, _ end: Int) -> Bool {
    start == end || (end == start + 1 && bytes[start] == 0x0D)
  }

  /// One field as text. Copies: for rows that need a closer look.
  private func plain(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ field: Int, rowStart: Int, isLast: Bool
  ) -> [UInt8] {
    let start = field == 0 ? rowStart : Int(separators[first + field - 1]) + 1
    var end = Int(separators[first + field])
    if isLast, end > start, bytes[end - 1] == 0x0D { end -= 1 }
    guard end - start >= 2, bytes[start] == 0x22 else { return Array(bytes[start..<end]) }
    var text: [UInt8] = []
    var at = start + 1
    while at < end - 1 {
      // As in the slow twin, a field with a quote in the wrong place stays as it is.
      if bytes[at] == 0x22, at + 2 >= end || bytes[at + 1] != 0x22 { return Array(bytes[start..<end]) }
      text.append(bytes[at])
      at += bytes[at] == 0x22 ? 2 : 1
    }
    return bytes[end - 1] == 0x22 ? text : Array(bytes[start..<end])
  }

  private func total(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ fieldCount: Int, _ start: Int,
    _ layout: CSVLayout
  ) -> RowEvent.Kind {
    func text(_ field: Int) -> String {
      guard field >= 0, field < fieldCount else { return "" }
      return String(
        decoding: plain(bytes, first, field, rowStart: start, isLast: field == fieldCount - 1), as: UTF8.self)
    }
    return .total(label: text(0), cells: layout.fields.map(text))
  }

  private func hasStrayQuote(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ last: Int, _ rowStart: Int
  ) -> Bool {
    for at in first...last {
      let start = at == first ? rowStart : Int(separators[at - 1]) + 1
      var end = Int(separators[at])
      if at == last, end > start, bytes[end - 1] == 0x0D { end -= 1 }
      let isQuoted = start < end && bytes[start] == 0x22
      var position = start
      var inside = false
      while position < end {
        if bytes[position] == 0x22 {
          if !isQuoted { return true }
          if !inside, position != start { return true }
          if inside, position + 1 < end {
            // Inside a quoted field a quote is doubled or ends the field.
            guard bytes[position + 1] == 0x22 else { return true }
            position += 2
            continue
          }
          inside.toggle()
        }
        position += 1
      }
    }
    return false
  }

  private func continues(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ start: Int, _ layout: CSVLayout, same: Int,
    blank: Int
  ) -> Bool {
    let last = layout.fieldCount - 1
    let (sameField, blankField) = (layout.fields[same], layout.fields[blank])
    guard sameField >= 0, blankField >= 0 else { return false }
    let key = plain(bytes, first, sameField, rowStart: start, isLast: sameField == last)
    if plain(bytes, first, blankField, rowStart: start, isLast: blankField == last).isEmpty,
      key == continuedKey
    {
      return true
    }
    continuedKey = key
    return false
  }

  private func lines(_ batch: borrowing RecordBatch, _ start: Int) -> Int {
    if start < counted.position { counted = (0, 0) }
    counted.breaks += Self.count(batch.lineBreak, batch.bytes, counted.position..<start)
    counted.position = start
    return batch.lineBase + counted.breaks
  }
}
