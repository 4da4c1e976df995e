/// Why an understood record gives no event.
package enum FilterReason: String, Sendable, CaseIterable, Hashable {
  case total, footer
  /// The profile keeps only some statuses.
  case notKept = "not_kept"
  /// The row covers several periods and can't be divided.
  case spansPeriods = "spans_periods"
  /// Rows of another grain state the same day's money.
  case otherGrain = "other_grain"
  /// Another conversion action of the input holds these conversions.
  case containedAction = "contained_action"

  var countsElsewhere: Bool { self == .otherGrain || self == .containedAction }
}
