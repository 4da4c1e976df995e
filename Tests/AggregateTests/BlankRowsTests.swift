import Aggregate
import Columns
import EventSchema
import TestSupport
import Testing

/// Rows that leave a measure of their kind empty.
@Suite("Blank rows") struct BlankRowsTests {
  struct Row {
    var channel: String
    /// In millionths.
    var spend: Int64?
    var clicks: Int64?
    var impressions: Int64?
  }

  static let day = Day(year: 2026, month: 2, day: 3)!
  static let shape = GroupedSumsShape(
    dimensions: [.channel], periods: PeriodIndex(grain: .month, periods: [Period(label: "2026-02")!]),
    measures: [.clicks, .impressions, .spend, .orders], reportCurrency: Currency("EUR"))

  static func batch(_ rows: [Row], _ dictionaries: inout Dictionaries) -> EventBatch {
    var batch = EventBatch(kind: .ad)
    batch.count = rows.count
    batch.dimensions = [.channel, .input]
    batch.measures = [.spend, .clicks, .impressions]
    batch.days = ContiguousArray(repeating: day.number, count: rows.count)
    batch.currencies = ContiguousArray(repeating: Currency("EUR")!.packed, count: rows.count)
    batch.codes = [
      ContiguousArray(rows.map { dictionaries.code(of: Array($0.channel.utf8), in: .channel) }),
      ContiguousArray(rows.map { _ in dictionaries.code(of: Array("ads".utf8), in: .input) }),
    ]
    batch.values = [
      ContiguousArray(rows.map { $0.spend ?? Measure.absent }),
      ContiguousArray(rows.map { $0.clicks ?? Measure.absent }),
      ContiguousArray(rows.map { $0.impressions ?? Measure.absent }),
    ]
    return batch
  }

  static func sums(_ rows: [Row]) -> GroupedSums { GroupedSums.of(rows, inBatchesOf: 7, shape, batch) }

  static func table(_ sums: GroupedSums) -> FigureTable {
    FigureTable(shape: shape, sums: sums, customers: nil, people: DistinctPeople()) { _, _ in nil }
  }

  static func rows(seed: Int) -> [Row] {
    var random = SeededRandom(seed)
    func some(_ range: ClosedRange<Int64>) -> Int64? {
      Int.random(in: 0..<4, using: &random) == 0 ? nil : Int64.random(in: range, using: &random)
    }
    return (0..<Int.random(in: 1...80, using: &random)).map { _ in
      Row(
        channel: ["A", "B"].randomElement(using: &random)!, spend: some(0...9_000_000), clicks: some(0...9),
        impressions: some(0...900))
    }
  }

  @Test("the sum of a measure, of rows that state others beside it, is that of these rows", arguments: 0..<40)
  func beside(seed: Int) throws {
    let rows = Self.rows(seed: seed)
    let breakdown = Self.table(Self.sums(rows)).breakdown(by: [])
    func found(_ measure: Measure, _ beside: [Measure]) -> MeasureValue {
      breakdown.value(
        measure, group: breakdown.whole, period: Self.shape.periods.periods[0], beside: beside)
    }
    let clicks = rows.compactMap(\.clicks)
    try #require(!clicks.isEmpty)
    let alone = found(.clicks, [])
    #expect(alone.value == Exact(Int(clicks.reduce(0, +))))
    #expect(alone.statements == clicks.count && alone.blanks == rows.count - clicks.count && alone.aside == 0)
    let both = rows.filter { $0.clicks != nil && $0.impressions != nil && $0.spend != nil }
    let value = found(.clicks, [.impressions, .spend])
    #expect(value.value == (both.isEmpty ? nil : Exact(Int(both.reduce(0) { $0 + $1.clicks! }))))
    #expect(value.statements == both.count && value.aside == clicks.count - both.count)
    let spent = found(.spend, [.clicks, .impressions])
    #expect(
      spent.value
        == (both.isEmpty ? nil : Exact(units: Int128(both.reduce(0) { $0 + $1.spend! }), scale: 6)))
  }

  @Test("any split and any merge order give the same bytes", arguments: 0..<40)
  func splits(seed: Int) throws {
    let rows = Self.rows(seed: seed)
    var random = SeededRandom(seed + 1000)
    var parts: [[Row]] = Array(repeating: [], count: 4)
    for row in rows { parts[Int.random(in: 0..<4, using: &random)].append(row) }
    var merged = GroupedSums(shape: Self.shape)
    for part in parts.shuffled(using: &random) {
      merged.merge(try GroupedSums(decoding: Self.sums(part).encode(), shape: Self.shape))
    }
    let whole = Self.sums(rows)
    #expect(merged.encode() == whole.encode())
    var partitioned = GroupedSums(shape: Self.shape)
    for partition in 0..<3 {
      partitioned.merge(
        try GroupedSums(decoding: whole.encode(partition: partition, of: 3), shape: Self.shape))
    }
    #expect(partitioned.encode() == whole.encode())
  }

  @Test("a file that lacks the column leaves all its rows blank, and rows that state everything none")
  func wholeColumn() {
    let full = Row(channel: "A", spend: 1, clicks: 2, impressions: 3)
    #expect(Self.sums([full, full]).blanks == BlankRows())
    let lacking = Row(channel: "A", spend: 1, clicks: nil, impressions: 3)
    let breakdown = Self.table(Self.sums([full, lacking, lacking])).breakdown(by: [.channel])
    let value = breakdown.value(
      .clicks, group: breakdown.groups[0], period: Self.shape.periods.periods[0])
    #expect(value.value == Exact(2) && value.statements == 1 && value.blanks == 2)
  }
}
