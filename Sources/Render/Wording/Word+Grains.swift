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

  /// What rates of a grain are: daily ones, averages.
  package init(ratesOf grain: Grain) {
    self =
      switch grain {
      case .day: .ratesDay
      case .week: .ratesWeek
      case .month: .ratesMonth
      case .quarter: .ratesQuarter
      case .half: .ratesHalf
      case .year: .ratesYear
      }
  }
}
