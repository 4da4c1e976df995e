import Columns
import Declarations
import EventSchema

/// The names that campaigns' ids had, and the last day of each: what a file says of it.
package struct NameHistory: Sendable, Equatable {
  /// Id → name → last day.
  package private(set) var lastDays: [[UInt8]: [[UInt8]: Int32]] = [:]

  package init() {}

  package mutating func add(id: [UInt8], name: [UInt8], day: Int32) {
    lastDays[id, default: [:]][name] = max(lastDays[id]?[name] ?? day, day)
  }

  /// A rollup: parts of a file add up.
  package mutating func merge(_ other: NameHistory) {
    for (id, names) in other.lastDays { lastDays[id, default: [:]].merge(names, uniquingKeysWith: max) }
  }

  /// The newest name of every id that has several, and the others.
  ///
  /// Of names of one day that of the later file counts; within a file the one whose bytes come last.
  ///
  /// - Parameter files: in the order of the run.
  package static func renamed(_ files: [NameHistory]) -> [[UInt8]: (name: [UInt8], before: [[UInt8]])] {
    let (newest, nameless) = newestNames(files)
    return newest.filter { $0.value.all.count > 1 || nameless.contains($0.key) }.mapValues { known in
      (
        name: known.name,
        before: known.all.subtracting([known.name]).sorted { $0.lexicographicallyPrecedes($1) }
      )
    }
  }

  /// The newest name of every id that has one.
  package static func newest(_ files: [NameHistory]) -> [[UInt8]: [UInt8]] {
    newestNames(files).names.mapValues(\.name)
  }

  private struct Newest { var day: Int32, name: [UInt8], all: Set<[UInt8]> }

  /// - Returns: names by id, and the ids that rows without a name have.
  private static func newestNames(
    _ files: [NameHistory]
  ) -> (names: [[UInt8]: Newest], nameless: Set<[UInt8]>) {
    var newest: [[UInt8]: Newest] = [:]
    var nameless: Set<[UInt8]> = []
    for file in files {
      for (id, all) in file.lastDays {
        // A row without a name counts under its id, which is no name that the campaign ever had.
        let names = all.filter { $0.key != ComposedText.of(id) }
        if names.count < all.count { nameless.insert(id) }
        let last = names.max { a, b in
          a.value != b.value ? a.value < b.value : a.key.lexicographicallyPrecedes(b.key)
        }
        guard let last else { continue }
        var known = newest[id] ?? Newest(day: last.value, name: last.key, all: [])
        if last.value >= known.day { (known.day, known.name) = (last.value, last.key) }
        known.all.formUnion(names.keys)
        newest[id] = known
      }
    }
    return (newest, nameless)
  }
}

/// A worker's own history, by its codes.
struct NameHistoryTally: Sendable {
  private var pairs = PairTable()
  private var days: ContiguousArray<Int32> = []

  mutating func add(
    ids: ContiguousArray<Int32>, names: ContiguousArray<Int32>, days given: ContiguousArray<Int32>,
    verdicts: ContiguousArray<UInt8>
  ) {
    for row in verdicts.indices where verdicts[row] == 0 && ids[row] >= 0 && names[row] >= 0 {
      let id = Int(pairs.id(ids[row], names[row]))
      if id == days.count { days.append(given[row]) } else { days[id] = max(days[id], given[row]) }
    }
  }

  mutating func take(_ ids: TextColumn, _ names: TextColumn) -> NameHistory {
    var history = NameHistory()
    for index in days.indices {
      let (id, name) = pairs[Int32(index)]
      history.add(id: ids.table[id], name: ComposedText.of(names.table[name]), day: days[index])
    }
    self = NameHistoryTally()
    return history
  }
}

extension EventMapper {
  private var namePositions: (id: Int, name: Int)? {
    guard let id = roles.dimensions[.campaignID], let name = roles.dimensions[.campaign], present[id],
      present[name],
      !mapping.profile.columns[mapping.wanted[name]].personal
    else { return nil }
    return (id, name)
  }

  /// Notes which names ids have, where that is asked for.
  mutating func tallyHistory(_ times: EventTimes) {
    guard mapping.survey == .names, let (id, name) = namePositions else { return }
    history.add(
      ids: codes[id], names: codes[name], days: times.lastDays.isEmpty ? times.days : times.lastDays,
      verdicts: verdicts)
  }

  /// Moves out which names ids have; nil where that is not asked for.
  package mutating func takeHistory() -> NameHistory? {
    guard mapping.survey == .names, let id = roles.dimensions[.campaignID],
      let name = roles.dimensions[.campaign],
      let ids = textColumns[id], let names = textColumns[name]
    else { return nil }
    return history.take(ids, names)
  }

  /// Gives campaigns that were renamed their newest name: before rules, parts and groups look at it.
  mutating func rename(_ count: Int) {
    // Where a file has no column of names, the ids stand in, and are renamed likewise.
    guard let latest = mapping.latestNames, let id = roles.dimensions[.campaignID], present[id],
      let name = roles.dimensions[.campaign], let table = textColumns[id]?.table
    else { return }
    let column = mapping.profile.columns[mapping.wanted[name]]
    guard !column.personal, present[name] || column.standIn == .dimension(.campaignID) else { return }
    while renamed.count < table.count {
      let newest = latest[table[Int32(renamed.count)]]
      renamed.append(newest.flatMap { textColumns[name]?.code(of: $0) } ?? TextColumn.absent)
    }
    let ids = codes[id]
    for row in 0..<count where ids[row] >= 0 && renamed[Int(ids[row])] >= 0 {
      codes[name][row] = renamed[Int(ids[row])]
    }
  }
}
