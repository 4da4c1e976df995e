import Columns
import EventSchema
import Testing

@testable import Aggregate

@Suite("What customers cost since their first touch") struct AcquisitionCostsTests {
  private static let newYear = Day(year: 2026, month: 1, day: 1)?.number ?? 0

  private static func batch(
    _ kind: EventKind, _ rows: [(account: UInt64, day: Int32)], channel: String = "Web", input: String,
    _ dictionaries: inout Dictionaries
  ) -> EventBatch {
    var batch = EventBatch(kind: kind)
    batch.count = rows.count
    batch.dimensions = [.channel, .input]
    batch.codes = [
      ContiguousArray(
        repeating: dictionaries.tables[.channel]?.intern(channel) ?? -1, count: rows.count),
      ContiguousArray(repeating: dictionaries.tables[.input]?.intern(input) ?? -1, count: rows.count),
    ]
    batch.days = ContiguousArray(rows.map { newYear + $0.day })
    batch.persons = ContiguousArray(
      rows.map { $0.account == 0 ? .nobody : PersonToken(low: $0.account, high: 5) })
    return batch
  }

  private static func touches(_ rows: [(account: UInt64, day: Int32)]) -> AcquisitionCosts {
    var dictionaries = Dictionaries(Dimension.allCases)
    var part = AcquisitionCosts()
    part.add(batch(.touch, rows, input: "touches", &dictionaries), dictionaries: dictionaries)
    return part
  }

  private static func costs(
    _ rows: [(account: UInt64, day: Int32, units: Int64)], _ currency: String, input: String = "costs"
  ) -> AcquisitionCosts {
    var dictionaries = Dictionaries(Dimension.allCases)
    var costs = batch(.cost, rows.map { ($0.account, $0.day) }, input: input, &dictionaries)
    costs.currencies = ContiguousArray(repeating: Currency(currency)?.packed ?? 0, count: rows.count)
    costs.measures = [.cost, .accountCost]
    costs.values = [ContiguousArray(rows.map(\.units)), ContiguousArray(rows.map(\.units))]
    var part = AcquisitionCosts()
    part.add(costs, dictionaries: dictionaries)
    return part
  }

  /// Customers of the days after New Year: 1 on the 40th by Web, 2 on the 42nd and 3 on the 5th by Events, 4 on the 44th.
  private static let customers: FirstByPerson = {
    var dictionaries = Dictionaries(Dimension.allCases)
    var firsts = FirstByPerson(dimensions: [.channel, .input])
    let rows: [(String, [(account: UInt64, day: Int32)])] = [
      ("Web", [(1, 40), (4, 44)]), ("Events", [(2, 42), (3, 5), (1, 50)]),
    ]
    for (channel, rows) in rows {
      let batch = batch(.deal, rows, channel: channel, input: "deals", &dictionaries)
      firsts.add(batch, dictionaries: dictionaries, bytes: [])
    }
    return firsts
  }()

  /// Account 1 is first touched on day −20, 2 on its very day, 3 on day −60, 4 only afterwards, 9 is no customer. Cost of 1: 5 on
  /// the day before its first touch, 100 on that day, 40 dollars later, 30 on the last day, 70 the day after. 2: none.
  private static var parts: [AcquisitionCosts] {
    [
      touches([(1, 10), (2, 42), (4, 45), (0, 1)]), touches([(1, -20), (3, -60), (9, -90)]),
      costs([(1, -21, 5), (1, -20, 60), (1, 40, 30), (1, 41, 70), (0, 30, 999)], "EUR"),
      costs([(1, 12, 40)], "USD"), costs([(1, -20, 40), (3, -50, 8), (9, 1, 7)], "EUR", input: "events"),
    ]
  }

  private static func merged(_ parts: [AcquisitionCosts]) -> AcquisitionCosts {
    parts.reduce(into: AcquisitionCosts()) { $0.merge($1) }
  }

  private static func found(_ costs: AcquisitionCosts, known: Int32?) -> [String] {
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: RollupTests.periods,
      measures: [.touchedCustomers, .costToWin, .uncoveredCustomers], reportCurrency: Currency("EUR"))
    return costs.finish(shape: shape, customers, known: known.map { Day(number: newYear + $0) }).rows.map {
      key, cells in
      let texts = key.texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      let values = cells.map { $0.stated == 0 ? "-" : String($0.sum) }.joined(separator: " ")
      return "\(texts) \(key.slot)\(key.rateDay == 0 ? "" : " rate \(key.rateDay - newYear)"): \(values)"
    }.sorted()
  }

  @Test("costs count from the first touch to the day of the first order, where the customer counts")
  func finish() {
    #expect(
      Self.found(Self.merged(Self.parts), known: -60) == [
        "Events deals 0: 1 0 -", "Events deals 1: 1 0 -", "Events events 0: - 8 -",
        "Web costs 1 rate 12: - 40 -",
        "Web costs 1: - 90 -", "Web deals 1: 1 0 -", "Web events 1: - 40 -",
      ])
  }

  @Test(
    "who was touched before costs are known leaves the cost open",
    arguments: [-59, -20, -19, nil] as [Int32?])
  func unknown(_ known: Int32?) {
    let open = Self.found(Self.merged(Self.parts), known: known).filter { $0.hasSuffix("- 1") }
    // Account 3 was touched on day −60, 1 on −20, 2 on 42.
    let expected = ["Events deals 0: 1 - 1", "Events deals 1: 1 - 1", "Web deals 1: 1 - 1"]
    #expect(
      open
        == expected.filter { line in
          guard let known else { return true }
          return line.hasPrefix("Events deals 0") || (known > -20 && line.hasPrefix("Web"))
        })
  }

  @Test("the order of parts plays no role, and bytes bring the same back, whole or in partitions")
  func laws() throws {
    let whole = Self.merged(Self.parts)
    let bytes = whole.encode()
    #expect(Self.merged(Self.parts.reversed()).encode() == bytes)
    let pairs = [Self.merged(Array(Self.parts[..<3])), Self.merged(Array(Self.parts[3...]))]
    #expect(Self.merged(pairs).encode() == bytes)
    #expect(try AcquisitionCosts(decoding: bytes).encode() == bytes)
    let thirds = try (0..<3).map { try AcquisitionCosts(decoding: whole.encode(partition: $0, of: 3)) }
    #expect(Self.merged(thirds).encode() == bytes)
    #expect(Self.found(Self.merged(thirds), known: -60) == Self.found(whole, known: -60))
  }

  @Test("bytes of another rollup, or cut off, are refused")
  func refuses() {
    let bytes = Self.merged(Self.parts).encode()
    #expect(throws: AcquisitionCosts.Failure.wrongVersion) { try AcquisitionCosts(decoding: [1] + bytes) }
    for end in 2..<bytes.count {
      #expect(throws: AcquisitionCosts.Failure.self) { try AcquisitionCosts(decoding: Array(bytes[..<end])) }
    }
  }
}
