import CByteScan

/// A whole column at once.
extension InternTable {
  /// The codes of all cells of a column, adding the texts that are new; -1 for empty and absent cells.
  ///
  /// Known texts are looked up in one loop in C; `intern` of one text is the slow twin.
  public mutating func intern(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
  ) {
    let count = cells.count
    codes.resize(to: count, filling: -1)
    rest.resize(to: count, filling: 0)
    guard count > 0 else { return }
    let left = find(cells, bytes, into: &codes, rest: &rest)
    for index in 0..<left {
      let cell = cells[Int(rest[index])]
      codes[Int(rest[index])] = intern(bytes, Int(cell.start), Int(cell.length)).code
    }
  }

  /// - Returns: how many texts are new; `rest` begins with their rows.
  private func find(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
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
                rest.withUnsafeMutableBufferPointer { rest in
                  var table = cbs_texts(
                    slots: slots.baseAddress, mask: UInt64(mask), ends: ends.baseAddress,
                    arena: arena.baseAddress, secret: secret)
                  return cbs_find_texts(
                    bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self), count,
                    &table, codes.baseAddress, rest.baseAddress)
                }
              }
            }
          }
        }
      }
    }
  }
}
