import CByteScan

/// A whole column at once.
extension InternTable {
  /// The codes of all cells of a column, adding the texts that are new; -1 for empty and absent cells.
  ///
  /// Known texts are looked up in one loop in C, which stops at a new one; `intern` of one text is the slow
  /// twin.
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
    let count = cells.count
    // The arrays outlive the closures; cells lie within the bytes and have the layout of `cbs_cell`. An empty
    // table has free slots only, so neither ends nor arena are looked at.
    return cells.withUnsafeBytes { cells in
      bytes.withUnsafeBufferPointer { bytes in
        slots.withUnsafeBufferPointer { slots in
          ends.withUnsafeBufferPointer { ends in
            arena.withUnsafeBufferPointer { arena in
              codes.withUnsafeMutableBufferPointer { codes in
                var table = cbs_texts(
                  slots: slots.baseAddress, mask: UInt64(mask), ends: ends.baseAddress,
                  arena: arena.baseAddress, secret: secret)
                return cbs_find_texts(
                  bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self), first, count,
                  &table, codes.baseAddress)
              }
            }
          }
        }
      }
    }
  }
}
