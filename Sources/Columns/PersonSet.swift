/// The distinct pairs of a small integer and a person token: who was seen in which group.
///
///     partition 0 … 255     by the token's top byte
///       entries             [token low | token high | group], 24 bytes each
///       distinctCount       so many at the front are known to differ
///
/// Advice for whoever changes this: adding only appends, because a table of all people would not fit the
/// cache. A partition that has doubled since it was last looked at is deduplicated by itself, in a table
/// that does fit: so memory follows distinct pairs, not events.
package struct PersonSet: Sendable {
  package struct Entry: Sendable, Hashable {
    package var token: PersonToken
    package var group: Int32
  }
  struct Partition: Sendable {
    var entries: ContiguousArray<Entry> = []
    var distinctCount = 0
    var limit = PersonSet.leastLimit
  }
  package static let partitionCount = 256
  static let leastLimit = 4096
  private var partitions = ContiguousArray(repeating: Partition(), count: partitionCount)

  package init() {}

  package var isEmpty: Bool { partitions.allSatisfy(\.entries.isEmpty) }

  private static func partition(of token: PersonToken) -> Int { Int(truncatingIfNeeded: token.low >> 56) }

  package mutating func add(_ token: PersonToken, to group: Int32) {
    let index = Self.partition(of: token)
    partitions[index].entries.append(Entry(token: token, group: group))
    if partitions[index].entries.count >= partitions[index].limit { partitions[index].deduplicate() }
  }

  /// Adds all pairs of another set; its groups are renamed, and its memory is given back bit by bit.
  package mutating func take(_ other: inout PersonSet, renaming names: ContiguousArray<Int32>) {
    for index in partitions.indices {
      var more = Partition()
      swap(&more, &other.partitions[index])
      for entry in more.entries { add(entry.token, to: names[Int(entry.group)]) }
    }
  }

  /// The distinct pairs of one partition, in no particular order.
  package mutating func distinct(inPartition index: Int) -> ContiguousArray<Entry> {
    partitions[index].deduplicate()
    return partitions[index].entries
  }
}

extension PersonSet.Partition {
  mutating func deduplicate() {
    guard distinctCount < entries.count else { return }
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    var slots = ContiguousArray<UInt32>(repeating: 0, count: size)
    var kept = 0
    for at in entries.indices {
      let entry = entries[at]
      var slot = Int(truncatingIfNeeded: entry.token.low ^ UInt64(UInt32(bitPattern: entry.group)) &* 0x9E37_79B9)
      slot &= size - 1
      var isNew = true
      while slots[slot] != 0 {
        if entries[Int(slots[slot]) - 1] == entry {
          isNew = false
          break
        }
        slot = (slot + 1) & (size - 1)
      }
      guard isNew else { continue }
      entries[kept] = entry
      kept += 1
      slots[slot] = UInt32(kept)
    }
    entries.removeLast(entries.count - kept)
    distinctCount = kept
    limit = max(PersonSet.leastLimit, kept * 2)
  }
}
