import Columns

/// What rows state of one thing, as often as they state it: cells by a group's texts and some numbers, such as a measure
/// and a day. What rollups that keep statements have in common.
///
/// Merging adds up, so it is associative and commutative.
struct StatedCells: Sendable {
  /// The group, then the numbers.
  private let width: Int
  private var keys: TupleTable
  private var cells: ContiguousArray<GroupedSums.Cell> = []
  private var groups = TextGroups()

  /// - Parameter width: of keys: the group and so many numbers less one.
  init(width: Int) {
    self.width = width
    keys = TupleTable(width: width)
  }

  var indices: Range<Int> { 0..<keys.count }
  func texts(_ id: Int) -> [[UInt8]] { groups[Int32(keys.element(0, of: id))] }
  /// A number of a key, by its place behind the group's.
  func number(_ place: Int, _ id: Int) -> Int64 { keys.element(place, of: id) }
  func cell(_ id: Int) -> GroupedSums.Cell { cells[id] }

  mutating func group(of texts: [[UInt8]]) -> Int32 { groups.number(of: texts) }

  mutating func add(_ cell: GroupedSums.Cell, to key: Span<Int64>) {
    let (id, isNew) = keys.intern(key)
    if isNew { cells.append(.init()) }
    cells[Int(id)].sum += cell.sum
    cells[Int(id)].stated += cell.stated
  }

  mutating func merge(_ other: StatedCells) {
    let names = other.groups.texts.map { groups.number(of: $0) }
    var key = [Int64](repeating: 0, count: width)
    for id in other.indices {
      key[0] = Int64(names[Int(other.number(0, id))])
      for place in 1..<width { key[place] = other.number(place, id) }
      add(other.cells[id], to: key.span)
    }
  }

  // MARK: Coding

  private func bytes(_ id: Int) -> [UInt8] {
    var encoder = CanonicalEncoder()
    for text in texts(id) { encoder.write(text) }
    for place in 1..<width { encoder.write(Int(number(place, id))) }
    return encoder.bytes
  }

  func encode(mark: [UInt8], partition: Int, of count: Int) -> [UInt8] {
    let mine = indices.inPartition(partition, of: count, by: bytes)
    var encoder = CanonicalEncoder(mark: mark)
    encoder.write(UInt64(mine.count))
    for (id, bytes) in mine {
      encoder.write(bytes)
      encoder.write(wide: cells[id].sum)
      encoder.write(cells[id].stated)
    }
    return encoder.bytes
  }

  /// - Parameters:
  ///   - texts: how many a group has.
  ///   - isValid: whether the numbers of a key, whose first is the group's, can be such.
  mutating func decode(
    _ bytes: [UInt8], mark: [UInt8], texts count: Int, isValid: ([Int64]) -> Bool
  ) throws(RollupFailure) {
    try CanonicalDecoder.read(bytes, mark: mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        var stated = CanonicalDecoder(try decoder.string())
        var key = [Int64(groups.number(of: try stated.texts(count)))]
        for _ in 1..<width { key.append(Int64(try stated.integer())) }
        guard isValid(key) else { throw .unexpected(offset: decoder.offset) }
        add(.init(sum: try decoder.wide(), stated: try decoder.integer()), to: key.span)
      }
    }
  }
}
