import Aggregate
import Columns
import Declarations
import EventSchema
import Testing

@Suite("Events that wait for others") struct LinkedEventsTests {
  private static let january = Day(year: 2026, month: 1, day: 20)?.number ?? 0
  private static let shape = GroupedSumsShape(
    dimensions: [.channel], periods: RollupTests.periods, measures: [.refunds, .revenue],
    reportCurrency: Currency("EUR"))

  private static func batch(
    _ kind: EventKind, _ link: EventBatch.Link?, _ rows: [(id: UInt64, day: Int32, amount: Int64)],
    _ dictionaries: inout Dictionaries
  ) -> EventBatch {
    var batch = EventBatch(kind: kind)
    batch.count = rows.count
    batch.dimensions = [.channel, .input]
    let channel = dictionaries.tables[.channel]?.intern("Email") ?? -1
    batch.codes = [
      ContiguousArray(repeating: channel, count: rows.count),
      ContiguousArray(repeating: -1, count: rows.count),
    ]
    batch.measures = kind == .deal ? [.wonDeals] : link == .order ? [.refunds] : [.revenue]
    batch.values = [ContiguousArray(rows.map(\.amount))]
    batch.days = ContiguousArray(rows.map(\.day))
    batch.currencies = ContiguousArray(repeating: Currency("USD")?.packed ?? 0, count: rows.count)
    batch.links = ContiguousArray(rows.map { $0.id == 0 ? .nobody : PersonToken(low: $0.id, high: 7) })
    batch.waitsFor = link
    return batch
  }

  /// Order 1 in January (stated again in February), order 2 in February; deal 9 won; four events wait.
  private static func parts() -> [LinkedEvents] {
    var dictionaries = Dictionaries(Dimension.allCases)
    let (first, later) = (january, january + 20)
    let batches = [
      batch(.order, nil, [(1, later, 5), (2, later, 5)], &dictionaries),
      batch(.order, nil, [(1, first, 5), (0, first, 5)], &dictionaries),
      batch(.deal, nil, [(9, first, 1)], &dictionaries),
      batch(.refund, .order, [(1, later, 1_000_000), (3, later, 20_000_000)], &dictionaries),
      batch(.order, .deal, [(9, later, 300_000_000), (8, later, 4_000_000_000)], &dictionaries),
    ]
    return batches.map { batch in
      var part = LinkedEvents(dimensions: [.channel, .input])
      part.add(batch, dictionaries: dictionaries)
      return part
    }
  }

  private static func merged(_ parts: [LinkedEvents]) -> LinkedEvents {
    var whole = LinkedEvents(dimensions: [.channel, .input])
    for part in parts { whole.merge(part) }
    return whole
  }

  /// Per slot and day of the rate: refunds and revenue in whole units.
  private static func amounts(_ events: LinkedEvents, _ refunds: RefundsDeclaration) -> [String] {
    events.finish(shape: shape, refunds: refunds).0.rows.map { key, cells in
      "\(key.slot) day \(key.rateDay - january) refunds \(cells[0].sum / 1_000_000) revenue \(cells[1].sum / 1_000_000)"
    }.sorted()
  }

  @Test("a refund counts on its own day or its order's, at the rate of either; an unknown order's on its own")
  func refunds() {
    let events = Self.merged(Self.parts())
    #expect(
      Self.amounts(events, RefundsDeclaration(bookedOn: .refund, rateOf: .order)) == [
        "1 day 0 refunds 1 revenue 0", "1 day 20 refunds 20 revenue 4000",
      ])
    #expect(
      Self.amounts(events, RefundsDeclaration(bookedOn: .order)) == [
        "0 day 0 refunds 1 revenue 0", "1 day 20 refunds 20 revenue 4000",
      ])
    #expect(
      Self.amounts(events, RefundsDeclaration(bookedOn: .order, rateOf: .refund)) == [
        "0 day 20 refunds 1 revenue 0", "1 day 20 refunds 20 revenue 4000",
      ])
    #expect(events.finish(shape: Self.shape, refunds: RefundsDeclaration()).1.unknownOrders == 1)
  }

  @Test("an order of a won deal is that deal; one of another deal counts")
  func deals() {
    let outcome = Self.merged(Self.parts()).finish(shape: Self.shape, refunds: RefundsDeclaration()).1
    #expect(outcome.countedAsDeals == 1)
    #expect(outcome.dealMoney.map { "\($0.key) \($0.value)" } == ["USD 300"])
  }

  @Test("the order of parts plays no role, and bytes bring the same back, whole or in partitions")
  func merging() throws {
    let parts = Self.parts()
    let bytes = Self.merged(parts).encode()
    #expect(Self.merged(parts.reversed()).encode() == bytes)
    #expect(try LinkedEvents(decoding: bytes, dimensions: [.channel, .input]).encode() == bytes)
    let thirds = try (0..<3).map {
      try LinkedEvents(
        decoding: Self.merged(parts).encode(partition: $0, of: 3), dimensions: [.channel, .input])
    }
    #expect(Self.merged(thirds).encode() == bytes)
  }

  @Test("foreign bytes are refused")
  func refused() {
    #expect(throws: LinkedEvents.Failure.wrongVersion) {
      try LinkedEvents(decoding: [1, 1, 0, 0, 0], dimensions: [.channel])
    }
    let bytes = Self.merged(Self.parts()).encode()
    #expect(throws: LinkedEvents.Failure.self) {
      try LinkedEvents(decoding: Array(bytes.dropLast()), dimensions: [.channel, .input])
    }
  }
}
