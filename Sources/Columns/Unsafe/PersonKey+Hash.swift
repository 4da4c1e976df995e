import CByteScan

extension PersonKey {
  /// SipHash-2-4 with 128-bit output (Aumasson and Bernstein; reference vectors in the tests).
  public func hash(_ bytes: Span<UInt8>) -> PersonToken { hash(bytes, 0, bytes.count, letters: .asTheyAre) }

  /// Whether `A`–`Z` count as `a`–`z`.
  public enum Letters: Sendable { case asTheyAre, folded }

  /// The same of `bytes[start..<start + count]`.
  public func hash(_ bytes: Span<UInt8>, _ start: Int, _ count: Int, letters: Letters) -> PersonToken {
    var token: (UInt64, UInt64) = (0, 0)
    bytes.extracting(start..<(start + count)).withUnsafeBufferPointer { bytes in
      withUnsafeMutableBytes(of: &token) { token in
        // Two integers, one behind the other.
        cbs_siphash(
          k0, k1, bytes.baseAddress, bytes.count, letters == .folded ? 1 : 0,
          token.baseAddress?.assumingMemoryBound(to: UInt64.self))
      }
    }
    return PersonToken(low: token.0, high: token.1)
  }

  /// The tokens of the keys in some rows' cells: keys that hold an `@` are folded.
  ///
  /// - Parameters:
  ///   - ids: hashes keys that hold none.
  ///   - rest: gets the indices of rows whose keys begin or end with a space, or a byte beyond ASCII: they have
  ///     no token yet.
  public func tokens(
    of rows: Span<UInt32>, _ cells: Span<Cell>, _ bytes: Span<UInt8>, ids: PersonKey,
    into tokens: inout ContiguousArray<PersonToken>, rest: inout ContiguousArray<UInt32>
  ) {
    let count = rows.count
    tokens.resize(to: count, filling: .nobody)
    rest.resize(to: count, filling: 0)
    var left = 0
    let secrets = [k0, k1, ids.k0, ids.k1]
    // Cells lie within the bytes and have the layout of `cbs_cell`; a token is two integers, low and high.
    rows.withUnsafeBufferPointer { rows in
      cells.withUnsafeBytes { cells in
        bytes.withUnsafeBufferPointer { bytes in
          tokens.withUnsafeMutableBytes { tokens in
            rest.withUnsafeMutableBufferPointer { rest in
              left = cbs_tokens(
                secrets, bytes.baseAddress, cells.baseAddress?.assumingMemoryBound(to: cbs_cell.self),
                rows.baseAddress, count, tokens.baseAddress?.assumingMemoryBound(to: UInt64.self),
                rest.baseAddress)
            }
          }
        }
      }
    }
    rest.removeLast(count - left)
  }
}
