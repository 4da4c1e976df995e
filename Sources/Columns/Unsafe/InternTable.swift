import CByteScan
import Glibc

/// Gives every distinct byte string a small code, in order of first appearance.
///
/// Advice for whoever changes this: codes are local to one worker and must never be encoded,
/// compared between workers, or order any output. Strings are compared byte by byte; the hash only
/// finds the slot. It is keyed by a secret of the process, so that nobody can write a file whose names
/// all fall into one slot; no result depends on it. Layout:
///
///     slots   [code + 1 | high 32 bits of the hash]     power of two, at most three quarters full, small ones a quarter
///     ends    code → end offset in `arena`              start = end of the code before
///     arena   the bytes of all strings, back to back
public struct InternTable: Sendable {
  var slots: ContiguousArray<UInt64>
  var ends: ContiguousArray<UInt32> = []
  var arena: ContiguousArray<UInt8> = []
  var mask: Int
  let secret: UInt64

  private static let smallSlots = 1 << 15
  private static let processSecret = UInt64.random(in: .min ... .max)

  public init(capacity: Int = 64) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = ContiguousArray(repeating: 0, count: size)
    mask = size - 1
    secret = Self.processSecret
  }

  /// How many distinct strings there are. Codes are `0..<count`.
  public var count: Int { ends.count }

  private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    cbs_text_hash(bytes.baseAddress, bytes.count, secret)
  }

  /// The code of `bytes`, adding it when it is new.
  ///
  /// - Returns: The code, and whether the string was seen for the first time.
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

  /// Lends the bytes of a code.
  public func withBytes<Result>(of code: Int32, _ body: (Span<UInt8>) -> Result) -> Result {
    let end = Int(ends[Int(code)])
    let start = code == 0 ? 0 : Int(ends[Int(code) - 1])
    return body(arena.span.extracting(start..<end))
  }

  public func text(_ code: Int32) -> String { String(decoding: self[code], as: UTF8.self) }

  private func equals(_ code: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = Int(ends[code])
    let start = code == 0 ? 0 : Int(ends[code - 1])
    guard end - start == bytes.count, let theirs = bytes.baseAddress else {
      return end - start == bytes.count
    }
    return arena.withUnsafeBufferPointer { arena in
      // Both hold as many bytes from here on.
      guard let mine = arena.baseAddress else { return false }
      return memcmp(mine + start, theirs, bytes.count) == 0
    }
  }

  private mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64, slot: Int) -> Int32 {
    let code = ends.count
    precondition(code < Int(Int32.max) - 1, "more distinct values than a code can name")
    precondition(arena.count + bytes.count <= Int(UInt32.max), "a dictionary beyond 4 GiB")
    arena.append(contentsOf: bytes)
    ends.append(UInt32(arena.count))
    slots[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    // Small tables are cheap to keep half empty, and then most texts stand in the first slot looked at: which
    // slot it is can't be predicted, and a wrong guess costs more than the memory.
    let isFull =
      slots.count <= Self.smallSlots ? (code + 1) * 4 > slots.count : (code + 1) * 4 > slots.count * 3
    if isFull { grow() }
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
