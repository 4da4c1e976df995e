import Columns
import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("stated ratios against their parts")
struct RatioRangeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var ratio: StatedRatio
    var kind: EventKind
    /// As columns hold them: counts as they are, money in millionths.
    var numerator: Int64
    var denominator: Int64
    var currency = "EUR"
    var text: String
    /// Nil: can't be told.
    var fits: Bool?
    var testDescription: String { "\(ratio.rawValue) \(text) of \(numerator)/\(denominator) \(currency)" }
  }

  // 7/300 = 0.02333…; 2/3 = 0.666…; 10 EUR / 7 = 1.428571…
  static let cases: [Case] = [
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2.33%", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2.3 %", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2%", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2.35%", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2.32%", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "2.33", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "0.0233", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "0.233", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "0.02333333333333333", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 7, denominator: 300, text: "0.02333333433333333", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 2, denominator: 3, text: "66.66%", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 2, denominator: 3, text: "66.67%", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 2, denominator: 3, text: "66.68%", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 0, denominator: 40, text: "0%", fits: true),
    Case(ratio: .ctr, kind: .ad, numerator: 0, denominator: 40, text: "1%", fits: false),
    Case(ratio: .ctr, kind: .ad, numerator: 1, denominator: 4000, text: "< 0.1%", fits: nil),
    // The spend may be 9.995 to 10.005, so the price of one click in seven 1.4278 to 1.4293.
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "1.43", fits: true),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "1,43 €", fits: nil),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "€1.42", fits: true),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "1.4279", fits: true),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "1.4275", fits: false),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "1.44", fits: false),
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "143%", fits: true),
    // A price is no share: 143 is a hundred times as much.
    Case(ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, text: "143", fits: false),
    // Yen have no decimals: 10 may be 9.5 to 10.5.
    Case(
      ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, currency: "JPY", text: "1.49", fits: true
    ),
    Case(
      ratio: .cpc, kind: .ad, numerator: 10_000_000, denominator: 7, currency: "JPY", text: "1.52",
      fits: false),
    Case(ratio: .cpm, kind: .ad, numerator: 2_500_000, denominator: 400, text: "6.25", fits: true),
    Case(ratio: .cpm, kind: .ad, numerator: 2_500_000, denominator: 400, text: "0.00625", fits: false),
    // 12 EUR for 2.5 conversions of 2.495 to 2.505: 4.788 to 4.812.
    Case(
      ratio: .cpaClaimed, kind: .ad, numerator: 12_000_000, denominator: 2_500_000, text: "4.80", fits: true),
    Case(
      ratio: .cpaClaimed, kind: .ad, numerator: 12_000_000, denominator: 2_500_000, text: "4.83", fits: false),
    Case(
      ratio: .roasClaimed, kind: .ad, numerator: 45_000_000, denominator: 10_000_000, text: "450%", fits: true
    ),
    Case(
      ratio: .roasClaimed, kind: .ad, numerator: 45_000_000, denominator: 10_000_000, text: "4.5", fits: true),
    Case(
      ratio: .roasClaimed, kind: .ad, numerator: 45_000_000, denominator: 10_000_000, text: "450", fits: false
    ),
    Case(ratio: .openRate, kind: .email, numerator: 480, denominator: 1740, text: "27.59％", fits: true),
    Case(ratio: .ctr, kind: .visit, numerator: 12, denominator: 1310, text: "0.92%", fits: true),
  ]

  @Test("a value rounded or cut off at its last digit fits, one further off does not", arguments: cases)
  func fits(_ example: Case) throws {
    let parts = try #require(example.ratio.parts(in: example.kind))
    let currency = try #require(Currency(example.currency)).packed
    let range = try #require(
      RatioRange(parts, example.numerator, example.denominator, currency: currency))
    let bytes = Array(example.text.utf8)
    let cell = Cell(start: 0, length: Int32(bytes.count))
    let stated = RatioText(bytes.span, cell, NumberParser(style: .english), isPercent: false)
    #expect(stated.flatMap { range.holds($0, isShare: example.ratio.isShare) } == example.fits)
  }

  @Test(
    "nothing is compared where a part is not stated, or there is nothing to divide by",
    arguments: [(Measure.absent, 10), (10, Measure.absent), (5, 0), (-5, 10), (5, -10)] as [(Int64, Int64)])
  func nothingToCompare(_ parts: (Int64, Int64)) throws {
    let ctr = try #require(StatedRatio.ctr.parts(in: .ad))
    #expect(RatioRange(ctr, parts.0, parts.1, currency: 0) == nil)
  }

  @Test(
    "the largest numbers that a cell can state contradict their parts, and stop nothing",
    arguments: ["922337203685477580.7", "-922337203685477580.7"])
  func largest(_ text: String) throws {
    let parts = try #require(StatedRatio.ctr.parts(in: .ad))
    let range = try #require(RatioRange(parts, 5, 10, currency: 0))
    let bytes = Array(text.utf8)
    let cell = Cell(start: 0, length: Int32(bytes.count))
    let stated = RatioText(bytes.span, cell, NumberParser(style: .english), isPercent: false)
    #expect(stated.flatMap { range.holds($0, isShare: false) } == false)
  }

  @Test("a denominator that rounding may make of nothing tells nothing")
  func tooLittle() throws {
    let roas = try #require(StatedRatio.roasClaimed.parts(in: .ad))
    #expect(RatioRange(roas, 1_000_000, 5_000, currency: 0) == nil)
    #expect(RatioRange(roas, 1_000_000, 10_000, currency: 0) != nil)
  }

  @Test("a tally adds up and keeps the first contradiction, in any order")
  func merges() {
    func tally(_ compared: Int, first row: Int?) -> RatioTally {
      var tally = RatioTally()
      tally.compared = compared
      tally.contradicting = row == nil ? 0 : 1
      tally.first = row.map {
        RatioTally.First(row: $0, stated: Exact(1), decimals: 0, isPercentage: false, computed: Exact(2))
      }
      return tally
    }
    let parts = [tally(3, first: nil), tally(4, first: 9), tally(5, first: 7)]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      var whole = RatioTally()
      for index in order { whole.merge(parts[index]) }
      #expect(whole.compared == 12 && whole.contradicting == 2 && whole.first?.row == 7)
    }
  }
}
