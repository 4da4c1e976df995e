import Testing

@testable import Aggregate

/// Expected values come from `Tests/Oracle/detectors.py`: the same charts with numpy and scipy.
@Suite("Slow drifts") struct DriftTests {
  private typealias Generator = DetectionTests.Generator

  @Test("of the Nile from 1871, the cumulative sum signals in 1902, the average in 1904, a fall since 1899")
  func nile() throws {
    var first: (sum: Int?, average: Int?) = (nil, nil)
    for year in 1891...1970 {
      let chart = try DriftChart(Array(DetectionTests.nile.prefix(year - 1870)), season: 1, usual: 20)
      #expect((chart.level(at: 30) - 1070.85).magnitude < 1e-9)
      #expect((chart.deviation - 148.936_170_212_765_97).magnitude < 1e-9)
      let reading = chart.reading(.falling)
      if first.sum == nil, reading.sum > 5 { first.sum = year }
      if first.average == nil, reading.average > 3 { first.average = year }
      if year == 1902 {
        #expect((reading.sum - 5.395_114_285_714_282).magnitude < 1e-9)
        #expect((reading.average - 2.821_092_978_979_095_3).magnitude < 1e-9)
        #expect(reading.signals && (reading.chance / 0.017_899_353_643_745_924 - 1).magnitude < 1e-8)
        #expect(1871 + reading.since == 1899)
        // 774, 840, 874 and 694, of 1070.85
        #expect((reading.shift - -275.35).magnitude < 1e-9)
        #expect(!chart.reading(.rising).signals && chart.reading(.rising).chance == 1)
      }
    }
    #expect(first.sum == 1902 && first.average == 1904)
  }

  @Test("a weekday pattern is taken out: the oracle's sums, averages and chance")
  func weekdays() throws {
    let clean = DetectionTests.series(seed: 21, count: 92, spikes: 0).values.map(Double.init)
    #expect(Array(clean.prefix(3)) == [100_175, 100_125, 106_143])
    let quiet = try DriftChart(clean, season: 7).reading(.falling)
    #expect((quiet.sum - 1.008_991_293_526_653_2).magnitude < 1e-9)
    #expect((quiet.average - -0.555_663_443_551_329).magnitude < 1e-9 && !quiet.signals)
    let slow = clean.enumerated().map { $1 - 150 * Double(max(0, $0 - 63)) }
    let chart = try DriftChart(slow, season: 7)
    #expect(chart.usual == 0...41)
    let reading = chart.reading(.falling)
    #expect((reading.sum - 11.521_375_356_649_209).magnitude < 1e-9)
    #expect((reading.average - 4.912_752_460_602_953).magnitude < 1e-9)
    #expect((reading.chance / 0.000_129_348_426_622_182_4 - 1).magnitude < 1e-8)
    #expect(chart.reading(.rising).sum == 0)
    let mirrored = try DriftChart(slow.map { -$0 }, season: 7).reading(.rising)
    #expect(mirrored.sum == reading.sum && mirrored.chance == reading.chance)
  }

  /// The share of seeded series of 92 days that are told alone in a run.
  private func told(_ count: Int, seed: UInt64, _ shift: (Int) -> Double) throws -> Int {
    var generator = Generator(state: seed)
    return try (0..<count).count { _ in
      let values = (0..<92).map {
        50 + Double(DetectionTests.week[$0 % 7]) / 2000 + generator.noise() + shift($0)
      }
      return try DriftChart(values, season: 7).reading(.falling).chance <= 0.05
    }
  }

  struct Slow: Sendable {
    let days: Int
    let deviations: Double
    /// At least so many of 400 are told.
    let told: Int
  }

  @Test(
    "slow falls are found: two deviations within two weeks or within seven, one within seven more often than not",
    arguments: [
      Slow(days: 14, deviations: 2, told: 340), Slow(days: 28, deviations: 2, told: 380),
      Slow(days: 49, deviations: 2, told: 380), Slow(days: 49, deviations: 1, told: 240),
    ])
  func recall(_ c: Slow) throws {
    let found = try told(400, seed: UInt64(c.days)) {
      -c.deviations * Double(max(0, $0 - (91 - c.days))) / Double(c.days)
    }
    #expect(found >= c.told, "\(found) of 400")
  }

  @Test("of clean series at most 10 % are told, and some are")
  func clean() throws {
    let wrong = try told(1000, seed: 5) { _ in 0 }
    #expect((1...50).contains(wrong), "\(wrong) of 1000")
  }

  @Test("one odd day is no drift, however far out; one day lower each week is none, either")
  func spikes() throws {
    var values = [Double](repeating: 100, count: 92)
    values[91] = 0
    #expect(try !DriftChart(values, season: 7).reading(.falling).signals)
    for place in stride(from: 0, to: 92, by: 7) { values[place] = 20 }
    #expect(try !DriftChart(values, season: 7).reading(.falling).signals)
  }

  @Test(
    "constant series and those of zeros raise nothing; what leaves a constant for good is told within three")
  func constants() throws {
    for value in [0, 0.1, 1e15, -7] {
      let values = [Double](repeating: value, count: 92)
      let chart = try DriftChart(values, season: 7)
      for direction in [DriftChart.Direction.falling, .rising] {
        let reading = chart.reading(direction)
        #expect(
          !reading.signals && reading.sum == 0 && reading.average.magnitude < 1e-6 && reading.chance == 1)
      }
    }
    let left = (0..<92).map { $0 < 89 ? 7.0 : 6.9 }
    let reading = try DriftChart(left, season: 7).reading(.falling)
    #expect(reading.sum == 7.5 && reading.signals && reading.since == 89)
  }

  @Test("scale and origin of the values change nothing")
  func invariance() throws {
    var generator = Generator(state: 9)
    let values = (0..<92).map { 50 + generator.noise() - Double(max(0, $0 - 60)) / 20 }
    let reading = try DriftChart(values, season: 7).reading(.falling)
    #expect(reading.signals)
    for (scale, origin) in [(1e12, 0.0), (1e-6, 0), (1, 1000)] {
      let other = try DriftChart(values.map { scale * $0 + origin }, season: 7).reading(.falling)
      #expect((other.sum - reading.sum).magnitude < 1e-6 && other.since == reading.since)
    }
  }

  @Test("gaps are passed over; too few values, rounds of seasons or days behind them are no history")
  func history() throws {
    func needs(_ values: [Double?], season: Int) -> Int? {
      do throws(UnusualValues.Failure) {
        _ = try DriftChart(values, season: season)
        return nil
      } catch {
        switch error {
        case .notEnoughHistory(_, let needed): return needed
        }
      }
    }
    func series(_ count: Int) -> [Double?] { (0..<count).map { Double($0 * $0 % 11) } }
    #expect(needs(series(41), season: 7) == 42 && needs(series(42), season: 7) == nil)
    #expect(needs(series(39), season: 1) == 40 && needs(series(40), season: 1) == nil)
    #expect(needs(series(71), season: 12) == 72 && needs(series(72), season: 12) == nil)
    #expect(needs([], season: 7) == 42 && needs([nil, 1, nil], season: 1) == 40)
    #expect(needs([Double?](repeating: nil, count: 92), season: 7) == 42)
    // What is not known at the beginning does not make the time shorter that says what is usual.
    let late = [Double?](repeating: nil, count: 50) + series(42)
    #expect(try DriftChart(late, season: 7).usual == 50...70)
    // Hardly any Sundays; a gap in what is charted changes only that.
    var gaps = series(92)
    for sunday in stride(from: 6, to: 42, by: 7) { gaps[sunday] = nil }
    #expect(needs(gaps, season: 7) == 42)
    var holes = (0..<92).map { Optional($0 < 80 ? Double($0 % 2) : -3) }
    for place in 50..<75 { holes[place] = nil }
    let reading = try DriftChart(holes, season: 7).reading(.falling)
    #expect(reading.signals && reading.since == 80 && reading.chance < 0.001)
  }
}
