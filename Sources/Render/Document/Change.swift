package import Declarations
package import EventSchema

/// From a base figure to a figure: how far, which way, and whether that is good.
package struct Change: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Relative to the base: 0.05 is five per cent more.
    case relative
    /// The difference of two percentages: 0.004 is 0.4 percentage points.
    case points
  }
  package enum Direction: Hashable, Sendable { case up, down, flat }
  package enum Verdict: Hashable, Sendable { case better, worse, none }

  package var amount: Exact
  package var kind: Kind
  package var verdict: Verdict

  /// Changes are shown with one decimal.
  package static let decimals = 1

  /// Nil where one of the two is n/a, the units differ, or a relative change has a base of 0.
  package init?(from base: Figure?, to figure: Figure, better: KPI.Better) {
    guard let base, let old = base.value, let new = figure.value, base.unit == figure.unit else { return nil }
    if figure.unit == .percent {
      kind = .points
      amount = new - old
    } else {
      let size = old.isNegative ? -old : old
      guard let share = (new - old) / size else { return nil }
      kind = .relative
      amount = share
    }
    verdict = .none
    switch (direction, better) {
    case (.flat, _), (_, .neutral): verdict = .none
    case (.up, .higher), (.down, .lower): verdict = .better
    case (.up, .lower), (.down, .higher): verdict = .worse
    }
  }

  /// The direction of what is shown: a change that rounds to zero is flat.
  package var direction: Direction {
    let shown = amount.decimal(places: Change.decimals + 2)
    if !shown.contains(where: { ("1"..."9").contains($0) }) { return .flat }
    return amount.isNegative ? .down : .up
  }
}
