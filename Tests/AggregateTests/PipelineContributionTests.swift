import Columns
import EventSchema
import Testing

@testable import Aggregate

@Suite("Marketing's part in new deals") struct PipelineContributionTests {
  private static let newYear = Day(year: 2026, month: 1, day: 1)?.number ?? 0
  private static let dimensions: [Dimension] = [.channel, .input]
  private static let measures: [Measure] = [
    .sourcedDeals, .sourcedAmount, .tracedDeals, .tracedAmount, .influencedDeals, .influencedAmount,
    .unwatchedDeals,
  ]

  struct Deal {
    var account: UInt64 = 0
    var person: UInt64 = 0
    /// After New Year.
    var day: Int32
    /// Nil where it is not stated.
    var amount: Int64?
    var channel: String
  }
  struct Touch {
    var account: UInt64 = 0
    var person: UInt64 = 0
    var day: Int32
    var channel: String
  }

  private static func token(_ id: UInt64) -> PersonToken { id == 0 ? .nobody : PersonToken(low: id, high: 5) }

  private static func batch(
    _ kind: EventKind, _ rows: [(channel: String, account: UInt64, person: UInt64, day: Int32)],
    _ dictionaries: inout Dictionaries
  ) -> EventBatch {
    var batch = EventBatch(kind: kind)
    batch.count = rows.count
    batch.dimensions = dimensions
    batch.codes = [
      ContiguousArray(rows.map { dictionaries.tables[.channel]?.intern($0.channel) ?? -1 }),
      ContiguousArray(repeating: -1, count: rows.count),
    ]
    batch.days = ContiguousArray(rows.map { newYear + $0.day })
    batch.persons = ContiguousArray(rows.map { token($0.account) })
    batch.links = ContiguousArray(rows.map { token($0.person) })
    return batch
  }

  private static func part(deals: [Deal] = [], touches: [Touch] = []) -> PipelineContribution {
    var dictionaries = Dictionaries(Dimension.allCases)
    var part = PipelineContribution(dimensions: dimensions)
    if !deals.isEmpty {
      var batch = batch(.deal, deals.map { ($0.channel, $0.account, $0.person, $0.day) }, &dictionaries)
      batch.currencies = ContiguousArray(repeating: Currency("EUR")?.packed ?? 0, count: deals.count)
      batch.measures = [.dealAmount]
      batch.values = [ContiguousArray(deals.map { $0.amount ?? Measure.absent })]
      part.add(deals: batch, dictionaries: dictionaries)
    }
    if !touches.isEmpty {
      let batch = batch(.touch, touches.map { ($0.channel, $0.account, $0.person, $0.day) }, &dictionaries)
      part.add(touches: batch, dictionaries: dictionaries)
    }
    return part
  }

  private static func merged(_ parts: [PipelineContribution]) -> PipelineContribution {
    parts.reduce(into: PipelineContribution(dimensions: dimensions)) { $0.merge($1) }
  }

  private static func rule(_ lookBack: Int32, known: ClosedRange<Int32>?) -> PipelineContribution.Rule {
    PipelineContribution.Rule(
      marketing: [Array("Email".utf8), Array("Events".utf8)], lookBackDays: lookBack,
      touchesKnown: known.map { newYear + $0.lowerBound...newYear + $0.upperBound })
  }

  private static func found(_ contribution: PipelineContribution, _ rule: PipelineContribution.Rule)
    -> [String]
  {
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: RollupTests.periods, measures: measures,
      reportCurrency: Currency("EUR"))
    return contribution.finish(shape: shape, rule).rows.filter { $0.value.contains { $0.stated > 0 } }
      .map { key, cells in
        "\(String(decoding: key.texts[0], as: UTF8.self)) \(key.slot): "
          + cells.map { $0.stated == 0 ? "-" : String($0.sum) }.joined(separator: " ")
      }.sorted()
  }

  // MARK: One deal

  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var deal: Deal
    var touches: [Touch]
    var lookBack: Int32 = 30
    var known: ClosedRange<Int32>? = 0...59
    /// Sourced, traced, influenced and unwatched deals.
    var expected: String
  }

  /// Deals of 20 February (day 50), with Email and Events for marketing's; by default touches are known of January and
  /// February, and count for 30 days.
  static let cases: [Case] = [
    Case(
      testDescription: "the deal's own channel is marketing's", deal: Deal(day: 50, channel: "Email"),
      touches: [],
      expected: "1 - - -"),
    Case(
      testDescription: "neither its channel nor any touch",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [], expected: "- 1 - -"),
    Case(
      testDescription: "a touch of its account within the look-back",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 45, channel: "Events")],
      expected: "- 1 1 -"),
    Case(
      testDescription: "a touch of its person, beside an account that nobody met",
      deal: Deal(account: 1, person: 2, day: 50, channel: "Partners"),
      touches: [Touch(person: 2, day: 45, channel: "Events")], expected: "- 1 1 -"),
    Case(
      testDescription: "a touch of somebody else", deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 3, person: 4, day: 45, channel: "Events")], expected: "- 1 - -"),
    Case(
      testDescription: "a touch by a channel that is not marketing's",
      deal: Deal(account: 1, day: 50, channel: "Email"),
      touches: [Touch(account: 1, day: 45, channel: "Partners")],
      expected: "1 1 - -"),
    Case(
      testDescription: "a touch on the day of creation counts",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 50, channel: "Email")],
      expected: "- 1 1 -"),
    Case(
      testDescription: "a touch of the day after does not",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 51, channel: "Email")],
      expected: "- 1 - -"),
    Case(
      testDescription: "a touch of exactly the look-back's first day counts",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 20, channel: "Email")],
      expected: "- 1 1 -"),
    Case(
      testDescription: "a touch of the day before that does not",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 19, channel: "Email")],
      expected: "- 1 - -"),
    Case(
      testDescription: "several touches, too early, within and too late, are one influence",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [1, 30, 31, 55].map { Touch(account: 1, day: $0, channel: "Email") }, expected: "- 1 1 -"),
    Case(
      testDescription: "who names nobody is not traced", deal: Deal(day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 45, channel: "Email")], expected: ""),
    Case(
      testDescription: "without any touches nothing is known of them",
      deal: Deal(account: 1, day: 50, channel: "Partners"), touches: [], known: nil, expected: "- 1 - 1"),
    Case(
      testDescription: "touches known since the day after the look-back's first leave it open",
      deal: Deal(account: 1, day: 50, channel: "Partners"), touches: [], known: 21...59, expected: "- 1 - 1"),
    Case(
      testDescription: "touches known up to the day before the deal leave it open",
      deal: Deal(account: 1, day: 50, channel: "Partners"), touches: [], known: 0...49, expected: "- 1 - 1"),
    Case(
      testDescription: "touches known of just the look-back suffice",
      deal: Deal(account: 1, day: 50, channel: "Partners"), touches: [], known: 20...50, expected: "- 1 - -"),
    Case(
      testDescription: "a known touch is one, however little is known",
      deal: Deal(account: 1, day: 50, channel: "Partners"),
      touches: [Touch(account: 1, day: 45, channel: "Email")],
      known: 45...45, expected: "- 1 1 -"),
  ]

  @Test(
    "a deal is sourced by its channel and influenced by what met its account or person before",
    arguments: cases)
  func judged(_ given: Case) {
    let contribution = Self.merged([Self.part(touches: given.touches), Self.part(deals: [given.deal])])
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: RollupTests.periods,
      measures: [.sourcedDeals, .tracedDeals, .influencedDeals, .unwatchedDeals],
      reportCurrency: Currency("EUR"))
    let rows = contribution.finish(shape: shape, Self.rule(given.lookBack, known: given.known)).rows
    let stated = rows.filter { $0.value.contains { $0.stated > 0 } }
    #expect(
      stated.map { $0.value.map { $0.stated == 0 ? "-" : String($0.sum) }.joined(separator: " ") }
        == (given.expected.isEmpty ? [] : [given.expected]))
    #expect(stated.allSatisfy { $0.key.slot == 1 })
  }

  // MARK: Sums

  /// January: account 1 by Email, 100, touched by Events on the 3rd. February: account 2 by Partners, 300, touched in
  /// January; person 7 by Partners, 200, never touched by marketing; account 1 by Partners, without an amount; nobody by
  /// Email, 400.
  private static var parts: [PipelineContribution] {
    [
      part(deals: [
        Deal(account: 1, day: 9, amount: 100, channel: "Email"),
        Deal(account: 2, day: 40, amount: 300, channel: "Partners"),
      ]),
      part(touches: [
        Touch(account: 1, day: 2, channel: "Events"), Touch(account: 2, person: 8, day: 25, channel: "Email"),
        Touch(person: 7, day: 41, channel: "Partners"),
      ]),
      part(
        deals: [
          Deal(person: 7, day: 45, amount: 200, channel: "Partners"),
          Deal(account: 1, day: 46, channel: "Partners"),
        ], touches: [Touch(account: 2, day: 25, channel: "Email")]),
      part(deals: [Deal(day: 50, amount: 400, channel: "Email")]),
    ]
  }

  /// What has no amount has no currency, and stands in a row of its own.
  @Test("deals and amounts add up per channel and period, and amounts are those that are stated")
  func sums() {
    #expect(
      Self.found(Self.merged(Self.parts), Self.rule(20, known: -31...59)) == [
        "Email 0: 1 100 1 100 1 100 -", "Email 1: 1 400 - - - - -", "Partners 1: - - 1 - - - -",
        "Partners 1: - - 2 500 1 300 -",
      ])
  }

  @Test("the order of parts plays no role, and bytes bring the same back, whole or in partitions")
  func laws() throws {
    let whole = Self.merged(Self.parts)
    let bytes = whole.encode()
    #expect(Self.merged(Self.parts.reversed()).encode() == bytes)
    let pairs = [Self.merged(Array(Self.parts[..<2])), Self.merged(Array(Self.parts[2...]))]
    #expect(Self.merged(pairs).encode() == bytes)
    #expect(Self.merged(pairs.reversed()).encode() == bytes)
    #expect(try PipelineContribution(decoding: bytes, dimensions: Self.dimensions).encode() == bytes)
    let thirds = try (0..<3).map {
      try PipelineContribution(decoding: whole.encode(partition: $0, of: 3), dimensions: Self.dimensions)
    }
    #expect(Self.merged(thirds).encode() == bytes)
    let rule = Self.rule(20, known: -31...59)
    #expect(Self.found(Self.merged(thirds), rule) == Self.found(whole, rule))
    #expect(whole.channelNames == ["Email", "Partners", "Events"])
  }

  @Test("bytes of another rollup, or cut off, are refused")
  func refuses() {
    let bytes = Self.merged(Self.parts).encode()
    #expect(throws: PipelineContribution.Failure.wrongVersion) {
      try PipelineContribution(decoding: [1] + bytes, dimensions: Self.dimensions)
    }
    for end in 2..<bytes.count {
      #expect(throws: PipelineContribution.Failure.self) {
        try PipelineContribution(decoding: Array(bytes[..<end]), dimensions: Self.dimensions)
      }
    }
  }
}
