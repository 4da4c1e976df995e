/// Which measures stand side by side in the rows of an export.
extension Measure {
  /// The kind of export whose rows have a column of it, so that a row without it leaves it unknown.
  ///
  /// Nil for what is stated by there being a row (orders, deals, stages).
  package var rowsOf: EventKind? {
    // Asked for every figure: a set of measures would hash their names.
    switch self {
    case .impressions, .clicks, .spend, .reach, .conversionsClaimed, .conversionValueClaimed: .ad
    case .visits, .visitors, .pageViews, .visitSeconds, .engagedVisits, .webBounces, .goalCompletions:
      .visit
    case .sent, .delivered, .opens, .uniqueOpens, .machineOpens, .emailClicks, .uniqueClicks, .emailBounces,
      .unsubscribes, .complaints:
      .email
    case .videoViews, .watchSeconds: .content
    case .budget, .expectedRevenue, .actualCost: .plan
    default: nil
    }
  }

  /// The kind of export whose rows may leave a cell of it empty, so that its sum is known in part. Refunds stand in rows
  /// of orders, but in files of their own, too: no other column of an order is held against them row by row.
  package var leftBlankIn: EventKind? { self == .refunds ? .order : rowsOf }

  /// Of measures that rows may leave empty, a bit of its own; 0 for all others.
  package var bitInRows: Int32 { Self.inRows.firstIndex(of: self).map { 1 << Int32($0) } ?? 0 }
  private static let inRows = allCases.filter { $0.leftBlankIn != nil }

  /// The deals that an amount is of: some of them may lack one. Of revenue other things may be, too.
  package var pricedDeals: Measure? { self == .revenue ? nil : countedThings }

  /// Whether it counts deals that are won or lost: one without an amount has one that is not stated.
  package var isOfClosedDeals: Bool { self == .wonDeals || self == .lostDeals }
}
