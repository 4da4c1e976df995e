/// What may be added up, and over what.
extension Measure {
  /// A sum of what happens on single days, so that more days are never less. What stands for a while, is a share of
  /// something else's sum, or is of whole campaigns and terms is none.
  package var addsUpByDay: Bool {
    if stands || isLevel || isOpaque || isOfLengths || isFoundOut || isOfContracts || isOfPlan {
      return false
    }
    return ![
      // Contracts end, other channels' shares grow, leads get judged, accounts have no day, and touches fade.
      .recurringAmount, .allocatedCost, .unjudgedLeads, .targetAccounts, .engagedTargets,
      .engagementPoints,
    ].contains(self)
  }

  /// Whether it may say where a formula takes another one from: `where(orders, clicks)`.
  package var tellsWhere: Bool { addsUpByDay && !countsPeople }

  /// Of a whole period only: the same people, accounts or things are in several. What stands at a period's end, or is
  /// stated for one of its days, is that of the last or first, which is another matter.
  package var isOfWholePeriods: Bool {
    countsPeople || isOpaque || isOfLengths || isOfContracts || self == .targetAccounts
      || self == .engagedTargets
  }

  /// Known as one statement says it, never summed: people reached on two days, or by two campaigns, may be the same.
  package var isOpaque: Bool { self == .reach || self == .visitors || isStatedRatio }

  /// A ratio without its parts: of one row alone, and never 0 because nothing is stated.
  package var isStatedRatio: Bool {
    switch self {
    case .statedCtr, .statedCpc, .statedCpm, .statedCpa, .statedRoas, .statedOpenRate, .statedClickRate,
      .statedBounceRate, .statedEngagementRate:
      true
    default: false
    }
  }

  /// What an amount is of: where there are some, an amount that nobody states is unknown, not 0.
  package var countedThings: Measure? {
    switch self {
    case .dealAmount, .createdWonAmount: .dealsCreated
    case .wonAmount, .revenue: .wonDeals
    case .lostAmount: .lostDeals
    case .pipelineValue, .expectedPipeline: .openDeals
    case .sourcedAmount: .sourcedDeals
    case .tracedAmount: .tracedDeals
    case .influencedAmount: .influencedDeals
    default: nil
    }
  }
}
