import Columns
package import EventSchema

/// How long deals and leads took, counted per group, day of the beginning, length and outcome: a rollup. Medians and
/// shares of cohorts are exact at every grouping, since the lengths themselves are kept, though of no single deal.
///
/// Merging adds counts. Costs about 64 bytes for every distinct (group, outcome, day, length): at most one per deal
/// or lead.
package struct LengthCounts: Sendable {
  struct Entry: Sendable {
    var group: Int32
    var outcome: LengthOutcome
    var day: Int32
    var length: Int64
    var count: Int
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [21, 1]

  package let dimensions: [Dimension]
  /// (group, outcome, day, length)
  private var keys = TupleTable(width: 4)
  private var counts: ContiguousArray<Int> = []
  private(set) var groups = TextGroups()

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  package var isEmpty: Bool { counts.isEmpty }

  /// - Parameters:
  ///   - outcomes: of every row of the batch.
  ///   - lengths: of every row of the batch.
  package mutating func add(
    _ batch: EventBatch, _ outcomes: ContiguousArray<LengthOutcome>, _ lengths: ContiguousArray<Int64>,
    dictionaries: Dictionaries
  ) {
    var numbers = GroupNumbers(dimensions, batch)
    for row in 0..<batch.count {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      add(
        Entry(group: group, outcome: outcomes[row], day: batch.days[row], length: lengths[row], count: 1))
    }
  }

  private mutating func add(_ entry: Entry) {
    let tuple: InlineArray<4, Int64> = [
      Int64(entry.group), Int64(entry.outcome.rawValue), Int64(entry.day), entry.length,
    ]
    let (id, isNew) = keys.intern(tuple.span)
    if isNew { counts.append(entry.count) } else { counts[Int(id)] += entry.count }
  }

  /// In no order.
  var entries: some Sequence<Entry> {
    counts.indices.lazy.compactMap { id in
      LengthOutcome(rawValue: UInt8(keys.element(1, of: id))).map {
        Entry(
          group: Int32(keys.element(0, of: id)), outcome: $0, day: Int32(keys.element(2, of: id)),
          length: keys.element(3, of: id), count: counts[id])
      }
    }
  }

  package mutating func merge(_ other: LengthCounts) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for var entry in other.entries {
      entry.group = names[Int(entry.group)]
      add(entry)
    }
  }

  // MARK: Coding

  private func bytes(_ entry: Entry) -> [UInt8] {
    var encoder = CanonicalEncoder()
    for text in groups[entry.group] { encoder.write(text) }
    encoder.write(byte: entry.outcome.rawValue)
    encoder.write(Int(entry.day))
    encoder.write(Int(entry.length))
    return encoder.bytes
  }

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = entries.inPartition(partition, of: count, by: bytes)
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(mine.count))
    for (entry, bytes) in mine {
      encoder.write(bytes)
      encoder.write(entry.count)
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        var key = CanonicalDecoder(try decoder.string())
        let texts = try key.texts(dimensions.count)
        let at = decoder.offset
        guard let outcome = LengthOutcome(rawValue: try key.byte()) else { throw .unexpected(offset: at) }
        let day = Int32(truncatingIfNeeded: try key.integer())
        add(
          Entry(
            group: groups.number(of: texts), outcome: outcome, day: day, length: Int64(try key.integer()),
            count: try decoder.integer()))
      }
    }
  }
}
