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

  /// Six significant digits of a chance: it is never 0, what is smaller than 10^-30 is written as that.
  package init(chance: Double) {
    var units = chance.isNaN ? 1 : min(max(chance, 1e-30), 1)
    var scale = 0
    while units < 100_000 {
      units *= 10
      scale += 1
    }
    self.init(units: Int128(units.rounded(.toNearestOrEven)), scale: scale)
  }
}
