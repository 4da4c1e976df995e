/// Finds values that do not fit a series: robust regression on a line and seasons, then deletion t-tests.
///
/// Robust smoothing (STL) with a median absolute deviation raises alarms on most clean series, because the smooth
/// follows the noise; this raises one on about 5 %. See `docs/alerts.md` for what was measured.
///
/// Advice for whoever changes this: all arithmetic is + − × ÷ √ in a fixed order, so that the same series gives the
/// same verdict on every machine. `Tests/Oracle/detectors.py` is the slow twin, and measures false alarms anew.
package struct UnusualValues: Sendable {
  /// Fewer rounds of seasons than this are no history; fewer than `solidRounds` find less.
  package static let leastRounds = 4
  package static let solidRounds = 6
  /// The chance of any false alarm on a clean series.
  package static let level = 0.05
  /// Without seasons, as many values as four weeks have.
  private static let leastValues = 28

  package enum Failure: Error, Equatable, Sendable {
    /// So many known values are needed, there are fewer.
    case notEnoughHistory(known: Int, needed: Int)
  }

  /// What the newest value is held against.
  package struct Verdict: Sendable {
    package var expected: Double
    /// 95 % of values lie within, if nothing happened.
    package var range: ClosedRange<Double>
    /// Chances of a value as high, and as low, if nothing happened.
    package var chanceAbove: Double
    package var chanceBelow: Double
    /// Fewer than six rounds of seasons: small breaks are not seen.
    package var hasLowPower: Bool

    /// Of a value as far out in either direction.
    package var chance: Double { min(1, 2 * min(chanceAbove, chanceBelow)) }
  }

  private let points: SeasonalRegression.Points
  /// A constant series has noise, too: so little that any other value stands out, and rounding does not.
  private let floor: Double

  /// - Parameters:
  ///   - values: oldest first; nil where there is none.
  ///   - season: how many values make one round: 7 for days, 1 for a series without seasons.
  package init(_ values: [Double?], season: Int) throws(Failure) {
    var points = SeasonalRegression.Points(places: [], values: [], season: season)
    var perSeason = [Int](repeating: 0, count: season)
    for (place, value) in values.enumerated() {
      guard let value else { continue }
      points.places.append(place)
      points.values.append(value)
      perSeason[place % season] += 1
    }
    let needed = Self.needed(season)
    // Every season must be known often enough, not only all together.
    guard points.count >= needed, perSeason.allSatisfy({ $0 >= Self.leastRounds - 1 }) else {
      throw .notEnoughHistory(known: points.count, needed: needed)
    }
    self.points = points
    floor = 1e-9 * (points.values.map(\.magnitude).max() ?? 0)
  }

  /// How many values are enough history.
  package static func needed(_ season: Int) -> Int { max(leastValues, leastRounds * season) }

  // MARK: In the whole series

  /// Places of the values that do not fit.
  package var outliers: [Int] { fit().outliers.map { points.places[$0] } }

  private struct Fit {
    var outliers: [Int]
    var regression: SeasonalRegression
    var noise: Double
    var degrees: Int
  }

  private func fit() -> Fit {
    var candidates = self.candidates()
    while true {
      guard let fit = leastSquares(without: candidates) else {
        // Too little is left to say so: the whole series, then.
        candidates.removeLast()
        continue
      }
      let distances = candidates.map { distance(points.values[$0], at: points.places[$0], fit) }
      guard let weakest = distances.indices.min(by: { distances[$0] < distances[$1] }) else { return fit }
      let chance = Distribution.studentBeyond(distances[weakest], degrees: fit.degrees)
      if chance < Self.level / Double(points.count) { return fit }
      candidates.remove(at: weakest)
    }
  }

  /// Values far from a robust fit, the farthest first.
  private func candidates() -> [Int] {
    var residuals = firstResiduals()
    for _ in 0..<20 {
      let scale = max(floor, 1.4826 * median(residuals.map(\.magnitude)))
      if scale == 0 { break }
      let weights = residuals.map { residual -> Double in
        let u = residual / (4.685 * scale)
        if u.magnitude >= 1 { return 0 }
        return (1 - u * u) * (1 - u * u)
      }
      guard let fit = SeasonalRegression(points, weights: weights) else { break }
      residuals = self.residuals(fit)
    }
    let free = Double(points.count - points.parameters)
    let scale =
      max(floor, 1.4826 * median(residuals.map(\.magnitude))) * (Double(points.count) / free).squareRoot()
    return points.values.indices.filter { residuals[$0].magnitude > 2.5 * scale }
      .sorted { (residuals[$0].magnitude, $1) > (residuals[$1].magnitude, $0) }
  }

  /// From the median slope over one round of seasons, and the median level of each season.
  private func firstResiduals() -> [Double] {
    var slopes: [Double] = []
    var later = 0
    for index in points.values.indices {
      let wanted = points.places[index] + points.season
      while later < points.count, points.places[later] < wanted { later += 1 }
      if later < points.count, points.places[later] == wanted {
        slopes.append((points.values[later] - points.values[index]) / Double(points.season))
      }
    }
    let slope = slopes.isEmpty ? 0 : median(slopes)
    let flat = points.values.indices.map { points.values[$0] - slope * Double(points.places[$0]) }
    let levels = (0..<points.season).map { season in
      median(flat.indices.filter { points.season(of: $0) == season }.map { flat[$0] })
    }
    return flat.indices.map { flat[$0] - levels[points.season(of: $0)] }
  }

  private func residuals(_ fit: SeasonalRegression) -> [Double] {
    points.values.indices.map { points.values[$0] - fit.value(at: points.places[$0]) }
  }

  private func leastSquares(without outliers: [Int]) -> Fit? {
    var weights = [Double](repeating: 1, count: points.count)
    for index in outliers { weights[index] = 0 }
    let degrees = points.count - outliers.count - points.parameters
    guard degrees > 0, let regression = SeasonalRegression(points, weights: weights) else { return nil }
    var sum = 0.0
    for (index, residual) in residuals(regression).enumerated() where weights[index] > 0 {
      sum += residual * residual
    }
    return Fit(
      outliers: outliers.sorted(), regression: regression,
      noise: max(floor, (sum / Double(degrees)).squareRoot()), degrees: degrees)
  }

  private func distance(_ value: Double, at place: Int, _ fit: Fit) -> Double {
    let residual = (value - fit.regression.value(at: place)).magnitude
    // All values are 0, this one, too.
    if residual == 0 { return 0 }
    return residual / spread(at: place, fit)
  }

  /// The standard error of a prediction.
  private func spread(at place: Int, _ fit: Fit) -> Double {
    fit.noise * (1 + fit.regression.leverage(at: place)).squareRoot()
  }

  // MARK: The newest value

  /// Holds a value against what the series lets expect at a place, mostly the one behind its last.
  package func judge(_ value: Double, at place: Int) -> Verdict {
    let fit = self.fit()
    let expected = fit.regression.value(at: place)
    let reach =
      Distribution.studentQuantile(beyond: Self.level, degrees: fit.degrees) * spread(at: place, fit)
    let beyond = Distribution.studentBeyond(distance(value, at: place, fit), degrees: fit.degrees)
    let isAbove = value >= expected
    return Verdict(
      expected: expected, range: (expected - reach)...(expected + reach),
      chanceAbove: isAbove ? beyond / 2 : 1 - beyond / 2,
      chanceBelow: isAbove ? 1 - beyond / 2 : beyond / 2,
      hasLowPower: hasLowPower)
  }

  private var hasLowPower: Bool {
    points.count < Self.solidRounds * Self.needed(points.season) / Self.leastRounds
  }

  /// Whether the series is of small counts, whose scatter is not that of a bell curve.
  package var isOfSmallCounts: Bool {
    points.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() }
      && points.values.reduce(0, +) < 10 * Double(points.count)
  }

  /// As `judge`, for small counts: exact tails of Poisson counts, held against those of the same season.
  ///
  /// The mean is known from these alone, so the test is the conditional one: of all that was counted in the season
  /// and now, how much would fall on the newest place by chance.
  package func judgeCount(_ value: Int, at place: Int) -> Verdict {
    let same = points.values.indices.filter { points.season(of: $0) == place % points.season }
    let counted = Int(same.reduce(0) { $0 + points.values[$1] })
    let places = Double(same.count)
    func above(_ k: Int) -> Double {
      Distribution.binomialAtLeast(k, of: k + counted, share: 1 / (places + 1), rest: places / (places + 1))
    }
    func below(_ k: Int) -> Double {
      Distribution.binomialAtLeast(
        counted, of: k + counted, share: places / (places + 1), rest: 1 / (places + 1))
    }
    var (low, high) = (0, max(counted, 1))
    while below(low) <= Self.level / 2 { low += 1 }
    high = low
    while above(high + 1) > Self.level / 2 { high += 1 }
    return Verdict(
      expected: Double(counted) / places, range: Double(low)...Double(high), chanceAbove: above(value),
      chanceBelow: below(value), hasLowPower: hasLowPower)
  }
}
