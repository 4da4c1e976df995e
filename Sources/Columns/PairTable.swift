/// Gives every distinct pair of integers a dense id, in order of first appearance: one load for most.
///
/// Ids are local to one worker; they must never be encoded or order any output. Columns of codes are
/// combined pair by pair, so that a group of any number of dimensions is one small integer.
public struct PairTable: Sendable {
  /// In front of the table; its width follows the second integers.
  @usableFromInline var memo = DenseMemo(width: 2)
  /// The pair of every id: the first integer high.
  private var pairs: ContiguousArray<UInt64> = []
  /// Id + 1, 0 for a free slot; a power of two, at most half full.
  private var slots: ContiguousArray<Int32>
  private var mask: Int
  private static let widestMemo = 4096

  public init() {
    slots = ContiguousArray(repeating: 0, count: 64)
    mask = 63
  }

  /// How many distinct pairs there are. Ids are `0..<count`.
  public var count: Int { pairs.count }

  /// The id of a pair, adding it when it is new. Both are -1 or more.
  @inlinable @inline(__always)
  public mutating func id(_ a: Int32, _ b: Int32) -> Int32 {
    let known = memo.value(Int(a) &+ 1, Int(b) &+ 1)
    return known >= 0 ? known : find(a, b)
  }

  public subscript(id: Int32) -> (a: Int32, b: Int32) {
    let pair = pairs[Int(id)]
    return (Int32(truncatingIfNeeded: pair >> 32), Int32(truncatingIfNeeded: pair))
  }

  @usableFromInline @inline(never)
  mutating func find(_ a: Int32, _ b: Int32) -> Int32 {
    let pair = UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    var slot = start(pair)
    while slots[slot] != 0, pairs[Int(slots[slot]) - 1] != pair { slot = (slot + 1) & mask }
    if slots[slot] == 0 {
      precondition(pairs.count < Int(Int32.max) - 1, "more distinct pairs than an id can name")
      pairs.append(pair)
      slots[slot] = Int32(pairs.count)
      if pairs.count * 2 > slots.count { grow() }
      slot = -1
    }
    let id = slot < 0 ? Int32(pairs.count - 1) : slots[slot] - 1
    remember(id, a, b)
    return id
  }

  private mutating func remember(_ id: Int32, _ a: Int32, _ b: Int32) {
    if Int(b) + 1 >= memo.width, Int(b) + 1 < Self.widestMemo {
      var width = memo.width
      while Int(b) + 1 >= width { width *= 2 }
      memo = DenseMemo(width: width)
    }
    memo.remember(id, Int(a) + 1, Int(b) + 1)
  }

  private func start(_ pair: UInt64) -> Int {
    Int(truncatingIfNeeded: FixedHash.fold(pair ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)) & mask
  }

  private mutating func grow() {
    let size = slots.count * 2
    mask = size - 1
    slots = ContiguousArray(repeating: 0, count: size)
    for id in pairs.indices {
      var slot = start(pairs[id])
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(id + 1)
    }
  }
}
