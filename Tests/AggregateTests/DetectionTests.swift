import Foundation
import Testing
import TestSupport

@testable import Aggregate

/// Expected values come from `Tests/Oracle/detectors.py`: the same detectors with numpy and scipy.
@Suite struct DetectionTests {
  /// Noise, as in the oracle.
  struct Generator: RandomNumberGenerator {
    private var random: SeededRandom

    init(state: UInt64) { random = SeededRandom(state: state) }

    mutating func next() -> UInt64 { random.next() }

    /// Nearly normal, standard deviation 2000, in whole numbers.
    mutating func wholeNoise() -> Int {
      (0..<48).reduce(-23_976) { sum, _ in sum + Int(next() % 1000) }
    }

    /// Standard normal (Box and Muller).
    mutating func noise() -> Double {
      let (a, b) = (Double.random(in: 0..<1, using: &self), Double.random(in: 0..<1, using: &self))
      return (-2 * Foundation.log(1 - a)).squareRoot() * cos(2 * .pi * b)
    }
  }

  static let week = [0, 3000, 5000, 4000, 2000, -6000, -8000]

  /// As `series` of the oracle: a slope, a weekday pattern, noise, and spikes of 6.7 standard deviations.
  static func series(seed: UInt64, count: Int, spikes: Int) -> (values: [Int], spikes: [Int]) {
    var generator = Generator(state: seed)
    var values = (0..<count).map { 100_000 + 20 * $0 + week[$0 % 7] + generator.wholeNoise() }
    var places: [Int] = []
    while places.count < spikes {
      let place = Int(generator.next() % UInt64(count))
      if places.contains(place) { continue }
      values[place] += generator.next() % 2 == 0 ? 13_400 : -13_400
      places.append(place)
    }
    return (values, places.sorted())
  }

  struct Found: Sendable {
    let seed: UInt64
    let first: [Int]
    let outliers: [Int]
  }

  @Test(
    "finds in seeded series what the oracle finds",
    arguments: [
      Found(seed: 1, first: [101_349, 102_278, 102_872], outliers: [17]),
      Found(seed: 2, first: [100_362, 115_480, 102_891], outliers: [1, 23]),
      Found(seed: 3, first: [99_146, 103_041, 100_123], outliers: [23, 31, 33]),
      Found(seed: 4, first: [102_258, 104_122, 105_756], outliers: []),
      Found(seed: 5, first: [101_687, 102_132, 105_279], outliers: [14]),
      Found(seed: 6, first: [100_772, 104_455, 106_459], outliers: [11, 32]),
    ])
  func agreesWithTheOracle(_ c: Found) throws {
    let series = Self.series(seed: c.seed, count: 42, spikes: Int(c.seed % 4))
    #expect(Array(series.values.prefix(3)) == c.first)
    #expect(series.spikes == c.outliers)
    #expect(try UnusualValues(series.values.map(Double.init), season: 7).outliers == c.outliers)
  }

  @Test("the newest value's expectation, range and chance are the oracle's, outliers of the history left out")
  func newest() throws {
    let values = Self.series(seed: 11, count: 57, spikes: 2).values.map(Double.init)
    let verdict = try UnusualValues(Array(values.dropLast()), season: 7).judge(values[56] - 13_400, at: 56)
    #expect((verdict.expected - 101_271.707328386).magnitude < 1e-6)
    #expect((verdict.range.lowerBound - 97_092.82438252312).magnitude < 1e-6)
    #expect((verdict.range.upperBound - 105_450.59027424887).magnitude < 1e-6)
    #expect((verdict.chance / 1.8144178402001252e-08 - 1).magnitude < 1e-8)
    #expect(verdict.chanceBelow < 1e-8)
    #expect(verdict.chanceAbove > 0.99)
    #expect(!verdict.hasLowPower)
  }

  struct Length: Sendable {
    let count: Int
    /// At least so many of 1600 spikes must be found: 95 % from 42 points on.
    let found: Int
  }

  @Test(
    "clean series alarm in at most 10 %, spikes of 6.7 deviations are found in 95 % from 42 points on",
    arguments: [
      Length(count: 28, found: 1280), Length(count: 42, found: 1520), Length(count: 91, found: 1520),
    ])
  func measured(_ c: Length) throws {
    var generator = Generator(state: UInt64(c.count))
    var alarms = 0
    var found = 0
    for _ in 0..<400 {
      var values = (0..<c.count).map { place in
        50 + 0.01 * Double(place) + Double(Self.week[place % 7]) / 2000 + generator.noise()
      }
      if try !UnusualValues(values, season: 7).outliers.isEmpty { alarms += 1 }
      let places = Array(0..<c.count).shuffled(using: &generator).prefix(4)
      for place in places { values[place] += Bool.random(using: &generator) ? 6.7 : -6.7 }
      found += Set(try UnusualValues(values, season: 7).outliers).intersection(places).count
    }
    // A detector that never fires would have no false alarms, either.
    #expect((1...40).contains(alarms), "\(alarms) of 400")
    #expect(found >= c.found, "\(found) of 1600")
  }

  @Test("the newest of clean series is unusual in about 5 %, a break is found in 95 % from 42 points on")
  func measuredNewest() throws {
    var generator = Generator(state: 7)
    var alarms = 0
    var found = 0
    for _ in 0..<500 {
      let values = (0..<43).map { Double(Self.week[$0 % 7]) / 2000 + generator.noise() }
      let history = try UnusualValues(Array(values.dropLast()), season: 7)
      if history.judge(values[42], at: 42).chance < 0.05 { alarms += 1 }
      if history.judge(values[42] - 6.7, at: 42).chance < 0.05 { found += 1 }
    }
    #expect((10...45).contains(alarms), "\(alarms) of 500")
    #expect(found >= 475, "\(found) of 500")
  }

  @Test("constant series raise nothing, and one spike on a constant is found")
  func constants() throws {
    var values = [Double](repeating: 1234.5, count: 42)
    #expect(try UnusualValues(values, season: 7).outliers.isEmpty)
    #expect(try UnusualValues(values, season: 7).judge(1234.5, at: 42).chance > 0.5)
    values[20] = 1300
    #expect(try UnusualValues(values, season: 7).outliers == [20])
    let zeros = try UnusualValues([Double](repeating: 0, count: 42), season: 7)
    #expect(zeros.outliers.isEmpty)
    #expect(zeros.judge(0, at: 42).chance == 1)
  }

  @Test("scale and origin of the values change nothing")
  func invariance() throws {
    let values = Self.series(seed: 3, count: 42, spikes: 3).values.map(Double.init)
    let found = try UnusualValues(values, season: 7).outliers
    #expect(try UnusualValues(values.map { $0 * 1e-6 }, season: 7).outliers == found)
    #expect(try UnusualValues(values.map { -$0 }, season: 7).outliers == found)
    #expect(try UnusualValues(values.map { $0 - 100_000 }, season: 7).outliers == found)
  }

  @Test("less than four weeks is no history, and says what it lacks")
  func notEnough() throws {
    var values: [Double?] = (0..<27).map { Double($0 * $0 % 11) }
    #expect(throws: UnusualValues.Failure.notEnoughHistory(known: 27, needed: 28)) {
      try UnusualValues(values, season: 7)
    }
    values += [nil, nil, 1]
    #expect(try UnusualValues(values, season: 7).judge(3, at: 30).hasLowPower)
    // Enough values, but hardly any Sundays.
    var gaps = (0..<49).map { Optional(Double($0 * $0 % 11)) }
    for sunday in [20, 27, 34, 41, 48] { gaps[sunday] = nil }
    #expect(throws: UnusualValues.Failure.self) { try UnusualValues(gaps, season: 7).outliers }
  }

  @Test("small counts are judged by exact tails: 12 where 13 such days had 40")
  func smallCounts() throws {
    // Thirteen Mondays with 40 in all; the other days have none.
    let mondays = [3, 2, 4, 3, 3, 5, 1, 3, 4, 2, 3, 4, 3]
    let values = mondays.flatMap { [Double($0)] + [Double](repeating: 0, count: 6) }
    let history = try UnusualValues(values, season: 7)
    #expect(history.isOfSmallCounts)
    let verdict = history.judgeCount(12, at: 91)
    // binom.sf(11, 52, 1/14)
    #expect((verdict.chanceAbove / 0.00024405047234644716 - 1).magnitude < 1e-9)
    #expect((verdict.expected - 40.0 / 13).magnitude < 1e-12)
    #expect(verdict.range.contains(3) && !verdict.range.contains(12))
    // The first order on a Tuesday: one of fourteen Tuesdays has it by chance.
    #expect((history.judgeCount(1, at: 92).chanceAbove - 1.0 / 14).magnitude < 1e-12)
    #expect(history.judgeCount(0, at: 92).chance == 1)
  }

  static let nile: [Double] = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
    1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
    1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796,
    1040,
    759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
    744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
  ]

  @Test("the Nile of 1871 to 1970 falls: Mann and Kendall's z is -4.128")
  func nileFalls() throws {
    let trend = try #require(MonotonicTrend(Self.nile))
    #expect((trend.z - -4.128066522844101).magnitude < 1e-12)
    #expect(trend.slope == -2.6)
    #expect(trend.chanceOfFalling < 2e-5 && trend.chanceOfRising > 0.99)
    let mirrored = try #require(MonotonicTrend(Self.nile.map { -$0 }))
    #expect(mirrored.z == -trend.z)
  }

  @Test("only values of the same weekday are compared: a pattern is no trend")
  func seasonal() throws {
    // Two seasons, each falling but for a tie-free rise: the oracle's z and slope.
    let trend = try #require(MonotonicTrend([10, 20, 9, 21, 8, 19, 7, 18], season: 2))
    #expect((trend.z - -2.161730076368676).magnitude < 1e-12)
    #expect(trend.slope == -0.5)
    let flat = try #require(MonotonicTrend((0..<21).map { Double(Self.week[$0 % 7]) }, season: 7))
    #expect(flat.z == 0 && flat.slope == 0)
    #expect(MonotonicTrend([1, nil], season: 1) == nil)
  }

  @Test("clean series of three weeks have a trend in at most 5 %")
  func cleanTrends() throws {
    var generator = Generator(state: 3)
    var falling = 0
    for _ in 0..<1000 {
      let values = (0..<21).map { Double(Self.week[$0 % 7]) / 1000 + generator.noise() }
      if try #require(MonotonicTrend(values, season: 7)).chanceOfFalling < 0.05 { falling += 1 }
    }
    #expect((1...50).contains(falling), "\(falling) of 1000")
  }
}
