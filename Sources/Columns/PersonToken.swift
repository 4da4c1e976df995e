/// A keyed 128-bit stand-in for a person or account: SipHash-2-4-128 of the normalised key.
///
/// Tokens never order output, break ties, or appear in it. The zero token means "nobody".
public struct PersonToken: Hashable, Sendable, Comparable {
  public var low: UInt64
  public var high: UInt64

  @inlinable public init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  public static let nobody = PersonToken(low: 0, high: 0)
  @inlinable public var isNobody: Bool { low == 0 && high == 0 }

  /// The order of encodings; it must decide nothing else.
  @inlinable public static func < (a: PersonToken, b: PersonToken) -> Bool { (a.high, a.low) < (b.high, b.low) }
}

/// The secret under which person keys are hashed.
public struct PersonKey: Sendable, Hashable {
  let k0: UInt64
  let k1: UInt64

  public init(_ k0: UInt64, _ k1: UInt64) {
    self.k0 = k0
    self.k1 = k1
  }

  /// The documented constant used when no key was given; the report warns about it.
  public static let published = PersonKey(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)

  /// A key from a text secret of any length, so that operators can use a passphrase or 32 hex digits.
  public init(secret: String) {
    let bytes = Array(secret.utf8)
    let halves = PersonKey.published.hash(bytes.span)
    self.init(halves.low, halves.high)
  }

  /// SipHash-2-4 with 128-bit output (Aumasson and Bernstein; reference vectors in the tests).
  public func hash(_ bytes: Span<UInt8>) -> PersonToken {
    var v0 = k0 ^ 0x736f_6d65_7073_6575
    var v1 = k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
    var v2 = k0 ^ 0x6c79_6765_6e65_7261
    var v3 = k1 ^ 0x7465_6462_7974_6573

    func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { x << by | x >> (64 - by) }
    func round() {
      v0 &+= v1
      v1 = rotate(v1, 13) ^ v0
      v0 = rotate(v0, 32)
      v2 &+= v3
      v3 = rotate(v3, 16) ^ v2
      v0 &+= v3
      v3 = rotate(v3, 21) ^ v0
      v2 &+= v1
      v1 = rotate(v1, 17) ^ v2
      v2 = rotate(v2, 32)
    }
    let whole = bytes.count / 8 * 8
    var offset = 0
    while offset < whole {
      var word: UInt64 = 0
      for i in 0..<8 { word |= UInt64(bytes[offset + i]) << UInt64(8 * i) }
      v3 ^= word
      round()
      round()
      v0 ^= word
      offset += 8
    }
    var last = UInt64(truncatingIfNeeded: bytes.count & 0xFF) << 56
    for i in whole..<bytes.count { last |= UInt64(bytes[i]) << UInt64(8 * (i - whole)) }
    v3 ^= last
    round()
    round()
    v0 ^= last
    v2 ^= 0xee
    for _ in 0..<4 { round() }
    let low = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<4 { round() }
    return PersonToken(low: low, high: v0 ^ v1 ^ v2 ^ v3)
  }
}
