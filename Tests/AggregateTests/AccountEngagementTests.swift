import Aggregate
import Columns
import EventSchema
import Testing

@Suite("Engagement of accounts") struct AccountEngagementTests {
  private static let shape = GroupedSumsShape(
    dimensions: [.tier], periods: RollupTests.periods,
    measures: [.targetAccounts, .engagedTargets, .engagementPoints], reportCurrency: nil)
  private static let january = Day(year: 2026, month: 1, day: 20)?.number ?? 0
  /// visit 1, demo 10, all else half a point; engaged from 10 points.
  private static let scale = AccountEngagement.Scale(
    weight: { ["visit": 1_000_000, "demo": 10_000_000][String(decoding: $0, as: UTF8.self)] },
    otherwise: 500_000, halfLife: nil, asOf: Day(number: .max),
    isEngaged: { points, _ in points >= 10_000_000 })

  private static func token(_ id: UInt64) -> PersonToken { id == 0 ? .nobody : PersonToken(low: id, high: 5) }

  private static func accounts(
    _ rows: [(id: UInt64, target: Int64, tier: String, since: Int32)]
  ) -> AccountEngagement {
    var dictionaries = Dictionaries(Dimension.allCases)
    var batch = EventBatch(kind: .account)
    batch.count = rows.count
    batch.dimensions = [.input, .tier]
    batch.codes = [
      ContiguousArray(repeating: dictionaries.tables[.input]?.intern("list") ?? -1, count: rows.count),
      ContiguousArray(rows.map { dictionaries.tables[.tier]?.intern($0.tier) ?? -1 }),
    ]
    batch.measures = [.targetAccounts]
    batch.values = [ContiguousArray(rows.map(\.target))]
    batch.days = ContiguousArray(rows.map(\.since))
    batch.persons = ContiguousArray(rows.map { token($0.id) })
    var part = AccountEngagement()
    part.add(batch, dictionaries: dictionaries)
    return part
  }

  private static func touches(_ rows: [(id: UInt64, type: String, day: Int32)]) -> AccountEngagement {
    var dictionaries = Dictionaries(Dimension.allCases)
    var batch = EventBatch(kind: .touch)
    batch.count = rows.count
    batch.dimensions = [.touchType]
    batch.codes = [
      ContiguousArray(
        rows.map { $0.type.isEmpty ? -1 : dictionaries.tables[.touchType]?.intern($0.type) ?? -1 })
    ]
    batch.measures = [.touches]
    batch.values = [ContiguousArray(repeating: 1, count: rows.count)]
    batch.days = ContiguousArray(rows.map(\.day))
    batch.persons = ContiguousArray(rows.map { token($0.id) })
    var part = AccountEngagement()
    part.add(batch, dictionaries: dictionaries)
    return part
  }

  /// Account 1 is stated twice, differently; 2 is of tier B, 3 no target. February has touches only.
  private static var parts: [AccountEngagement] {
    [
      accounts([(1, 0, "C", .min), (2, 1, "B", january)]),
      accounts([(1, 1, "A", .min), (3, 0, "B", .min), (0, 1, "B", .min)]),
      touches([(1, "visit", january), (1, "demo", january), (2, "fax", january), (9, "visit", january)]),
      touches([(3, "demo", january), (0, "visit", january), (2, "", january), (1, "visit", january)]),
    ]
  }

  private static func merged(_ parts: [AccountEngagement]) -> AccountEngagement {
    parts.reduce(into: AccountEngagement()) { $0.merge($1) }
  }

  private static func figures(_ engagement: AccountEngagement) -> [String] {
    engagement.finish(shape: shape, scale).rows.map { key, cells in
      let engaged = cells[1].stated > 0 ? "\(cells[1].sum)" : "n/a"
      let points = cells[2].stated > 0 ? "\(cells[2].sum)" : "n/a"
      return
        "\(String(decoding: key.texts[0], as: UTF8.self)) \(key.slot): \(cells[0].sum) \(engaged) \(points)"
    }.sorted()
  }

  @Test("points and engaged accounts are those of targets, and known only where anything was touched")
  func finish() {
    // Account 1: 1 + 10 + 1 = 12 points; 2: two touches without a weight.
    #expect(
      Self.figures(Self.merged(Self.parts)) == [
        "A 0: 1 1 12000000", "A 1: 1 n/a n/a", "A 2: 1 n/a n/a", "B 0: 1 0 1000000", "B 1: 1 n/a n/a",
        "B 2: 1 n/a n/a",
      ])
    var outcome = AccountEngagement.Outcome()
    outcome.ofTargets = 5
    outcome.ofOthers = 2
    outcome.withoutAccount = 1
    outcome.unweighted = [Array("fax".utf8): 1, []: 1]
    outcome.contradicted = 1
    outcome.customers = [Array("B".utf8): 1]
    #expect(Self.merged(Self.parts).outcome(in: RollupTests.periods.periods[0], Self.scale) == outcome)
  }

  /// A demo on 20 January, a visit on 11 March and one on the 25th; somebody else's on 19 February. What is left of 10 and
  /// of 1, by 2^(−age / 10): 31 January 11 days, 4.665165; 28 February 39 days, 0.669858; 21 March, the run's day, 60 and 10
  /// days, 0.15625 and 0.5.
  @Test("points fade towards every period's end, or the run's day, and touches count in their own period")
  func halfLife() {
    let engagement = Self.merged([
      Self.touches([(1, "visit", Self.january + 50), (1, "visit", Self.january + 64)]),
      Self.accounts([(1, 1, "A", .min)]),
      Self.touches([(1, "demo", Self.january), (9, "visit", Self.january + 30)]),
    ])
    func figures(_ isEngaged: @escaping @Sendable (Int128, Int) -> Bool) -> [String] {
      let scale = AccountEngagement.Scale(
        weight: Self.scale.weight, otherwise: 0, halfLife: HalfLife(days: 10),
        asOf: Day(number: Self.january + 60), isEngaged: isEngaged)
      return engagement.finish(shape: Self.shape, scale).rows.map { key, cells in
        "\(key.slot): \(cells[1].sum) \(cells[2].sum)"
      }.sorted()
    }
    #expect(figures { points, _ in points >= 656_250 } == ["0: 1 4665165", "1: 1 669858", "2: 1 656250"])
    #expect(figures { points, _ in points > 656_250 } == ["0: 1 4665165", "1: 1 669858", "2: 0 656250"])
    #expect(figures { _, touches in touches >= 1 } == ["0: 1 4665165", "1: 0 669858", "2: 1 656250"])
  }

  @Test("the order of parts plays no role, and bytes bring the same back, whole or in partitions")
  func laws() throws {
    let whole = Self.merged(Self.parts)
    let bytes = whole.encode()
    #expect(Self.merged(Self.parts.reversed()).encode() == bytes)
    let pairs = [Self.merged(Array(Self.parts[..<2])), Self.merged(Array(Self.parts[2...]))]
    #expect(Self.merged(pairs).encode() == bytes)
    #expect(try AccountEngagement(decoding: bytes).encode() == bytes)
    let thirds = try (0..<3).map { try AccountEngagement(decoding: whole.encode(partition: $0, of: 3)) }
    #expect(Self.merged(thirds).encode() == bytes)
    #expect(Self.figures(Self.merged(thirds)) == Self.figures(whole))
  }

  @Test("bytes of another rollup, or cut off, are refused")
  func refuses() {
    let bytes = Self.merged(Self.parts).encode()
    #expect(throws: AccountEngagement.Failure.wrongVersion) { try AccountEngagement(decoding: [1] + bytes) }
    for end in 2..<bytes.count {
      #expect(throws: AccountEngagement.Failure.self) {
        try AccountEngagement(decoding: Array(bytes[..<end]))
      }
    }
  }
}
