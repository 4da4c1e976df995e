/// What an event states. One profile gives one kind; a record may give several events of it
/// (a deal is stated when it is created and again when it closes).
package enum EventKind: String, Sendable, CaseIterable, Hashable {
  /// Advertising delivery and cost for a day, as the platform states it.
  case ad
  /// Any other marketing or sales cost.
  case cost
  /// Visits of a website or shop, as counts.
  case visit
  /// What an email campaign did, as counts.
  case email
  /// A person or account reached a funnel stage.
  case stage
  /// A sales deal: created, then won or lost.
  case deal
  /// A customer's order.
  case order
  /// Money given back for an order.
  case refund
  /// What a campaign is meant to cost and bring, from its start to its end.
  case plan
  /// Something published, and how often it was watched or read.
  case content
  /// An answer to a survey, or a review.
  case survey
  /// How often a variant of an experiment was shown, and what came of it.
  case variant
  /// What an account pays again and again, from a day on.
  case contract
  /// What somebody found out about the market, its brands and those who compete there.
  case market
  /// A company that is sold to: whether it is aimed at, and of which tier it is.
  case account
  /// How many there are of something on a day: followers, subscribers.
  case level
  /// Somebody met us: a visit, a click, a call, an event.
  case touch
}

extension EventKind {
  /// Measures of which every record of the kind says something, if only that it did not happen.
  package var logs: [Measure] {
    switch self {
    case .deal:
      [
        .dealsCreated, .dealAmount, .createdWonAmount, .wonDeals, .wonAmount, .lostDeals, .lostAmount,
        .sourcedDeals,
        .sourcedAmount,
        .tracedDeals, .tracedAmount, .influencedDeals, .influencedAmount,
      ]
    case .stage: [.leads, .mqls, .sqls, .sqos, .opportunities]
    case .ad, .cost, .visit, .email, .order, .refund, .plan, .content, .survey, .market, .account, .touch,
      .contract, .variant, .level:
      []
    }
  }
}
