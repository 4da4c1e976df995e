package import Columns
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
  private var keys = TupleTable(width: 3)
  private var cells: ContiguousArray<GroupedSums.Cell> = []
  private var groups = TextGroups()

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
        groups.number(of: $0)
      }
      // A row of several days says how many there were in the end.
      let day = max(batch.days[row], batch.lastDays.isEmpty ? batch.days[row] : batch.lastDays[row])
      for (index, values) in columns.enumerated() {
        guard let values, values[row] != Measure.absent else { continue }
        add(.init(sum: Int128(values[row]), stated: 1), group, index, day)
      }
    }
  }

  private mutating func add(_ cell: GroupedSums.Cell, _ group: Int32, _ measure: Int, _ day: Int32) {
    let tuple: InlineArray<3, Int64> = [Int64(group), Int64(measure), Int64(day)]
    let (id, isNew) = keys.intern(tuple.span)
    if isNew { cells.append(.init()) }
    cells[Int(id)].sum += cell.sum
    cells[Int(id)].stated += cell.stated
  }

  package mutating func merge(_ other: LevelStatements) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    for id in 0..<other.keys.count {
      add(
        other.cells[id], names[Int(other.keys.element(0, of: id))], Int(other.keys.element(1, of: id)),
        Int32(other.keys.element(2, of: id)))
    }
  }

  /// In no order.
  var statements: [Statement] {
    (0..<keys.count).map { id in
      Statement(
        texts: groups[Int32(keys.element(0, of: id))], measure: Self.measures[Int(keys.element(1, of: id))],
        day: Int32(keys.element(2, of: id)), cell: cells[id])
    }
  }

  // MARK: Coding

  private func bytes(_ id: Int) -> [UInt8] {
    var encoder = CanonicalEncoder()
    for text in groups[Int32(keys.element(0, of: id))] { encoder.write(text) }
    for place in 1..<3 { encoder.write(Int(keys.element(place, of: id))) }
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
        let (measure, day) = (try key.integer(), Int32(truncatingIfNeeded: try key.integer()))
        guard Self.measures.indices.contains(measure) else { throw .unexpected(offset: decoder.offset) }
        add(.init(sum: try decoder.wide(), stated: try decoder.integer()), group, measure, day)
      }
    }
  }
}
