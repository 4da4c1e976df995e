import Columns
import EventSchema

/// Rows that leave some measure of their kind empty, apart: how many there are, and what they state of the others.
///
/// With the sums over all rows it says how many rows leave a measure open, and what the rows that state several measures
/// side by side add up to. Rows that state everything are not here. A part of `GroupedSums`, and a rollup as these.
package struct BlankRows: Sendable, Equatable {
  package struct Place: Sendable, Hashable {
    package var group: GroupedSums.Key
    /// The bits of the measures left empty: see `Measure.bitsInRows`.
    package var pattern: Int32

    fileprivate var bytes: [UInt8] {
      var encoder = CanonicalEncoder()
      encoder.write(group.bytes)
      encoder.write(Int(pattern))
      return encoder.bytes
    }
  }
  package struct Entry: Sendable, Equatable {
    package var rows = 0
    /// Per measure of the shape.
    package var cells: [GroupedSums.Cell]
  }
  package private(set) var entries: [Place: Entry] = [:]

  package init() {}

  mutating func add(_ entry: Entry, to place: Place) {
    guard var known = entries[place] else {
      entries[place] = entry
      return
    }
    known.rows += entry.rows
    GroupedSums.add(entry.cells, to: &known.cells)
    entries[place] = known
  }

  mutating func merge(_ other: BlankRows) {
    for (place, entry) in other.entries { add(entry, to: place) }
  }

  func encode(into encoder: inout CanonicalEncoder, partition: Int, of count: Int) {
    let mine = entries.inPartition(partition, of: count) { $0.key.bytes }
    encoder.write(UInt64(mine.count))
    for (element, _) in mine {
      encoder.write(key: element.key.group)
      encoder.write(Int(element.key.pattern))
      encoder.write(element.value.rows)
      encoder.write(cells: element.value.cells)
    }
  }

  mutating func decode(
    _ decoder: inout CanonicalDecoder, dimensions: Int, measures: Int
  ) throws(CanonicalDecoder.Failure) {
    for _ in 0..<(try decoder.unsigned()) {
      let group = try decoder.key(dimensions)
      let place = Place(group: group, pattern: Int32(truncatingIfNeeded: try decoder.integer()))
      let rows = try decoder.integer()
      add(Entry(rows: rows, cells: try decoder.cells(measures)), to: place)
    }
  }
}

/// A worker's own blank rows, by its group ids.
struct BlankTally: Sendable {
  /// Per measure of the shape; 0 for those that stand in no rows.
  private let bits: [Int32]
  /// (group, pattern)
  private var places = PairTable()
  private var rows: ContiguousArray<Int> = []
  /// Per measure, per place.
  private var sums: [ContiguousArray<Int128>]
  private var stated: [ContiguousArray<Int>]

  init(_ measures: [Measure]) {
    bits = measures.map(\.bitsInRows)
    sums = Array(repeating: [], count: measures.count)
    stated = Array(repeating: [], count: measures.count)
  }

  /// - Parameters:
  ///   - columns: per measure, its column in the batch.
  ///   - open: the measures of which some row states nothing.
  ///   - ids: the group of every row, -1 for none.
  mutating func add(_ batch: EventBatch, _ columns: [Int?], open: [Int], _ ids: Span<Int32>) {
    var patterns = ContiguousArray<Int32>(repeating: 0, count: ids.count)
    for measure in open {
      guard let column = columns[measure] else { continue }
      let (values, bit, absent) = (batch.values[column], bits[measure], Measure.absent)
      for row in values.indices where values[row] == absent { patterns[row] |= bit }
    }
    if batch.kind == .content { forgetUnwatched(&patterns, batch, columns) }
    // From here on the place of each row, -1 for none.
    for row in 0..<ids.count {
      patterns[row] = ids[row] >= 0 && patterns[row] != 0 ? places.id(ids[row], patterns[row]) : -1
    }
    rows.grow(to: places.count)
    for place in patterns where place >= 0 { rows[Int(place)] += 1 }
    for (measure, column) in columns.enumerated() {
      guard let column, bits[measure] != 0 else { continue }
      sums[measure].grow(to: places.count)
      stated[measure].grow(to: places.count)
      let values = batch.values[column]
      for row in values.indices where patterns[row] >= 0 && values[row] != Measure.absent {
        sums[measure][Int(patterns[row])] += Int128(values[row])
        stated[measure][Int(patterns[row])] += 1
      }
    }
  }

  /// An article is not watched: content that states neither views nor watch time has none, rather than leaving them open.
  private func forgetUnwatched(
    _ patterns: inout ContiguousArray<Int32>, _ batch: EventBatch, _ columns: [Int?]
  ) {
    let asked = columns.enumerated().filter { $0.element != nil }.reduce(0) { $0 | bits[$1.offset] }
    for row in patterns.indices where patterns[row] == asked { patterns[row] = 0 }
  }

  /// Everything: groups, patterns and what their rows state.
  func drain(_ take: (Int32, Int32, BlankRows.Entry) -> Void) {
    for place in 0..<places.count {
      let cells = sums.indices.map { measure in
        place < sums[measure].count
          ? GroupedSums.Cell(sum: sums[measure][place], stated: stated[measure][place]) : .init()
      }
      let (group, pattern) = places[Int32(place)]
      take(group, pattern, .init(rows: rows[place], cells: cells))
    }
  }
}
