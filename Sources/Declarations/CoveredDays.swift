package import EventSchema

/// The days that files cover, where they do not say so themselves: `covers:` of inputs and of profiles' tests.
package enum CoveredDays {
  package static let sample = "2026-03-01 to 2026-03-31"

  /// Reads two ISO days, the first and the last; nil for anything else.
  package static func parse(_ text: String) -> ClosedRange<Day>? {
    guard let to = text.firstRange(of: " to "), let first = Day(iso: String(text[..<to.lowerBound])),
      let last = Day(iso: String(text[to.upperBound...])), first <= last
    else { return nil }
    return first...last
  }
}
