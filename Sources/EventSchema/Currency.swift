/// An ISO 4217 currency code: three letters A–Z.
public struct Currency: Hashable, Sendable, Comparable {
  /// The three letters packed big-endian, so that order is alphabetical. Never 0.
  public let packed: UInt32

  @inlinable public init(packed: UInt32) { self.packed = packed }

  /// ISO 4217's code for "no currency", three letters X: amounts of a file that states none, looked at alone.
  public static let unstated = Currency(packed: 0x58_58_58)

  /// Reads three letters in any case; nil for anything else.
  public init?(_ text: some Sequence<UInt8>) {
    var packed: UInt32 = 0
    var count = 0
    for byte in text {
      let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(upper), count < 3 else { return nil }
      packed = packed << 8 | UInt32(upper)
      count += 1
    }
    guard count == 3 else { return nil }
    self.packed = packed
  }

  public init?(_ text: String) { self.init(text.utf8) }

  @inlinable public static func < (a: Currency, b: Currency) -> Bool { a.packed < b.packed }
}

extension Currency: CustomStringConvertible {
  public var description: String {
    String(
      decoding: [UInt8(packed >> 16 & 255), UInt8(packed >> 8 & 255), UInt8(packed & 255)], as: UTF8.self)
  }
}
