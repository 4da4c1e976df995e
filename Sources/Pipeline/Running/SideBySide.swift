import Aggregate
import Declarations
import EventSchema

/// Whose rows state the measures of a formula: a rate over rows that state only one of its sides would be a wrong one.
struct SideBySide {
  private struct Source {
    var part: KPIEvaluator.ScopedMeasure
    /// Sorted.
    var inputs: [String]
    var rows: Int
  }
  /// In the formula's order.
  private var sources: [Source] = []

  mutating func note(_ part: KPIEvaluator.ScopedMeasure, _ value: MeasureValue) {
    guard value.value != nil else { return }
    if let index = sources.firstIndex(where: { $0.part == part }) {
      if sources[index].inputs != value.inputs {
        sources[index].inputs = Set(sources[index].inputs).union(value.inputs).sorted()
      }
      sources[index].rows += value.statements
    } else {
      sources.append(Source(part: part, inputs: value.inputs, rows: value.statements))
    }
  }

  /// A measure that inputs do not state which state another one of the same kind of rows.
  var mismatch: NoValueReason? {
    guard let first = sources.first, sources.contains(where: { $0.inputs != first.inputs }) else {
      return nil
    }
    for source in sources {
      let lacking = Set(beside(source).flatMap(\.inputs)).subtracting(source.inputs)
      if !lacking.isEmpty { return .notComparable(source.part.measure, inputs: lacking.sorted()) }
    }
    return nil
  }

  /// Plans of which some leave a side empty: their budgets and what they expect are of different campaigns.
  var unplanned: NoValueReason? {
    for source in sources where source.part.measure.rowsOf == .plan {
      guard let all = beside(source).map(\.rows).max(), source.rows < all else { continue }
      return .statedBySome(source.part.measure, rows: source.rows, all: all)
    }
    return nil
  }

  private func beside(_ source: Source) -> [Source] {
    sources.filter {
      $0.part != source.part && $0.part.scope == source.part.scope
        && $0.part.measure.rowsOf == source.part.measure.rowsOf
    }
  }
}
