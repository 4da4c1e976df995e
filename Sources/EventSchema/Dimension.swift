/// What an event can be grouped and ruled by, by its name in YAML files: one that exports state, or one of a
/// pipeline file's own.
package struct Dimension: RawRepresentable, CaseIterable, Hashable, Comparable, Sendable {
  package let rawValue: String

  /// A dimension of the event schema; nil for all other names.
  package init?(rawValue: String) {
    guard Self.names.contains(rawValue) else { return nil }
    self.rawValue = rawValue
  }

  /// A pipeline file's own: a part of campaigns' names, or a column that the schema has no word for.
  package init(own name: String) { rawValue = name }

  private init(_ name: String) { rawValue = name }

  /// Whether the event schema has it.
  package var isBuiltIn: Bool { Self.names.contains(rawValue) }

  package static let channel = Dimension("channel")
  package static let source = Dimension("source")
  package static let medium = Dimension("medium")
  package static let campaign = Dimension("campaign")
  package static let campaignID = Dimension("campaign_id")
  package static let adGroup = Dimension("ad_group")
  package static let ad = Dimension("ad")
  package static let term = Dimension("term")
  package static let content = Dimension("content")
  package static let landingPage = Dimension("landing_page")
  package static let product = Dimension("product")
  package static let region = Dimension("region")
  package static let device = Dimension("device")
  package static let network = Dimension("network")
  package static let campaignType = Dimension("campaign_type")
  package static let costType = Dimension("cost_type")
  package static let dealType = Dimension("deal_type")
  package static let leadSource = Dimension("lead_source")
  /// What a contract's money is for: subscriptions, support.
  package static let revenueStream = Dimension("revenue_stream")
  package static let tool = Dimension("tool")
  package static let owner = Dimension("owner")
  package static let account = Dimension("account")
  package static let coupon = Dimension("coupon")
  /// The kind of conversion that a row's claimed conversions are of.
  package static let action = Dimension("action")
  /// A status as the source words it: of an order, a deal, a transaction.
  package static let status = Dimension("status")
  /// A funnel stage: lead, mql, sql, sqo, opportunity, customer, upsell.
  package static let stage = Dimension("stage")
  /// What a visit achieved, as the web analysis names it.
  package static let goal = Dimension("goal")
  /// Title and type (video, article, post) of something published.
  package static let title = Dimension("title")
  package static let contentType = Dimension("content_type")
  /// What is tried out, and what is shown to a part of the visitors.
  package static let experiment = Dimension("experiment")
  package static let variant = Dimension("variant")
  /// nps, csat or review.
  package static let surveyKind = Dimension("survey_kind")
  /// A part of a market: a country, a class of goods.
  package static let segment = Dimension("segment")
  /// A round of a tracking survey.
  package static let wave = Dimension("wave")
  /// Somebody else in our market, as a figure names them.
  package static let competitor = Dimension("competitor")
  /// Who found a figure out, and where it stands.
  package static let sourceOfFigure = Dimension("source_of_figure")
  /// How much an account matters.
  package static let tier = Dimension("tier")
  /// visit, click, demo_request …, as the source words it.
  package static let touchType = Dimension("touch_type")
  /// What a touch stands for in a sale: the first lead, the opportunity.
  package static let milestone = Dimension("milestone")
  /// The pipeline file's own name of the input; always known.
  package static let input = Dimension("input")

  /// Those of the event schema.
  package static let allCases: [Dimension] = [
    channel, source, medium, campaign, campaignID, adGroup, ad, term, content, landingPage, product, region,
    device, network, campaignType, costType, dealType, leadSource, tool, owner, account,
    coupon, action,
    status,
    stage, goal, title, contentType, surveyKind, segment, wave, competitor, sourceOfFigure, tier, touchType,
    milestone, revenueStream, experiment, variant, input,
  ]
  /// Those that say where somebody came from: an order has them, and what refers to it may have them from there.
  package static let traffic: [Dimension] = [
    channel, source, medium, campaign, campaignID, adGroup, ad, term, content, landingPage,
  ]
  /// Those that an order has besides where it came from: what is given back of it is of the same, as far as its rows
  /// agree.
  package static let ofOrders: [Dimension] = [account, region, device, owner, coupon, product]
  /// Names that people write as they like: grouped whatever the case of their letters, shown in one spelling. Sources,
  /// media and accounts have one name before they are grouped, and so have channels that rules, inputs or targets name; ids
  /// are never folded.
  package static let spelledFreely: [Dimension] = [channel, campaign, term, content]
  private static let names = Set(allCases.map(\.rawValue))

  package static func < (a: Dimension, b: Dimension) -> Bool { a.rawValue < b.rawValue }
}
