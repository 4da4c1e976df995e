import EventSchema
import Testing

@testable import Aggregate

/// Which days of a period an input knows; days are numbered from 1.
@Suite("Days that inputs know") struct InputCoverageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var days: [ClosedRange<Int32>]
    var missed: ClosedRange<Int32>?
    var endsWithDays = true
    /// Of days 11 to 20.
    var partly: [ClosedRange<Int32>]?
    var brokenOff: [ClosedRange<Int32>]?
  }

  static let cases: [Case] = [
    Case(testDescription: "knows all of them", days: [1...30]),
    Case(testDescription: "ends before", days: [1...10], partly: [], brokenOff: []),
    Case(testDescription: "ends inside", days: [1...14], partly: [11...14], brokenOff: [11...14]),
    // It may not have been there before: what it lacks is no gap that others must miss.
    Case(testDescription: "begins inside", days: [14...30], partly: [14...20]),
    Case(testDescription: "begins and ends inside", days: [13...14], partly: [13...14], brokenOff: [13...14]),
    Case(testDescription: "begins behind", days: [25...30], partly: []),
    // Given up on day 14, the last row is of day 10.
    Case(
      testDescription: "given up inside", days: [1...10, 15...99], partly: [15...20], brokenOff: [15...20]),
    Case(testDescription: "knows nothing", days: [], partly: []),
    // The last row of a log says nothing of later days, unless they are missed.
    Case(testDescription: "a log that ends", days: [1...12], endsWithDays: false),
    Case(
      testDescription: "a log that ends early", days: [1...12], missed: 13...Int32.max, endsWithDays: false,
      partly: [11...12], brokenOff: [11...12]),
    Case(
      testDescription: "a log that ended early before", days: [1...5], missed: 6...Int32.max,
      endsWithDays: false, partly: [], brokenOff: []),
    Case(
      testDescription: "a log that ends early, and was given up", days: [1...12, 16...99], missed: 13...15,
      endsWithDays: false, partly: [11...12, 16...20], brokenOff: [11...12, 16...20]),
  ]

  @Test("days behind an input's last one are missed until it was given up", arguments: cases)
  func days(_ c: Case) {
    var coverage = InputCoverage()
    (coverage.days, coverage.missed, coverage.endsWithDays) = (c.days, c.missed, c.endsWithDays)
    #expect(coverage.partlyCovered(11...20) == c.partly)
    #expect(coverage.brokenOff(11...20) == c.brokenOff)
  }

  static let months = ["2026-01", "2026-02"].compactMap { Period(label: $0) }

  /// Ads of January and February, and of January others; the days of both as given.
  private static func table(_ ads: [ClosedRange<String>], _ others: [ClosedRange<String>]) -> FigureTable {
    func coverage(_ days: [ClosedRange<String>]) -> InputCoverage {
      var coverage = InputCoverage()
      coverage.states = [.clicks]
      coverage.endsWithDays = true
      coverage.days = days.compactMap { days in
        Day(iso: days.lowerBound).flatMap { first in
          Day(iso: days.upperBound).map { first.number...$0.number }
        }
      }
      return coverage
    }
    let shape = GroupedSumsShape(
      dimensions: [.channel], periods: PeriodIndex(grain: .month, periods: months),
      measures: [.clicks, .impressions], reportCurrency: nil)
    var sums = GroupedSums(shape: shape)
    func add(_ input: String, slot: Int, clicks: Int, impressions: Int) {
      sums.add(
        [.init(sum: 9, stated: clicks), .init(sum: 9, stated: impressions)],
        to: .init(texts: [[], Array(input.utf8)], slot: slot, currency: 0, rateDay: 0))
    }
    add("ads", slot: 0, clicks: 3, impressions: 2)
    add("ads", slot: 1, clicks: 0, impressions: 5)
    add("ads", slot: 1, clicks: 4, impressions: 1)
    add("others", slot: 0, clicks: 1, impressions: 1)
    return FigureTable(
      shape: shape, sums: sums, customers: nil, people: DistinctPeople(),
      covering: [Array("ads".utf8): coverage(ads), Array("others".utf8): coverage(others)]
    ) { _, _ in nil }
  }

  @Test("a sum lacks what an input without a row in the period does not know of it, and certainly so")
  func ended() throws {
    let whole = "2026-01-01"..."2026-02-28"
    let table = Self.table([whole], ["2026-01-01"..."2026-01-31", "2026-02-11"..."2026-02-28"])
    let all = table.breakdown(by: [])
    let found = all.ended(in: Self.months[1], .clicks, all.whole)
    #expect(found.map(\.input) == ["others"])
    let february = Self.months[1].first.number...Self.months[1].last.number
    #expect(found.first?.covered == [(february.lowerBound + 10)...february.upperBound])
    #expect(all.certainlyLacks(february, input: "others"))
    #expect(all.ended(in: Self.months[0], .clicks, all.whole).isEmpty)
    // With rows in the period it may as well be that nothing happened later.
    let short = Self.table(["2026-01-01"..."2026-02-10"], [whole]).breakdown(by: [])
    #expect(short.ended(in: Self.months[1], .clicks, short.whole).map(\.input) == ["ads"])
    #expect(!short.certainlyLacks(february, input: "ads"))
  }

  @Test("an input has as many records in a period as state what most of them state")
  func records() {
    let table = Self.table([], [])
    // In February 0 + 4 state clicks, 5 + 1 impressions.
    #expect(table.records(of: "ads") == [3, 6])
    #expect(table.records(of: "others") == [1, 0])
    #expect(table.records(of: "nobody") == [0, 0])
  }
}
