/// What a row of an ad export is about, coarsest first. Exports of several grains state the same money again.
package enum EntityGrain: String, Sendable, CaseIterable, Hashable, Comparable {
  case account, campaign
  case adGroup = "ad_group"
  case ad
  /// A keyword or a search term.
  case term

  /// Whether rows of this grain can say what the dimension is.
  package func states(_ dimension: Dimension) -> Bool {
    switch self {
    case .account: !Self.entities.contains(dimension)
    case .campaign: ![.adGroup, .ad, .term].contains(dimension)
    case .adGroup: ![.ad, .term].contains(dimension)
    case .ad: dimension != .term
    case .term: dimension != .ad
    }
  }

  /// The dimension that an export of this grain has a column of.
  package var dimensions: [Dimension] {
    switch self {
    case .account: [.account]
    case .campaign: [.campaign, .campaignID]
    case .adGroup: [.adGroup]
    case .ad: [.ad]
    case .term: [.term]
    }
  }

  private static let entities: Set<Dimension> = [.campaign, .campaignID, .campaignType, .adGroup, .ad, .term]

  private var depth: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (a: EntityGrain, b: EntityGrain) -> Bool { a.depth < b.depth }
}
