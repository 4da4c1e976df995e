/// What becomes of local times that clock changes make doubtful:
/// `calendar: {nonexistent_times: shift_forward, ambiguous_times: reject}`
package struct ClockChanges: Sendable, Hashable {
  /// A time that clocks skipped.
  package enum Nonexistent: String, Sendable, CaseIterable {
    case reject
    /// Read as if clocks had not yet changed, as RFC 5545 (3.3.5) says: 02:30 becomes 03:30.
    case shiftForward = "shift_forward"
  }

  /// A time that came twice.
  package enum Ambiguous: String, Sendable, CaseIterable { case first, second, reject }

  package var nonexistent: Nonexistent
  package var ambiguous: Ambiguous

  package init(nonexistent: Nonexistent = .reject, ambiguous: Ambiguous = .first) {
    self.nonexistent = nonexistent
    self.ambiguous = ambiguous
  }
}
