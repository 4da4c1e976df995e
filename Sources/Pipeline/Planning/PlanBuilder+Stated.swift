import Declarations
import EventSchema

/// What figures can be made of.
extension PlanBuilder {
  /// Measures that inputs of these profiles can state.
  static func stated(_ profiles: [Profile]) -> Set<Measure> {
    var stated: Set<Measure> = []
    for profile in profiles {
      for column in profile.columns {
        if case .measure(let measure) = column.field { stated.insert(measure) }
        if case .ratio(let ratio) = column.field, let measure = ratio.statedMeasure,
          measure.rowsOf == profile.gives
        {
          stated.insert(measure)
        }
      }
      stated.formUnion(Measure.allCases.filter { $0.level.map { stated.contains($0.stated) } ?? false })
      switch profile.gives {
      case .order: stated.formUnion([.orders, .buyers, .newCustomers])
      case .deal:
        stated.formUnion([
          .dealsCreated, .dealAmount, .createdWonAmount, .closedCycleDeals, .closedCycleDays, .wonDeals,
          .wonAmount, .lostDeals, .lostAmount, .revenue, .newCustomers,
          .openDeals, .pipelineValue, .expectedPipeline, .cycleDeals, .cycleDays, .medianCycleDays,
          .typedDeals,
          .upsellDeals, .crossSellDeals, .winIncidence, .winIncidence30, .winIncidence60, .winIncidence90,
          .winIncidence180, .sourcedDeals, .sourcedAmount, .tracedDeals, .tracedAmount,
        ])
      case .stage:
        stated.formUnion([
          .leads, .mqls, .sqls, .sqos, .opportunities, .newCustomers, .answeredLeads, .responseSeconds,
          .medianResponseSeconds, .cohortLeads, .cohortMQLs, .cohortSQLs, .cohortSQOs, .cohortOpportunities,
          .cohortCustomers, .disqualifiedLeads,
        ])
      case .email:
        if profile.columns.contains(where: { $0.field == .event }) {
          stated.formUnion([
            .sent, .delivered, .opens, .uniqueOpens, .machineOpens, .emailClicks, .uniqueClicks,
            .emailBounces, .unsubscribes, .complaints,
          ])
        }
      case .content:
        if profile.columns.contains(where: { $0.field == .at || $0.field == .day }) {
          stated.insert(.contentPublished)
        }
      case .survey:
        stated.formUnion([
          .npsResponses, .npsPromoters, .npsDetractors, .csatResponses, .csatSatisfied, .reviews,
          .reviewStars, .csatPoints, .csatUnscaled, .lowReviews,
        ])
      case .contract: stated.formUnion([.mrr] + Measure.allCases.filter(\.isOfContracts))
      case .plan: stated.formUnion([.plannedDays, .elapsedDays])
      case .market:
        stated.formUnion(Measure.foundOut)
      case .touch:
        stated.formUnion([
          .touches, .engagementPoints, .engagedTargets, .influencedDeals, .influencedAmount,
          .touchedCustomers,
        ])
      case .account: stated.insert(.targetAccounts)
      case .cost:
        for (measure, dimension) in [(Measure.accountCost, Dimension.account), (.toolCost, .tool)]
        where profile.columns.contains(where: { $0.field == .dimension(dimension) }) {
          stated.insert(measure)
          if measure == .accountCost { stated.insert(.costToWin) }
        }
      case .ad, .visit, .refund, .variant, .level: break
      }
    }
    return stated
  }
}
