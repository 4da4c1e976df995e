import Columns
package import EventSchema

/// How many there are of something, as rows state it for days: a rollup. Levels can't be added up over days, and of a
/// period only some statements count, so that every one is kept.
///
/// Merging adds up, so it is associative and commutative. What is stated more than once for a day shows in its cell's
/// `stated`. Costs about 80 bytes for every distinct statement.
package struct LevelStatements: Sendable {
  struct Statement: Sendable {
    /// Of `dimensions`.
    var texts: [[UInt8]]
    var measure: Measure
    var day: Int32
    var cell: GroupedSums.Cell
  }
  package typealias Failure = RollupFailure
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [27, 1]
  /// In the order of encodings.
  private static let measures = Measure.statedLevels

  package let dimensions: [Dimension]
  /// (group, measure, day)
  private var cells = StatedCells(width: 3)

  package init(dimensions: some Sequence<Dimension>) {
    self.dimensions = Set(dimensions).union([.input]).sorted()
  }

  /// Nil where none of the shapes asks for levels.
  ///
  /// - Parameter identities: what each input's statements are told apart by.
  package init?(_ shapes: [GroupedSumsShape], toldApartBy identities: [Set<Dimension>]) {
    guard shapes.contains(where: { $0.measures.contains(where: \.isLevel) }) else { return nil }
    self.init(dimensions: shapes.flatMap(\.dimensions) + identities.flatMap(\.self))
  }

  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard batch.kind == .level else { return }
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
      // A row of several days says how many there were in the end.
      let day = max(batch.days[row], batch.lastDays.isEmpty ? batch.days[row] : batch.lastDays[row])
      for (index, values) in columns.enumerated() {
        guard let values, values[row] != Measure.absent else { continue }
        let key: InlineArray<3, Int64> = [Int64(group), Int64(index), Int64(day)]
        cells.add(.init(sum: Int128(values[row]), stated: 1), to: key.span)
      }
    }
  }

  package mutating func merge(_ other: LevelStatements) { cells.merge(other.cells) }

  /// In no order.
  var statements: [Statement] {
    cells.indices.map { id in
      Statement(
        texts: cells.texts(id), measure: Self.measures[Int(cells.number(1, id))],
        day: Int32(cells.number(2, id)),
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
      Self.measures.indices.contains(Int(key[1])) && Int32(exactly: key[2]) != nil
    }
  }
}
