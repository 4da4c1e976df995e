import Columns

/// The bytes that cells point into: memory of its own that grows, or the rest of a block that does not.
struct XMLByteStore {
  private(set) var base: UnsafeMutablePointer<UInt8>
  var used = 0
  private var capacity: Int
  let isOwned: Bool
  /// Something did not fit: what was staged since is worthless.
  private(set) var isFull = false

  /// An own store; `free` ends it.
  init() {
    capacity = 1 << 12
    base = .allocate(capacity: capacity)
    isOwned = true
  }

  init(_ block: UnsafeMutableBufferPointer<UInt8>, used: Int) {
    // Blocks are never empty.
    base = block.baseAddress!
    capacity = block.count
    self.used = used
    isOwned = false
  }

  func free() { if isOwned { base.deallocate() } }

  mutating func append(_ text: UnsafeBufferPointer<UInt8>) -> Cell {
    if used + text.count > capacity {
      guard isOwned, used + text.count <= Int(Int32.max) else {
        isFull = true
        return .absent
      }
      grow(used + text.count)
    }
    // There is room, and the text is not in it: it comes from elsewhere.
    if let start = text.baseAddress { (base + used).update(from: start, count: text.count) }
    defer { used += text.count }
    return Cell(start: UInt32(used), length: Int32(text.count))
  }

  private mutating func grow(_ count: Int) {
    let larger = max(count, 2 * capacity)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: base, count: used)
    base.deallocate()
    base = moved
    capacity = larger
  }

  mutating func drop(_ count: Int) {
    base.update(from: base + count, count: used - count)
    used -= count
  }
}
