/// Measures that are known only from how deals and leads went on: see `Histories`.
extension Measure {
  /// What stands at a period's end, rather than what happened in it: adds up over groups; over several periods it is
  /// that of the last.
  package var stands: Bool { Self.standing.contains(self) }
  private static let standing: Set<Measure> = [
    .openDeals, .pipelineValue, .expectedPipeline, .unweightedDeals, .mrr,
  ]

  /// How far leads came.
  package var isOfPaths: Bool { Self.paths.contains(self) }
  private static let paths: Set<Measure> = [
    .cohortLeads, .cohortMQLs, .cohortSQLs, .cohortSQOs, .cohortOpportunities, .cohortCustomers,
    .disqualifiedLeads, .unjudgedLeads,
  ]

  /// Which accounts stayed under contract, and what they pay.
  package var isOfContracts: Bool { Self.contracts.contains(self) }
  private static let contracts: Set<Measure> = [
    .startingAccounts, .keptAccounts, .lostAccounts, .startingMRR, .keptMRR, .lostMRR, .otherCurrencyAccounts,
  ]

  /// What of new deals is marketing's.
  package var isOfContribution: Bool { Self.contribution.contains(self) }
  private static let contribution: Set<Measure> = [
    .sourcedDeals, .sourcedAmount, .tracedDeals, .tracedAmount, .influencedDeals, .influencedAmount,
    .unwatchedDeals,
  ]

  /// What customers had cost since they were first touched.
  package var isOfAcquisition: Bool {
    self == .touchedCustomers || self == .costToWin || self == .uncoveredCustomers
  }

  /// Medians and shares of cohorts: no sums, computed anew from counts of lengths at every grouping. Where nobody is
  /// counted there is none, not 0.
  package var isOfLengths: Bool { Self.foundations[self] != nil }
  /// Sums that are needed beside a measure that is none: their groups and periods are its own.
  private static let foundations: [Measure: Measure] = [
    .medianCycleDays: .cycleDeals, .medianResponseSeconds: .answeredLeads, .winIncidence: .dealsCreated,
    .winIncidence30: .dealsCreated, .winIncidence60: .dealsCreated, .winIncidence90: .dealsCreated,
    .winIncidence180: .dealsCreated,
  ]

  /// What has become of those that came in a period, so that it changes until they are old enough.
  package var isOfCohort: Bool {
    switch self {
    case .cohortMQLs, .cohortSQLs, .cohortSQOs, .cohortOpportunities, .cohortCustomers, .disqualifiedLeads,
      .createdWonAmount, .winIncidence:
      true
    default: watchedDays != nil
    }
  }

  /// Whether it is of how long closed deals took: those entered after they had been closed took no time.
  package var isOfCycles: Bool {
    [.cycleDays, .cycleDeals, .closedCycleDays, .closedCycleDeals].contains(self)
  }

  /// Whether it counts those of a cohort to whom something has happened since: they can only become more.
  package var countsWhatBecame: Bool { isOfCohort && !isOfLengths }

  /// For how many days it looks at everyone.
  package var watchedDays: Int? {
    switch self {
    case .winIncidence30: 30
    case .winIncidence60: 60
    case .winIncidence90: 90
    case .winIncidence180: 180
    default: nil
    }
  }

  /// What says that something is unknown: there is no value wherever this other measure is above 0.
  package var gap: Measure? { Self.gaps[self] }
  private static let gaps: [Measure: Measure] = [
    .expectedPipeline: .unweightedDeals, .disqualifiedLeads: .unjudgedLeads,
    .lostMRR: .otherCurrencyAccounts, .influencedDeals: .unwatchedDeals, .influencedAmount: .unwatchedDeals,
    .costToWin: .uncoveredCustomers, .csatPoints: .csatUnscaled,
  ]
  /// Where orders are known, their customers are; what a customer had cost comes from costs that name accounts.
  private static let companions: [Measure: Measure] = [.buyers: .orders, .costToWin: .accountCost]

  fileprivate var foundation: [Measure] {
    [Self.foundations[self], gap, Self.companions[self], level?.stated].compactMap { $0 }
  }
}

extension Set<Measure> {
  /// With all that is needed to know these.
  package var withFoundations: Set<Measure> { union(flatMap(\.foundation)) }
}
