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

  @Test(
    "a filtered order has its refunds where it would be, unless the order counts elsewhere; in any order of parts"
  )
  func filtered() throws {
    var dictionaries = Dictionaries(Dimension.allCases)
    let (first, later) = (Self.january, Self.january + 20)
    // Order 1 was filtered in January, too, but counts in February; order 3 was filtered in both months.
    var january = LinkedEvents(dimensions: [.channel, .input])
    january.add(
      filtered: Self.batch(.order, nil, [(1, first, 5), (3, first, 5)], &dictionaries),
      dictionaries: dictionaries)
    var february = LinkedEvents(dimensions: [.channel, .input])
    february.add(
      filtered: Self.batch(.order, nil, [(3, later, 5)], &dictionaries), dictionaries: dictionaries)
    february.add(Self.batch(.order, nil, [(1, later, 5)], &dictionaries), dictionaries: dictionaries)
    var refunds = LinkedEvents(dimensions: [.channel, .input])
    refunds.add(
      Self.batch(.refund, .order, [(1, later, 1_000_000), (3, later, 20_000_000)], &dictionaries),
      dictionaries: dictionaries)
    let parts = [january, february, refunds]
    let bytes = Self.merged(parts).encode()
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
      let events = Self.merged(order.map { parts[$0] })
      #expect(events.encode() == bytes)
      #expect(
        Self.amounts(events, RefundsDeclaration(bookedOn: .order)) == [
          "0 day 0 refunds 20 revenue 0", "1 day 20 refunds 1 revenue 0",
        ])
      let outcome = events.finish(shape: Self.shape, refunds: RefundsDeclaration()).1
      #expect(outcome.filteredOrders == 1)
      #expect(outcome.unknownOrders == 0)
    }
    #expect(try LinkedEvents(decoding: bytes, dimensions: [.channel, .input]).encode() == bytes)
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

  /// Orders of two inputs with a channel each, and refunds that may state theirs.
  private static func ordersOfInputs() -> [LinkedEvents] {
    var dictionaries = Dictionaries(Dimension.allCases)
    func orders(_ input: Int, _ channel: String, _ rows: [(id: UInt64, day: Int32)]) -> EventBatch {
      var batch = batch(.order, nil, rows.map { ($0.id, $0.day, 1) }, &dictionaries)
      batch.input = input
      let code = dictionaries.tables[.channel]?.intern(channel) ?? -1
      batch.codes[0] = ContiguousArray(repeating: code, count: rows.count)
      return batch
    }
    var refunds = batch(
      .refund, .order,
      [
        (1, january, 1_000_000), (2, january, 20_000_000), (3, january, 300_000_000),
        (1, january, 4_000_000_000),
      ], &dictionaries)
    refunds.statesOrigin = [false, false, false, true]
    let batches = [
      // Order 1 in two channels: in none. Order 2 twice in Shop. Order 3 of two inputs.
      orders(0, "Shop", [(1, january), (2, january - 1), (3, january)]),
      orders(0, "Ads", [(1, january)]), orders(0, "Shop", [(2, january)]), orders(1, "Ads", [(3, january)]),
      refunds,
    ]
    return batches.map { batch in
      var part = LinkedEvents(dimensions: [.channel, .input], inherited: [.channel])
      part.add(batch, dictionaries: dictionaries)
      return part
    }
  }

  @Test(
    "a refund that states no channel has its order's, unless several inputs have that order or it has several"
  )
  func inherited() throws {
    func joined(_ parts: [LinkedEvents]) -> LinkedEvents {
      var whole = LinkedEvents(dimensions: [.channel, .input], inherited: [.channel])
      for part in parts { whole.merge(part) }
      return whole
    }
    let parts = Self.ordersOfInputs()
    let bytes = joined(parts).encode()
    #expect(joined(parts.reversed()).encode() == bytes)
    let again = try LinkedEvents(
      decoding: bytes, dimensions: [.channel, .input], inherited: [.channel])
    #expect(again.encode() == bytes)
    for events in [joined(parts), again] {
      let (sums, outcome) = events.finish(shape: Self.shape, refunds: RefundsDeclaration())
      let amounts = sums.rows.map { key, cells in
        "\(String(decoding: key.texts[0], as: UTF8.self)) \(cells[0].sum / 1_000_000)"
      }.sorted()
      #expect(amounts == ["Email 4301", "Shop 20"])
      #expect([outcome.inheriting, outcome.ambiguousOrders, outcome.unknownOrders] == [1, 1, 0])
      #expect(outcome.undecided == [.channel: 1])
    }
  }

  @Test("an order that counts in one input and was filtered or rejected in another is nobody's")
  func ofSeveralInputs() throws {
    var dictionaries = Dictionaries(Dimension.allCases)
    func order(_ input: Int) -> EventBatch {
      var batch = Self.batch(.order, nil, [(1, Self.january, 5)], &dictionaries)
      batch.input = input
      return batch
    }
    func empty() -> LinkedEvents { LinkedEvents(dimensions: [.channel, .input], inherited: [.channel]) }
    let (first, second) = (order(0), order(1))
    let refunds = Self.batch(.refund, .order, [(1, Self.january + 20, 1_000_000)], &dictionaries)
    var counting = empty()
    counting.add(first, dictionaries: dictionaries)
    var waiting = empty()
    waiting.add(refunds, dictionaries: dictionaries)
    var (filtered, rejected) = (empty(), empty())
    filtered.add(filtered: second, dictionaries: dictionaries)
    rejected.add(rejected: second, dictionaries: dictionaries)
    for other in [filtered, rejected] {
      for parts in [[counting, other, waiting], [waiting, other, counting]] {
        let events = parts.reduce(into: empty()) { $0.merge($1) }
        let again = try LinkedEvents(
          decoding: events.encode(), dimensions: [.channel, .input], inherited: [.channel])
        for events in [events, again] {
          let (sums, outcome) = events.finish(
            shape: Self.shape, refunds: RefundsDeclaration(bookedOn: .order))
          #expect([outcome.ambiguousOrders, outcome.filteredOrders, outcome.inheriting] == [1, 0, 0])
          #expect(sums.rows.map(\.key.slot) == [1])
        }
      }
    }
  }

  @Test("an order that names several deals with one amount is money counted more than once")
  func fanOut() {
    var dictionaries = Dictionaries(Dimension.allCases)
    // Order 1: 100 under deals 7, 8 and 9. Order 2: 60 and 40 under two. Order 3: one deal, two equal lines.
    var orders = Self.batch(
      .order, .deal,
      [
        (7, Self.january, 100_000_000), (8, Self.january, 100_000_000), (9, Self.january, 100_000_000),
        (7, Self.january, 60_000_000), (8, Self.january, 40_000_000), (7, Self.january, 5_000_000),
        (7, Self.january, 5_000_000),
      ], &dictionaries)
    orders.waiting = ContiguousArray([1, 1, 1, 2, 2, 3, 3].map { PersonToken(low: $0, high: 1) })
    var events = LinkedEvents(dimensions: [.channel, .input])
    events.add(orders, dictionaries: dictionaries)
    let outcome = events.finish(shape: Self.shape, refunds: RefundsDeclaration()).1
    #expect(outcome.fannedOut == 2)
    #expect(outcome.multiplied.map { "\($0.key) \($0.value)" } == ["USD 200"])
  }

  /// Order 1: lines of 3 and 2 dollars; order 2: 5 dollars and a line of unknown amount. Given back: 4 + 2 of order 1,
  /// the 4 before its day; 9 of order 2.
  @Test("refunds before their order, and beyond all of its lines, are told, whatever the order of parts")
  func odd() throws {
    var dictionaries = Dictionaries(Dimension.allCases)
    let (first, later) = (Self.january, Self.january + 20)
    func orders(_ id: UInt64, _ worth: Int64) -> EventBatch {
      var batch = Self.batch(.order, nil, [(id, later, 1)], &dictionaries)
      batch.worths = [worth]
      return batch
    }
    let batches = [
      orders(1, 3_000_000), orders(1, 2_000_000), orders(2, 5_000_000), orders(2, Measure.absent),
      Self.batch(
        .refund, .order, [(1, first, 4_000_000), (1, later, 2_000_000), (2, later, 9_000_000)], &dictionaries),
    ]
    let parts = batches.map { batch in
      var part = LinkedEvents(dimensions: [.channel, .input])
      part.add(batch, dictionaries: dictionaries)
      return part
    }
    let bytes = Self.merged(parts).encode()
    #expect(Self.merged(parts.reversed()).encode() == bytes)
    let whole = try LinkedEvents(decoding: bytes, dimensions: [.channel, .input])
    let odd = whole.finish(shape: Self.shape, refunds: RefundsDeclaration(bookedOn: .order)).1.odd
    let told = odd.mapValues { "\($0.count): \($0.money.map { "\($0.key) \($0.value)" })" }
    #expect(told == [.beforeOrder: "1: [\"USD 4\"]", .beyondOrder: "1: [\"USD 1\"]"])
  }
}
