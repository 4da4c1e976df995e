/// What an experiment's counts say: differences to the control with intervals, or why they say nothing yet.
///
/// The chance that any of several variants is found by chance alone is held at 5 %: p-values by Holm, intervals by
/// Bonferroni.
package struct ExperimentJudgement: Sendable {
  package struct Variant: Sendable {
    package var name: String
    package var exposures: Int
    package var conversions: Int

    package init(name: String, exposures: Int, conversions: Int) {
      self.name = name
      self.exposures = exposures
      self.conversions = conversions
    }

    fileprivate var rate: Double { Double(conversions) / Double(exposures) }
  }

  /// What keeps the counts from being judged.
  package enum Obstacle: Sendable, Equatable {
    case oneVariant
    case noControl(String)
    case noExposures(String)
    case moreConversionsThanExposures(String)
    case plansAnotherSplit
  }

  /// One variant held against the control.
  package struct Comparison: Sendable {
    package var difference: ProportionDifference
    /// Corrected for the number of variants.
    package var chance: Double
    package var verdict: Verdict
    /// The smallest difference that groups of these sizes show in four of five experiments; nil where the control
    /// converts nobody or everybody.
    ///
    /// (z of the level + z of the power) × √(p (1 − p) (1 ÷ n₁ + 1 ÷ n₂)), p the control's rate (Fleiss 1981).
    package var detectable: Double?
  }

  package enum Verdict: String, Sendable { case better, worse, unclear }

  package enum Outcome: Sendable, Equatable {
    case notJudged(Obstacle)
    /// The groups are not divided as planned: something is wrong with who sees what, and no figure can be trusted.
    case sampleRatio
    /// Fewer exposures than planned, or no plan: looking early finds differences that are none.
    case interim(planned: Int?)
    case decided
  }

  package static let level = 0.05
  /// How many of so many experiments are to show a difference that is there.
  package static let power = 0.8

  /// In the order of the data, the control first.
  package let variants: [Variant]
  /// By place of the variant; nil for the control and where nothing can be compared.
  package private(set) var comparisons: [Comparison?]
  /// 95 % intervals of the rates (Wilson).
  package private(set) var rates: [ClosedRange<Double>?]
  /// The chance of so uneven a division; nil where there is nothing to divide.
  package private(set) var sampleRatio: Double?
  package private(set) var outcome: Outcome

  package var exposures: Int { variants.reduce(0) { $0 + $1.exposures } }

  /// - Parameters:
  ///   - control: the variant that the others are held against.
  ///   - split: planned shares by name, summing up to 1; nil: equal ones.
  ///   - planned: how many exposures were planned before it began.
  package init(
    _ found: [Variant], control: String, split: [String: Double]? = nil, planned: Int? = nil
  ) {
    variants = found.filter { $0.name == control } + found.filter { $0.name != control }
    comparisons = variants.map { _ in nil }
    let z = Distribution.normalQuantile(above: Self.level / 2)
    let proportions = variants.map { Proportion($0.conversions, of: $0.exposures) }
    rates = proportions.map { $0?.interval(z: z) }
    outcome = .decided
    if let obstacle = Self.obstacle(variants, control, split) {
      outcome = .notJudged(obstacle)
      return
    }
    compare(proportions)
    let shares = variants.map { variant in
      split.map { $0[variant.name] ?? 0 } ?? 1 / Double(variants.count)
    }
    let chance = SampleRatio.chance(variants.map(\.exposures), planned: shares)
    sampleRatio = chance
    if chance < SampleRatio.limit {
      outcome = .sampleRatio
    } else if planned.map({ exposures < $0 }) ?? true {
      outcome = .interim(planned: planned)
    }
  }

  private static func obstacle(_ variants: [Variant], _ control: String, _ split: [String: Double]?)
    -> Obstacle?
  {
    if variants.count < 2 { return .oneVariant }
    if variants[0].name != control { return .noControl(control) }
    if let split, Set(split.keys) != Set(variants.map(\.name)) { return .plansAnotherSplit }
    for variant in variants {
      if variant.exposures <= 0 { return .noExposures(variant.name) }
      if variant.conversions > variant.exposures || variant.conversions < 0 {
        return .moreConversionsThanExposures(variant.name)
      }
    }
    return nil
  }

  private mutating func compare(_ proportions: [Proportion?]) {
    guard let control = proportions[0] else { return }
    let others = proportions.indices.dropFirst()
    let level = Self.level / Double(others.count)
    let width =
      Distribution.normalQuantile(above: level / 2) + Distribution.normalQuantile(above: 1 - Self.power)
    let spread = variants[0].rate * (1 - variants[0].rate)
    let differences = others.map { place in
      proportions[place].map { ProportionDifference($0, against: control, level: level) }
    }
    let corrected = Correction.holm(differences.map { $0?.chance ?? 1 })
    for (place, (difference, chance)) in zip(others, zip(differences, corrected)) {
      guard let difference else { continue }
      let isClear = chance < Self.level
      comparisons[place] = Comparison(
        difference: difference, chance: chance,
        verdict: !isClear ? .unclear : difference.difference > 0 ? .better : .worse,
        detectable: spread <= 0
          ? nil
          : width
            * (spread * (1 / Double(variants[0].exposures) + 1 / Double(variants[place].exposures)))
            .squareRoot())
    }
  }

  /// The variant that is clearly better than the control, the best of several; nil where none is.
  package var winner: Int? {
    guard outcome == .decided else { return nil }
    return comparisons.indices.filter { comparisons[$0]?.verdict == .better }.max { a, b in
      let (x, y) = (comparisons[a]?.difference.difference ?? 0, comparisons[b]?.difference.difference ?? 0)
      return x == y ? a > b : x < y
    }
  }
}
