/// Gives every distinct byte string a small code, in order of first appearance.
///
/// Advice for whoever changes this: codes are local to one worker and must never be encoded,
/// compared between workers, or order any output. Strings are compared byte by byte; the hash only
/// finds the slot. It is keyed by a secret of the process, so that nobody can write a file whose names
/// all fall into one slot; no result depends on it. Layout:
///
///     slots   [code + 1 | high 32 bits of the hash]     power of two, at most three quarters full
///     ends    code → end offset in `arena`              start = end of the code before
///     arena   the bytes of all strings, back to back
public struct InternTable: Sendable {
  @usableFromInline var slots: ContiguousArray<UInt64>
  @usableFromInline var ends: ContiguousArray<UInt32> = []
  @usableFromInline var arena: ContiguousArray<UInt8> = []
  @usableFromInline var mask: Int
  @usableFromInline let secret: UInt64

  private static let processSecret = UInt64.random(in: .min ... .max)

  public init(capacity: Int = 64) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: 0, count: size)
    mask = size - 1
    secret = Self.processSecret
  }

  /// How many distinct strings there are. Codes are `0..<count`.
  @inlinable public var count: Int { ends.count }

  /// Bytes held by this table.
  public var footprint: Int { slots.count * 8 + ends.count * 4 + arena.count }

  /// One multiplication per 16 bytes. The pointer is valid for `count` bytes; short strings are read in
  /// overlapping parts, all within them.
  @inlinable @inline(__always)
  func hash(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    let key = secret ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    let other: UInt64 = 0xD6E8_FEB8_6659_FD93 ^ secret
    if count > 16 {
      var state = key
      var offset = 0
      while offset &+ 16 < count {
        state = FixedHash.fold(Self.word(start + offset) ^ other, Self.word(start + (offset &+ 8)) ^ state)
        offset &+= 16
      }
      return FixedHash.fold(
        Self.word(start + (count &- 16)) ^ other, Self.word(start + (count &- 8)) ^ state)
    }
    if count >= 8 {
      return FixedHash.fold(Self.word(start) ^ other, Self.word(start + (count &- 8)) ^ key)
    }
    if count >= 4 {
      let low = UInt64(start.loadUnaligned(as: UInt32.self))
      let high = UInt64(start.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      return FixedHash.fold((low | high << 32) ^ other, key)
    }
    guard count > 0 else { return FixedHash.fold(other, key) }
    let first = UInt64(start.load(as: UInt8.self))
    let middle = UInt64(start.load(fromByteOffset: count / 2, as: UInt8.self))
    let last = UInt64(start.load(fromByteOffset: count &- 1, as: UInt8.self))
    return FixedHash.fold((first | middle << 8 | last << 16) ^ other, key)
  }

  @inlinable @inline(__always)
  static func word(_ at: UnsafeRawPointer) -> UInt64 { at.loadUnaligned(as: UInt64.self) }

  @inlinable @inline(__always)
  func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let start = bytes.baseAddress else { return FixedHash.fold(0xD6E8_FEB8_6659_FD93 ^ secret, secret) }
    return hash(UnsafeRawPointer(start), count: bytes.count)
  }

  /// The code of `bytes`, adding it when it is new.
  ///
  /// - Returns: The code, and whether the string was seen for the first time.
  @inlinable
  public mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> (code: Int32, isNew: Bool) {
    let hash = hash(bytes)
    let tag = hash >> 32
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = slots[slot]
      if entry == 0 { break }
      if entry >> 32 == tag {
        let code = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
        if equals(code, bytes) { return (Int32(truncatingIfNeeded: code), false) }
      }
      slot = (slot + 1) & mask
    }
    return (insert(bytes, hash: hash, slot: slot), true)
  }

  /// The code of `bytes[start..<(start + length)]`, adding it when it is new.
  @inlinable
  public mutating func intern(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> (code: Int32, isNew: Bool)
  {
    bytes.extracting(start..<(start + length)).withUnsafeBufferPointer { intern($0) }
  }

  /// The code of `bytes`, or nil when it was never added.
  public func code(of bytes: [UInt8]) -> Int32? {
    bytes.withUnsafeBufferPointer { bytes in
      let hash = hash(bytes)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 {
        let code = Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) - 1
        if slots[slot] >> 32 == hash >> 32, equals(code, bytes) { return Int32(code) }
        slot = (slot + 1) & mask
      }
      return nil
    }
  }

  public mutating func intern(_ text: String) -> Int32 {
    ContiguousArray(text.utf8).withUnsafeBufferPointer { intern($0).code }
  }

  /// The bytes of a code. Copies: for use once per distinct value, not per row.
  public subscript(code: Int32) -> [UInt8] {
    let end = Int(ends[Int(code)])
    let start = code == 0 ? 0 : Int(ends[Int(code) - 1])
    return Array(arena[start..<end])
  }

  public func text(_ code: Int32) -> String { String(decoding: self[code], as: UTF8.self) }

  @inlinable
  func equals(_ code: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = Int(ends[code])
    let start = code == 0 ? 0 : Int(ends[code &- 1])
    let count = bytes.count
    guard end &- start == count else { return false }
    guard count > 0 else { return true }
    return arena.withUnsafeBufferPointer { arena in
      // Both hold `count` bytes from here on.
      guard let mine = arena.baseAddress, let theirs = bytes.baseAddress else { return false }
      return Self.areEqual(UnsafeRawPointer(mine) + start, UnsafeRawPointer(theirs), count)
    }
  }

  @usableFromInline @inline(never)
  mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int) -> Int32 {
    let code = ends.count
    precondition(code < Int(Int32.max) - 1, "more distinct values than a code can name")
    precondition(arena.count + bytes.count <= Int(UInt32.max), "a dictionary beyond 4 GiB")
    arena.append(contentsOf: bytes)
    ends.append(UInt32(arena.count))
    slots[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    if (code + 1) * 4 > slots.count * 3 { grow() }
    return Int32(code)
  }

  private mutating func grow() {
    let size = slots.count * 2
    var larger = ContiguousArray<UInt64>(repeating: 0, count: size)
    mask = size - 1
    arena.withUnsafeBufferPointer { arena in
      var start = 0
      for code in 0..<ends.count {
        let end = Int(ends[code])
        let hash = hash(UnsafeBufferPointer(rebasing: arena[start..<end]))
        start = end
        var slot = Int(truncatingIfNeeded: hash) & mask
        while larger[slot] != 0 { slot = (slot + 1) & mask }
        larger[slot] = (hash >> 32) << 32 | UInt64(code + 1)
      }
    }
    slots = larger
  }
}
