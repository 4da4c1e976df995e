/// A ratio that exports state beside the figures it is made of, and held against these; or without them: then it is a
/// figure of the row that states it, and of nothing more.
///
/// Raw values are names of fields, mostly those of the KPIs that are computed alike.
package enum StatedRatio: String, Sendable, CaseIterable {
  case ctr, cpc, cpm
  case conversionRateClaimed = "conversion_rate_claimed"
  case cpaClaimed = "cpa_claimed"
  case roasClaimed = "roas_claimed"
  case openRate = "open_rate"
  case clickRate = "click_rate"
  case bounceRate = "bounce_rate"
  case engagementRate = "engagement_rate"

  /// A quotient of two measures.
  package struct Parts: Sendable, Hashable {
    package var factor: Int64 = 1
    package var numerator: Measure
    package var denominator: Measure
  }

  /// What it is made of; nil where events of the kind have no such ratio.
  package func parts(in kind: EventKind) -> Parts? {
    switch (self, kind) {
    case (.ctr, .ad): Parts(numerator: .clicks, denominator: .impressions)
    // Of a search engine's own results, a click is a visit.
    case (.ctr, .visit): Parts(numerator: .visits, denominator: .impressions)
    case (.cpc, .ad): Parts(numerator: .spend, denominator: .clicks)
    case (.cpm, .ad): Parts(factor: 1000, numerator: .spend, denominator: .impressions)
    case (.conversionRateClaimed, .ad): Parts(numerator: .conversionsClaimed, denominator: .clicks)
    case (.cpaClaimed, .ad): Parts(numerator: .spend, denominator: .conversionsClaimed)
    case (.roasClaimed, .ad): Parts(numerator: .conversionValueClaimed, denominator: .spend)
    case (.openRate, .email): Parts(numerator: .uniqueOpens, denominator: .delivered)
    case (.clickRate, .email): Parts(numerator: .uniqueClicks, denominator: .delivered)
    case (.bounceRate, .visit): Parts(numerator: .webBounces, denominator: .visits)
    case (.engagementRate, .visit): Parts(numerator: .engagedVisits, denominator: .visits)
    case (
      .ctr, _
    ), (.cpc, _), (.cpm, _), (.conversionRateClaimed, _), (.cpaClaimed, _), (.roasClaimed, _), (.openRate, _),
      (.clickRate, _), (.bounceRate, _), (.engagementRate, _):
      nil
    }
  }

  /// As one row says it; nil where no KPI shows that.
  package var statedMeasure: Measure? {
    switch self {
    case .ctr: .statedCtr
    case .cpc: .statedCpc
    case .cpm: .statedCpm
    case .cpaClaimed: .statedCpa
    case .roasClaimed: .statedRoas
    case .openRate: .statedOpenRate
    case .clickRate: .statedClickRate
    case .bounceRate: .statedBounceRate
    case .engagementRate: .statedEngagementRate
    case .conversionRateClaimed: nil
    }
  }

  /// The ratios that events of a kind may state.
  package static func all(of kind: EventKind) -> [StatedRatio] {
    allCases.filter { $0.parts(in: kind) != nil }
  }

  /// Whether it is an amount for each of something.
  package var isMoney: Bool { statedMeasure?.unit == .money }

  /// Whether it is written as a percentage. (A return on spend may be, with a sign that says so.)
  package var isShare: Bool {
    switch self {
    case .ctr, .conversionRateClaimed, .openRate, .clickRate, .bounceRate, .engagementRate: true
    case .cpc, .cpm, .cpaClaimed, .roasClaimed: false
    }
  }
}

/// What was found where a ratio is held against its parts, row by row. Tallies of a file's parts add up.
package struct RatioTally: Sendable {
  /// The first row that contradicts itself.
  package struct First: Sendable, Hashable {
    /// Of the record batch, until it is placed in its file.
    package var row: Int
    package var stated: Exact
    /// Behind the point, as stated; of a percentage, of the percentage.
    package var decimals: Int
    package var isPercentage: Bool
    package var computed: Exact

    package init(row: Int, stated: Exact, decimals: Int, isPercentage: Bool, computed: Exact) {
      self.row = row
      self.stated = stated
      self.decimals = decimals
      self.isPercentage = isPercentage
      self.computed = computed
    }
  }

  package var compared = 0
  package var contradicting = 0
  /// Stated in a way that can't be read, such as `< 0.1%`.
  package var unreadable = 0
  package var first: First?

  package init() {}

  package mutating func merge(_ other: RatioTally) {
    compared += other.compared
    contradicting += other.contradicting
    unreadable += other.unreadable
    if let theirs = other.first, first.map({ theirs.row < $0.row }) ?? true { first = theirs }
  }
}
