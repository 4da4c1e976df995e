/// Gives every distinct tuple of `width` integers a dense id, in order of first appearance.
///
/// Used once per row for group keys and channel lookups: one hash, mostly one probe.
/// Ids are local to one worker; they must never be encoded or order any output.
public struct TupleTable: Sendable {
  public let width: Int
  @usableFromInline var slots: ContiguousArray<Int32>  // id + 1, 0 = free
  @usableFromInline var tuples: ContiguousArray<Int64>  // id * width ..< (id + 1) * width
  @usableFromInline var mask: Int
  public private(set) var count = 0

  /// - Precondition: `width` is at least 1.
  public init(width: Int) {
    precondition(width >= 1, "a tuple has at least one element")
    self.width = width
    slots = ContiguousArray(repeating: 0, count: 64)
    tuples = []
    mask = 63
  }

  /// The id of a tuple, adding it when it is new.
  @inlinable
  public mutating func intern(_ tuple: Span<Int64>) -> (id: Int32, isNew: Bool) {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for i in 0..<width {
      state = FixedHash.fold(state ^ UInt64(bitPattern: tuple[i]), 0xD6E8_FEB8_6659_FD93)
    }
    var slot = Int(truncatingIfNeeded: state) & mask
    while true {
      let id = Int(slots[slot]) - 1
      if id < 0 { break }
      var equal = true
      let base = id * width
      for i in 0..<width where tuples[base + i] != tuple[i] {
        equal = false
        break
      }
      if equal { return (Int32(truncatingIfNeeded: id), false) }
      slot = (slot + 1) & mask
    }
    return (insert(tuple, slot: slot), true)
  }

  /// Element `index` of the tuple with this id.
  @inlinable public func element(_ index: Int, of id: Int) -> Int64 { tuples[id * width + index] }

  @usableFromInline @inline(never)
  mutating func insert(_ tuple: Span<Int64>, slot: Int) -> Int32 {
    let id = count
    precondition(id < Int(Int32.max) - 1, "more distinct tuples than an id can name")
    for i in 0..<width { tuples.append(tuple[i]) }
    count += 1
    slots[slot] = Int32(id + 1)
    if count * 2 > slots.count { grow() }
    return Int32(id)
  }

  private mutating func grow() {
    let size = slots.count * 2
    mask = size - 1
    slots = ContiguousArray(repeating: 0, count: size)
    for id in 0..<count {
      var state: UInt64 = 0x9E37_79B9_7F4A_7C15
      for i in 0..<width {
        state = FixedHash.fold(
          state ^ UInt64(bitPattern: tuples[id * width + i]), 0xD6E8_FEB8_6659_FD93)
      }
      var slot = Int(truncatingIfNeeded: state) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(id + 1)
    }
  }
}
