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
}
