import Columns
import EventSchema
import Testing

@testable import Aggregate

@Suite("Leads' paths and accounts' contracts") struct PathsAndTermsTests {
  private static let newYear = Day(year: 2026, month: 1, day: 1)?.number ?? 0
  private static let dimensions: [Dimension] = [.channel, .input]

  private static func batch(
    _ kind: EventKind, channel: String, _ days: [Int32], _ dictionaries: inout Dictionaries
  ) -> EventBatch {
    var batch = EventBatch(kind: kind)
    batch.count = days.count
    batch.dimensions = dimensions
    let code = dictionaries.tables[.channel]?.intern(channel) ?? -1
    batch.codes = [
      ContiguousArray(repeating: code, count: days.count), ContiguousArray(repeating: -1, count: days.count),
    ]
    batch.days = ContiguousArray(days.map { newYear + $0 })
    return batch
  }

  private static func tokens(_ ids: [UInt64]) -> ContiguousArray<PersonToken> {
    ContiguousArray(ids.map { PersonToken(low: $0, high: 5) })
  }

  private static func shape(_ measures: [Measure]) -> GroupedSumsShape {
    GroupedSumsShape(
      dimensions: [.channel], periods: RollupTests.periods, measures: measures,
      reportCurrency: Currency("EUR"))
  }

  private static func found(_ sums: GroupedSums) -> [String] {
    sums.rows.map { key, cells in
      "\(String(decoding: key.texts[0], as: UTF8.self)) \(key.slot): "
        + cells.map { $0.stated == 0 ? "-" : String($0.sum) }.joined(separator: " ")
    }.sorted()
  }

  // MARK: Leads

  /// Lead 1 arrives on 5 January by Web, and is stated again as of Events on the 8th; MQL on 2 February, SQL on 20
  /// February. Lead 2 arrives on 6 January by Web, and is a customer on the 9th. Lead 3 is an SQL that never arrived.
  private static func paths() -> [LeadPaths] {
    var dictionaries = Dictionaries(Dimension.allCases)
    let rows: [(String, [(id: UInt64, day: Int32, stage: Int8, verdict: LeadVerdict)])] = [
      ("Events", [(1, 7, 0, .unknown)]), ("Web", [(1, 4, 0, .qualified), (2, 5, 0, .qualified)]),
      ("Web", [(1, 32, 1, .unknown), (2, 8, 5, .disqualified), (3, 1, 2, .qualified)]),
      ("Web", [(1, 50, 2, .unknown)]),
    ]
    return rows.map { channel, rows in
      var batch = batch(.stage, channel: channel, rows.map(\.day), &dictionaries)
      batch.links = tokens(rows.map(\.id))
      var part = LeadPaths(dimensions: dimensions)
      part.add(
        batch, stages: ContiguousArray(rows.map(\.stage)), verdicts: ContiguousArray(rows.map(\.verdict)),
        dictionaries: dictionaries)
      return part
    }
  }

  private static func merged(_ parts: [LeadPaths]) -> LeadPaths {
    parts.reduce(into: LeadPaths(dimensions: dimensions)) { $0.merge($1) }
  }

  @Test("a lead belongs where it arrived first, and has come as far as was known on the day")
  func cohorts() {
    let paths = Self.merged(Self.paths())
    let shape = Self.shape([.cohortLeads, .cohortMQLs, .cohortSQLs, .cohortCustomers, .disqualifiedLeads])
    #expect(
      Self.found(paths.finish(shape: shape, asOf: Day(number: Self.newYear + 59))) == ["Web 0: 2 2 2 1 1"])
    #expect(
      Self.found(paths.finish(shape: shape, asOf: Day(number: Self.newYear + 40))) == ["Web 0: 2 2 1 1 1"])
    #expect(
      Self.found(paths.finish(shape: shape, asOf: Day(number: Self.newYear + 4))) == ["Web 0: 1 0 0 0 0"])
  }

  @Test("paths merge in any order, and bytes bring the same back, whole or in partitions")
  func pathsMerge() throws {
    let parts = Self.paths()
    let bytes = Self.merged(parts).encode()
    #expect(Self.merged(parts.reversed()).encode() == bytes)
    #expect(try LeadPaths(decoding: bytes, dimensions: Self.dimensions).encode() == bytes)
    let halves = try (0..<2).map {
      try LeadPaths(decoding: Self.merged(parts).encode(partition: $0, of: 2), dimensions: Self.dimensions)
    }
    #expect(Self.merged(halves).encode() == bytes)
    #expect(throws: LeadPaths.Failure.self) {
      try LeadPaths(decoding: Array(bytes.dropLast()), dimensions: Self.dimensions)
    }
  }

  // MARK: Contracts

  /// Account 1: 100 until 31 January by Web, then 30 by Events. Account 2: 50 from December to 10 February by Events.
  private static func terms() -> [ContractTerms] {
    var dictionaries = Dictionaries(Dimension.allCases)
    let rows: [(String, UInt64, Int32, Int32?, Int64)] = [
      ("Events", 1, 31, nil, 30), ("Web", 1, -100, 30, 100), ("Events", 2, -20, 40, 50),
    ]
    return rows.map { channel, account, first, last, amount in
      var batch = batch(.contract, channel: channel, [first], &dictionaries)
      batch.lastDays = [last.map { newYear + $0 } ?? .max]
      batch.persons = tokens([account])
      batch.currencies = [Currency("EUR")?.packed ?? 0]
      batch.measures = [.mrr]
      batch.values = [[amount]]
      var part = ContractTerms(dimensions: dimensions)
      part.add(batch, dictionaries: dictionaries)
      return part
    }
  }

  private static func merged(_ parts: [ContractTerms]) -> ContractTerms {
    parts.reduce(into: ContractTerms(dimensions: dimensions)) { $0.merge($1) }
  }

  @Test("an account counts once, where it began, from the day before a period to its last day")
  func stays() {
    let sums = Self.merged(Self.terms()).finish(
      shape: Self.shape([.startingAccounts, .keptAccounts, .lostAccounts]))
    #expect(
      Self.found(sums) == [
        "Events 0: 1 1 0", "Events 1: 1 0 1", "Web 0: 1 1 0", "Web 1: 1 1 0", "Web 2: 1 1 0",
      ])
    let money = Self.merged(Self.terms()).finish(shape: Self.shape([.startingMRR, .keptMRR, .lostMRR]))
    #expect(
      Self.found(money).filter { $0.hasSuffix("-") == false } == [
        "Events 0: 50 50 0", "Events 1: 50 0 50", "Web 0: 100 100 0", "Web 1: 100 30 70", "Web 2: 30 30 0",
      ])
  }

  @Test("contracts merge in any order, and bytes bring the same back, whole or in partitions")
  func termsMerge() throws {
    let parts = Self.terms()
    let bytes = Self.merged(parts).encode()
    #expect(Self.merged(parts.reversed()).encode() == bytes)
    #expect(try ContractTerms(decoding: bytes, dimensions: Self.dimensions).encode() == bytes)
    let halves = try (0..<2).map {
      try ContractTerms(
        decoding: Self.merged(parts).encode(partition: $0, of: 2), dimensions: Self.dimensions)
    }
    #expect(Self.merged(halves).encode() == bytes)
    #expect(throws: ContractTerms.Failure.self) {
      try ContractTerms(decoding: Array(bytes.dropLast()), dimensions: Self.dimensions)
    }
  }
}
