package import Declarations
package import EventSchema

/// From a base figure to a figure: how far, which way, and whether that is good.
package struct Change: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Relative to the base: 0.05 is five per cent more.
    case relative
    /// The difference of two percentages: 0.004 is 0.4 percentage points.
    case percentagePoints
    /// The difference of two scores.
    case points
    /// The difference of two figures, in their unit: a share of what is below 0 says nothing.
    case difference(FigureUnit, decimals: Int)
  }
  package enum Direction: Hashable, Sendable { case up, down, flat }
  package enum Verdict: Hashable, Sendable { case better, worse, none }

  package var amount: Exact
  package var kind: Kind
  package var verdict: Verdict

  /// Nil where one of the two is n/a, the units differ, or a relative change has a base of 0. From a base below 0 it is
  /// the difference itself.
  package init?(from base: Figure?, to figure: Figure, better: KPI.Better) {
    guard let base, let old = base.value, let new = figure.value, base.unit == figure.unit else { return nil }
    switch figure.unit {
    case .percent, .percentagePoints:
      kind = .percentagePoints
      amount = new - old
    case .points:
      kind = .points
      amount = new - old
    case .count, .fractionalCount, .money, .ratio, .days, .hours:
      if old.isNegative {
        kind = .difference(figure.unit, decimals: figure.decimals)
        amount = new - old
      } else {
        guard let share = (new - old) / old else { return nil }
        kind = .relative
        amount = share
      }
    }
    verdict = .none
    // What is missing on one side may turn it round.
    guard base.extent == .whole, figure.extent == .whole else { return }
    switch (direction, better) {
    case (.flat, _), (_, .neutral): verdict = .none
    case (.up, .higher), (.down, .lower): verdict = .better
    case (.up, .lower), (.down, .higher): verdict = .worse
    }
  }

  /// The same change as a share of its base, where it is told in points; unchanged where that is 0 or below.
  mutating package func makeRelative(to base: Exact) {
    guard kind != .relative, !base.isNegative, let share = amount / base else { return }
    (amount, kind) = (share, .relative)
  }

  /// Flat only where both figures are equal, to the last digit.
  package var direction: Direction {
    amount.isZero ? .flat : amount.isNegative ? .down : .up
  }

  /// One decimal; more where it takes these to tell the change from none.
  package var decimals: Int {
    let shift: Int
    switch kind {
    case .difference(_, let decimals): return decimals
    case .points: shift = 0
    case .relative, .percentagePoints: shift = 2
    }
    func shows(_ places: Int) -> Bool {
      amount.decimal(places: places + shift).contains { ("1"..."9").contains($0) }
    }
    return amount.isZero ? 1 : (1...12).first(where: shows) ?? 12
  }
}
