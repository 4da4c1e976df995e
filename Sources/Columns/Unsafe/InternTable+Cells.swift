/// A whole column at once.
extension InternTable {
  /// The codes of all cells of a column, adding the texts that are new; -1 for empty and absent cells.
  ///
  /// Advice for whoever changes this: known texts are looked up through raw pointers, in a loop that leaves
  /// when it meets a new one; `intern` is the slow twin.
  public mutating func intern(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>
  ) {
    codes.resize(to: cells.count, filling: -1)
    var row = 0
    while row < cells.count {
      row = find(cells, bytes, from: row, into: &codes)
      guard row < cells.count else { return }
      codes[row] = intern(bytes, Int(cells[row].start), Int(cells[row].length)).code
      row += 1
    }
  }

  /// Looks up cells from a row on; returns the row of the first new text, or the end.
  private func find(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, from first: Int, into codes: inout ContiguousArray<Int32>
  ) -> Int {
    // The arrays outlive the closures; cells lie within the bytes, texts within the arena.
    cells.withUnsafeBufferPointer { cells in
      bytes.withUnsafeBytes { bytes in
        slots.withUnsafeBufferPointer { slots in
          ends.withUnsafeBufferPointer { ends in
            arena.withUnsafeBytes { arena in
              codes.withUnsafeMutableBufferPointer { codes in
                guard let bytes = bytes.baseAddress, let slots = slots.baseAddress,
                  let ends = ends.baseAddress, let arena = arena.baseAddress
                else { return firstText(cells, from: first, codes) }
                return find(cells, bytes, slots, ends, arena, from: first, codes)
              }
            }
          }
        }
      }
    }
  }

  /// The first cell with a text: nothing can be found in an empty table.
  private func firstText(
    _ cells: UnsafeBufferPointer<Cell>, from first: Int, _ codes: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    var row = first
    while row < cells.count, cells[row].length <= 0 {
      codes[row] = -1
      row += 1
    }
    return row
  }

  private func find(
    _ cells: UnsafeBufferPointer<Cell>, _ bytes: UnsafeRawPointer, _ slots: UnsafePointer<UInt64>,
    _ ends: UnsafePointer<UInt32>, _ arena: UnsafeRawPointer, from first: Int,
    _ codes: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    // Columns such as the currency hold the same few letters row after row.
    var lastStart = bytes
    var lastLength = -1
    var lastCode: Int32 = -1
    var row = first
    while row < cells.count {
      let cell = cells[row]
      let length = Int(cell.length)
      guard length > 0 else {
        codes[row] = -1
        row &+= 1
        continue
      }
      let start = bytes + Int(cell.start)
      if length == lastLength, Self.areEqual(start, lastStart, length) {
        codes[row] = lastCode
        row &+= 1
        continue
      }
      let hash = hash(start, count: length)
      var slot = Int(truncatingIfNeeded: hash) & mask
      var code = -1
      while true {
        let entry = slots[slot]
        if entry == 0 { return row }
        if entry >> 32 == hash >> 32 {
          code = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
          let textStart = code == 0 ? 0 : Int(ends[code &- 1])
          if Int(ends[code]) &- textStart == length, Self.areEqual(start, arena + textStart, length) { break }
        }
        slot = (slot &+ 1) & mask
      }
      lastCode = Int32(truncatingIfNeeded: code)
      lastStart = start
      lastLength = length
      codes[row] = lastCode
      row &+= 1
    }
    return row
  }

  /// Whether two texts of `count` bytes, at least one, are the same: whole words, the last one overlapping.
  @inlinable @inline(__always)
  static func areEqual(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
    if count >= 8 {
      var offset = 0
      while offset &+ 8 < count {
        if word(a + offset) != word(b + offset) { return false }
        offset &+= 8
      }
      return word(a + (count &- 8)) == word(b + (count &- 8))
    }
    if count >= 4 {
      return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
        && a.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
          == b.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    }
    return a.load(as: UInt8.self) == b.load(as: UInt8.self)
      && a.load(fromByteOffset: count / 2, as: UInt8.self) == b.load(fromByteOffset: count / 2, as: UInt8.self)
      && a.load(fromByteOffset: count &- 1, as: UInt8.self)
        == b.load(fromByteOffset: count &- 1, as: UInt8.self)
  }
}
