/// Whether a series has moved away, by little each time, from where it was: a cumulative sum (Page 1954) and an
/// exponentially weighted moving average (Roberts 1959), the two control charts for small shifts.
///
/// The first half of the series says what is usual: a level per season, and the spread from the mean moving range. The
/// charts run over the rest. See `docs/alerts.md` for what was measured.
///
/// Advice for whoever changes this: all arithmetic is + − × ÷ √ in a fixed order, so that no machine decides otherwise
/// than another. `Tests/Oracle/detectors.py` is the slow twin.
package struct DriftChart: Sendable {
  package enum Direction: Sendable { case falling, rising }

  /// In standard deviations: what the sum lets pass each time, and where it signals.
  private static let slack = 0.5
  private static let interval = 5.0
  /// The moving average's weight of the newest value, and how many of its own deviations it signals at.
  private static let weight = 0.2
  private static let width = 3.0
  /// One value counts for no more deviations than this: an odd day is no drift.
  private static let most = 3.0
  /// Of two normal values, the mean of their distance is 1.128 standard deviations.
  private static let meanRange = 1.128

  /// Fewer values, and fewer rounds of seasons, say nothing of what is usual.
  private static let leastUsual = 20
  private static let leastRounds = 3

  /// Where the charts stand at the newest value.
  package struct Reading: Sendable {
    /// In standard deviations of the values, and of the average.
    package var sum: Double
    package var average: Double
    /// The place of the first value since the sum last was 0.
    package var since: Int
    /// How far the values since then are from what is usual, on average.
    package var shift: Double
    /// Beyond 5, or beyond 3.
    package var signals: Bool
    /// Of a chart standing as high by chance, at most; 1 where none signals.
    package var chance: Double
  }

  private let season: Int
  private let charted: [(place: Int, residual: Double)]
  /// Per season, of the usual values: how many, and their mean.
  private let counts: [Double]
  private let levels: [Double]
  package let deviation: Double
  /// The places whose values say what is usual.
  package let usual: ClosedRange<Int>

  /// - Parameters:
  ///   - values: oldest first; nil where there is none.
  ///   - season: how many values make one round: 7 for days, 1 for a series without seasons.
  ///   - usual: how many values from the first known one on say what is usual; nil: half of them, in whole rounds.
  package init(_ values: [Double?], season: Int, usual: Int? = nil) throws(UnusualValues.Failure) {
    let known = values.count { $0 != nil }
    let short = UnusualValues.Failure.notEnoughHistory(known: known, needed: Self.needed(season))
    guard let first = values.firstIndex(where: { $0 != nil }) else { throw short }
    let length = usual ?? (values.count - first) / 2 / season * season
    guard length > 0, first + length < values.count else { throw short }
    self.usual = first...(first + length - 1)
    var counts = [Double](repeating: 0, count: season)
    var sums = counts
    for place in self.usual {
      guard let value = values[place] else { continue }
      counts[place % season] += 1
      sums[place % season] += value
    }
    let all = counts.reduce(0, +)
    guard all >= Double(Self.leastUsual), counts.allSatisfy({ $0 >= Double(Self.leastRounds) }) else {
      throw short
    }
    let levels = zip(sums, counts).map { $0 / $1 }
    self.season = season
    self.counts = counts
    self.levels = levels
    func residual(_ place: Int) -> Double? { values[place].map { $0 - levels[place % season] } }
    let range = Self.meanMovingRange(self.usual.compactMap { at in residual(at).map { (at, $0) } }, counts)
    let largest = values.compactMap { $0?.magnitude }.max() ?? 0
    // A constant series has noise, too: so little that any other value stands out, and rounding does not.
    deviation = max(1e-9 * largest, range / Self.meanRange)
    charted = ((first + length)..<values.count).compactMap { at in residual(at).map { (at, $0) } }
  }

  /// How many values are enough history: as many charted as say what is usual.
  package static func needed(_ season: Int) -> Int {
    2 * season * max(leastRounds, (leastUsual + season - 1) / season)
  }

  /// Values of different seasons are apart by less than the noise, as each season's level follows its own values.
  private static func meanMovingRange(_ residuals: [(place: Int, value: Double)], _ counts: [Double])
    -> Double
  {
    var sum = 0.0
    for (earlier, later) in zip(residuals, residuals.dropFirst()) {
      let range = (later.value - earlier.value).magnitude
      let (a, b) = (earlier.place % counts.count, later.place % counts.count)
      sum += a == b ? range : range * (2 / (2 - 1 / counts[a] - 1 / counts[b])).squareRoot()
    }
    return sum / Double(residuals.count - 1)
  }

  /// What is usual at a place.
  package func level(at place: Int) -> Double { levels[place % season] }

  // MARK: The charts

  package func reading(_ direction: Direction) -> Reading {
    let sign = direction == .rising ? 1.0 : -1.0
    var (sum, average, fading) = (0.0, 0.0, 1.0)
    var since = charted.count - 1
    for (index, value) in charted.enumerated() where deviation > 0 {
      let distance = min(Self.most, max(-Self.most, sign * value.residual / deviation))
      if sum == 0 { since = index }
      sum = max(0, sum + distance - Self.slack)
      average = Self.weight * distance + (1 - Self.weight) * average
      fading *= (1 - Self.weight) * (1 - Self.weight)
    }
    let own = (Self.weight / (2 - Self.weight) * (1 - fading)).squareRoot()
    let signals = sum > Self.interval || average > Self.width * own
    let moved = charted[max(0, since)...]
    return Reading(
      sum: sum, average: own > 0 ? average / own : 0,
      since: charted.isEmpty ? usual.upperBound : moved[since].place,
      shift: moved.isEmpty ? 0 : moved.reduce(0) { $0 + $1.residual } / Double(moved.count),
      signals: signals, chance: signals ? min(chance(ofSum: sum), chance(ofAverage: average)) : 1)
  }

  /// The sum stands at S where the newest n values fell short by S + n slacks together, for some n: the chance is at
  /// most that of all these together (Boole). Each is Student's, since the usual level and spread are estimates.
  private func chance(ofSum sum: Double) -> Double {
    var chance = 0.0
    var perSeason = [Double](repeating: 0, count: season)
    for (index, value) in charted.reversed().enumerated() {
      perSeason[value.place % season] += 1
      let n = Double(index + 1)
      chance += above((sum + Self.slack * n) / (n + levelError(perSeason)).squareRoot())
    }
    return min(1, chance)
  }

  private func chance(ofAverage average: Double) -> Double {
    var (weight, squares) = (Self.weight, 0.0)
    var perSeason = [Double](repeating: 0, count: season)
    for value in charted.reversed() {
      perSeason[value.place % season] += weight
      squares += weight * weight
      weight *= 1 - Self.weight
    }
    return above(average / (squares + levelError(perSeason)).squareRoot())
  }

  /// How far the levels themselves may be off, as a share of the noise's variance.
  private func levelError(_ weights: [Double]) -> Double {
    zip(weights, counts).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
  }

  /// A moving range knows the spread as well as six tenths of the values would by the usual deviation.
  private func above(_ t: Double) -> Double {
    let degrees = max(1, Int(0.6 * (counts.reduce(0, +) - Double(season))))
    let tail = Distribution.studentBeyond(t, degrees: degrees) / 2
    return t < 0 ? 1 - tail : tail
  }
}
