import Aggregate
import Declarations
import EventSchema

extension Figures {
  /// What is stated of some measures of one group and period, and what is missing of it.
  struct Stated {
    /// In the order of the measures.
    var values: [Exact?]
    var gaps: [Gap]

    /// Those gaps that are certain: no verdict can rest on what has one.
    var certainGaps: [Gap] { gaps.filter(\.isCertain) }
  }

  /// Measures as a KPI has them that holds them against each other: of rows that state all of them.
  func stated(
    _ measures: Measure..., in breakdown: FigureTable.Breakdown, group: FigureTable.Group, period: Period
  ) -> Stated {
    var asked = Asked()
    asked.isOfAll = group.key.isEmpty
    let parts = measures.map { KPIEvaluator.ScopedMeasure(measure: $0, scope: .own) }
    if measures.count > 1 {
      asked.comparables = parts.map { part in
        .init(part: part, against: measures.filter { $0 != part.measure && $0.rowsOf == part.measure.rowsOf })
      }
    }
    let values = parts.map { answer($0, in: breakdown, group, period, &asked).value }
    let isKnown = values.contains { $0 != nil }
    return Stated(values: values, gaps: isKnown ? gaps(asked, in: breakdown) : [])
  }
}
