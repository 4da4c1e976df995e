package import Columns
package import EventSchema

/// The first order (or won deal, or stage) of every person: a rollup, keyed by person token.
///
/// First is the smallest (instant, id bytes), so that the order of arrival plays no part. Tokens
/// never reach output: `finish` counts people per group and period.
///
/// Costs about 60 bytes a person: a token, a slot, and an entry whose id stands in one arena.
package struct FirstByPerson: Sendable {
  private struct Entry: Sendable {
    /// UTC seconds; midnight where only a day is stated.
    var instant: Int64
    var day: Int32
    /// Number of the texts of `dimensions` in `groups`.
    var group: Int32
    var idStart: UInt32
    var idCount: UInt32
  }
  package typealias Failure = RollupFailure
  private static let mark: [UInt8] = [2, 3]

  package let dimensions: [Dimension]
  private var people = PersonTable()
  private var entries: ContiguousArray<Entry> = []
  private var ids: ContiguousArray<UInt8> = []
  private var groups = TextGroups()
  /// Events that make customers, and those of them that name nobody.
  package private(set) var events = 0
  package var nameless: Int { namelessCounts.reduce(0, +) }
  /// (group, day) of events that name nobody, and how many are of each.
  private var namelessPlaces = PairTable()
  private var namelessCounts: ContiguousArray<Int> = []

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// Adds the events of a batch that have a person, and counts those that name nobody.
  ///
  /// - Parameter bytes: the record batch's, which the events' ids point into.
  package mutating func add(
    _ batch: EventBatch, dictionaries: Dictionaries, bytes: borrowing ContiguousArray<UInt8>
  ) {
    guard batch.count > 0 else { return }
    var numbers = GroupNumbers(dimensions, batch)
    let text = bytes.span
    // Orders whose revenue may be their deal's are there once more, for that alone.
    let isWaiting = batch.waitsFor != nil
    if !isWaiting { events += batch.count }
    for row in 0..<batch.count {
      if batch.persons.isEmpty || batch.persons[row].isNobody {
        if isWaiting { continue }
        let group = numbers.number(ofRow: row) { dimension, code in
          dictionaries.text(dimension, code)
        } in: {
          groups.number(of: $0)
        }
        addNameless(group, day: batch.days[row], 1)
        continue
      }
      let instant =
        batch.instants.isEmpty || batch.instants[row] == .min
        ? Int64(batch.days[row]) * 86_400 : batch.instants[row]
      let (index, isNew) = people.index(of: batch.persons[row])
      if !isNew, entries[index].instant < instant { continue }
      let cell = batch.entities.isEmpty ? .absent : batch.entities[row]
      let id = text.extracting(Int(cell.start)..<(Int(cell.start) + max(0, Int(cell.length))))
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      insert(instant, id, day: batch.days[row], group, at: index, isNew: isNew)
    }
  }

  private mutating func addNameless(_ group: Int32, day: Int32, _ count: Int) {
    let place = Int(namelessPlaces.id(group, day))
    if place == namelessCounts.count { namelessCounts.append(0) }
    namelessCounts[place] += count
  }

  private mutating func insert(
    _ instant: Int64, _ id: Span<UInt8>, day: Int32, _ group: Int32, at index: Int, isNew: Bool
  ) {
    if !isNew, !precedes(instant, id, group, entries[index]) { return }
    var entry = Entry(
      instant: instant, day: day, group: group, idStart: UInt32(ids.count), idCount: UInt32(id.count))
    // Ids of one shop are of one length: the arena hardly ever grows by a replacement.
    if !isNew, entries[index].idCount >= entry.idCount {
      entry.idStart = entries[index].idStart
      for i in id.indices { ids[Int(entry.idStart) + i] = id[i] }
    } else {
      precondition(ids.count + id.count <= Int(UInt32.max), "more than 4 GiB of ids")
      for i in id.indices { ids.append(id[i]) }
    }
    if isNew { entries.append(entry) } else { entries[index] = entry }
  }

  private func precedes(_ instant: Int64, _ id: Span<UInt8>, _ group: Int32, _ other: Entry) -> Bool {
    if instant != other.instant { return instant < other.instant }
    let known = ids.span.extracting(Int(other.idStart)..<Int(other.idStart + other.idCount))
    for i in 0..<min(id.count, known.count) where id[i] != known[i] { return id[i] < known[i] }
    if id.count != known.count { return id.count < known.count }
    // The same id stated twice at one instant: the smaller texts, so that merging stays commutative.
    return groups[group].lexicographicallyPrecedes(groups[other.group]) { $0.lexicographicallyPrecedes($1) }
  }

  package mutating func merge(_ other: FirstByPerson) {
    events += other.events
    let names = other.groups.texts.map { groups.number(of: $0) }
    for (place, count) in other.namelessCounts.enumerated() {
      let (group, day) = other.namelessPlaces[Int32(place)]
      addNameless(names[Int(group)], day: day, count)
    }
    for (token, entry) in zip(other.people.tokens, other.entries) {
      let (index, isNew) = people.index(of: token)
      let id = other.ids.span.extracting(Int(entry.idStart)..<Int(entry.idStart + entry.idCount))
      insert(entry.instant, id, day: entry.day, names[Int(entry.group)], at: index, isNew: isNew)
    }
  }

  package static func partition(of person: PersonToken, count: Int) -> Int {
    Int(truncatingIfNeeded: person.low >> 1) % count
  }

  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    let mine = people.tokens.indices.filter {
      people.tokens[$0].isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    // Of all people together: they stand in one part.
    encoder.write(UInt64(partition == 0 ? events : 0))
    encodeNameless(partition == 0 ? Array(namelessCounts.indices) : [], &encoder)
    encoder.write(UInt64(mine.count))
    for index in mine.sorted(by: { people.tokens[$0] < people.tokens[$1] }) {
      let entry = entries[index]
      encoder.write(people.tokens[index])
      encoder.write(Int(entry.instant))
      encoder.write(Array(ids[Int(entry.idStart)..<Int(entry.idStart + entry.idCount)]))
      encoder.write(Int(entry.day))
      for text in groups[entry.group] { encoder.write(text) }
    }
    return encoder.bytes
  }

  private func encodeNameless(_ places: [Int], _ encoder: inout CanonicalEncoder) {
    let entries = places.map { place -> [UInt8] in
      let (group, day) = namelessPlaces[Int32(place)]
      var entry = CanonicalEncoder()
      for text in groups[group] { entry.write(text) }
      entry.write(Int(day))
      entry.write(namelessCounts[place])
      return entry.bytes
    }
    encoder.write(UInt64(entries.count))
    for entry in entries.sorted(by: { $0.lexicographicallyPrecedes($1) }) { encoder.write(entry) }
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      events = Int(clamping: try decoder.unsigned())
      for _ in 0..<(try decoder.unsigned()) {
        var entry = CanonicalDecoder(try decoder.string())
        let group = groups.number(of: try entry.texts(dimensions.count))
        let day = Int32(truncatingIfNeeded: try entry.integer())
        addNameless(group, day: day, try entry.integer())
      }
      for _ in 0..<(try decoder.unsigned()) {
        let token = try decoder.token()
        let instant = Int64(try decoder.integer())
        let id = try decoder.string()
        let day = Int32(truncatingIfNeeded: try decoder.integer())
        let texts = try decoder.texts(dimensions.count)
        let (index, isNew) = people.index(of: token)
        insert(instant, id.span, day: day, groups.number(of: texts), at: index, isNew: isNew)
      }
    }
  }

  /// The slot of a person's first event; -1 outside the periods, and for nobody.
  func slot(of person: PersonToken, in periods: PeriodIndex) -> Int {
    people.index(ofKnown: person).map { Int(periods.slot(ofDay: entries[$0].day)) } ?? -1
  }

  /// Everybody, with the day and the texts of `dimensions` of the first event; in no order.
  var customers: some Sequence<(token: PersonToken, day: Int32, texts: [[UInt8]])> {
    zip(people.tokens, entries).lazy.map { (token: $0, day: $1.day, texts: groups[$1.group]) }
  }

  /// The slots of everybody's first event, as far as they lie in the periods.
  func slots(in periods: PeriodIndex) -> some Sequence<Int> {
    entries.lazy.map { Int(periods.slot(ofDay: $0.day)) }.filter { $0 >= 0 }
  }

  /// How many events that name nobody lie where: each may be the first of somebody.
  package func nameless(shape: GroupedSumsShape) -> [GroupedSums.Key: Int] {
    var found: [GroupedSums.Key: Int] = [:]
    for (place, count) in namelessCounts.enumerated() {
      let (group, day) = namelessPlaces[Int32(place)]
      let slot = Int(shape.periods.slot(ofDay: day))
      guard slot >= 0 else { continue }
      let texts = shape.dimensions.map { dimension in
        dimensions.firstIndex(of: dimension).map { groups[group][$0] } ?? []
      }
      found[.init(texts: texts, slot: slot, currency: 0, rateDay: 0), default: 0] += count
    }
    return found
  }

  /// People counted where their first event lies: as grouped sums of `new_customers`.
  package func finish(shape: GroupedSumsShape) -> GroupedSums {
    var result = GroupedSums(shape: shape)
    for entry in entries {
      let slot = Int(shape.periods.slot(ofDay: entry.day))
      guard slot >= 0 else { continue }
      let texts = shape.dimensions.map { dimension in
        dimensions.firstIndex(of: dimension).map { groups[entry.group][$0] } ?? []
      }
      result.add([.init(sum: 1, stated: 1)], to: .init(texts: texts, slot: slot, currency: 0, rateDay: 0))
    }
    return result
  }
}

/// Group numbers of a batch's rows: texts are put together once per distinct combination of codes.
struct GroupNumbers {
  private let dimensions: [Dimension]
  private let columns: [ContiguousArray<Int32>?]
  private var combinations: TupleTable
  private var numbers: ContiguousArray<Int32> = []
  private var tuple: ContiguousArray<Int64>

  init(_ dimensions: [Dimension], _ batch: EventBatch) {
    self.dimensions = dimensions
    columns = dimensions.map { dimension in batch.dimensions.firstIndex(of: dimension).map { batch.codes[$0] }
    }
    combinations = TupleTable(width: max(1, dimensions.count))
    tuple = ContiguousArray(repeating: 0, count: max(1, dimensions.count))
  }

  mutating func number(
    ofRow row: Int, text: (Dimension, Int32) -> [UInt8], in number: ([[UInt8]]) -> Int32
  ) -> Int32 {
    for i in columns.indices { tuple[i] = Int64(columns[i]?[row] ?? -1) }
    let codes = tuple
    let (id, isNew) = combinations.intern(codes.span)
    if isNew {
      numbers.append(
        number(dimensions.indices.map { text(dimensions[$0], Int32(truncatingIfNeeded: tuple[$0])) }))
    }
    return numbers[Int(id)]
  }
}
