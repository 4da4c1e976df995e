/// Whether a series rises or falls: Mann and Kendall's test with ties corrected, and the slope of Theil and Sen.
///
/// Only values of the same season are compared with each other (Hirsch, Slack and Smith 1982): Mondays with
/// Mondays. With one season it is the plain test.
package struct MonotonicTrend: Sendable {
  /// Of standard deviations; negative where the series falls.
  package let z: Double
  /// The median change from one place to the next.
  package let slope: Double
  /// How many values are known.
  package let count: Int

  /// Nil where no two values can be compared.
  package init?(_ values: [Double?], season: Int = 1) {
    var score = 0
    var variance = 0.0
    var slopes: [Double] = []
    var known = 0
    for first in 0..<season {
      let places = stride(from: first, to: values.count, by: season).filter { values[$0] != nil }
      let own = places.compactMap { values[$0] }
      known += own.count
      for later in own.indices {
        for earlier in 0..<later {
          let change = own[later] - own[earlier]
          score += change > 0 ? 1 : change < 0 ? -1 : 0
          slopes.append(change / Double(places[later] - places[earlier]))
        }
      }
      variance += Self.spread(own.count)
      var sizes: [Double: Int] = [:]
      for value in own { sizes[value, default: 0] += 1 }
      // In whole numbers: their order does not matter.
      variance -= sizes.values.reduce(0) { $0 + Self.spread($1) }
    }
    guard !slopes.isEmpty else { return nil }
    let distance = Double(max(0, score.magnitude - min(1, score.magnitude)))
    z = variance > 0 ? (score < 0 ? -distance : distance) / (variance / 18).squareRoot() : 0
    slope = median(slopes)
    count = known
  }

  /// n (n − 1) (2n + 5)
  private static func spread(_ n: Int) -> Double { Double(n * (n - 1) * (2 * n + 5)) }

  /// The chance of falling as clearly by chance; of rising it is the rest.
  package var chanceOfFalling: Double { Distribution.normalAbove(-z) }
  package var chanceOfRising: Double { Distribution.normalAbove(z) }
}
