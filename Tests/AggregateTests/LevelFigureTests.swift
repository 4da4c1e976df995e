import Columns
import EventSchema
import Testing

@testable import Aggregate

/// Expected values by hand, beside the rows.
@Suite("Levels") struct LevelFigureTests {
  struct Row: Sendable {
    var day: String
    var followers: Int64
    var source = "a"
    var channel = "Social"
    var input = "audience"
  }
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var rows: [Row]
    var last: Exact?
    var first: Exact?
    var average: Exact?
    var problem: LevelFigure.Problem?
  }

  private static let months = PeriodIndex(
    grain: .month, periods: ["2026-01", "2026-02", "2026-03"].compactMap { Period(label: $0) })
  private static let dimensions: [Dimension] = [.channel, .source]

  private static func rollup(_ rows: [Row]) -> LevelStatements {
    var part = LevelStatements(dimensions: dimensions)
    var dictionaries = Dictionaries(Dimension.allCases)
    for row in rows {
      let texts: [(Dimension, String)] = [
        (.channel, row.channel), (.source, row.source), (.input, row.input),
      ]
      var batch = EventBatch(kind: .level)
      batch.count = 1
      batch.dimensions = texts.map(\.0)
      batch.codes = texts.map { [$1.isEmpty ? -1 : dictionaries.tables[$0]?.intern($1) ?? -1] }
      batch.measures = [.followers]
      batch.values = [[row.followers]]
      batch.days = [Day(iso: row.day)?.number ?? 0]
      part.add(batch, dictionaries: dictionaries)
    }
    return part
  }

  /// The level of February, of everything or of one channel.
  private static func figure(
    _ rows: [Row], _ measure: Measure, channel: String? = nil, months count: Int = 1
  ) throws -> LevelFigure {
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: months, measures: [.followers, measure], reportCurrency: nil)
    let identity: Set<Dimension> = [.source]
    let table = FigureTable(
      shape: shape, sums: GroupedSums(shape: shape), customers: nil, people: DistinctPeople(),
      levels: (
        rollup(rows), [Array("audience".utf8): identity, Array("other".utf8): identity]
      ), convert: { _, _ in nil })
    let breakdown = table.breakdown(by: channel == nil ? [] : [.channel])
    let group = FigureTable.Group(key: channel.map { [Array($0.utf8)] } ?? [])
    let all = try ["2026-01", "2026-02"].map { try #require(Period(label: $0)) }
    return breakdown.level(measure, group, Array(all.suffix(count)))
  }

  static let cases: [Case] = [
    Case(
      testDescription: "of one thing the last, the first, and the average of the days stated",
      rows: [
        Row(day: "2026-02-02", followers: 100), Row(day: "2026-02-16", followers: 130),
        Row(day: "2026-02-09", followers: 101),
      ], last: Exact(130), first: Exact(100), average: Exact(331) / Exact(3)),
    Case(
      testDescription: "things add up, each by its own days",
      rows: [
        Row(day: "2026-02-02", followers: 100), Row(day: "2026-02-16", followers: 130),
        Row(day: "2026-02-05", followers: 7, source: "b"),
      ], last: Exact(137), first: Exact(107), average: Exact(122)),
    Case(
      testDescription: "two inputs state two things",
      rows: [
        Row(day: "2026-02-02", followers: 100), Row(day: "2026-02-02", followers: 4, input: "other"),
      ], last: Exact(104), first: Exact(104), average: Exact(104)),
    Case(
      testDescription: "a thing that moves to another channel counts once in everything",
      rows: [
        Row(day: "2026-02-02", followers: 100),
        Row(day: "2026-02-16", followers: 130, channel: "Video"),
      ], last: Exact(130), first: Exact(100), average: Exact(115)),
    Case(
      testDescription: "what had a level in the month before and has none now leaves it unknown",
      rows: [
        Row(day: "2026-01-05", followers: 50, source: "b"), Row(day: "2026-02-02", followers: 100),
      ], problem: .notStated(["b"])),
    Case(
      testDescription: "what was 0 in the end may go",
      rows: [
        Row(day: "2026-01-05", followers: 50, source: "b"),
        Row(day: "2026-01-30", followers: 0, source: "b"),
        Row(day: "2026-02-02", followers: 100),
      ], last: Exact(100), first: Exact(100), average: Exact(100)),
    Case(
      testDescription: "a day in doubt leaves the period in doubt",
      rows: [
        Row(day: "2026-02-02", followers: 100), Row(day: "2026-02-02", followers: 90),
      ], problem: .severalOnDay(Day(year: 2026, month: 2, day: 2) ?? Day(number: 0))),
    Case(
      testDescription: "0 is a level", rows: [Row(day: "2026-02-02", followers: 0)],
      last: .zero, first: .zero, average: .zero),
    Case(
      testDescription: "other months say nothing of this one, and nobody carries a level on",
      rows: [Row(day: "2026-03-02", followers: 100)]),
  ]

  @Test("a period's level follows from its statements, in whatever order they come", arguments: cases)
  func figures(_ given: Case) throws {
    for rows in [given.rows, given.rows.reversed()] {
      let expected = [
        (Measure.followers, given.last), (.firstFollowers, given.first), (.averageFollowers, given.average),
      ]
      for (measure, value) in expected {
        let found = try Self.figure(rows, measure)
        #expect(found.value == value, "\(measure)")
        #expect(found.problem == given.problem, "\(measure)")
      }
    }
  }

  @Test("a thing is in the channel that its statement names, and channels add up to everything")
  func channels() throws {
    let rows = [
      Row(day: "2026-02-02", followers: 100), Row(day: "2026-02-16", followers: 130, channel: "Video"),
      Row(day: "2026-02-10", followers: 9, source: "b", channel: "Video"),
    ]
    // Last: 130 + 9 in Video, nothing in Social. Average: 100/2 in Social, 130/2 + 9 in Video; together 124.
    #expect(try Self.figure(rows, .followers, channel: "Video").value == Exact(139))
    #expect(try Self.figure(rows, .followers, channel: "Social").value == nil)
    #expect(try Self.figure(rows, .averageFollowers, channel: "Social").value == Exact(50))
    #expect(try Self.figure(rows, .averageFollowers, channel: "Video").value == Exact(74))
    #expect(try Self.figure(rows, .averageFollowers).value == Exact(124))
  }

  @Test("over two months: the last of the second, the first of the first, the average of all stated days")
  func windows() throws {
    let rows = [
      Row(day: "2026-01-10", followers: 80), Row(day: "2026-01-20", followers: 90),
      Row(day: "2026-02-10", followers: 130),
    ]
    #expect(try Self.figure(rows, .followers, months: 2).value == Exact(130))
    #expect(try Self.figure(rows, .firstFollowers, months: 2).value == Exact(80))
    #expect(try Self.figure(rows, .averageFollowers, months: 2).value == Exact(100))
    #expect(try Self.figure(Array(rows.prefix(2)), .followers, months: 2).value == nil)
    #expect(try Self.figure(Array(rows.suffix(1)), .averageFollowers, months: 2).value == nil)
  }

  @Test("levels of other things are not compared, unless they are known to have been 0")
  func comparable() throws {
    let old = [Row(day: "2026-01-10", followers: 80)]
    let new = Row(day: "2026-02-10", followers: 5, source: "b")
    let grown = old + [Row(day: "2026-02-10", followers: 90), new]
    let february = try Self.figure(grown, .followers)
    func january(_ rows: [Row]) throws -> LevelFigure {
      let moved = rows.map { row in
        var row = row
        row.day = row.day.replacing("2026-01", with: "2026-02")
        return row
      }
      return try Self.figure(moved, .followers)
    }
    #expect(february.value == Exact(95))
    #expect(!february.isComparable(with: try january(old)))
    #expect(
      february.isComparable(with: try january(old + [Row(day: "2026-01-10", followers: 0, source: "b")])))
  }

  @Test("parts merge in any order, and survive their encoding")
  func laws() throws {
    let rows = Self.cases.flatMap(\.rows)
    let parts = stride(from: 0, to: rows.count, by: 4).map {
      Self.rollup(Array(rows[$0..<min(rows.count, $0 + 4)]))
    }
    let whole = Self.rollup(rows).encode()
    func empty() -> LevelStatements { LevelStatements(dimensions: Self.dimensions) }
    var (forward, backward, joined) = (empty(), empty(), empty())
    for part in parts { forward.merge(part) }
    for part in parts.reversed() { backward.merge(part) }
    #expect(forward.encode() == whole)
    #expect(backward.encode() == whole)
    for partition in 0..<3 {
      let bytes = forward.encode(partition: partition, of: 3)
      joined.merge(try LevelStatements(decoding: bytes, dimensions: Self.dimensions))
    }
    #expect(joined.encode() == whole)
    #expect(throws: RollupFailure.self) {
      try LevelStatements(decoding: Array(whole.dropLast()), dimensions: Self.dimensions)
    }
    #expect(throws: RollupFailure.wrongVersion) {
      try LevelStatements(decoding: [24, 1, 0], dimensions: Self.dimensions)
    }
  }
}
