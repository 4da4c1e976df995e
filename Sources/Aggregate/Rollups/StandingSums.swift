import Columns
package import EventSchema

/// What stands at the end of a day: amounts of open deals, what running contracts pay. A rollup of changes, summed up per day, group and
/// currency; of single deals nothing is kept.
///
/// Merging adds up, so it is associative and commutative. Costs about 48 bytes, and 40 per measure, for every
/// distinct day of a group: at most two per deal or contract.
package struct StandingSums: Sendable {
  struct Change: Sendable, Equatable {
    var sum: Int128 = 0
    /// Begun less ended: how many stand.
    var standing = 0
    /// Begun and ended: 0 means that nothing is known.
    var stated = 0

    mutating func add(_ other: Change) {
      sum += other.sum
      standing += other.standing
      stated += other.stated
    }
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [20, 1]
  /// In the order of encodings.
  private static let measures: [Measure] = [
    .openDeals, .pipelineValue, .expectedPipeline, .unweightedDeals, .mrr,
  ]

  package let dimensions: [Dimension]
  /// (group, currency, day)
  private var keys = TupleTable(width: 3)
  /// Per key one change per measure.
  private var changes: ContiguousArray<Change> = []
  private var groups = TextGroups()

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  package enum Side: Sendable { case begins, ends }

  package mutating func add(_ batch: EventBatch, _ side: Side, dictionaries: Dictionaries) {
    var numbers = GroupNumbers(dimensions, batch)
    let columns = Self.measures.map { measure in
      batch.measures.firstIndex(of: measure).map { batch.values[$0] }
    }
    let sign = side == .begins ? 1 : -1
    for row in 0..<batch.count {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      let first = place(
        group: group, currency: batch.currencies.isEmpty ? 0 : batch.currencies[row], day: batch.days[row])
      for (index, values) in columns.enumerated() {
        guard let values, values[row] != Measure.absent else { continue }
        changes[first + index].add(
          Change(sum: Int128(sign) * Int128(values[row]), standing: sign, stated: 1))
      }
    }
  }

  /// Where the changes of a key begin.
  private mutating func place(group: Int32, currency: UInt32, day: Int32) -> Int {
    let tuple: InlineArray<3, Int64> = [Int64(group), Int64(currency), Int64(day)]
    let (id, isNew) = keys.intern(tuple.span)
    if isNew { changes += ContiguousArray(repeating: Change(), count: Self.measures.count) }
    return Int(id) * Self.measures.count
  }

  private func key(_ id: Int) -> (group: Int32, currency: UInt32, day: Int32) {
    (
      Int32(keys.element(0, of: id)), UInt32(keys.element(1, of: id)), Int32(keys.element(2, of: id))
    )
  }

  private func change(_ measure: Int, _ id: Int) -> Change { changes[id * Self.measures.count + measure] }

  package mutating func merge(_ other: StandingSums) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for id in 0..<other.keys.count {
      let key = other.key(id)
      let first = place(group: names[Int(key.group)], currency: key.currency, day: key.day)
      for index in Self.measures.indices { changes[first + index].add(other.change(index, id)) }
    }
  }

  // MARK: Finish

  /// What stands at the end of each of the shape's periods, at the rates of their last days.
  package func finish(shape: GroupedSumsShape) -> GroupedSums {
    var sums = GroupedSums(shape: shape)
    guard shape.measures.contains(where: \.stands) else { return sums }
    let order = (0..<keys.count).map { (id: $0, key: key($0)) }
      .sorted { ($0.key.group, $0.key.currency, $0.key.day) < ($1.key.group, $1.key.currency, $1.key.day) }
    var next = order.startIndex
    while next < order.endIndex {
      let (group, currency, _) = order[next].key
      let end =
        order[next...].firstIndex { $0.key.group != group || $0.key.currency != currency } ?? order.endIndex
      let texts = shape.texts(groups[group], of: dimensions)
      var state = Array(repeating: Change(), count: Self.measures.count)
      for (slot, days) in shape.periods.spans.enumerated() {
        while next < end, order[next].key.day <= days.upperBound.number {
          for index in state.indices { state[index].add(change(index, order[next].id)) }
          next += 1
        }
        guard state.contains(where: { $0.stated > 0 }) else { continue }
        add(state, to: &sums, shape, (texts, slot, currency), days.upperBound)
      }
      next = end
    }
    return sums
  }

  private func add(
    _ state: [Change], to sums: inout GroupedSums, _ shape: GroupedSumsShape,
    _ place: (texts: [[UInt8]], slot: Int, currency: UInt32), _ day: Day
  ) {
    // The first of the measures counts the deals; contracts have none.
    let deals = state[0]
    let cells = shape.measures.map { measure -> GroupedSums.Cell in
      guard let index = Self.measures.firstIndex(of: measure) else { return .init() }
      if deals.stated > 0, measure != .mrr {
        // Where no deal is open, nothing is open or expected, whatever the closed ones stated; where some are,
        // an amount that none of them states is unknown.
        if deals.standing == 0 { return .init(sum: 0, stated: 1) }
        if state[index].standing == 0 { return .init() }
      }
      guard state[index].stated > 0 else { return .init() }
      return .init(sum: state[index].sum, stated: max(1, state[index].standing))
    }
    // Where all are closed there is nothing to convert, and no rate is asked for.
    let hasMoney = zip(shape.measures, cells).contains { $0.unit == .money && $1.sum != 0 }
    let currency = hasMoney ? place.currency : 0
    let isForeign = currency != 0 && currency != shape.reportCurrency?.packed
    sums.add(
      cells,
      to: .init(
        texts: place.texts, slot: place.slot, currency: currency, rateDay: isForeign ? day.number : 0))
  }

  // MARK: Coding

  private func bytes(_ id: Int) -> [UInt8] {
    let key = key(id)
    var encoder = CanonicalEncoder()
    for text in groups[key.group] { encoder.write(text) }
    encoder.write(Int(key.currency))
    encoder.write(Int(key.day))
    return encoder.bytes
  }

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = (0..<keys.count).inPartition(partition, of: count, by: bytes)
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(mine.count))
    for (id, bytes) in mine {
      encoder.write(bytes)
      for index in Self.measures.indices {
        let change = change(index, id)
        encoder.write(wide: change.sum)
        encoder.write(change.standing)
        encoder.write(change.stated)
      }
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        var key = CanonicalDecoder(try decoder.string())
        let texts = try key.texts(dimensions.count)
        let currency = UInt32(truncatingIfNeeded: try key.integer())
        let first = place(
          group: groups.number(of: texts), currency: currency,
          day: Int32(truncatingIfNeeded: try key.integer()))
        for index in Self.measures.indices {
          changes[first + index].add(
            Change(sum: try decoder.wide(), standing: try decoder.integer(), stated: try decoder.integer()))
        }
      }
    }
  }
}

extension GroupedSumsShape {
  /// The texts of the shape's dimensions, from those of others; empty where these lack one.
  func texts(_ group: [[UInt8]], of dimensions: [Dimension]) -> [[UInt8]] {
    self.dimensions.map { dimension in dimensions.firstIndex(of: dimension).map { group[$0] } ?? [] }
  }
}
