import Columns
import EventSchema
import Testing

@testable import Aggregate

@Suite("Figures about the market") struct MarketFigureTests {
  struct Row: Sendable {
    var measure = Measure.marketRevenue
    var value: Int64
    var days: (String, String)
    var source = ""
    var segment = ""
    var wave = ""
    var competitor = ""
    var input = "market"
  }
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var measure = Measure.marketRevenue
    var rows: [Row]
    /// In units of the value; nil for none.
    var value: Int64?
    var problem: MarketFigure.Problem?
    var isBySource = false
  }

  private static let quarter = PeriodIndex(
    grain: .quarter, periods: ["2026-Q1", "2026-Q2"].compactMap { Period(label: $0) })

  private static func day(_ text: String) -> Int32 { Day(iso: text)?.number ?? 0 }

  private static func rollup(_ rows: [Row]) -> MarketStatements {
    var part = MarketStatements(dimensions: [])
    var dictionaries = Dictionaries(Dimension.allCases)
    for row in rows {
      let texts: [(Dimension, String)] = [
        (.segment, row.segment), (.wave, row.wave), (.sourceOfFigure, row.source), (.input, row.input),
        (.competitor, row.competitor),
      ]
      var batch = EventBatch(kind: .market)
      batch.count = 1
      batch.dimensions = texts.map(\.0)
      batch.codes = texts.map { [$1.isEmpty ? -1 : dictionaries.tables[$0]?.intern($1) ?? -1] }
      batch.measures = [row.measure]
      batch.values = [[row.measure.unit == .money ? row.value * 1_000_000 : row.value]]
      batch.days = [day(row.days.0)]
      batch.lastDays = [day(row.days.1)]
      part.add(batch, dictionaries: dictionaries)
    }
    return part
  }

  private static func figure(
    _ rows: [Row], _ measure: Measure, by dimensions: [Dimension] = []
  ) -> [MarketFigure] {
    let shape = GroupedSumsShape(
      dimensions: dimensions, periods: quarter, measures: [measure], reportCurrency: Currency("EUR"))
    return MarketFigures(rollup(rows), shape: shape, net: [:], convert: { _, _ in nil })
      .figures { Array($0.dropLast()) }.filter { $0.key.slot == 1 && $0.key.measure == measure }.map(\.value)
  }

  private static let q2 = ("2026-04-01", "2026-06-30")
  private static let april = ("2026-04-01", "2026-04-30")
  private static let may = ("2026-05-01", "2026-05-31")
  private static let june = ("2026-06-01", "2026-06-30")
  private static let tenth = ("2026-05-10", "2026-05-10")

  static let cases: [Case] = [
    Case(
      testDescription: "the quarter's own figure counts, its months don't beside it",
      rows: [Row(value: 12, days: q2), Row(value: 3, days: april), Row(value: 4, days: may)], value: 12),
    Case(
      testDescription: "three months are a quarter",
      rows: [Row(value: 3, days: april), Row(value: 4, days: may), Row(value: 6, days: june)], value: 13),
    Case(
      testDescription: "two months are none",
      rows: [Row(value: 3, days: april), Row(value: 4, days: june)], problem: .partOfPeriod),
    Case(
      testDescription: "two sources of one quarter are two answers",
      rows: [Row(value: 12, days: q2, source: "B"), Row(value: 11, days: q2, source: "A")],
      problem: .severalSources(["A", "B"])),
    Case(
      testDescription: "months of one source and the quarter of another are two answers",
      rows: [
        Row(value: 3, days: april, source: "A"), Row(value: 4, days: may, source: "A"),
        Row(value: 6, days: june, source: "A"), Row(value: 12, days: q2, source: "B"),
      ], problem: .severalSources(["A", "B"])),
    Case(
      testDescription: "one month of another source says nothing of the quarter",
      rows: [Row(value: 12, days: q2, source: "A"), Row(value: 9, days: may, source: "B")], value: 12),
    Case(
      testDescription: "sources that take turns fill a quarter together",
      rows: [
        Row(value: 3, days: april, source: "A"), Row(value: 4, days: may, source: "B"),
        Row(value: 6, days: june, source: "A"),
      ], value: 13),
    Case(
      testDescription: "one source in two inputs is told by the inputs' names",
      rows: [Row(value: 12, days: q2, source: "A"), Row(value: 12, days: q2, source: "A", input: "old")],
      problem: .severalSources(["market", "old"])),
    Case(
      testDescription: "months that overlap others are not added up",
      rows: [
        Row(value: 3, days: april, source: "A"),
        Row(value: 9, days: ("2026-04-01", "2026-05-31"), source: "A"),
        Row(value: 6, days: june, source: "A"),
      ], problem: .overlapping(["A"])),
    Case(
      testDescription: "segments of two sources add up",
      rows: [
        Row(value: 9, days: q2, source: "A", segment: "Lamps"),
        Row(value: 3, days: q2, source: "B", segment: "Bulbs"),
      ], value: 12),
    Case(
      testDescription: "a whole is not added to its segments",
      rows: [
        Row(value: 12, days: q2), Row(value: 9, days: q2, segment: "Lamps"),
        Row(value: 2, days: q2, segment: "Bulbs"),
      ], value: 12),
    Case(
      testDescription: "one segment in doubt leaves the whole in doubt",
      rows: [
        Row(value: 9, days: q2, source: "A", segment: "Lamps"),
        Row(value: 8, days: q2, source: "B", segment: "Lamps"),
        Row(value: 3, days: q2, source: "B", segment: "Bulbs"),
      ], problem: .severalSources(["A", "B"])),
    Case(
      testDescription: "we are one by whatever name, others are not", measure: .competitorMentions,
      rows: [
        Row(measure: .competitorMentions, value: 5, days: may, source: "A", competitor: "Contoso"),
        Row(measure: .competitorMentions, value: 7, days: may, source: "B", competitor: "Fabrikam"),
      ], value: 12),
    Case(
      testDescription: "mentions of some days add up", measure: .ownMentions,
      rows: [
        Row(measure: .ownMentions, value: 5, days: april, competitor: "Lumen"),
        Row(measure: .ownMentions, value: 7, days: tenth),
        Row(measure: .ownMentions, value: 1, days: tenth, segment: "TV"),
      ], value: 13),
    Case(
      testDescription: "a day's mentions don't count beside those of its month", measure: .ownMentions,
      rows: [
        Row(measure: .ownMentions, value: 5, days: may), Row(measure: .ownMentions, value: 7, days: tenth),
      ], problem: .overlapping(["market"])),
    Case(
      testDescription: "two monitors of one time are two answers", measure: .ownMentions,
      rows: [
        Row(measure: .ownMentions, value: 5, days: may, source: "A"),
        Row(measure: .ownMentions, value: 7, days: tenth, source: "B"),
      ], problem: .severalSources(["A", "B"])),
    Case(
      testDescription: "two waves of one month are two rounds", measure: .brandAware,
      rows: [
        Row(measure: .brandAware, value: 5, days: may, wave: "W1"),
        Row(measure: .brandAware, value: 7, days: may, wave: "W2"),
      ], value: 12),
    Case(
      testDescription: "polls of two sources are two answers, whenever they asked", measure: .brandAware,
      rows: [
        Row(measure: .brandAware, value: 5, days: april, source: "A"),
        Row(measure: .brandAware, value: 7, days: june, source: "B"),
      ], problem: .severalSources(["A", "B"])),
  ]

  @Test("what is stated twice is not added up", arguments: cases)
  func figures(_ given: Case) throws {
    for rows in [given.rows, given.rows.reversed()] {
      let found = try #require(Self.figure(rows, given.measure).first)
      let scale = given.measure.unit == .money ? 6 : 0
      #expect(
        found.value
          == given.value.map { Exact(units: Int128($0 * (scale == 6 ? 1_000_000 : 1)), scale: scale) })
      #expect(found.problem == given.problem)
    }
  }

  @Test("each source has its figure where figures are grouped by source")
  func bySource() {
    let rows = [Row(value: 12, days: Self.q2, source: "A"), Row(value: 11, days: Self.q2, source: "B")]
    let found = Self.figure(rows, .marketRevenue, by: [.sourceOfFigure])
    #expect(Set(found.map(\.value)) == [Exact(12), Exact(11)])
  }

  @Test("parts merge in any order, and survive their encoding")
  func laws() throws {
    let rows = Self.cases.flatMap(\.rows)
    let parts = stride(from: 0, to: rows.count, by: 5).map {
      Self.rollup(Array(rows[$0..<min(rows.count, $0 + 5)]))
    }
    let whole = Self.rollup(rows).encode()
    var (forward, backward) = (MarketStatements(dimensions: []), MarketStatements(dimensions: []))
    for part in parts { forward.merge(part) }
    for part in parts.reversed() { backward.merge(part) }
    #expect(forward.encode() == whole)
    #expect(backward.encode() == whole)
    var joined = MarketStatements(dimensions: [])
    for partition in 0..<3 {
      joined.merge(
        try MarketStatements(decoding: forward.encode(partition: partition, of: 3), dimensions: []))
    }
    #expect(joined.encode() == whole)
    #expect(throws: RollupFailure.self) {
      try MarketStatements(decoding: Array(whole.dropLast()), dimensions: [])
    }
  }
}
