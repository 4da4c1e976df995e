package import Diagnostics
package import EventSchema

/// Something that must hold of a run's data, and what becomes of the run where it does not.
package struct Check: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The share of ad spend that no channel rule takes.
    case spendWithoutChannel = "spend_without_channel_at_most"
    /// How much less a finer grain of an input states than a coarser one.
    case grainGaps = "grain_gaps_at_most"
    /// Campaigns with more clicks than impressions.
    case clicksOverImpressions = "clicks_over_impressions"
    /// Files with days after the run's day.
    case futureDates = "future_dates"
    /// Rows that state a ratio otherwise than their own figures make it.
    case statedRatios = "stated_ratios"
    /// Inputs that don't reach the day that their `must_reach` says.
    case freshness

    package var hasLimit: Bool {
      switch self {
      case .spendWithoutChannel, .grainGaps: true
      case .clicksOverImpressions, .futureDates, .statedRatios, .freshness: false
      }
    }
  }

  /// What becomes of a run whose check does not pass.
  package enum Severity: String, Sendable, CaseIterable {
    /// The report says so.
    case show
    /// So does the terminal, and the run is incomplete.
    case warn
    /// Nothing is published.
    case fail
  }

  package var kind: Kind
  package var severity: Severity
  /// The share that is still allowed; 0 for checks that allow nothing.
  package var limit: Exact
  /// The pipeline file says what becomes of the run; else it is the usual.
  package var isSeverityStated = true
  package var location: SourceLocation

  package init(_ kind: Kind, _ severity: Severity, limit: Exact = .zero, at location: SourceLocation) {
    self.kind = kind
    self.severity = severity
    self.limit = limit
    self.location = location
  }
}

/// The day that an input's data must reach.
package enum Reach: Sendable, Hashable {
  /// So many days before the run's day.
  case daysAgo(Int)
  /// The last day of the report's period.
  case periodEnd

  /// What a pipeline file writes.
  package static let samples = "yesterday, today, 3 days ago or period_end"

  package init?(_ text: String) {
    switch text {
    case "today": self = .daysAgo(0)
    case "yesterday": self = .daysAgo(1)
    case "period_end": self = .periodEnd
    default:
      guard text.hasSuffix(" ago"), let days = PipelineFileLoader.days(String(text.dropLast(4)), 1...3660)
      else { return nil }
      self = .daysAgo(days)
    }
  }

  package func day(asOf: Day, period: Period) -> Day {
    switch self {
    case .daysAgo(let days): asOf - days
    case .periodEnd: period.last
    }
  }
}

extension PipelineFile {
  /// The declared checks; that of freshness, too, where an input says what it must reach.
  package var checks: [Check] {
    let declared = aggregate.checks
    guard !declared.contains(where: { $0.kind == .freshness }),
      let reach = inputs.compactMap(\.mustReach).first
    else { return declared }
    return declared + [Check(.freshness, .warn, at: reach.location)]
  }
}
