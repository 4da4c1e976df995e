package import Declarations
package import EventSchema

/// One key figure over successive periods.
package struct Trend: Sendable {
  package struct Point: Sendable {
    package var period: Period
    /// Nil is a gap, never drawn as 0.
    package var value: Exact?
    /// The same period a year earlier, where it is known.
    package var lastYear: Exact?
    package var status: Figure.Status

    package init(_ period: Period, _ value: Exact?, lastYear: Exact? = nil, status: Figure.Status = .final) {
      self.period = period
      self.value = value
      self.lastYear = lastYear
      self.status = status
    }
  }

  /// The KPI's identifier.
  package var kpi: String
  package var title: LocalizedText
  package var unit: FigureUnit
  package var decimals: Int
  package var better: KPI.Better
  /// Oldest first, without holes: a period without a value is a point without a value.
  package var points: [Point]
  /// No period has a value.
  package var isEmpty: Bool { points.allSatisfy { $0.value == nil } }

  package init(
    kpi: String, title: LocalizedText, unit: FigureUnit, decimals: Int, better: KPI.Better, points: [Point]
  ) {
    self.kpi = kpi
    self.title = title
    self.unit = unit
    self.decimals = decimals
    self.better = better
    self.points = points
  }
}
