/// So many of so many: conversions of exposures.
package struct Proportion: Hashable, Sendable {
  package let successes: Int
  package let trials: Int

  /// Nil unless 0 ≤ `successes` ≤ `trials` and there is at least one trial.
  package init?(_ successes: Int, of trials: Int) {
    guard trials > 0, (0...trials).contains(successes) else { return nil }
    self.successes = successes
    self.trials = trials
  }

  var share: Double { Double(successes) / Double(trials) }

  /// Wilson's interval: never beyond 0 and 1, and exactly these where nothing or everything succeeded.
  package func interval(z: Double) -> ClosedRange<Double> {
    let n = Double(trials)
    let square = z * z
    let centre = (Double(successes) + square / 2) / (n + square)
    let spread = z * (n * share * (1 - share) + square / 4).squareRoot() / (n + square)
    let low = successes == 0 ? 0 : centre - spread
    let high = successes == trials ? 1 : centre + spread
    return low...max(low, high)
  }
}

/// Two proportions held against each other.
package struct ProportionDifference: Sendable {
  package enum Test: String, Sendable {
    /// The pooled two-proportion z-test.
    case normal
    /// Fisher's exact test, where a pooled expected count is below 5.
    case exact
  }

  /// `new` − `old`.
  package let difference: Double
  package let interval: ClosedRange<Double>
  /// The chance of a difference at least as large where there is none; two-sided.
  package let chance: Double
  package let test: Test

  /// - Parameter level: of the interval's complement: 0.05 for a 95 % interval.
  package init(_ new: Proportion, against old: Proportion, level: Double = 0.05) {
    let z = Distribution.normalQuantile(above: level / 2)
    difference = new.share - old.share
    interval = Self.interval(new, against: old, z: z)
    let all = Double(new.trials + old.trials)
    let successes = Double(new.successes + old.successes)
    let leastShare = min(successes, all - successes) / all
    if leastShare * Double(min(new.trials, old.trials)) < 5 {
      test = .exact
      chance = Self.fisher(new, old)
    } else {
      test = .normal
      chance = min(1, 2 * Distribution.normalAbove(Self.z(new, old).magnitude))
    }
  }

  /// Newcombe's hybrid interval from the two Wilson intervals (1998, method 10).
  package static func interval(_ new: Proportion, against old: Proportion, z: Double) -> ClosedRange<Double> {
    let difference = new.share - old.share
    let (mine, theirs) = (new.interval(z: z), old.interval(z: z))
    func distance(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return difference - distance(new.share - mine.lowerBound, theirs.upperBound - old.share)...difference
      + distance(mine.upperBound - new.share, old.share - theirs.lowerBound)
  }

  /// The pooled z.
  static func z(_ new: Proportion, _ old: Proportion) -> Double {
    let pooled = Double(new.successes + old.successes) / Double(new.trials + old.trials)
    let variance = pooled * (1 - pooled) * (1 / Double(new.trials) + 1 / Double(old.trials))
    return (new.share - old.share) / variance.squareRoot()
  }

  /// Two-sided: the chances of all tables that are no likelier than the one seen, with R's slack of 1e-7.
  static func fisher(_ new: Proportion, _ old: Proportion) -> Double {
    let successes = new.successes + old.successes
    let failures = new.trials + old.trials - successes
    let possible = max(0, new.trials - failures)...min(new.trials, successes)
    func logChoose(_ n: Int, _ k: Int) -> Double {
      PortableMath.logGamma(Double(n + 1)) - PortableMath.logGamma(Double(k + 1))
        - PortableMath.logGamma(Double(n - k + 1))
    }
    let all = logChoose(successes + failures, new.trials)
    func chance(_ k: Int) -> Double {
      PortableMath.exp(logChoose(successes, k) + logChoose(failures, new.trials - k) - all)
    }
    let limit = chance(new.successes) * (1 + 1e-7)
    return min(1, possible.reduce(0) { sum, k in chance(k) <= limit ? sum + chance(k) : sum })
  }
}

/// Whether the shares of several groups are those that were planned: chi-square goodness of fit.
package enum SampleRatio {
  /// Below this chance the groups were not divided as planned, and nothing about them can be trusted.
  package static let limit = 0.001

  /// - Parameter planned: shares in the groups' order; they sum up to 1.
  package static func chance(_ counts: [Int], planned: [Double]) -> Double {
    let all = Double(counts.reduce(0, +))
    var sum = 0.0
    for (count, share) in zip(counts, planned) {
      let expected = all * share
      let distance = Double(count) - expected
      sum += distance * distance / expected
    }
    return Distribution.chiSquareAbove(sum, degrees: counts.count - 1)
  }
}
