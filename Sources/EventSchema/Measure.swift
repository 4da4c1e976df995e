/// What an event states a quantity of. Raw values are the names used in YAML files and formulas.
package enum Measure: String, Sendable, CaseIterable, Hashable, Comparable {
  // ad
  case impressions, clicks, spend
  /// People who saw an ad, as one statement says it.
  case reach
  case conversionsClaimed = "conversions_claimed"
  case conversionValueClaimed = "conversion_value_claimed"
  /// Ratios as one row states them, without what they are made of.
  case statedCtr = "stated_ctr"
  case statedCpc = "stated_cpc"
  case statedCpm = "stated_cpm"
  case statedCpa = "stated_cpa_claimed"
  case statedRoas = "stated_roas_claimed"
  case statedOpenRate = "stated_open_rate"
  case statedClickRate = "stated_click_rate"
  case statedBounceRate = "stated_bounce_rate"
  case statedEngagementRate = "stated_engagement_rate"
  // cost
  case cost
  /// The part of `cost` that channels got of shared costs.
  case allocatedCost = "allocated_cost"
  /// The part of `cost` that names an account, and that of tools.
  case accountCost = "account_cost"
  case toolCost = "tool_cost"
  /// Hours that somebody worked.
  case manualHours = "manual_hours"
  // visit
  case visits, visitors
  case pageViews = "page_views"
  case visitSeconds = "visit_seconds"
  /// Visits that the web analysis counts as engaged.
  case engagedVisits = "engaged_visits"
  /// Visits that the web analysis counts as bounced.
  case webBounces = "web_bounces"
  case goalCompletions = "goal_completions"
  // email
  case sent, delivered, opens
  case uniqueOpens = "unique_opens"
  /// Opens by mail programs and proxies, not by people.
  case machineOpens = "machine_opens"
  case emailClicks = "email_clicks"
  case uniqueClicks = "unique_clicks"
  case emailBounces = "email_bounces"
  case unsubscribes, complaints
  // order and refund
  case orders
  /// Customers with an order.
  case buyers
  /// Pieces that were ordered.
  case quantity
  /// Counted revenue: of orders or of won deals, as the pipeline file's `revenue_is` says.
  case revenue
  case refunds
  // deal
  case dealsCreated = "deals_created"
  /// Amount of created deals, whatever became of them.
  case dealAmount = "deal_amount"
  case wonDeals = "won_deals"
  case wonAmount = "won_amount"
  /// Amount of created deals that have been won since.
  case createdWonAmount = "created_won_amount"
  case lostDeals = "lost_deals"
  case lostAmount = "lost_amount"
  // deals over time: see `Measure+Histories.swift`
  /// Deals that stand open at a period's end, and their amounts.
  case openDeals = "open_deals"
  case pipelineValue = "pipeline_value"
  /// Amounts of open deals times their probabilities.
  case expectedPipeline = "expected_pipeline"
  /// Open deals with an amount that state no probability.
  case unweightedDeals = "unweighted_deals"
  /// Created deals that came from marketing's channels, and their amounts: see `PipelineContribution`.
  case sourcedDeals = "sourced_deals"
  case sourcedAmount = "sourced_amount"
  /// Those that name an account or a person, and of these those that marketing had touched before.
  case tracedDeals = "traced_deals"
  case tracedAmount = "traced_amount"
  case influencedDeals = "influenced_deals"
  case influencedAmount = "influenced_amount"
  /// Traced deals of whose look-back not all touches are known.
  case unwatchedDeals = "unwatched_deals"
  /// Customers that had been touched before, and what costs named them since then: see `AcquisitionCosts`.
  case touchedCustomers = "touched_customers"
  case costToWin = "cost_to_win"
  /// Those of them since whose first touch not all costs are known.
  case uncoveredCustomers = "uncovered_customers"
  /// Won deals whose days from creation to close are known, and the sum and median of these days.
  case cycleDeals = "cycle_deals"
  case cycleDays = "cycle_days"
  /// The same of deals that are won or lost.
  case closedCycleDeals = "closed_cycle_deals"
  case closedCycleDays = "closed_cycle_days"
  case medianCycleDays = "median_cycle_days"
  /// Share of a cohort of deals won so far, or in so many days, open ones censored.
  case winIncidence = "win_incidence"
  case winIncidence30 = "win_incidence_30"
  case winIncidence60 = "win_incidence_60"
  case winIncidence90 = "win_incidence_90"
  case winIncidence180 = "win_incidence_180"
  /// Won deals that state their type, and those of them that sold more to a customer.
  case typedDeals = "typed_deals"
  case upsellDeals = "upsell_deals"
  case crossSellDeals = "cross_sell_deals"
  // stage
  /// Leads with a first contact behind their arrival, and the sum and median of the time between.
  case answeredLeads = "answered_leads"
  case responseSeconds = "response_seconds"
  case medianResponseSeconds = "median_response_seconds"
  /// Leads by their arrival, how far they have come since, and whether they were turned away.
  case cohortLeads = "cohort_leads"
  case cohortMQLs = "cohort_mqls"
  case cohortSQLs = "cohort_sqls"
  case cohortSQOs = "cohort_sqos"
  case cohortOpportunities = "cohort_opportunities"
  case cohortCustomers = "cohort_customers"
  case disqualifiedLeads = "disqualified_leads"
  /// Leads of which no row could say that they were turned away.
  case unjudgedLeads = "unjudged_leads"
  case leads, mqls, sqls, sqos, opportunities
  // contract
  /// What recurs each month by contracts that begin.
  case recurringAmount = "recurring_amount"
  /// What recurs each month by contracts that run at a period's end.
  case mrr
  /// Accounts under contract on the day before a period, those of them still so on its last day, and the others.
  case startingAccounts = "starting_accounts"
  case keptAccounts = "kept_accounts"
  case lostAccounts = "lost_accounts"
  /// What the starting accounts paid each month, what they pay at the end, and what became less.
  case startingMRR = "starting_mrr"
  case keptMRR = "kept_mrr"
  case lostMRR = "lost_mrr"
  /// Kept accounts that pay in several currencies.
  case otherCurrencyAccounts = "other_currency_accounts"
  // plan
  case budget
  case expectedRevenue = "expected_revenue"
  /// Cost of a campaign as its plan states it.
  case actualCost = "actual_cost"
  /// How many days a campaign has, and how many of them have passed: known where campaigns are reviewed.
  case plannedDays = "planned_days"
  case elapsedDays = "elapsed_days"
  // content
  case contentPublished = "content_published"
  case videoViews = "video_views"
  case watchSeconds = "watch_seconds"
  // level: see `Measure+Levels.swift`
  /// Who follows us on a day, and who stands on a mailing list: the last that is stated in a period.
  case followers
  case listSize = "list_size"
  /// The first that is stated in a period, and the average of the days that are stated.
  case firstFollowers = "first_followers"
  case averageFollowers = "average_followers"
  case firstListSize = "first_list_size"
  case averageListSize = "average_list_size"
  // survey
  case npsResponses = "nps_responses"
  /// Scores of 9 and 10.
  case npsPromoters = "nps_promoters"
  /// Scores of 0 to 6.
  case npsDetractors = "nps_detractors"
  case csatResponses = "csat_responses"
  /// Scores among the top two of the scale.
  case csatSatisfied = "csat_satisfied"
  /// Sum of the scores, on a scale of five, and how many scores of other scales have none there.
  case csatPoints = "csat_points"
  case csatUnscaled = "csat_unscaled"
  case reviews
  /// Sum of the reviews' scores, on a scale of five stars.
  case reviewStars = "review_stars"
  /// Reviews with two stars of five or less.
  case lowReviews = "low_reviews"
  case surveysInvited = "surveys_invited"
  // market
  case marketRevenue = "market_revenue"
  /// Our own revenue as the market's figures state it.
  case ownRevenue = "own_revenue"
  case competitorRevenue = "competitor_revenue"
  /// People asked who know the brand, and all who were asked, without being shown its name.
  case brandAware = "brand_aware"
  case brandAsked = "brand_asked"
  /// The same of people who were shown the name.
  case aidedAware = "aided_aware"
  case aidedAsked = "aided_asked"
  /// The same of other brands: without being shown the name, and of people who were shown it.
  case competitorAware = "competitor_aware"
  case competitorAsked = "competitor_asked"
  case competitorAidedAware = "competitor_aided_aware"
  case competitorAidedAsked = "competitor_aided_asked"
  case ownMentions = "own_mentions"
  case competitorMentions = "competitor_mentions"
  // touch and account
  case touches
  /// Weighted touches of target accounts: comes from its own rollup, never from a column.
  case engagementPoints = "engagement_points"
  case targetAccounts = "target_accounts"
  /// Target accounts that were touched often enough.
  case engagedTargets = "engaged_targets"
  // variant
  case exposures
  case variantConversions = "variant_conversions"
  case variantValue = "variant_value"
  /// First orders, deals or stages of people: comes from its own rollup, never from a column.
  case newCustomers = "new_customers"

  package enum Unit: String, Sendable, Hashable {
    case count
    case fractionalCount = "fractional_count"
    case money
    /// Seconds.
    case duration
  }

  package var unit: Unit {
    switch self {
    case .marketRevenue, .ownRevenue, .competitorRevenue, .accountCost, .toolCost: .money
    case .brandAware, .brandAsked, .aidedAware, .aidedAsked, .competitorAware, .competitorAsked,
      .competitorAidedAware, .competitorAidedAsked, .ownMentions, .competitorMentions, .touches,
      .targetAccounts, .engagedTargets:
      .count
    case .engagementPoints, .manualHours, .quantity, .averageFollowers, .averageListSize: .fractionalCount
    case .followers, .listSize, .firstFollowers, .firstListSize: .count
    case .spend, .statedCpc, .statedCpm, .statedCpa, .conversionValueClaimed, .variantValue, .cost,
      .allocatedCost, .revenue, .refunds,
      .dealAmount, .createdWonAmount, .wonAmount, .lostAmount, .recurringAmount, .mrr, .startingMRR, .keptMRR,
      .lostMRR,
      .pipelineValue, .expectedPipeline, .budget, .expectedRevenue, .actualCost, .sourcedAmount,
      .tracedAmount, .influencedAmount, .costToWin:
      .money
    case .conversionsClaimed, .statedCtr, .statedRoas, .statedOpenRate, .statedClickRate, .statedBounceRate,
      .statedEngagementRate, .reviewStars, .csatPoints, .medianCycleDays, .winIncidence, .winIncidence30,
      .winIncidence60,
      .winIncidence90, .winIncidence180:
      .fractionalCount
    case .visitSeconds, .watchSeconds, .responseSeconds, .medianResponseSeconds: .duration
    case .exposures, .variantConversions, .impressions, .clicks, .reach, .visits, .visitors, .pageViews,
      .engagedVisits, .webBounces, .goalCompletions,
      .contentPublished, .videoViews, .npsResponses, .npsPromoters, .npsDetractors, .csatResponses,
      .csatSatisfied, .csatUnscaled, .reviews, .lowReviews, .closedCycleDeals, .closedCycleDays,
      .surveysInvited, .sent, .delivered, .opens, .uniqueOpens, .machineOpens,
      .emailClicks,
      .uniqueClicks, .emailBounces, .unsubscribes, .complaints, .orders, .dealsCreated, .wonDeals, .lostDeals,
      .leads, .mqls, .sqls, .sqos, .opportunities, .newCustomers, .openDeals, .unweightedDeals, .cycleDeals,
      .cycleDays, .typedDeals, .upsellDeals, .crossSellDeals, .answeredLeads, .cohortLeads, .cohortMQLs,
      .cohortSQLs, .cohortSQOs, .cohortOpportunities, .cohortCustomers, .disqualifiedLeads, .unjudgedLeads,
      .startingAccounts, .keptAccounts, .lostAccounts, .otherCurrencyAccounts, .buyers,
      .plannedDays, .elapsedDays, .sourcedDeals, .tracedDeals, .influencedDeals, .unwatchedDeals,
      .touchedCustomers, .uncoveredCustomers:
      .count
    }
  }

  /// Claimed by a platform for itself: may be summed within one platform; across platforms only
  /// when the report says so, since two platforms may claim the same conversion.
  package var isClaimed: Bool { self == .conversionsClaimed || self == .conversionValueClaimed }

  /// Stated by a campaign's plan, of the whole campaign.
  package var isOfPlan: Bool {
    [.budget, .expectedRevenue, .actualCost, .plannedDays, .elapsedDays].contains(self)
  }

  /// How far a campaign is: of no period.
  package var isOfDaysPassed: Bool { self == .plannedDays || self == .elapsedDays }

  /// Counts each person once per group and period: from people where an export names them (exactly, at
  /// any grouping), else as the export states it.
  package var countsPeople: Bool {
    self == .uniqueOpens || self == .uniqueClicks || self == .buyers
  }

  /// Found out by somebody else: where nobody states it, it is unknown, not 0, whatever else is known.
  package var isFoundOut: Bool {
    switch self {
    case .marketRevenue, .ownRevenue, .competitorRevenue, .brandAware, .brandAsked, .aidedAware, .aidedAsked,
      .competitorAware, .competitorAsked, .competitorAidedAware, .competitorAidedAsked, .ownMentions,
      .competitorMentions:
      true
    default: false
    }
  }

  /// All of these.
  package static let foundOut = allCases.filter(\.isFoundOut)

  package static func < (a: Measure, b: Measure) -> Bool { a.rawValue < b.rawValue }

  /// Measures are columns of fixed-point integers: units of 10^-scale.
  /// Counts have scale 0; money, fractional counts and durations scale 6.
  package var scale: Int { unit == .count ? 0 : 6 }

  /// The column value that means "not stated". Never 0: absent is not zero.
  @inlinable package static var absent: Int64 { Int64.min }
}
