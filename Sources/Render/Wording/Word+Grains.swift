package import Declarations
package import EventSchema

extension Word {
  /// What rows of an export are about, in the plural.
  package init(_ grain: EntityGrain) {
    self =
      switch grain {
      case .account: .grainAccount
      case .campaign: .grainCampaign
      case .adGroup: .grainAdGroup
      case .ad: .grainAd
      case .term: .grainTerm
      }
  }

  /// What rates of a grain are: daily ones, averages.
  package init(ratesOf grain: Grain) {
    self =
      switch grain {
      case .day: .ratesDay
      case .week: .ratesWeek
      case .month: .ratesMonth
      case .quarter: .ratesQuarter
      case .half: .ratesHalf
      case .year: .ratesYear
      }
  }

  /// The compared period's name: `the previous month`.
  package init(_ kind: PeriodDeclaration.Comparison, _ grain: Grain) {
    self =
      switch (kind, grain) {
      case (.previous, .day): .previousDay
      case (.previous, .week): .previousWeek
      case (.previous, .month): .previousMonth
      case (.previous, .quarter): .previousQuarter
      case (.previous, .half): .previousHalf
      case (.previous, .year), (.lastYear, .year): .previousYear
      case (.lastYear, .day): .sameDayLastYear
      case (.lastYear, .week): .sameWeekLastYear
      case (.lastYear, .month): .sameMonthLastYear
      case (.lastYear, .quarter): .sameQuarterLastYear
      case (.lastYear, .half): .sameHalfLastYear
      case (.weekdayLastWeek, _): .sameWeekdayLastWeek
      case (.weekdayLastYear, _): .sameWeekdayLastYear
      }
  }
}
