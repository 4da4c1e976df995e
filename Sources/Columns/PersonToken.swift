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
  public func hash(_ bytes: Span<UInt8>) -> PersonToken { hash(bytes, 0, bytes.count, letters: .asTheyAre) }

  /// Whether `A`–`Z` count as `a`–`z`.
  public enum Letters: Sendable { case asTheyAre, folded }

  /// The same of `bytes[start..<start + count]`, eight bytes at a time.
  public func hash(_ bytes: Span<UInt8>, _ start: Int, _ count: Int, letters: Letters) -> PersonToken {
    var state = SipState(self)
    let end = start + count
    var offset = start
    while offset &+ 8 <= end {
      let word = UInt64(
        littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
      state.add(letters == .folded ? Self.folded(word) : word)
      offset &+= 8
    }
    var last: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end {
      last |= UInt64(bytes[offset]) << shift
      shift &+= 8
      offset &+= 1
    }
    if letters == .folded { last = Self.folded(last) }
    state.add(last | UInt64(truncatingIfNeeded: count & 0xFF) << 56)
    return state.finish()
  }

  /// `A`–`Z` of eight bytes folded to `a`–`z`; all others stay.
  private static func folded(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let low = word & (0x7F &* ones)
    // The high bit of each: at least `A`, beyond `Z`.
    let fromA = low &+ (0x80 - 0x41) &* ones
    let beyondZ = low &+ (0x7F - 0x5A) &* ones
    return word | ((fromA ^ beyondZ) & ~word & (0x80 &* ones)) >> 2
  }
}

private struct SipState {
  private var v0, v1, v2, v3: UInt64

  init(_ key: PersonKey) {
    v0 = key.k0 ^ 0x736f_6d65_7073_6575
    v1 = key.k1 ^ 0x646f_7261_6e64_6f6d ^ 0xee
    v2 = key.k0 ^ 0x6c79_6765_6e65_7261
    v3 = key.k1 ^ 0x7465_6462_7974_6573
  }

  @inline(__always)
  private mutating func round() {
    func rotate(_ x: UInt64, _ by: UInt64) -> UInt64 { x &<< by | x &>> (64 &- by) }
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

  @inline(__always)
  mutating func add(_ word: UInt64) {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }

  @inline(__always)
  mutating func finish() -> PersonToken {
    v2 ^= 0xee
    for _ in 0..<4 { round() }
    let low = v0 ^ v1 ^ v2 ^ v3
    v1 ^= 0xdd
    for _ in 0..<4 { round() }
    return PersonToken(low: low, high: v0 ^ v1 ^ v2 ^ v3)
  }
}
