/// What an event can be grouped and ruled by. Raw values are the names used in YAML files.
package enum Dimension: String, Sendable, CaseIterable, Hashable, Comparable {
  case channel
  case source, medium, campaign
  case campaignID = "campaign_id"
  case adGroup = "ad_group"
  case ad, term, content
  case landingPage = "landing_page"
  case product, region, device, network
  case campaignType = "campaign_type"
  case costType = "cost_type"
  case dealType = "deal_type"
  case leadSource = "lead_source"
  case tool, owner, account, coupon
  /// A status as the source words it: of an order, a deal, a transaction.
  case status
  /// A funnel stage: lead, mql, sql, sqo, opportunity, customer, upsell.
  case stage
  /// What a visit achieved, as the web analysis names it.
  case goal
  /// Title and type (video, article, post) of something published.
  case title
  case contentType = "content_type"
  /// nps, csat or review.
  case surveyKind = "survey_kind"
  /// The pipeline file's own name of the input; always known.
  case input

  package static func < (a: Dimension, b: Dimension) -> Bool { a.rawValue < b.rawValue }
}
