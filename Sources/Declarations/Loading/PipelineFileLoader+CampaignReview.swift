import Diagnostics
import EventSchema

/// Reading `aggregate: campaign_review:`.
extension PipelineFileLoader {
  static let reviewKeys: [KeySpec] = [
    KeySpec("kpis", "its columns (default: budget, costs, pacing, sales and revenue against the plan, ROI)"),
    KeySpec(
      "counts_on_for",
      "how long after its end costs and sales still count for a campaign: 30 days (default: not at all)"),
    KeySpec("verdicts", "rules, read from the top: the first that holds says what to do about a campaign"),
  ]

  static let verdictKeys: [KeySpec] = [
    KeySpec("verdict", "invest, keep, improve or stop"),
    KeySpec("when", "what must hold of its figures: {roi: {at_least: 100%}, achievement: {at_most: 80%}}"),
    KeySpec("everything_else", "the verdict where no rule holds; the last rule"),
  ]

  static let boundKeys: [KeySpec] = [
    KeySpec("at_least", StatedAmount.samples), KeySpec("at_most", StatedAmount.samples),
  ]

  func campaignReview(_ node: YAMLNode) -> CampaignReviewDeclaration {
    var review = CampaignReviewDeclaration(location: node.location)
    guard let map = reader.mapping(node, "'campaign_review'", keys: Self.reviewKeys) else { return review }
    if let list = map.node("kpis") {
      map.reportIfEmpty("kpis")
      review.kpis = reader.items(list, "'kpis'").compactMap(reviewedKPI)
    }
    review.countsOnForDays =
      map.parsed("counts_on_for", expected: "a number of days such as 30 days") { Self.days($0, 0...3660) }
      ?? 0
    if let rules = map.node("verdicts") {
      review.verdicts = reader.items(rules, "'verdicts'").compactMap(verdictRule)
      for rule in review.verdicts.dropLast() where rule.conditions.isEmpty {
        reader.report(rule.location, "the rules below 'everything_else' are never reached")
      }
    }
    return review
  }

  /// A name, or `{opportunities: deals}`: the variant's identifier.
  private func reviewedKPI(_ node: YAMLNode) -> Located<String>? {
    guard case .mapping(let entries, _) = node, entries.count == 1, let (name, at, value) = entries.first
    else { return reader.text(node, "a KPI").map { Located($0, at: node.location) } }
    return reader.text(value, "the variant of '\(name)'").map { Located("\(name).\($0)", at: at) }
  }

  private func verdictRule(_ node: YAMLNode) -> VerdictRule? {
    guard let map = reader.mapping(node, "a verdict", keys: Self.verdictKeys) else { return nil }
    if map.node("everything_else") != nil {
      for key in ["verdict", "when"] where map.node(key) != nil {
        reader.report(map.keyLocation(key), "'everything_else' stands alone")
      }
      return map.choice("everything_else", Verdict.self).map { VerdictRule($0, when: [], at: map.location) }
    }
    let verdict = map.choice("verdict", Verdict.self)
    guard let when = map.node("when"), map.node("verdict") != nil else {
      reader.report(map.location, "a verdict needs verdict and when, or everything_else")
      return nil
    }
    let conditions = conditions(when)
    if conditions.isEmpty { return nil }
    return verdict.map { VerdictRule($0, when: conditions, at: map.location) }
  }

  private func conditions(_ node: YAMLNode) -> [VerdictRule.Condition] {
    let entries = reader.entries(node, "'when'")
    if case .mapping = node, entries.isEmpty {
      reader.report(node.location, "a verdict without conditions", hint: "write `everything_else: keep`")
    }
    var found: [VerdictRule.Condition] = []
    for (name, at, value) in entries {
      guard let map = reader.mapping(value, "'\(name)'", keys: Self.boundKeys) else { continue }
      if map.isEmpty { reader.report(map.location, "'\(name)' needs at_least or at_most") }
      for bound in Bound.allCases where map.node(bound.rawValue) != nil {
        guard
          let goal = map.parsed(
            bound.rawValue, expected: StatedAmount.samples, meant: StatedAmount.meant, { StatedAmount($0) })
        else { continue }
        found.append(
          .init(
            kpi: Located(name, at: at), bound: bound,
            goal: Located(goal, at: map.valueLocation(bound.rawValue))))
      }
    }
    return found
  }
}
