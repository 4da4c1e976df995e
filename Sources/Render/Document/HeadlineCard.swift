package import Declarations
package import EventSchema

/// One key figure at a glance.
package struct HeadlineCard: Sendable {
  /// The KPI's identifier.
  package var kpi: String
  package var title: LocalizedText
  package var figure: Figure
  package var better: KPI.Better
  package var comparisons: [Comparison]
  /// The figure over the last periods, oldest first, this period last; nil is a gap.
  package var spark: [Exact?]
  /// What the figure is to be.
  package var goals: [TargetRow] = []

  package init(
    kpi: String, title: LocalizedText, figure: Figure, better: KPI.Better, comparisons: [Comparison] = [],
    spark: [Exact?] = []
  ) {
    self.kpi = kpi
    self.title = title
    self.figure = figure
    self.better = better
    self.comparisons = comparisons
    self.spark = spark
  }
}

/// The same figure in another period.
package struct Comparison: Sendable {
  package var kind: PeriodDeclaration.Comparison
  package var period: Period
  package var base: Figure

  package init(_ kind: PeriodDeclaration.Comparison, _ period: Period, base: Figure) {
    self.kind = kind
    self.period = period
    self.base = base
  }
}
