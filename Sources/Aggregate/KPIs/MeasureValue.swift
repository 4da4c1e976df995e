package import EventSchema

/// A measure's value in one cell of a table.
package struct MeasureValue: Sendable, Hashable {
  /// Nil: no input states the measure here. Never 0 by default.
  package var value: Exact?
  /// Names of the inputs that state it here.
  package var inputs: [String]
  /// How many rows state it; 0 where it is known otherwise.
  package var statements = 0
  /// How many rows leave it empty.
  package var blanks = 0
  /// How many rows state it, but not all that it was asked for beside: they are not in the value.
  package var aside = 0
  /// Some of what states it names nobody: how many different people that are is unknown.
  package var namesNobody = false
  /// Whose claims these are, of an input whose rows name several sources; in no order.
  package var platforms: [String] = []
  /// Of customers, how many records that make them name nobody: each may be one more.
  package var nameless = 0
  /// What the market's sources say, where it is a figure of theirs.
  package var market: MarketFigure?

  package init(value: Exact?, inputs: [String]) {
    self.value = value
    self.inputs = inputs
  }
}
