/// Writes rollups as bytes: the same value always gives the same bytes, on every machine.
///
/// Unsigned integers are LEB128, signed ones zigzag LEB128, byte strings have their length in front.
/// Whoever encodes a map sorts it by key bytes first.
public struct CanonicalEncoder: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func write(byte: UInt8) { bytes.append(byte) }

  public mutating func write(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  public mutating func write(_ value: Int) { write(wide: Int128(value)) }

  public mutating func write(wide value: Int128) {
    var zigzag = UInt128(bitPattern: value << 1 ^ value >> 127)
    while zigzag >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: zigzag) | 0x80)
      zigzag >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: zigzag))
  }

  public mutating func write(_ value: [UInt8]) {
    write(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  public mutating func write(_ text: String) { write(Array(text.utf8)) }
}

/// Reads what `CanonicalEncoder` wrote. Every error says at which byte.
public struct CanonicalDecoder: Sendable {
  public enum Failure: Error, Equatable, Sendable {
    case truncated(offset: Int)
    case overlong(offset: Int)
    case unexpected(offset: Int)
  }

  public let bytes: [UInt8]
  public private(set) var offset = 0

  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  public var isAtEnd: Bool { offset == bytes.count }

  public mutating func byte() throws(Failure) -> UInt8 {
    guard offset < bytes.count else { throw .truncated(offset: offset) }
    defer { offset += 1 }
    return bytes[offset]
  }

  public mutating func wide() throws(Failure) -> Int128 {
    let start = offset
    var value: UInt128 = 0
    var shift: UInt128 = 0
    while true {
      let next = try byte()
      guard shift < 126 || (shift == 126 && next < 4) else { throw .overlong(offset: start) }
      // A last byte of 0 adds nothing: the same value would have two encodings.
      guard next != 0 || shift == 0 else { throw .overlong(offset: start) }
      value |= UInt128(next & 0x7F) << shift
      if next < 0x80 { break }
      shift += 7
    }
    return Int128(bitPattern: value >> 1) ^ -Int128(bitPattern: value & 1)
  }

  public mutating func integer() throws(Failure) -> Int {
    let start = offset
    guard let value = Int(exactly: try wide()) else { throw .overlong(offset: start) }
    return value
  }

  public mutating func unsigned() throws(Failure) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || (shift == 63 && next < 2) else { throw .overlong(offset: start) }
      guard next != 0 || shift == 0 else { throw .overlong(offset: start) }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  public mutating func string() throws(Failure) -> [UInt8] {
    let start = offset
    let count = try unsigned()
    guard count <= UInt64(bytes.count - offset) else { throw .truncated(offset: start) }
    defer { offset += Int(count) }
    return Array(bytes[offset..<(offset + Int(count))])
  }
}
