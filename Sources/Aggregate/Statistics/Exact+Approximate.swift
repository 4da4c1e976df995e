package import EventSchema

/// Between exact figures and statistics, which are made in floating point.
extension Exact {
  /// The nearest floating-point number, as far as twelve decimals go.
  package var approximate: Double { Double(decimal(places: 12)) ?? .nan }

  /// Six decimals of a floating-point number: finer than any figure is shown.
  ///
  /// What is larger than a figure can be is cut off: statistics of exact figures stay far below.
  package init(rounding value: Double) {
    let limit = 1e30
    let units = (min(max(value, -limit), limit) * 1e6).rounded(.toNearestOrEven)
    self.init(units: Int128(units.isNaN ? 0 : units), scale: 6)
  }
}
