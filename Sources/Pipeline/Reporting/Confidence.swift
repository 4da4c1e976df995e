import Aggregate
import EventSchema
import Render

/// Intervals of shares of people asked, as figures.
enum Confidence {
  /// Of 95 %.
  static let z = Distribution.normalQuantile(above: 0.025)

  /// Wilson's interval; nil for what is no count of a count.
  static func interval(_ part: Exact, of whole: Exact) -> ClosedRange<Exact>? {
    proportion(part, whole).map { exact($0.interval(z: z)) }
  }

  /// Newcombe's interval of a difference of two shares.
  static func difference(
    _ new: (part: Exact, whole: Exact), _ old: (part: Exact, whole: Exact)
  ) -> ClosedRange<Exact>? {
    guard let new = proportion(new.part, new.whole), let old = proportion(old.part, old.whole) else {
      return nil
    }
    return exact(ProportionDifference.interval(new, against: old, z: z))
  }

  private static func proportion(_ part: Exact, _ whole: Exact) -> Proportion? {
    guard let part = part.whole, let whole = whole.whole else { return nil }
    return Proportion(part, of: whole)
  }

  private static func exact(_ range: ClosedRange<Double>) -> ClosedRange<Exact> {
    Exact(rounding: range.lowerBound)...Exact(rounding: range.upperBound)
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
