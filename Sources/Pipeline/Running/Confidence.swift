import EventSchema
import Render

/// Intervals of shares of people asked, in exact arithmetic but for square roots to nine digits: the same on every
/// machine.
enum Confidence {
  /// Of 95 %.
  static let z = Exact(decimal: "1.959963985") ?? .zero

  /// Wilson's interval: never beyond 0 and 1, and exactly these where nobody or everybody answered so.
  static func interval(_ part: Exact, of whole: Exact) -> ClosedRange<Exact>? {
    guard whole > .zero, !part.isNegative, part <= whole, let share = part / whole else { return nil }
    let square = z * z
    guard let half = square / Exact(2), let quarter = square / Exact(4),
      let centre = (part + half) / (whole + square),
      let spread = z * squareRoot(whole * share * (Exact(1) - share) + quarter) / (whole + square)
    else { return nil }
    let low = part.isZero ? .zero : centre - spread
    let high = part == whole ? Exact(1) : centre + spread
    return low...max(low, high)
  }

  /// Newcombe's hybrid interval of a difference of two shares, from their own intervals.
  static func difference(
    _ new: (part: Exact, whole: Exact), _ old: (part: Exact, whole: Exact)
  ) -> ClosedRange<Exact>? {
    guard let mine = interval(new.part, of: new.whole), let theirs = interval(old.part, of: old.whole),
      let now = new.part / new.whole, let before = old.part / old.whole
    else { return nil }
    func distance(_ a: Exact, _ b: Exact) -> Exact { squareRoot(a * a + b * b) }
    let difference = now - before
    let low = difference - distance(now - mine.lowerBound, theirs.upperBound - before)
    let high = difference + distance(mine.upperBound - now, before - theirs.lowerBound)
    return low...max(low, high)
  }

  /// To nine digits behind the point, rounded down; of a number below 0, 0.
  static func squareRoot(_ value: Exact) -> Exact {
    guard value > .zero else { return .zero }
    // √(v · 10^18) as an integer, by halving.
    let scaled = value.rounded(places: 18, .halfEven)
    var (low, high) = (Int64(0), Int64(3_000_000_000_000_000_000))
    while low < high {
      let middle = low + (high - low + 1) / 2
      if WideInteger(Int128(middle) * Int128(middle)) <= scaled { low = middle } else { high = middle - 1 }
    }
    return Exact(units: Int128(low), scale: 9)
  }

  static func json(_ range: ClosedRange<Exact>?) -> JSONValue {
    guard let range else { return .null }
    return .strings([range.lowerBound, range.upperBound].map { $0.decimal(places: 4) })
  }

  /// `31.1% to 43.8%`
  static func cell(_ range: ClosedRange<Exact>, _ unit: FigureUnit, decimals: Int) -> FactTable.Cell {
    .note(
      Note(
        .intervalFromTo,
        [
          "low": .figure(Figure(range.lowerBound, unit, decimals: decimals)),
          "high": .figure(Figure(range.upperBound, unit, decimals: decimals)),
        ]))
  }
}
