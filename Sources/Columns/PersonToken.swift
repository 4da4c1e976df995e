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

  /// The person as seen within something else that has a token, under a key of its own: another token in each.
  @inlinable public func within(_ other: PersonToken) -> PersonToken {
    PersonToken(low: low ^ other.low, high: high ^ other.high)
  }

  /// The order of encodings; it must decide nothing else.
  @inlinable public static func < (a: PersonToken, b: PersonToken) -> Bool {
    (a.high, a.low) < (b.high, b.low)
  }
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

  /// The key of ids that mean something only among those of one namespace, such as a tool: an id of two
  /// namespaces has two tokens.
  public func within(_ namespace: String) -> PersonKey {
    let halves = hash(Array("ids of \(namespace)".utf8).span)
    return PersonKey(halves.low, halves.high)
  }

  /// A key from a text secret of any length, so that operators can use a passphrase or 32 hex digits.
  public init(secret: String) {
    let bytes = Array(secret.utf8)
    let halves = PersonKey.published.hash(bytes.span)
    self.init(halves.low, halves.high)
  }
}
