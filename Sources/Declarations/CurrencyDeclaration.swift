package import EventSchema

/// `currency: {report_in: EUR, rates: inputs/fx.csv, if_rate_missing: use_previous, no_older_than: 5 days}`
package struct CurrencyDeclaration: Sendable {
  /// What becomes of an amount for whose day no rate may be used.
  package enum MissingRate: String, Sendable, CaseIterable {
    /// The run fails.
    case fail
    /// The record is rejected as `no_exchange_rate`.
    case reject
  }

  /// Whether the newest earlier rate stands in for one that is missing.
  package enum PreviousRates: Sendable, Hashable {
    case unused
    /// Nil: of any age.
    case used(noOlderThanDays: Int?)
  }

  /// Averages that the lines of a rate file state, whatever day of the period they are dated.
  package enum Averages: String, Sendable, CaseIterable {
    case month = "month_average"
    case quarter = "quarter_average"

    package var grain: Grain {
      switch self {
      case .month: .month
      case .quarter: .quarter
      }
    }
  }

  package var reportIn: Currency
  /// Files or patterns.
  package var rates: [Located<String>] = []
  /// Nil: each line says by its notation what it is.
  package var ratesAre: Averages?
  /// The currency through which others are converted where no line joins them.
  package var through: Currency?
  package var ifRateMissing = MissingRate.fail
  package var previous = PreviousRates.unused
  /// How figures are rounded at display.
  package var rounding = Exact.Rounding.halfEven

  package init(reportIn: Currency) { self.reportIn = reportIn }
}
