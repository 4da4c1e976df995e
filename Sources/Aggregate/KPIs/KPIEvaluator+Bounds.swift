import Declarations
import EventSchema

/// Between which numbers figures lie, whatever the data: what lies beyond is a slip of the pen in a limit.
extension KPIEvaluator {
  /// Sums, products and quotients of what is never below 0; nothing is subtracted.
  package func isNeverNegative(_ name: String) -> Bool {
    guard let kpi = kpis[name] else { return Measure(rawValue: name) != nil }
    return isNeverNegative(kpi.formula, in: name)
  }

  private func isNeverNegative(_ formula: Formula, in owner: String) -> Bool {
    switch formula {
    case .number(let value): !value.isNegative
    // What is assumed may be anything.
    case .name(let name, _):
      name == owner || kpis[name] == nil ? Measure(rawValue: name) != nil : isNeverNegative(name)
    case .add(let a, let b, _), .multiply(let a, let b, _), .divide(let a, let b, _), .ifZero(let a, let b):
      isNeverNegative(a, in: owner) && isNeverNegative(b, in: owner)
    case .call(_, let inner, _): isNeverNegative(inner, in: owner)
    case .subtract, .negate: false
    }
  }

  /// The share that one measure is of another that contains it, or of a sum with it: never more than all.
  package func isShareOfWhole(_ name: String) -> Bool {
    guard let kpi = kpis[name], case .divide(let part, let whole, _) = kpi.formula,
      let part = measure(part, in: name)
    else { return false }
    if case .add(let a, let b, _) = whole {
      return isNeverNegative(name) && [a, b].contains { measure($0, in: name) == part }
    }
    return measure(whole, in: name).map { Self.wholes[part]?.contains($0) ?? false } ?? false
  }

  /// The measure that a name comes down to.
  private func measure(_ formula: Formula, in owner: String) -> Measure? {
    guard case .name(let name, _) = formula else { return nil }
    if name != owner, let kpi = kpis[name] { return measure(kpi.formula, in: name) }
    return Measure(rawValue: name)
  }

  /// What each is a part of by its definition, in any export.
  private static let wholes: [Measure: Set<Measure>] = [
    .webBounces: [.visits], .engagedVisits: [.visits], .delivered: [.sent], .emailBounces: [.sent],
    .uniqueOpens: [.delivered, .sent], .uniqueClicks: [.delivered, .sent],
    .unsubscribes: [.delivered, .sent],
    .csatSatisfied: [.csatResponses], .lowReviews: [.reviews], .createdWonAmount: [.dealAmount],
    .npsPromoters: [.npsResponses], .npsDetractors: [.npsResponses],
    .brandAware: [.brandAsked], .aidedAware: [.aidedAsked], .competitorAware: [.competitorAsked],
    .keptAccounts: [.startingAccounts], .lostAccounts: [.startingAccounts],
    .engagedTargets: [.targetAccounts], .cohortMQLs: [.cohortLeads], .cohortCustomers: [.cohortLeads],
    .disqualifiedLeads: [.cohortLeads],
  ]
}
