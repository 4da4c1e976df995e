package import Columns
package import EventSchema

/// What sources say of the market, statement by statement: a rollup. What is found out by others can't simply be added
/// up: two sources may speak of one thing, and a quarter's figure may stand beside those of its months.
///
/// Merging adds up, so it is associative and commutative. Costs about 80 bytes for every distinct statement.
package struct MarketStatements: Sendable {
  /// One figure, as often as rows repeat it.
  struct Statement: Sendable {
    /// Of `dimensions`.
    var texts: [[UInt8]]
    var measure: Measure
    var currency: UInt32
    var days: ClosedRange<Int32>
    var cell: GroupedSums.Cell
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [24, 1]
  /// In the order of encodings.
  private static let measures = Measure.foundOut
  /// What tells apart what figures are of, and who states them.
  package static let identity: Set<Dimension> = [.segment, .competitor, .wave, .sourceOfFigure]

  package let dimensions: [Dimension]
  /// (group, measure, currency, first day, last day)
  private var keys = TupleTable(width: 5)
  private var cells: ContiguousArray<GroupedSums.Cell> = []
  private var groups = TextGroups()

  package init(dimensions: some Sequence<Dimension>) {
    self.dimensions = Self.identity.union(dimensions).union([.input]).sorted()
  }

  /// Nil where none of the shapes asks for such figures.
  package init?(_ shapes: [GroupedSumsShape]) {
    guard shapes.contains(where: { $0.measures.contains(where: \.isFoundOut) }) else { return nil }
    self.init(dimensions: shapes.flatMap(\.dimensions))
  }

  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard batch.kind == .market else { return }
    var numbers = GroupNumbers(dimensions, batch)
    let columns = Self.measures.map { measure in
      batch.measures.firstIndex(of: measure).map { batch.values[$0] }
    }
    for row in 0..<batch.count {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      let first = batch.days[row]
      let last = max(first, batch.lastDays.isEmpty ? first : batch.lastDays[row])
      for (index, values) in columns.enumerated() {
        guard let values, values[row] != Measure.absent else { continue }
        let isMoney = Self.measures[index].unit == .money && !batch.currencies.isEmpty
        add(
          .init(sum: Int128(values[row]), stated: 1), group, index, isMoney ? batch.currencies[row] : 0,
          first...last)
      }
    }
  }

  private mutating func add(
    _ cell: GroupedSums.Cell, _ group: Int32, _ measure: Int, _ currency: UInt32, _ days: ClosedRange<Int32>
  ) {
    let tuple: InlineArray<5, Int64> = [
      Int64(group), Int64(measure), Int64(currency), Int64(days.lowerBound), Int64(days.upperBound),
    ]
    let (id, isNew) = keys.intern(tuple.span)
    if isNew { cells.append(.init()) }
    cells[Int(id)].sum += cell.sum
    cells[Int(id)].stated += cell.stated
  }

  package mutating func merge(_ other: MarketStatements) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for id in 0..<other.keys.count {
      add(
        other.cells[id], names[Int(other.keys.element(0, of: id))], Int(other.keys.element(1, of: id)),
        UInt32(other.keys.element(2, of: id)), other.days(id))
    }
  }

  private func days(_ id: Int) -> ClosedRange<Int32> {
    Int32(keys.element(3, of: id))...Int32(keys.element(4, of: id))
  }

  /// In no order.
  var statements: [Statement] {
    (0..<keys.count).map { id in
      Statement(
        texts: groups[Int32(keys.element(0, of: id))], measure: Self.measures[Int(keys.element(1, of: id))],
        currency: UInt32(keys.element(2, of: id)), days: days(id), cell: cells[id])
    }
  }

  // MARK: Coding

  private func bytes(_ id: Int) -> [UInt8] {
    var encoder = CanonicalEncoder()
    for text in groups[Int32(keys.element(0, of: id))] { encoder.write(text) }
    for place in 1..<5 { encoder.write(Int(keys.element(place, of: id))) }
    return encoder.bytes
  }

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = (0..<keys.count).inPartition(partition, of: count, by: bytes)
    var encoder = CanonicalEncoder(mark: Self.mark)
    encoder.write(UInt64(mine.count))
    for (id, bytes) in mine {
      encoder.write(bytes)
      encoder.write(wide: cells[id].sum)
      encoder.write(cells[id].stated)
    }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: some Sequence<Dimension>) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        var key = CanonicalDecoder(try decoder.string())
        let group = groups.number(of: try key.texts(self.dimensions.count))
        let (measure, currency) = (try key.integer(), UInt32(truncatingIfNeeded: try key.integer()))
        let first = Int32(truncatingIfNeeded: try key.integer())
        let last = Int32(truncatingIfNeeded: try key.integer())
        guard Self.measures.indices.contains(measure), first <= last else {
          throw .unexpected(offset: decoder.offset)
        }
        add(
          .init(sum: try decoder.wide(), stated: try decoder.integer()), group, measure, currency,
          first...last)
      }
    }
  }
}
