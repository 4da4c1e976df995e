package import Diagnostics
package import EventSchema

/// A report section: which block it shows, and its wording.
package struct Section: Sendable {
  package enum Block: String, Sendable, CaseIterable {
    case headline, breakdown, trend
    case dataQuality = "data_quality"
    case definitions
    /// Which campaigns of ad costs and of traffic belong together.
    case utmAudit = "utm_audit"
    /// Variants held against each other.
    case experiments
    /// What the pipeline file wants to be told of.
    case alerts
    /// The size of the market, our part and that of others, who knows the brand.
    case market
    /// What customers say: recommendation, satisfaction, reviews.
    case voice
    /// Target accounts by tier, and how engaged they are.
    case accounts
    /// What customers cost by account, with those that stand out.
    case accountCosts = "account_costs"
    /// Deals and answers to leads by who is responsible for them.
    case reps
    /// Who came in the same month, and what became of them since.
    case cohorts
    /// Figures held against what they are to be.
    case targets
    /// Planned campaigns over their own days, with verdicts.
    case campaignReview = "campaign_review"
  }

  package var name: String
  package var block: Block
  /// For breakdowns.
  package var by: Dimension?
  package var title: LocalizedText
  /// One sentence under the title; may be empty.
  package var lead: LocalizedText
  package var location: SourceLocation

  package init(
    name: String, block: Block, by: Dimension?, title: LocalizedText, lead: LocalizedText,
    location: SourceLocation
  ) {
    self.name = name
    self.block = block
    self.by = by
    self.title = title
    self.lead = lead
    self.location = location
  }
}
