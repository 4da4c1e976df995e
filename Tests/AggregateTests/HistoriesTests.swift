import Columns
import EventSchema
import Testing

@testable import Aggregate

@Suite("Histories of deals and leads") struct HistoriesTests {
  private static let newYear = Day(year: 2026, month: 1, day: 1)?.number ?? 0
  private static let dimensions: [Dimension] = [.channel, .input]

  private static func shape(_ measures: [Measure]) -> GroupedSumsShape {
    GroupedSumsShape(
      dimensions: [.channel], periods: RollupTests.periods, measures: measures,
      reportCurrency: Currency("EUR"))
  }

  private static func batch(
    _ rows: [(day: Int32, amount: Int64)], channel: String, currency: String,
    _ dictionaries: inout Dictionaries
  ) -> EventBatch {
    var batch = EventBatch(kind: .deal)
    batch.count = rows.count
    batch.dimensions = dimensions
    let code = dictionaries.tables[.channel]?.intern(channel) ?? -1
    batch.codes = [
      ContiguousArray(repeating: code, count: rows.count), ContiguousArray(repeating: -1, count: rows.count),
    ]
    batch.days = ContiguousArray(rows.map { newYear + $0.day })
    batch.currencies = ContiguousArray(repeating: Currency(currency)?.packed ?? 0, count: rows.count)
    batch.measures = [.openDeals, .pipelineValue]
    batch.values = [ContiguousArray(repeating: 1, count: rows.count), ContiguousArray(rows.map(\.amount))]
    return batch
  }

  /// Of January (0 to 30) and February (31 to 58): A 5 from before, gone on the 31st of January; B 7 from the 10th on;
  /// C 20 in dollars from the 3rd of February on.
  private static func standing() -> [StandingSums] {
    var dictionaries = Dictionaries(Dimension.allCases)
    let changes: [(EventBatch, StandingSums.Side)] = [
      (batch([(-90, 5), (9, 7)], channel: "Web", currency: "EUR", &dictionaries), .begins),
      (batch([(30, 5)], channel: "Web", currency: "EUR", &dictionaries), .ends),
      (batch([(33, 20)], channel: "Events", currency: "USD", &dictionaries), .begins),
    ]
    return changes.map { batch, side in
      var part = StandingSums(dimensions: dimensions)
      part.add(batch, side, dictionaries: dictionaries)
      return part
    }
  }

  private static func merged(_ parts: [StandingSums]) -> StandingSums {
    parts.reduce(into: StandingSums(dimensions: dimensions)) { $0.merge($1) }
  }

  @Test("what began and did not end by a period's last day stands, at that day's rate")
  func standing() {
    let sums = Self.merged(Self.standing()).finish(shape: Self.shape([.openDeals, .pipelineValue]))
    let found = sums.rows.map { key, cells in
      "\(String(decoding: key.texts[0], as: UTF8.self)) \(key.slot) day \(key.rateDay == 0 ? 0 : key.rateDay - Self.newYear): \(cells[0].sum) worth \(cells[1].sum)"
    }
    #expect(
      found.sorted() == [
        "Events 1 day 58: 1 worth 20", "Events 2 day 89: 1 worth 20", "Web 0 day 0: 1 worth 7",
        "Web 1 day 0: 1 worth 7", "Web 2 day 0: 1 worth 7",
      ])
  }

  @Test("changes merge in any order, and bytes bring the same back, whole or in partitions")
  func standingMerges() throws {
    let parts = Self.standing()
    let bytes = Self.merged(parts).encode()
    #expect(Self.merged(parts.reversed()).encode() == bytes)
    #expect(try StandingSums(decoding: bytes, dimensions: Self.dimensions).encode() == bytes)
    let thirds = try (0..<3).map {
      try StandingSums(
        decoding: Self.merged(parts).encode(partition: $0, of: 3), dimensions: Self.dimensions)
    }
    #expect(Self.merged(thirds).encode() == bytes)
    #expect(throws: StandingSums.Failure.wrongVersion) {
      try StandingSums(decoding: [1, 1, 0], dimensions: Self.dimensions)
    }
    #expect(throws: StandingSums.Failure.self) {
      try StandingSums(decoding: Array(bytes.dropLast()), dimensions: Self.dimensions)
    }
  }

  private static func lengths(_ observed: [(Int64, LengthOutcome, Int)]) -> Lengths {
    observed.reduce(into: Lengths()) { $0.add($1.0, $1.1, count: $1.2) }
  }

  @Test(
    "a median is the middle one, or the mean of the middle two",
    arguments: [
      ([], nil), ([(7, 1)], "7"), ([(3, 1), (40, 1)], "21.5"), ([(9, 1), (1, 1), (2, 1)], "2"),
      ([(5, 3), (100, 3)], "52.5"), ([(5, 4), (100, 3)], "5"),
    ] as [([(Int64, Int)], String?)])
  func medians(_ lengths: [(Int64, Int)], _ expected: String?) {
    #expect(Self.lengths(lengths.map { ($0, .won, $1) }).median == expected.flatMap { Exact(decimal: $0) })
  }

  /// Worked by hand. At 10 one of 5 is won: 1/5, 4/5 undecided. At 20 one is open: 3 left. At 30 one of 3 is won:
  /// 4/5 × 1/3 more. At 40 one of 2 is lost, at 50 the last is open.
  private static let five: [(Int64, LengthOutcome, Int)] = [
    (40, .lost, 1), (10, .won, 1), (50, .open, 1), (30, .won, 1), (20, .open, 1),
  ]

  @Test(
    "open deals count as long as they were watched, and a horizon nobody reached is unknown",
    arguments: [(nil, 7, 15), (30, 7, 15), (29, 1, 5), (9, 0, 1), (50, 7, 15), (51, nil, 1)]
      as [(Int64?, Int?, Int)])
  func incidence(_ days: Int64?, _ numerator: Int?, _ denominator: Int) {
    #expect(
      Self.lengths(Self.five).incidence(within: days) == numerator.flatMap { Exact($0) / Exact(denominator) })
  }

  @Test("shares won, lost and undecided are one; where nothing is open the share won is won over all")
  func incidenceAddsUp() {
    let won = Self.lengths(Self.five).incidence(within: nil)
    let turned: [LengthOutcome: LengthOutcome] = [.won: .lost, .lost: .won, .open: .open]
    let lost = Self.lengths(Self.five.map { ($0, turned[$1] ?? .open, $2) }).incidence(within: nil)
    // 4/5 × 2/3 × 1/2 are undecided.
    #expect(
      won.flatMap { won in lost.map { won + $0 + Exact(4) * (Exact(1) / Exact(15) ?? .zero) } } == Exact(1))
    #expect(
      Self.lengths([(3, .won, 2), (8, .lost, 5), (9, .won, 1)]).incidence(within: nil) == Exact(3) / Exact(8))
    #expect(Lengths().incidence(within: nil) == nil)
  }

  @Test("lengths merge in any order, and bytes bring the same back, whole or in partitions")
  func lengthsMerge() throws {
    var dictionaries = Dictionaries(Dimension.allCases)
    let parts = ["Web", "Events", "Web"].enumerated().map { index, channel in
      let batch = Self.batch(
        [(Int32(index), 1), (3, 1), (3, 1)], channel: channel, currency: "EUR", &dictionaries)
      var part = LengthCounts(dimensions: Self.dimensions)
      part.add(batch, [.won, .open, .lost], [12, 0, -4], dictionaries: dictionaries)
      return part
    }
    func merged(_ parts: [LengthCounts]) -> LengthCounts {
      parts.reduce(into: LengthCounts(dimensions: Self.dimensions)) { $0.merge($1) }
    }
    let bytes = merged(parts).encode()
    #expect(merged(parts).entries.reduce(0) { $0 + $1.count } == 9)
    #expect(merged(parts.reversed()).encode() == bytes)
    #expect(try LengthCounts(decoding: bytes, dimensions: Self.dimensions).encode() == bytes)
    let halves = try (0..<2).map {
      try LengthCounts(decoding: merged(parts).encode(partition: $0, of: 2), dimensions: Self.dimensions)
    }
    #expect(merged(halves).encode() == bytes)
    #expect(throws: LengthCounts.Failure.self) {
      try LengthCounts(decoding: Array(bytes.dropLast()), dimensions: Self.dimensions)
    }
  }
}
