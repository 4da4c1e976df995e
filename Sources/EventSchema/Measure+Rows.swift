/// Which measures stand side by side in the rows of an export.
extension Measure {
  /// The kind of export whose rows have a column of it, so that a row without it leaves it unknown.
  ///
  /// Nil for what is stated by there being a row (orders, deals, stages).
  package var rowsOf: EventKind? {
    // Asked for every figure: a set of measures would hash their names.
    switch self {
    case .impressions, .clicks, .spend, .reach, .conversionsClaimed, .conversionValueClaimed, .statedCtr,
      .statedCpc, .statedCpm, .statedCpa, .statedRoas:
      .ad
    case .visits, .visitors, .pageViews, .visitSeconds, .engagedVisits, .webBounces, .goalCompletions,
      .statedBounceRate, .statedEngagementRate:
      .visit
    case .sent, .delivered, .opens, .uniqueOpens, .machineOpens, .emailClicks, .uniqueClicks, .emailBounces,
      .unsubscribes, .complaints, .statedOpenRate, .statedClickRate:
      .email
    case .videoViews, .watchSeconds: .content
    case .budget, .expectedRevenue, .actualCost: .plan
    default: nil
    }
  }

  /// The kind of export whose rows may leave a cell of it empty, so that its sum is known in part. Refunds stand in rows
  /// of orders, but in files of their own, too: no other column of an order is held against them row by row.
  package var leftBlankIn: EventKind? { self == .refunds ? .order : rowsOf }

  /// Of measures that rows may leave empty, a bit of its own among those of its kind of rows, and one of the kind; 0 for
  /// all others. Whether rows of some bits leave it empty: `isLeft(emptyIn:)`.
  package var bitsInRows: Int32 { Self.inRows[self] ?? 0 }

  package func isLeft(emptyIn pattern: Int32) -> Bool {
    let own = bitsInRows
    return own != 0 && pattern & own == own
  }

  private static let inRows: [Measure: Int32] = {
    var bits: [Measure: Int32] = [:]
    for (kind, place) in zip([EventKind.ad, .visit, .email, .content, .plan, .order], 0...) {
      for (index, measure) in allCases.filter({ $0.leftBlankIn == kind }).enumerated() {
        bits[measure] = 1 << Int32(24 + place) | 1 << Int32(index)
      }
    }
    return bits
  }()

  /// The deals that an amount is of: some of them may lack one. Of revenue other things may be, too.
  package var pricedDeals: Measure? { self == .revenue ? nil : countedThings }

  /// Whether it counts deals that are won or lost: one without an amount has one that is not stated.
  package var isOfClosedDeals: Bool { self == .wonDeals || self == .lostDeals }
}
