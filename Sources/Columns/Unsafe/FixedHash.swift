/// Version 1 of the hash that decides partitions and table slots.
///
/// It is fixed for ever: rollups written by one machine are merged by another. Never use Swift's
/// `Hasher` for either, since it is seeded per process. A change means a new version, a new plan
/// hash, and a rebuild of cached rollups.
///
///     state = 0x9E3779B97F4A7C15 ^ length
///     for each 8-byte little-endian word (the last one zero-padded):
///       state = fold(state ^ word, 0xD6E8FEB86659FD93)
///     result = fold(state, 0xA0761D6478BD642F)      fold(a, b) = high(a*b) ^ low(a*b)
public enum FixedHash {
  @inlinable @inline(__always)
  public static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Hashes bytes. Cost: one multiplication per 8 bytes.
  @inlinable
  public static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    hash(UnsafeRawPointer(bytes.baseAddress), count: bytes.count)
  }

  @inlinable
  public static func hash(_ start: UnsafeRawPointer?, count: Int) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
    guard let start = start else { return fold(state, 0xA076_1D64_78BD_642F) }
    var offset = 0
    while offset + 8 <= count {
      let word = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state = fold(state ^ UInt64(littleEndian: word), 0xD6E8_FEB8_6659_FD93)
      offset += 8
    }
    if offset < count {
      var word: UInt64 = 0
      var shift: UInt64 = 0
      while offset < count {
        word |= UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) << shift
        shift += 8
        offset += 1
      }
      state = fold(state ^ word, 0xD6E8_FEB8_6659_FD93)
    }
    return fold(state, 0xA076_1D64_78BD_642F)
  }

  /// Hashes `bytes[start..<start + count]`.
  @inlinable
  public static func hash(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    // The slice is checked to lie within the bytes.
    bytes.extracting(start..<(start + count)).withUnsafeBufferPointer { hash($0) }
  }

  /// Hashes an array of bytes.
  public static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { hash($0) }
  }
}
