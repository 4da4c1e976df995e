/// Tails of distributions: how likely something at least as far out is by chance.
///
/// Relative error below 1e-10 wherever a decision is near; the same bits on every machine (`PortableMath`).
package enum Distribution {
  /// P(Z > z) of the standard normal distribution.
  package static func normalAbove(_ z: Double) -> Double {
    let tail = 0.5 * incompleteGamma(0.5, z * z / 2).upper
    return z < 0 ? 1 - tail : tail
  }

  /// The z that a standard normal value exceeds with this chance: 1.96 for 0.025.
  ///
  /// - Precondition: 0 < `chance` < 1.
  package static func normalQuantile(above chance: Double) -> Double {
    solve(from: -40, to: 40) { normalAbove($0) > chance }
  }

  /// P(|T| > |t|) of Student's distribution.
  package static func studentBeyond(_ t: Double, degrees: Int) -> Double {
    let n = Double(degrees)
    let square = t * t
    return lowerBeta(n / 2, 0.5, n / (n + square), square / (n + square))
  }

  /// The t that Student's |T| exceeds with this chance.
  package static func studentQuantile(beyond chance: Double, degrees: Int) -> Double {
    solve(from: 0, to: 1e6) { studentBeyond($0, degrees: degrees) > chance }
  }

  /// P(X > x) of the chi-square distribution.
  package static func chiSquareAbove(_ x: Double, degrees: Int) -> Double {
    incompleteGamma(Double(degrees) / 2, x / 2).upper
  }

  /// P(X ≥ k) of a binomial distribution; `rest` is 1 − `share`.
  package static func binomialAtLeast(_ k: Int, of n: Int, share: Double, rest: Double) -> Double {
    if k <= 0 { return 1 }
    if k > n { return 0 }
    return lowerBeta(Double(k), Double(n - k + 1), share, rest)
  }

  /// P(X ≥ k) of a Poisson distribution.
  package static func poissonAtLeast(_ k: Int, mean: Double) -> Double {
    if k <= 0 { return 1 }
    return incompleteGamma(Double(k), mean).lower
  }

  /// Where a falling condition ends, by halving: the same steps everywhere.
  private static func solve(from low: Double, to high: Double, _ holds: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if holds(middle) { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }

  // MARK: Incomplete functions

  /// The regularised incomplete gamma functions P(a, x) and Q(a, x): a series below a + 1, beyond it Lentz's
  /// continued fraction (Numerical Recipes, 6.2).
  private static func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    if x <= 0 { return (0, 1) }
    let front = PortableMath.exp(a * PortableMath.log(x) - x - PortableMath.logGamma(a))
    guard x >= a + 1 else {
      var term = 1 / a
      var sum = term
      var n = a
      while term > sum * 1e-17 {
        n += 1
        term *= x / n
        sum += term
      }
      return (min(1, sum * front), max(0, 1 - sum * front))
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for step in 1...10_000 {
      let n = Double(step)
      let factor = -n * (n - a)
      b += 2
      d = 1 / nonzero(factor * d + b, tiny)
      c = nonzero(b + factor / c, tiny)
      let change = d * c
      h *= change
      if (change - 1).magnitude < 1e-16 { break }
    }
    return (1 - front * h, front * h)
  }

  /// The regularised incomplete beta function I(x; a, b); `y` is 1 − x. Lentz's continued fraction (Numerical
  /// Recipes, 6.4).
  private static func lowerBeta(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    let logBeta = PortableMath.logGamma(a) + PortableMath.logGamma(b) - PortableMath.logGamma(a + b)
    let front = PortableMath.exp(a * PortableMath.log(x) + b * PortableMath.log(y) - logBeta)
    if x < (a + 1) / (a + b + 2) { return front * fraction(a, b, x) / a }
    return 1 - front * fraction(b, a, y) / b
  }

  private static func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonzero(1 - (a + b) * x / (a + 1), tiny)
    var h = d
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonzero(1 + even * d, tiny)
      c = nonzero(1 + even / c, tiny)
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonzero(1 + odd * d, tiny)
      c = nonzero(1 + odd / c, tiny)
      let change = d * c
      h *= change
      if (change - 1).magnitude < 1e-16 { break }
    }
    return h
  }

  private static func nonzero(_ value: Double, _ tiny: Double) -> Double {
    value.magnitude < tiny ? tiny : value
  }
}
