import Columns
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
  private var cells = StatedCells(width: 5)

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
        cells.group(of: $0)
      }
      let first = batch.days[row]
      let last = max(first, batch.lastDays.isEmpty ? first : batch.lastDays[row])
      for (index, values) in columns.enumerated() {
        guard let values, values[row] != Measure.absent else { continue }
        let isMoney = Self.measures[index].unit == .money && !batch.currencies.isEmpty
        let key: InlineArray<5, Int64> = [
          Int64(group), Int64(index), isMoney ? Int64(batch.currencies[row]) : 0, Int64(first), Int64(last),
        ]
        cells.add(.init(sum: Int128(values[row]), stated: 1), to: key.span)
      }
    }
  }

  package mutating func merge(_ other: MarketStatements) { cells.merge(other.cells) }

  /// In no order.
  var statements: [Statement] {
    cells.indices.map { id in
      Statement(
        texts: cells.texts(id), measure: Self.measures[Int(cells.number(1, id))],
        currency: UInt32(cells.number(2, id)), days: Int32(cells.number(3, id))...Int32(cells.number(4, id)),
        cell: cells.cell(id))
    }
  }

  // MARK: Coding

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    cells.encode(mark: Self.mark, partition: partition, of: count)
  }

  package init(decoding bytes: [UInt8], dimensions: some Sequence<Dimension>) throws(Failure) {
    self.init(dimensions: dimensions)
    try cells.decode(bytes, mark: Self.mark, texts: self.dimensions.count) { key in
      Self.measures.indices.contains(Int(key[1])) && UInt32(exactly: key[2]) != nil
        && Int32(exactly: key[3]) != nil && Int32(exactly: key[4]) != nil && key[3] <= key[4]
    }
  }
}
