package import EventSchema

/// What no export says and a pipeline file may assume under `aggregate: assume:`. Raw values are the names used
/// there and in formulas.
package enum Assumption: String, Sendable, CaseIterable, Hashable {
  /// What is left of revenue after the cost of what was sold, as a share.
  case grossMargin = "gross_margin"
  /// Orders of one customer in a year.
  case purchasesPerYear = "purchases_per_year"
  /// How many years a customer keeps buying.
  case customerYears = "customer_years"
  /// Hours that work took in one of the report's periods before it was automated.
  case baselineHours = "baseline_hours"
  /// What an hour is worth, in the report's currency.
  case hourlyRate = "hourly_rate"

  /// Whether it is an amount of the report's currency.
  package var isMoney: Bool { self == .hourlyRate }

  package var isShare: Bool {
    switch self {
    case .grossMargin: true
    case .purchasesPerYear, .customerYears, .baselineHours, .hourlyRate: false
    }
  }

  /// How one is written.
  package var example: String {
    switch self {
    case .grossMargin: "42%"
    case .purchasesPerYear: "2.5"
    case .customerYears: "3"
    case .baselineHours: "120"
    case .hourlyRate: "45"
    }
  }

  /// Reads `42%`, above 0 and up to 100%, for a share; a number above 0 for the others.
  package func value(_ text: String) -> Exact? {
    guard isShare else { return Exact(decimal: text).flatMap { $0 > .zero ? $0 : nil } }
    guard text.hasSuffix("%"), let percent = Exact(decimal: text.dropLast()), percent > .zero,
      percent <= Exact(100)
    else { return nil }
    return percent / Exact(100)
  }
}
