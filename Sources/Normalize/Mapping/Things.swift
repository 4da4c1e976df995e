import Columns
package import EventSchema

/// Days by what rows of them are of: those that count elsewhere.
package struct DaysByThing: Sendable, Hashable {
  /// What tells things apart: of each part the first dimension that a row states.
  package var parts: [[Dimension]]
  /// By the texts of the parts, empty where a row states none; ranges ascending and apart.
  package var days: [[[UInt8]]: [ClosedRange<Int32>]]

  package init(parts: [[Dimension]], days: [[[UInt8]]: [ClosedRange<Int32>]]) {
    self.parts = parts
    self.days = days
  }
}

/// Rows of a file told apart by what they are of: their texts are looked at once per distinct combination.
struct Things: Sendable {
  /// Per part the columns that the file has of it.
  private let positions: [[Int]]
  private var tables: [PairTable]

  init(_ parts: [[Dimension]], _ roles: Roles, present: [Bool]) {
    positions = parts.map { $0.compactMap { roles.dimensions[$0] }.filter { present[$0] } }
    tables = parts.map { _ in PairTable() }
  }

  /// What a row is of; ids are dense.
  mutating func id(_ row: Int, _ codes: [ContiguousArray<Int32>]) -> Int32 {
    var id: Int32 = 0
    for (part, positions) in positions.enumerated() {
      var code: Int32 = -1
      for (place, position) in positions.enumerated() where codes[position][row] >= 0 {
        code = codes[position][row] &* Int32(positions.count) &+ Int32(place)
        break
      }
      id = tables[part].id(id, code)
    }
    return id
  }

  /// The texts of the parts.
  ///
  /// - Parameter text: of a column's code.
  func texts(_ id: Int32, text: (_ position: Int, _ code: Int32) -> [UInt8]) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    var rest = id
    for part in tables.indices.reversed() {
      let (before, code) = tables[part][rest]
      let columns = positions[part]
      let count = Int32(columns.count)
      texts.append(code < 0 ? [] : text(columns[Int(code % count)], code / count))
      rest = before
    }
    return texts.reversed()
  }
}

/// Days of the things of a file, looked up once per distinct thing.
struct DaysLookup: Sendable {
  var things: Things
  /// By the things' ids.
  var ranges: [[ClosedRange<Int32>]] = []

  init(things: Things) { self.things = things }
}

extension EventMapper {
  /// The texts of a thing as every file of the input spells it.
  func texts(_ id: Int32, of things: Things) -> [[UInt8]] {
    things.texts(id) { textOfThing($1, in: $0) }
  }

  /// What a code of a column names, however a file spells it. Names of actions are kept apart, whatever they stand for:
  /// some hold others.
  func textOfThing(_ code: Int32, in position: Int) -> [UInt8] {
    guard let table = textColumns[position]?.table else { return [] }
    if position == roles.dimensions[.action] { return ConversionNames.key(table[code]) }
    return ComposedText.of(trimmed(mapping.keyName(trimmed(table[code]), position)))
  }

  /// Accepted rows some of whose days are among those of the same thing.
  ///
  /// - Parameter known: what earlier batches of the file looked up of the same days.
  func rows(
    of days: DaysByThing, _ times: EventTimes, _ count: Int, _ known: inout DaysLookup
  ) -> [Int] {
    var found: [Int] = []
    for row in 0..<count where verdicts[row] == 0 {
      let id = Int(known.things.id(row, codes))
      while known.ranges.count <= id {
        known.ranges.append(days.days[texts(Int32(known.ranges.count), of: known.things)] ?? [])
      }
      let last = times.lastDays.isEmpty ? times.days[row] : times.lastDays[row]
      if Self.overlap(known.ranges[id], times.days[row], last) { found.append(row) }
    }
    return found
  }

  /// Forgets what was looked up: another file may have other columns, and other days that count elsewhere.
  mutating func beginLookups() {
    let all = facts.leftOut + facts.claimsElsewhere.map(\.days)
    lookups = all.map { DaysLookup(things: Things($0.parts, roles, present: present)) }
  }

  private static func overlap(_ ranges: [ClosedRange<Int32>], _ first: Int32, _ last: Int32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < first { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= last
  }
}
