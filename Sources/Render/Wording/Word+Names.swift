package import Declarations
package import EventSchema

extension Word {
  /// The words for a reason why records are rejected or filtered, named as the normalizer names it.
  package init?(rejectReason: String) { self.init(rawValue: "reject_" + rejectReason) }
  package init?(rejectHint: String) { self.init(rawValue: "hint_" + rejectHint) }
  package init?(filterReason: String) { self.init(rawValue: "filter_" + filterReason) }

  /// The name of a measure. Every measure has one; a test sees to it.
  package init(_ measure: Measure) { self = Word(rawValue: "measure_" + measure.rawValue) ?? .measure }
  /// The name of what a pipeline file may assume. Every assumption has one; a test sees to it.
  package init(_ assumption: Assumption) {
    self = Word(rawValue: "assumption_" + assumption.rawValue) ?? .value
  }
  /// The name of a dimension. Every dimension has one; a test sees to it.
  package init(_ dimension: Dimension) { self = Word(rawValue: "dimension_" + dimension.rawValue) ?? .value }

  /// What rates of a grain are: daily ones, averages.
  package init(ratesOf grain: Grain) {
    self =
      switch grain {
      case .day, .days: .ratesDay
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
      case (.previous, .days): .previousDays
      case (.lastYear, .days): .sameDaysLastYear
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
