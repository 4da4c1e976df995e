/// A change of what exports of an input state: from one of them to the next that states it otherwise.
package struct RestatementStep: Sendable, Hashable, Comparable {
  /// The place in the order of export of the last one that states what was before.
  package var before: Int32
  /// That of the first one that states what is so since.
  package var now: Int32
  /// Within one export, which corrects itself further down, the number of the correction; else 0.
  package var correction: Int32

  package init(before: Int, now: Int, correction: Int = 0) {
    self.before = Int32(truncatingIfNeeded: before)
    self.now = Int32(truncatingIfNeeded: now)
    self.correction = Int32(truncatingIfNeeded: correction)
  }

  package static func < (a: RestatementStep, b: RestatementStep) -> Bool {
    (a.now, a.before, a.correction) < (b.now, b.before, b.correction)
  }
}

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
  package var step: RestatementStep
  /// Whether it is what was stated first, or what is stated now.
  package var isEnd: Bool
  /// Where money was stated to come from, as far as figures ask.
  package var origin: [Dimension: [UInt8]] = [:]

  package init(
    day: Int32, measure: Measure, currency: UInt32, value: Int64, side: Side, step: RestatementStep,
    isEnd: Bool
  ) {
    self.day = day
    self.measure = measure
    self.currency = currency
    self.value = value
    self.side = side
    self.step = step
    self.isEnd = isEnd
  }
}
