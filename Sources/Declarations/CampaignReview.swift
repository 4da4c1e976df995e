package import Diagnostics
import EventSchema

/// `aggregate: campaign_review:`: which figures of planned campaigns are shown, and what they mean.
package struct CampaignReviewDeclaration: Sendable {
  /// Nil: those that the inputs allow.
  package var kpis: [Located<String>]?
  /// What still counts for a campaign: so many days after its end.
  package var countsOnForDays = 0
  /// Read from the top, the first that holds decides.
  package var verdicts: [VerdictRule] = []
  package var location: SourceLocation

  package init(location: SourceLocation) { self.location = location }
}

/// What to do about a campaign.
package enum Verdict: String, Sendable, CaseIterable { case invest, keep, improve, stop }

/// A verdict and what must hold of a campaign's figures for it; nothing for what no other rule took.
package struct VerdictRule: Sendable {
  package struct Condition: Sendable {
    package var kpi: Located<String>
    package var bound: Bound
    package var goal: Located<StatedAmount>

    package init(kpi: Located<String>, bound: Bound, goal: Located<StatedAmount>) {
      self.kpi = kpi
      self.bound = bound
      self.goal = goal
    }
  }

  package var verdict: Verdict
  package var conditions: [Condition]
  package var location: SourceLocation

  package init(_ verdict: Verdict, when conditions: [Condition], at location: SourceLocation) {
    self.verdict = verdict
    self.conditions = conditions
    self.location = location
  }
}
