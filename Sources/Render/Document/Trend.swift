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
    /// What the value lacks, where it is known in part.
    package var lacks: Note?
    package var lastYearLacks: Note?

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

extension [Trend] {
  /// So many notes are read below a table; where there are more, one says what they have in common.
  private static let notes = 20

  /// The same with one note for all points known in part, where there would be too many.
  package func folded() -> [Trend] {
    let notes = Set(flatMap(\.points).flatMap { [$0.lacks, $0.lastYearLacks].compactMap(\.self) })
    guard notes.count > Self.notes else { return self }
    func common(_ note: Note?) -> Note? { note.map { _ in Note(.noteInPart) } }
    return map { trend in
      var trend = trend
      for index in trend.points.indices {
        trend.points[index].lacks = common(trend.points[index].lacks)
        trend.points[index].lastYearLacks = common(trend.points[index].lastYearLacks)
      }
      return trend
    }
  }
}
