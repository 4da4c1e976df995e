/// Names that mean different things to different people: refused, with the choices named.
package enum AmbiguousKPI: String, Sendable, CaseIterable {
  case conversionRate = "conversion_rate"
  case cvr
  case margin

  /// What may be meant: built-in KPIs.
  package var choices: [String] {
    switch self {
    case .conversionRate, .cvr:
      [
        "visit_conversion_rate", "click_conversion_rate", "landing_page_conversion", "traffic_to_lead",
        "lead_to_customer", "win_rate",
      ]
    case .margin: ["gross_margin_money", "roi_on_margin", "roi"]
    }
  }

  package var message: String { "'\(rawValue)' means different things to different people" }
  package var hint: String { "say which is meant: \(choices.joined(separator: ", "))" }
}
