import Glibc
import CByteScan
package import Columns

/// The block reader: finds the rows of a block and slices the wanted fields out of it.
///
/// Advice for whoever changes this: `CSVText` is the slow twin; the tests run both over one table,
/// over every split into blocks. A block's bytes live in `RecordBatch.bytes`; doubled quotes are
/// taken out in place (the field gets shorter, spaces fill the gap), so a block is gathered once.
/// The index arrays have room for one entry per byte, but only the pages that are used exist.
/// Gathering goes column by column over raw pointers: per cell two loads, one comparison, one store.
package final class CSVBlock {
  var found: cbs_index
  private var capacity: Int
  var state = cbs_state()
  /// Rows were found by the place of every quote, not by how many there are.
  private(set) var isCareful = false
  /// Quotes that make no field reach over lines: where the rows end can't be told by counting quotes.
  package internal(set) var needsCare = false
  /// The key of the record that continuation lines belong to.
  var continuedKey: [UInt8]?
  /// Index in `escapes` of the first one in the batch.
  private var firstEscape = 0
  /// The fields of the layout that the last batch was sliced by.
  private var slicedFields: [Int] = []
  /// Line breaks before a place in the block: rows are counted once, however many are malformed.
  private var counted = (position: 0, breaks: 0)

  package init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    found = Self.allocate(capacity)
  }

  deinit { Self.free(found) }

  private static func allocate(_ capacity: Int) -> cbs_index {
    // A scan may write sixteen entries more than it finds.
    cbs_index(
      separators: .allocate(capacity: capacity + 16), row_ends: .allocate(capacity: capacity),
      escapes: .allocate(capacity: capacity))
  }

  private static func free(_ index: cbs_index) {
    index.separators.deallocate()
    index.row_ends.deallocate()
    index.escapes.deallocate()
  }

  /// Complete rows found so far.
  package var rowCount: Int { state.rows }

  /// Starts a new block of up to `length` bytes.
  ///
  /// - Parameters:
  ///   - inside: whether the block begins inside a quoted field.
  ///   - previous: the byte before the block, or nil at the start of the table.
  package func reset(length: Int, inside: Bool, previous: UInt8?, delimiter: UInt8, lineBreak: UInt8) {
    let boundary = previous.map { $0 == delimiter || $0 == lineBreak || $0 == UInt8(ascii: "\"") } ?? true
    state = cbs_state()
    state.inside = inside ? 1 : 0
    state.previous = boundary ? 1 : 0
    firstEscape = 0
    isCareful = false
    needsCare = false
    // One entry more than bytes: the end of the text may close a row.
    reserve(length)
    counted = (0, 0)
  }

  /// Starts a new table: its first line continues no record.
  package func begin() { continuedKey = nil }

  /// Makes room for a block that grows to `length` bytes; keeps what was found.
  package func reserve(_ length: Int) {
    guard length + 1 > capacity else { return }
    let larger = max(length + 1, capacity * 2)
    let new = Self.allocate(larger)
    new.separators.update(from: found.separators, count: state.count)
    new.row_ends.update(from: found.row_ends, count: state.rows)
    new.escapes.update(from: found.escapes, count: state.escapes)
    Self.free(found)
    found = new
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
        base + range.lowerBound, range.count, UInt32(range.lowerBound), delimiter, lineBreak, &state, &found)
    }
  }

  /// Indexes the block's first `count` bytes, which begin with a row: a misplaced quote spoils its own line only.
  package func indexCarefully(
    _ bytes: borrowing ContiguousArray<UInt8>, _ count: Int, delimiter: UInt8, lineBreak: UInt8
  ) {
    isCareful = true
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, count > 0 else { return }
      cbs_scan_careful(base, count, 0, delimiter, lineBreak, &state, &found)
    }
  }

  /// Ends the text: a last row without a line break is a row.
  package func close(at end: Int) {
    found.row_ends[state.rows] = UInt32(state.count)
    state.rows += 1
    found.separators[state.count] = UInt32(end)
    state.count += 1
  }

  /// Position of the line break that ends a row.
  package func end(ofRow row: Int) -> Int { Int(found.separators[Int(found.row_ends[row])]) }

  /// The first of some rows that is longer than a limit, or has a field that is.
  package func excess(
    of rows: Range<Int>, startingAt firstStart: Int, _ bytes: borrowing ContiguousArray<UInt8>,
    lineBreak: UInt8, limits: CSVLimits
  ) -> (rowStart: Int, excess: CSVLimits.Excess)? {
    var start = firstStart
    for row in rows {
      let end = end(ofRow: row)
      defer { start = end + 1 }
      // Short rows have short fields and few lines.
      guard end - start > min(limits.fieldBytes, limits.recordLines) else { continue }
      if end - start > limits.recordBytes { return (start, .record) }
      var fieldStart = start
      for at in (row == 0 ? 0 : Int(found.row_ends[row - 1]) + 1)...Int(found.row_ends[row]) {
        if Int(found.separators[at]) - fieldStart > limits.fieldBytes { return (start, .field) }
        fieldStart = Int(found.separators[at]) + 1
      }
      if Self.count(lineBreak, bytes, start..<end) >= limits.recordLines { return (start, .lines) }
    }
    return nil
  }

  /// Which limit a row passes that begins at `rowStart` and has not ended by `end`.
  package func excess(ofOpenRowAt rowStart: Int, end: Int, limits: CSVLimits) -> CSVLimits.Excess? {
    let lastSeparator = state.count > 0 ? Int(found.separators[state.count - 1]) : -1
    if end - max(rowStart, lastSeparator + 1) > limits.fieldBytes { return .field }
    return end - rowStart > limits.recordBytes ? .record : nil
  }

  /// What a first look at a block tells.
  package struct Survey: Sendable, Hashable {
    /// The parity of quotes decides where the next block begins: inside or outside.
    package var quotes: Int
    package var lineBreaks: Int
    package var hasZero: Bool
  }

  package static func survey(
    _ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>, lineBreak: UInt8
  ) -> Survey {
    var counts = cbs_counts()
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !range.isEmpty else { return }
      cbs_survey(base + range.lowerBound, range.count, lineBreak, &counts)
    }
    return Survey(
      quotes: Int(counts.quotes), lineBreaks: Int(counts.line_breaks), hasZero: counts.zeros > 0)
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
    batch.forgetRecords()
    batch.lineBreak = layout.lineBreak
    var events: [RowEvent] = []
    while firstEscape < state.escapes, Int(found.escapes[firstEscape]) < firstStart { firstEscape += 1 }
    // Of one column, a blank line has as many fields as a record.
    let needsCloserLook =
      state.stray != 0 || special.continuation != nil || special.isInAnyColumn || layout.fieldCount == 1
    var at = cbs_row(
      first: rows.lowerBound == 0 ? 0 : Int(found.row_ends[rows.lowerBound - 1]) + 1, start: firstStart)
    var taken = Taken(room: rows.count)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let plain = needsCloserLook ? row : take(row..<rows.upperBound, layout, special, batch, &at, &taken)
      for index in taken.indexed..<taken.count {
        taken.indices[index] = nextIndex
        nextIndex += 1
      }
      taken.indexed = taken.count
      guard plain < rows.upperBound else { break }
      let last = Int(found.row_ends[plain])
      switch look(at.first...last, at.start, layout: layout, special: special, batch: batch) {
      case .blank, .continues: break
      case .event(let kind):
        events.append(RowEvent(kind: kind, index: nextIndex, linesBefore: lines(batch, at.start)))
        nextIndex += 1
      case .record:
        taken.append(first: at.first, start: at.start, index: nextIndex)
        nextIndex += 1
      }
      at = cbs_row(first: last + 1, start: Int(found.separators[last]) + 1)
      row = plain + 1
    }
    taken.finish()
    batch.count = taken.count
    batch.index = taken.indices
    batch.starts = taken.starts
    slice(taken, layout, &batch)
    return events
  }

  /// Rows that are records: where they begin, and their indices in the chunk.
  private struct Taken {
    var firsts: ContiguousArray<UInt32>
    var starts: ContiguousArray<UInt32>
    var indices: ContiguousArray<Int32>
    var count = 0
    /// How many of them have their index.
    var indexed = 0

    init(room: Int) {
      firsts = ContiguousArray(repeating: 0, count: room)
      starts = firsts
      indices = ContiguousArray(repeating: 0, count: room)
    }

    mutating func append(first: Int, start: Int, index: Int32) {
      firsts[count] = UInt32(truncatingIfNeeded: first)
      starts[count] = UInt32(truncatingIfNeeded: start)
      indices[count] = index
      count += 1
      indexed = count
    }

    mutating func finish() {
      firsts.removeLast(firsts.count - count)
      starts.removeLast(starts.count - count)
      indices.removeLast(indices.count - count)
    }
  }

  /// Takes plain rows up to one that needs a closer look; returns it, or the end.
  private func take(
    _ rows: Range<Int>, _ layout: CSVLayout, _ special: SpecialRows, _ batch: borrowing RecordBatch,
    _ at: inout cbs_row, _ taken: inout Taken
  ) -> Int {
    // Every row index lies in the block's index; the arrays have room for all rows.
    batch.bytes.withUnsafeBufferPointer { bytes in
      taken.firsts.withUnsafeMutableBufferPointer { firsts in
        taken.starts.withUnsafeMutableBufferPointer { starts in
          special.firstBytes.withUnsafeBufferPointer { flags in
            cbs_rows(
              bytes.baseAddress, bytes.count, &found, rows.lowerBound, rows.upperBound, layout.fieldCount,
              flags.baseAddress, &at, firsts.baseAddress, starts.baseAddress, &taken.count)
          }
        }
      }
    }
  }

  /// Rows whose cells are sliced together, column after column: their bytes stay in the first-level cache.
  private static let sliceRows = 256

  /// Fills the columns of cells. Unquotes; takes doubled quotes out in place.
  private func slice(_ taken: Taken, _ layout: CSVLayout, _ batch: inout RecordBatch) {
    let count = taken.count
    // What the batch before left in a column is written over; one that the table lacks is filled once.
    if layout.fields != slicedFields {
      for column in layout.fields.indices { batch.columns[column] = [] }
      slicedFields = layout.fields
    }
    for column in layout.fields.indices { batch.columns[column].resize(to: count, filling: .absent) }
    var escape = firstEscape
    for lower in stride(from: 0, to: count, by: Self.sliceRows) {
      let rows = lower..<min(lower + Self.sliceRows, count)
      while escape < state.escapes, found.escapes[escape] < taken.starts[lower] { escape += 1 }
      for column in layout.fields.indices where layout.fields[column] >= 0 {
        slice(column, rows, taken, layout, escape, &batch)
      }
    }
  }

  private func slice(
    _ column: Int, _ rows: Range<Int>, _ taken: Taken, _ layout: CSVLayout, _ escape: Int,
    _ batch: inout RecordBatch
  ) {
    let field = layout.fields[column]
    let mayEndInCR = field == layout.fieldCount - 1 && layout.lineBreak == 0x0A
    batch.columns[column].withUnsafeMutableBytes { cells in
      batch.bytes.withUnsafeMutableBufferPointer { bytes in
        taken.firsts.withUnsafeBufferPointer { firsts in
          taken.starts.withUnsafeBufferPointer { starts in
            guard let firsts = firsts.baseAddress, let starts = starts.baseAddress,
              let cells = cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self)
            else { return }
            // A cell is two 32-bit integers here and there; every row's fields lie in the block's index.
            cbs_fields(
              bytes.baseAddress, bytes.count, &found, escape, state.escapes, field, mayEndInCR ? 1 : 0,
              firsts + rows.lowerBound, starts + rows.lowerBound, rows.count, cells + rows.lowerBound)
          }
        }
      }
    }
  }

  private func lines(_ batch: borrowing RecordBatch, _ start: Int) -> Int {
    if start < counted.position { counted = (0, 0) }
    counted.breaks += Self.count(batch.lineBreak, batch.bytes, counted.position..<start)
    counted.position = start
    return batch.lineBase + counted.breaks
  }
}
