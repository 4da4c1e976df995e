/// The distinct pairs of a small integer and a person token: who was seen in which group.
///
///     pending             [token | group] in order of arrival
///     partition 0 … 255   by the token's top byte
///       entries           [token low | token high | group], 24 bytes each
///       distinctCount     so many at the front are known to differ
///
/// Advice for whoever changes this: adding only appends, because a table of all people would not fit the
/// cache. Every few thousand entries are dealt out to the partitions together. A partition that has doubled
/// since it was last looked at is deduplicated by itself, in a table that does fit: so memory follows distinct
/// pairs, not events.
package struct PersonSet: Sendable {
  package struct Entry: Sendable, Hashable {
    package var token: PersonToken
    package var group: Int32

    package init(token: PersonToken, group: Int32) {
      self.token = token
      self.group = group
    }
  }
  struct Partition: Sendable {
    var entries: ContiguousArray<Entry> = []
    var distinctCount = 0
    var limit = PersonSet.leastLimit
  }
  package static let partitionCount = 256
  static let leastLimit = 4096
  private static let pendingLimit = 16_384
  private var pending: ContiguousArray<Entry> = []
  /// None before the first entry is dealt out: thousands of files have a set each, most of them without people.
  private var partitions: ContiguousArray<Partition> = []

  package init() {}

  package var isEmpty: Bool { pending.isEmpty && partitions.allSatisfy { $0.entries.isEmpty } }

  private static func partition(of token: PersonToken) -> Int { Int(truncatingIfNeeded: token.low >> 56) }

  package mutating func add(_ token: PersonToken, to group: Int32) {
    pending.append(Entry(token: token, group: group))
    if pending.count >= Self.pendingLimit { dealOut() }
  }

  /// Adds many at once: person by person, the group of each.
  package mutating func add(_ tokens: Span<PersonToken>, to groups: Span<Int32>) {
    var first = 0
    while first < tokens.count {
      let end = min(tokens.count, first + Self.pendingLimit - pending.count)
      pending.reserveCapacity(Self.pendingLimit)
      for row in first..<end where groups[row] >= 0 {
        pending.append(Entry(token: tokens[row], group: groups[row]))
      }
      first = end
      if pending.count >= Self.pendingLimit { dealOut() }
    }
  }

  /// Moves what is pending to the partitions: counted first, so that each gets its entries in one piece.
  private mutating func dealOut() {
    if partitions.isEmpty { partitions = .init(repeating: Partition(), count: Self.partitionCount) }
    var ends = ContiguousArray(repeating: 0, count: Self.partitionCount + 1)
    for entry in pending { ends[Self.partition(of: entry.token) + 1] += 1 }
    for index in 1...Self.partitionCount { ends[index] += ends[index - 1] }
    var sorted = pending
    var places = ends
    for entry in pending {
      let index = Self.partition(of: entry.token)
      sorted[places[index]] = entry
      places[index] += 1
    }
    for index in 0..<Self.partitionCount where ends[index] < ends[index + 1] {
      partitions[index].add(sorted[ends[index]..<ends[index + 1]])
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Adds all pairs of another set; its groups are renamed, and its memory is given back bit by bit.
  package mutating func take(_ other: inout PersonSet, renaming names: ContiguousArray<Int32>) {
    other.dealOut()
    dealOut()
    let staysDistinct = Set(names).count == names.count
    let staysSame = names.indices.allSatisfy { names[$0] == Int32($0) }
    for index in partitions.indices {
      var more = Partition()
      swap(&more, &other.partitions[index])
      if !staysSame { more.rename(names, staysDistinct: staysDistinct) }
      if partitions[index].entries.isEmpty {
        partitions[index] = more
      } else {
        partitions[index].add(more.entries[...])
      }
    }
  }

  /// Deals out what is pending; call before looking at partitions.
  package mutating func settle() { if !pending.isEmpty { dealOut() } }

  /// The distinct pairs of one partition of a settled set, in no particular order. Copies a partition that
  /// holds repetitions, so that looking at all of them one by one takes the memory of one.
  package func distinct(inPartition index: Int) -> ContiguousArray<Entry> {
    precondition(pending.isEmpty, "a settled set")
    guard !partitions.isEmpty else { return [] }
    var partition = partitions[index]
    partition.deduplicate()
    return partition.entries
  }
}

extension PersonSet.Partition {
  mutating func add(_ more: ArraySlice<PersonSet.Entry>) {
    let count = entries.count + more.count
    // Two steps instead of doubling from one: most of what is copied is copied early.
    if count > entries.capacity { entries.reserveCapacity(count <= 512 ? 512 : max(count, limit)) }
    entries.append(contentsOf: more)
    if entries.count >= limit { deduplicate() }
  }

  /// Where different groups get one name, pairs that were distinct may not be so any longer.
  mutating func rename(_ names: ContiguousArray<Int32>, staysDistinct: Bool) {
    if !staysDistinct { distinctCount = 0 }
    for index in entries.indices { entries[index].group = names[Int(entries[index].group)] }
  }

  mutating func deduplicate() {
    guard distinctCount < entries.count else { return }
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    var slots = ContiguousArray<UInt32>(repeating: 0, count: size)
    let kept = Self.deduplicate(&entries, &slots)
    entries.removeLast(entries.count - kept)
    distinctCount = kept
    limit = max(PersonSet.leastLimit, kept * 2)
  }

  /// Moves the first of equal entries to the front; returns how many there are.
  private static func deduplicate(
    _ entries: inout ContiguousArray<PersonSet.Entry>, _ slots: inout ContiguousArray<UInt32>
  ) -> Int {
    let mask = slots.count - 1
    var kept = 0
    for at in entries.indices {
      let entry = entries[at]
      let mixed = entry.token.low ^ UInt64(UInt32(bitPattern: entry.group)) &* 0x9E37_79B9
      var slot = Int(truncatingIfNeeded: mixed) & mask
      while slots[slot] != 0, entries[Int(slots[slot]) - 1] != entry { slot = (slot + 1) & mask }
      guard slots[slot] == 0 else { continue }
      entries[kept] = entry
      kept += 1
      slots[slot] = UInt32(kept)
    }
    return kept
  }
}
