package import EventSchema

extension Word {
  /// What rows of an export are about, in the plural.
  package init(_ grain: EntityGrain) {
    self =
      switch grain {
      case .account: .grainAccount
      case .campaign: .grainCampaign
      case .adGroup: .grainAdGroup
      case .ad: .grainAd
      case .term: .grainTerm
      }
  }
}
