/// What does not fit between money given back and its order. Raw values are promises: they stand in `report.json`.
package enum RefundOddity: String, Sendable, CaseIterable {
  /// It was given back before the order's day.
  case beforeOrder = "before_order"
  /// More was given back than the order's amount, as both are stated.
  case beyondOrder = "beyond_order"
}

/// Money given back that does not fit its order. It counts all the same, and is told.
package struct OddRefund: Sendable, Hashable {
  package var oddity: RefundOddity
  /// Row of the record batch.
  package var row: Int
  /// What was given back, or what of it is beyond the order's amount: millionths of `Currency(packed: currency)`.
  package var units: Int64
  package var currency: UInt32

  package init(_ oddity: RefundOddity, row: Int, units: Int64, currency: UInt32) {
    self.oddity = oddity
    self.row = row
    self.units = units
    self.currency = currency
  }
}
