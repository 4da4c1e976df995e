/// An amount of a day that was stated again, before or now.
package struct RestatedAmount: Sendable, Hashable {
  package enum Side: Sendable { case before, now }

  /// `Day.number`
  package var day: Int32
  package var measure: Measure
  /// `Currency.packed`, 0 for none.
  package var currency: UInt32
  /// In the measure's scale.
  package var value: Int64
  package var side: Side
  /// Where money was stated to come from, as far as figures ask.
  package var origin: [Dimension: [UInt8]] = [:]

  package init(day: Int32, measure: Measure, currency: UInt32, value: Int64, side: Side) {
    self.day = day
    self.measure = measure
    self.currency = currency
    self.value = value
    self.side = side
  }
}
