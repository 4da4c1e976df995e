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
    lookUp(cells, bytes, into: &codes, rest: &rest)
    for row in rest {
      let cell = cells[Int(row)]
      codes[Int(row)] = intern(bytes, Int(cell.start), Int(cell.length)).code
    }
  }

  /// The codes of all cells of a column whose texts are known; -1 for the others. `rest` gets the rows of the
  /// texts that are not known.
  public func lookUp(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
  ) {
    codes.resize(to: cells.count, filling: -1)
    rest.resize(to: cells.count, filling: 0)
    let left = cells.isEmpty ? 0 : find(cells, bytes, into: &codes, rest: &rest)
    rest.removeLast(rest.count - left)
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
