package import Columns
package import EventSchema

/// Who did something, once per group and period: an exact distinct set, a rollup.
///
/// Merging is union. Tokens never reach output: figures are how many people a group holds, and any
/// coarser grouping is counted anew, because distinct counts don't add up. The token `.nobody` stands for
/// people who are not known.
package struct DistinctPeople: Sendable {
  /// What people are counted in.
  package struct Group: Sendable, Hashable {
    package var measure: Measure
    /// Texts of the shape's dimensions.
    package var texts: [[UInt8]]
    package var slot: Int

    package init(measure: Measure, texts: [[UInt8]], slot: Int) {
      self.measure = measure
      self.texts = texts
      self.slot = slot
    }

    fileprivate var bytes: [UInt8] {
      var encoder = CanonicalEncoder()
      encoder.write(measure.rawValue)
      for text in texts { encoder.write(text) }
      encoder.write(slot)
      return encoder.bytes
    }
  }
  package typealias Failure = RollupFailure
  private static let mark: [UInt8] = [3, 1]

  package private(set) var groups: [Group] = []
  private var numbers: [Group: Int32] = [:]
  private var set = PersonSet()

  package init() {}

  package var isEmpty: Bool { groups.isEmpty }

  private mutating func number(of group: Group) -> Int32 {
    if let known = numbers[group] { return known }
    let number = Int32(groups.count)
    groups.append(group)
    numbers[group] = number
    return number
  }

  package mutating func add(_ person: PersonToken, to group: Group) { set.add(person, to: number(of: group)) }

  /// Takes a worker's set over; its group numbers stand for these groups. The set is empty afterwards.
  mutating func take(_ other: inout PersonSet, groups: [Group]) {
    guard !other.isEmpty else { return }
    set.take(&other, renaming: ContiguousArray(groups.map { number(of: $0) }))
  }

  package mutating func merge(_ other: consuming DistinctPeople) {
    var set = PersonSet()
    swap(&set, &other.set)
    take(&set, groups: other.groups)
  }

  /// How many people each group of a coarser grouping holds; nil where somebody is not known: a count of
  /// the others would be too low, and nobody could tell.
  ///
  /// - Parameter regroup: the coarser group of a group; nil leaves it out.
  package func counts<Key: Hashable>(_ regroup: (Group) -> Key?) -> [Key: Int?] {
    var keys: [Key] = []
    var known: [Key: Int32] = [:]
    let renamed = groups.map { group -> Int32 in
      guard let key = regroup(group) else { return -1 }
      if let number = known[key] { return number }
      known[key] = Int32(keys.count)
      keys.append(key)
      return Int32(keys.count - 1)
    }
    // Distinct groups that stay distinct need no second look.
    let staysDistinct = Swift.Set(renamed.filter { $0 >= 0 }).count == renamed.count { $0 >= 0 }
    var counts = [Int?](repeating: 0, count: keys.count)
    func count(_ entry: PersonSet.Entry, in group: Int32) {
      counts[Int(group)] = entry.token.isNobody ? nil : counts[Int(group)].map { $0 + 1 }
    }
    var source = set
    source.settle()
    for partition in 0..<PersonSet.partitionCount {
      let entries = source.distinct(inPartition: partition)
      guard !staysDistinct else {
        for entry in entries where renamed[Int(entry.group)] >= 0 {
          count(entry, in: renamed[Int(entry.group)])
        }
        continue
      }
      // A set is large however little it holds.
      guard !entries.isEmpty else { continue }
      var coarser = PersonSet()
      for entry in entries where renamed[Int(entry.group)] >= 0 {
        coarser.add(entry.token, to: renamed[Int(entry.group)])
      }
      coarser.settle()
      for entry in coarser.distinct(inPartition: partition) { count(entry, in: entry.group) }
    }
    return Dictionary(uniqueKeysWithValues: zip(keys, counts))
  }

  /// Everybody who is known, once per slot in which the measure counts them, whatever the groups.
  func people(of measure: Measure, each visit: (_ person: PersonToken, _ slot: Int) -> Void) {
    var source = set
    source.settle()
    for partition in 0..<PersonSet.partitionCount {
      let entries = source.distinct(inPartition: partition)
      guard !entries.isEmpty else { continue }
      var bySlot = PersonSet()
      for entry in entries {
        let group = groups[Int(entry.group)]
        if group.measure == measure, !entry.token.isNobody { bySlot.add(entry.token, to: Int32(group.slot)) }
      }
      bySlot.settle()
      for entry in bySlot.distinct(inPartition: partition) { visit(entry.token, Int(entry.group)) }
    }
  }

  // MARK: Coding

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    var source = set
    source.settle()
    var mine: [PersonSet.Entry] = []
    for index in 0..<PersonSet.partitionCount {
      mine += source.distinct(inPartition: index).filter {
        $0.token.isIn(partition, of: count)
      }
    }
    // Groups by their bytes, so that no local number shows.
    let used = Swift.Set(mine.map(\.group))
    let order = groups.indices.filter { used.contains(Int32($0)) }
      .map { (number: $0, bytes: groups[$0].bytes) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    var rank = Array(repeating: 0, count: groups.count)
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(order.count))
    for (place, entry) in order.enumerated() {
      rank[entry.number] = place
      let group = groups[entry.number]
      encoder.write(group.measure.rawValue)
      encoder.write(UInt64(group.texts.count))
      for text in group.texts { encoder.write(text) }
      encoder.write(group.slot)
    }
    encoder.write(UInt64(mine.count))
    mine.sort { ($0.token, rank[Int($0.group)]) < ($1.token, rank[Int($1.group)]) }
    for entry in mine {
      encoder.write(entry.token)
      encoder.write(UInt64(rank[Int(entry.group)]))
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8]) throws(Failure) {
    self.init()
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        let at = decoder.offset
        guard let measure = Measure(rawValue: String(decoding: try decoder.string(), as: UTF8.self)) else {
          throw .unexpected(offset: at)
        }
        var texts: [[UInt8]] = []
        for _ in 0..<(try decoder.unsigned()) { texts.append(try decoder.string()) }
        _ = number(of: Group(measure: measure, texts: texts, slot: try decoder.integer()))
      }
      for _ in 0..<(try decoder.unsigned()) {
        let token = try decoder.token()
        let at = decoder.offset
        let group = try decoder.unsigned()
        guard group < UInt64(groups.count) else { throw .unexpected(offset: at) }
        set.add(token, to: Int32(group))
      }
    }
  }
}
