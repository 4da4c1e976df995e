package import EventSchema

/// The event schema's field names, per kind: the one list that profiles, pipeline files and
/// `sluice profiles` share. Required fields first.
extension Field {
  /// A field and what it is called. No tuple: arrays of tuples with other labels are cast element by element.
  private struct Name {
    let text: String
    let field: Field

    init(_ text: String, _ field: Field) {
      self.text = text
      self.field = field
    }
  }

  // Built once: names are looked up for every column of every file.
  private static let ad =
    [
      Name("day", .day), Name("last_day", .lastDay), Name("at", .at), Name("spend", .measure(.spend)),
      Name("impressions", .measure(.impressions)), Name("reach", .measure(.reach)),
      Name("clicks", .measure(.clicks)), Name("conversions_claimed", .measure(.conversionsClaimed)),
      Name("conversion_value_claimed", .measure(.conversionValueClaimed)),
    ] + ratios(of: .ad) + common
  private static let cost =
    [
      Name("day", .day), Name("last_day", .lastDay), Name("cost", .measure(.cost)), Name("tax", .tax),
      Name("hours", .measure(.manualHours)),
    ] + common
  private static let visit =
    [
      Name("day", .day), Name("last_day", .lastDay), Name("at", .at), Name("visits", .measure(.visits)),
      Name("visitors", .measure(.visitors)), Name("page_views", .measure(.pageViews)),
      Name("seconds", .measure(.visitSeconds)), Name("engaged", .measure(.engagedVisits)),
      Name("web_bounces", .measure(.webBounces)), Name("completions", .measure(.goalCompletions)),
      Name("impressions", .measure(.impressions)), Name("conversions_claimed", .measure(.conversionsClaimed)),
      Name("conversion_value_claimed", .measure(.conversionValueClaimed)),
    ] + ratios(of: .visit) + common
  private static let email =
    [
      Name("at", .at), Name("day", .day), Name("event", .event), Name("sent", .measure(.sent)),
      Name("delivered", .measure(.delivered)), Name("opens", .measure(.opens)),
      Name("unique_opens", .measure(.uniqueOpens)), Name("machine_opens", .measure(.machineOpens)),
      Name("email_clicks", .measure(.emailClicks)), Name("unique_clicks", .measure(.uniqueClicks)),
      Name("email_bounces", .measure(.emailBounces)), Name("unsubscribes", .measure(.unsubscribes)),
      Name("complaints", .measure(.complaints)),
    ] + ratios(of: .email) + common
  private static let order =
    [
      Name("order", .key), Name("at", .at), Name("day", .day), Name("revenue", .measure(.revenue)),
      Name("refund", .measure(.refunds)), Name("tax", .tax), Name("shipping", .shipping),
      Name("discount", .discount), Name("orders", .measure(.orders)), Name("refund_day", .refundDay),
      Name("deal", .ofDeal), Name("line", .line), Name("quantity", .measure(.quantity)),
    ] + common
  private static let refund =
    [Name("order", .key), Name("at", .at), Name("day", .day), Name("amount", .measure(.refunds))] + common
  private static let deal =
    [
      Name("deal", .key), Name("created", .created), Name("closed", .closed), Name("amount", .amount),
      Name("probability", .probability),
    ] + common
  private static let stage =
    [
      Name("lead", .key), Name("at", .at), Name("day", .day), Name("first_contact_at", .firstContact),
      Name("disqualified_reason", .disqualifiedReason),
    ] + common
  private static let plan =
    [
      Name("start", .day), Name("end", .lastDay), Name("budget", .measure(.budget)),
      Name("expected_revenue", .measure(.expectedRevenue)), Name("actual_cost", .measure(.actualCost)),
    ] + common
  private static let content =
    [
      Name("at", .at), Name("day", .day), Name("last_day", .lastDay), Name("views", .measure(.videoViews)),
      Name("watch_seconds", .measure(.watchSeconds)),
    ] + common
  private static let survey =
    [
      Name("at", .at), Name("day", .day), Name("score", .score), Name("scale", .scale),
      Name("invited", .measure(.surveysInvited)),
    ] + common
  private static let contract =
    [
      Name("start", .created), Name("end", .closed), Name("recurring_amount", .measure(.recurringAmount)),
    ] + common
  private static let market =
    [
      Name("period", .day), Name("last_day", .lastDay), Name("metric", .metric), Name("value", .value),
      Name("base_n", .base), Name("aided", .aided),
    ] + common
  private static let level =
    [Name("day", .day)] + Measure.statedLevels.map { Name($0.rawValue, .measure($0)) } + common
  private static let account = [Name("customer_since", .day), Name("target", .target)] + common
  private static let touch = [Name("at", .at), Name("day", .day)] + common
  private static let variant =
    [
      Name("day", .day), Name("last_day", .lastDay), Name("exposures", .measure(.exposures)),
      Name("conversions", .measure(.variantConversions)), Name("value", .measure(.variantValue)),
    ] + common
  private static let common =
    [
      Name("currency", .currency), Name("person", .person), Name("email", .emailAddress),
      Name("withdrawn", .withdrawn),
    ]
    + Dimension.allCases.filter { $0 != .input }.map { Name($0.rawValue, .dimension($0)) }

  private static func ratios(of kind: EventKind) -> [Name] {
    StatedRatio.all(of: kind).map { Name($0.rawValue, .ratio($0)) }
  }

  /// The fields of a kind, in canonical order.
  private static func table(of kind: EventKind) -> [Name] {
    switch kind {
    case .ad: ad
    case .cost: cost
    case .visit: visit
    case .email: email
    case .order: order
    case .refund: refund
    case .deal: deal
    case .stage: stage
    case .plan: plan
    case .content: content
    case .survey: survey
    case .variant: variant
    case .contract: contract
    case .market: market
    case .account: account
    case .touch: touch
    case .level: level
    }
  }

  /// The field a name stands for in events of a kind; nil when there is none.
  package static func named(_ name: String, kind: EventKind) -> Field? {
    table(of: kind).first { $0.text == name }?.field
  }

  /// What a statement of this kind can't do without: of every group at least one.
  ///
  ///     Field.required(of: .order)   // [["order"], ["at", "day"], ["revenue"]]
  package static func required(of kind: EventKind) -> [[String]] {
    switch kind {
    case .ad: [["day", "at"], ["campaign"], ["spend"]]
    case .cost: [["day"], ["cost"]]
    case .visit: [["day", "at"], ["visits"]]
    case .email: [["at", "day"], ["campaign"]]
    case .order: [["order"], ["at", "day"], ["revenue"]]
    case .refund: [["order"], ["at", "day"], ["amount"]]
    case .deal: [["deal"], ["created"], ["status"]]
    case .stage: [["lead"], ["at", "day"], ["stage"]]
    case .plan: [["campaign"], ["start"]]
    case .content: [["at", "day"], ["content_type"]]
    case .variant: [["experiment"], ["variant"], ["exposures"], ["conversions"]]
    case .contract: [["account"], ["start"], ["recurring_amount"]]
    case .survey: [["at", "day"], ["survey_kind"], ["score"]]
    case .market: [["period"], ["metric"], ["value"]]
    case .account: [["account"]]
    case .level: [["day"], Measure.statedLevels.map(\.rawValue)]
    case .touch: [["at", "day"], ["account", "email", "person"]]
    }
  }

  package static func names(of kind: EventKind) -> [String] { table(of: kind).map(\.text) }

  /// The name of this field in events of a kind.
  package func name(kind: EventKind) -> String {
    if case .dimension(let dimension) = self { return dimension.rawValue }
    return Field.table(of: kind).first { $0.field == self }?.text ?? "?"
  }

  /// The type of a field whose declaration names none.
  package var defaultType: ValueType {
    switch self {
    case .day, .lastDay, .created, .closed, .at, .refundDay, .firstContact:
      DatePattern("yyyy-MM-dd").map { .date($0) } ?? .text
    case .tax, .shipping, .discount, .amount: .money
    case .measure(let measure):
      switch measure.unit {
      case .count: .count
      case .fractionalCount: .fractionalCount
      case .money: .money
      case .duration: .duration
      }
    case .score, .probability, .ratio: .fractionalCount
    case .scale, .base: .count
    case .value: .money
    case .key, .ofDeal, .line, .person, .emailAddress, .disqualifiedReason, .withdrawn, .event, .currency,
      .metric,
      .aided, .target,
      .dimension:
      .text
    }
  }
}
