/// Gives every distinct byte string a small code, in order of first appearance.
///
/// Advice for whoever changes this: codes are local to one worker and must never be encoded,
/// compared between workers, or order any output. Strings are compared byte by byte; the hash only
/// finds the slot. Layout:
///
///     slots   [code + 1 | high 32 bits of the hash]     power of two, at most half full
///     ends    code → end offset in `arena`              start = end of the code before
///     arena   the bytes of all strings, back to back
public struct InternTable: Sendable {
  @usableFromInline var slots: ContiguousArray<UInt64>
  @usableFromInline var ends: ContiguousArray<UInt32> = []
  @usableFromInline var arena: ContiguousArray<UInt8> = []
  @usableFromInline var mask: Int

  public init(capacity: Int = 64) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: 0, count: size)
    mask = size - 1
  }

  /// How many distinct strings there are. Codes are `0..<count`.
  @inlinable public var count: Int { ends.count }

  /// Bytes held by this table.
  public var footprint: Int { slots.count * 8 + ends.count * 4 + arena.count }

  /// The code of `bytes`, adding it when it is new.
  ///
  /// - Returns: The code, and whether the string was seen for the first time.
  @inlinable
  public mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> (code: Int32, isNew: Bool) {
    let hash = FixedHash.hash(bytes)
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
      let hash = FixedHash.hash(bytes)
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

  @usableFromInline
  func equals(_ code: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = Int(ends[code])
    let start = code == 0 ? 0 : Int(ends[code - 1])
    guard end - start == bytes.count else { return false }
    guard bytes.count > 0 else { return true }
    return arena.withUnsafeBufferPointer { arena in
      var a = UnsafeRawPointer(arena.baseAddress!) + start
      var b = UnsafeRawPointer(bytes.baseAddress!)
      var left = bytes.count
      while left >= 8 {
        if a.loadUnaligned(as: UInt64.self) != b.loadUnaligned(as: UInt64.self) { return false }
        a += 8
        b += 8
        left -= 8
      }
      while left > 0 {
        if a.load(as: UInt8.self) != b.load(as: UInt8.self) { return false }
        a += 1
        b += 1
        left -= 1
      }
      return true
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
    if (code + 1) * 2 > slots.count { grow() }
    return Int32(code)
  }

  private mutating func grow() {
    let size = slots.count * 2
    var larger = ContiguousArray<UInt64>(repeating: 0, count: size)
    mask = size - 1
    for code in 0..<ends.count {
      let hash = self[Int32(code)].withUnsafeBufferPointer { FixedHash.hash($0) }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while larger[slot] != 0 { slot = (slot + 1) & mask }
      larger[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    }
    slots = larger
  }
}
