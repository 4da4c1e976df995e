/// Which measures stand side by side in the rows of an export.
extension Measure {
  private static let columnsOfAds: Set<Measure> = [.impressions, .clicks, .spend]
  private static let columnsOfVisits: Set<Measure> = [
    .visits, .pageViews, .visitSeconds, .engagedVisits, .webBounces,
  ]
  private static let columnsOfEmails: Set<Measure> = [
    .sent, .delivered, .opens, .uniqueOpens, .machineOpens, .emailClicks, .uniqueClicks, .emailBounces,
    .unsubscribes, .complaints,
  ]

  /// The kind of export whose rows have a column of it, so that a row without it leaves it unknown.
  ///
  /// Nil for what is stated by there being a row (orders, deals, stages), and for what rows of their own may state
  /// (claims by conversion action, completions by goal).
  package var rowsOf: EventKind? {
    if Self.columnsOfAds.contains(self) { return .ad }
    if Self.columnsOfVisits.contains(self) { return .visit }
    return Self.columnsOfEmails.contains(self) ? .email : nil
  }
}
