import Aggregate
import EventSchema

extension Figures {
  /// What rows leave empty of the measures that one figure asks for.
  struct Blanks {
    private struct Entry {
      var part: KPIEvaluator.ScopedMeasure
      var rows: Int
      var all: Int
      /// Whether the figure holds it against others of the same rows.
      var isBeside = false
      /// Deals without an amount may be worth nothing yet.
      var isCertain = true
    }
    /// In the formula's order.
    private var entries: [Entry] = []

    var gaps: [Gap] {
      entries.map { entry in
        let measure = entry.part.measure
        return Gap(
          input: "",
          kind: entry.isBeside
            ? .blankBeside(measure, rows: entry.rows, of: entry.all)
            : .blank(measure, rows: entry.rows, of: entry.all), isCertain: entry.isCertain)
      }
    }

    /// - Returns: why there is no value at all.
    mutating func note(
      _ part: KPIEvaluator.ScopedMeasure, _ value: MeasureValue, beside: [Measure]
    ) -> NoValueReason? {
      let rows = value.statements + value.aside
      if value.value == nil, value.aside > 0 { return .neverBeside(part.measure) }
      guard value.blanks > 0 else { return nil }
      // What one row says of people is nothing where another one is silent.
      if part.measure.isOpaque { return .leftOpen(part.measure, rows: rows, all: rows + value.blanks) }
      add(Entry(part: part, rows: rows, all: rows + value.blanks, isBeside: !beside.isEmpty))
      return nil
    }

    /// Amounts of deals that some of them lack.
    mutating func note(_ part: KPIEvaluator.ScopedMeasure, lacking: Int, of deals: Exact?) {
      guard lacking > 0, let deals = deals?.whole, lacking < deals else { return }
      add(Entry(part: part, rows: deals - lacking, all: deals, isCertain: false))
    }

    private mutating func add(_ entry: Entry) {
      guard let known = entries.firstIndex(where: { $0.part == entry.part }) else {
        return entries.append(entry)
      }
      entries[known].rows += entry.rows
      entries[known].all += entry.all
    }
  }
}

extension Figures.Asked {
  /// What the formula holds against a measure, of the same place and kind of rows. Plans are no such rows: one that leaves
  /// a side empty makes the rate unknown.
  func beside(_ part: KPIEvaluator.ScopedMeasure) -> [Measure] {
    guard let kind = part.measure.rowsOf, kind != .plan else { return [] }
    return parts.lazy.filter { $0 != part && $0.scope == part.scope && $0.measure.rowsOf == kind }
      .map(\.measure)
  }
}
