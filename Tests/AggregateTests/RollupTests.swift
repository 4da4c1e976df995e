import Aggregate
import Columns
import EventSchema
import TestSupport
import Testing

@Suite("Rollups") struct RollupTests {
  struct Event {
    var day: Int32, channel: String, currency: String, spend: Int64?, clicks: Int64?, person: UInt64,
      id: String
  }

  static let periods = PeriodIndex(
    grain: .month, periods: ["2026-01", "2026-02", "2026-03"].compactMap { Period(label: $0) })
  static let shape = GroupedSumsShape(
    dimensions: [.channel], periods: periods, measures: [.clicks, .spend], reportCurrency: Currency("EUR"))

  static func events(seed: Int) -> [Event] {
    var random = SeededRandom(seed)
    let start = Day(year: 2025, month: 12, day: 20)!.number
    return (0..<Int.random(in: 1...300, using: &random)).map { index in
      Event(
        day: start + Int32.random(in: 0...110, using: &random),
        channel: ["Email", "Paid Search", "", "é", "e\u{301}"].randomElement(using: &random)!,
        currency: ["EUR", "USD"].randomElement(using: &random)!,
        spend: Bool.random(using: &random) ? Int64.random(in: -5_000_000...90_000_000, using: &random) : nil,
        clicks: Bool.random(using: &random) ? Int64.random(in: 0...90, using: &random) : nil,
        person: UInt64.random(in: 0...40, using: &random), id: "o\(index % 97)")
    }
  }

  /// One worker's batch: its own dictionaries, its own codes.
  static func batch(_ events: [Event], _ dictionaries: inout Dictionaries) -> EventBatch {
    var ids: ContiguousArray<UInt8> = []
    return batch(events, &dictionaries, ids: &ids)
  }

  /// The same, with the bytes that the events' ids point into.
  static func batch(
    _ events: [Event], _ dictionaries: inout Dictionaries, ids: inout ContiguousArray<UInt8>
  ) -> EventBatch {
    var batch = EventBatch(kind: .order)
    batch.count = events.count
    batch.dimensions = [.channel, .input]
    batch.codes = [[], []]
    batch.measures = [.spend, .clicks]
    batch.values = [[], []]
    for event in events {
      batch.days.append(event.day)
      batch.currencies.append(Currency(event.currency)!.packed)
      batch.codes[0].append(dictionaries.tables[.channel]!.intern(event.channel))
      batch.codes[1].append(dictionaries.tables[.input]!.intern("shop"))
      batch.values[0].append(event.spend ?? Measure.absent)
      batch.values[1].append(event.clicks ?? Measure.absent)
      batch.belowZero.append((event.spend ?? 0) < 0)
      batch.persons.append(event.person == 0 ? .nobody : PersonToken(low: event.person, high: 7))
      batch.entities.append(Cell(start: UInt32(ids.count), length: Int32(event.id.utf8.count)))
      ids += Array(event.id.utf8)
    }
    if !batch.belowZero.contains(true) { batch.belowZero = [] }
    return batch
  }

  /// Splits the events over workers at random, in random order.
  static func split(_ events: [Event], _ random: inout SeededRandom) -> [[Event]] {
    var parts: [[Event]] = Array(repeating: [], count: Int.random(in: 1...6, using: &random))
    for event in events.shuffled(using: &random) {
      parts[Int.random(in: 0..<parts.count, using: &random)].append(event)
    }
    return parts
  }

  static func sums(_ parts: [[Event]]) -> [GroupedSums] {
    parts.map { GroupedSums.of($0, inBatchesOf: 37, shape, batch) }
  }

  @Test("grouped sums: any split and any merge order give the same bytes", arguments: 0..<40)
  func splitsOfSums(seed: Int) throws {
    let events = Self.events(seed: seed)
    var random = SeededRandom(seed + 1000)
    let whole = Self.sums([events])[0]
    var merged = GroupedSums(shape: Self.shape)
    for part in Self.sums(Self.split(events, &random)).shuffled(using: &random) {
      merged.merge(try GroupedSums(decoding: part.encode(), shape: Self.shape))
    }
    #expect(merged.encode() == whole.encode())
  }

  @Test("grouped sums: any number of partitions holds the same rows", arguments: [1, 2, 3, 7, 64])
  func partitions(count: Int) throws {
    let whole = Self.sums([Self.events(seed: 5)])[0]
    var merged = GroupedSums(shape: Self.shape)
    for partition in 0..<count {
      merged.merge(
        try GroupedSums(decoding: whole.encode(partition: partition, of: count), shape: Self.shape))
    }
    #expect(merged.encode() == whole.encode())
  }

  @Test("grouped sums equal a plain dictionary's", arguments: 0..<20)
  func oracle(seed: Int) {
    let events = Self.events(seed: seed)
    var expected: [String: Int128] = [:]
    for event in events {
      guard let spend = event.spend else { continue }
      let month = Period(.month, containing: Day(number: event.day))
      guard Self.periods.periods.contains(month) else { continue }
      // Bytes, not canonical equivalence: é and e + U+0301 are two channels.
      // What is below 0 is kept apart.
      let sign = spend < 0 ? "-" : "+"
      expected["\(Array(event.channel.utf8)) \(month) \(event.currency) \(sign)", default: 0] += Int128(spend)
    }
    var found: [String: Int128] = [:]
    for (key, cells) in Self.sums([events])[0].rows where cells[1].stated > 0 {
      let month = Self.periods.periods[key.slot]
      let sign = key.isBelowZero ? "-" : "+"
      let currency = Currency(packed: key.currency)
      found["\(key.texts[0]) \(month) \(currency) \(sign)", default: 0] += cells[1].sum
    }
    #expect(found == expected)
  }

  @Test("damaged or foreign bytes are refused, never misread")
  func damaged() throws {
    let bytes = Self.sums([Self.events(seed: 3)])[0].encode()
    #expect(throws: GroupedSums.Failure.wrongVersion) {
      try GroupedSums(decoding: [9, 9] + bytes.dropFirst(2), shape: Self.shape)
    }
    for cut in stride(from: 2, to: bytes.count, by: 7) {
      #expect(throws: GroupedSums.Failure.self) {
        try GroupedSums(decoding: Array(bytes[..<cut]), shape: Self.shape)
      }
    }
  }

  static func firsts(_ parts: [[Event]], key: UInt64 = 7) -> [FirstByPerson] {
    parts.map { part in
      var dictionaries = Dictionaries([.channel, .input])
      var first = FirstByPerson(dimensions: [.channel, .input])
      var ids: ContiguousArray<UInt8> = []
      var events = batch(part, &dictionaries, ids: &ids)
      for row in events.persons.indices where !events.persons[row].isNobody {
        events.persons[row] = PersonToken(low: events.persons[row].low &* key, high: key)
      }
      first.add(events, dictionaries: dictionaries, bytes: ids)
      return first
    }
  }

  @Test("first orders: any split and any merge order give the same bytes", arguments: 0..<40)
  func splitsOfFirsts(seed: Int) throws {
    let events = Self.events(seed: seed)
    var random = SeededRandom(seed + 2000)
    let whole = Self.firsts([events])[0]
    var merged = FirstByPerson(dimensions: [.channel, .input])
    for part in Self.firsts(Self.split(events, &random)).shuffled(using: &random) {
      merged.merge(try FirstByPerson(decoding: part.encode(), dimensions: [.channel, .input]))
    }
    #expect(merged.encode() == whole.encode())
  }

  @Test("those that name nobody are counted by group and month", arguments: 0..<10)
  func nameless(seed: Int) {
    let events = Self.events(seed: seed)
    var expected: [String: Int] = [:]
    for event in events where event.person == 0 {
      let month = Period(.month, containing: Day(number: event.day))
      guard Self.periods.periods.contains(month) else { continue }
      expected["\(Array(event.channel.utf8)) \(month)", default: 0] += 1
    }
    let firsts = Self.firsts([events])[0]
    var found: [String: Int] = [:]
    for (key, count) in firsts.nameless(shape: Self.shape) {
      found["\(key.texts[0]) \(Self.periods.periods[key.slot])"] = count
    }
    #expect(found == expected)
    #expect(firsts.nameless == events.count { $0.person == 0 })
  }

  @Test("first orders equal a plain dictionary's", arguments: 0..<20)
  func oracleOfFirsts(seed: Int) {
    let events = Self.events(seed: seed)
    var first: [UInt64: Event] = [:]
    for event in events where event.person != 0 {
      // Smallest day, then id by bytes, then channel by bytes.
      func rank(_ e: Event) -> (Int32, [UInt8], [UInt8]) { (e.day, Array(e.id.utf8), Array(e.channel.utf8)) }
      func precedes(_ a: Event, _ b: Event) -> Bool {
        let (x, y) = (rank(a), rank(b))
        if x.0 != y.0 { return x.0 < y.0 }
        if x.1 != y.1 { return x.1.lexicographicallyPrecedes(y.1) }
        return x.2.lexicographicallyPrecedes(y.2)
      }
      if let known = first[event.person], !precedes(event, known) { continue }
      first[event.person] = event
    }
    var expected: [String: Int128] = [:]
    for event in first.values {
      let month = Period(.month, containing: Day(number: event.day))
      guard Self.periods.periods.contains(month) else { continue }
      expected["\(Array(event.channel.utf8)) \(month)", default: 0] += 1
    }
    var found: [String: Int128] = [:]
    for (key, cells) in Self.firsts([events])[0].finish(shape: Self.shape).rows {
      found["\(key.texts[0]) \(Self.periods.periods[key.slot])"] = cells[0].sum
    }
    #expect(found == expected)
  }

  @Test("two different person keys give the same counts")
  func keys() {
    let events = Self.events(seed: 11)
    let a = Self.firsts([events], key: 7)[0].finish(shape: Self.shape)
    let b = Self.firsts([events], key: 1_000_003)[0].finish(shape: Self.shape)
    #expect(a == b)
  }

  @Test("the ledger notices a record or a cent that went nowhere")
  func ledger() {
    var ledger = ReconciliationLedger()
    ledger.records = 10
    ledger.accepted = 8
    ledger.rejected = 1
    ledger.filtered["total"] = 1
    #expect(ledger.imbalances().isEmpty)
    var money = ReconciliationLedger.Money()
    money.records = 1_000_000
    money.accepted = 999_999
    ledger.money[.init(measure: .spend, currency: "EUR")] = money
    #expect(ledger.imbalances().map(\.what) == ["spend EUR"])
    ledger.accepted = 7
    #expect(ledger.imbalances().count == 2)
  }
}
