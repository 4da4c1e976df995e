/// What a section of cohorts shows: who belongs together, and what became of them.
package struct CohortDeclaration: Hashable, Sendable {
  /// The month that makes a cohort.
  package enum Start: String, Sendable, CaseIterable {
    /// In which a lead arrived, or a deal was created.
    case lead = "lead_month"
    /// Of a customer's first order.
    case firstOrder = "first_order_month"
  }

  package enum Outcome: String, Sendable, CaseIterable {
    /// Deals won by the end of a month.
    case winRate = "win_rate"
    /// Leads that had become MQLs, SQLs, customers by the end of a month.
    case leadToMQL = "lead_to_mql"
    case leadQuality = "lead_quality"
    case leadToCustomer = "lead_to_customer"
    /// Customers with an order in a month.
    case retention

    package var start: Start { self == .retention ? .firstOrder : .lead }
  }

  package var show: Outcome
  /// How many of the newest months.
  package var months: Int

  package var by: Start { show.start }
}
