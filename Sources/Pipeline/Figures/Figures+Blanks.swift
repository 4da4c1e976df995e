import Aggregate
import Declarations
import EventSchema

extension Figures {
  /// What rows leave empty of the measures that one figure asks for.
  struct Blanks {
    /// What the figure makes of the rows that state it.
    enum Use {
      case sum
      /// It is of rows that state all of it.
      case beside
    }
    private struct Entry {
      var part: KPIEvaluator.ScopedMeasure
      var place: Elsewhere
      var rows: Int
      var all: Int
      var use: Use
      /// Open deals without an amount may be worth nothing yet.
      var isCertain = true
    }
    /// In the formula's order.
    private var entries: [Entry] = []

    var gaps: [Gap] {
      entries.filter { $0.rows < $0.all }.map { entry in
        let measure = entry.part.measure
        let kind: Gap.Kind =
          switch entry.use {
          case .sum: .blank(measure, rows: entry.rows, of: entry.all)
          case .beside: .blankBeside(measure, rows: entry.rows, of: entry.all)
          }
        return Gap(input: "", kind: kind, isCertain: entry.isCertain, elsewhere: entry.place)
      }
    }

    /// - Returns: why there is no value at all.
    mutating func note(
      _ part: KPIEvaluator.ScopedMeasure, _ value: MeasureValue, beside: [Measure], _ place: Elsewhere
    ) -> NoValueReason? {
      let rows = value.statements + value.aside
      if value.value == nil, value.aside > 0 { return .neverBeside(part.measure) }
      // Of several periods those count, too, that lack nothing.
      guard value.blanks > 0 || part.scope.hasWindow && part.measure.rowsOf != nil else { return nil }
      // What one row says of people is nothing where another one is silent.
      if part.measure.isOpaque, value.blanks > 0 {
        return .leftOpen(part.measure, rows: rows, all: rows + value.blanks)
      }
      add(
        Entry(
          part: part, place: place, rows: rows, all: rows + value.blanks,
          use: beside.isEmpty ? .sum : .beside))
      return nil
    }

    /// Amounts of deals that some of them lack.
    mutating func note(
      _ part: KPIEvaluator.ScopedMeasure, lacking: Int, of deals: Exact?, _ use: Use, _ place: Elsewhere,
      areClosed: Bool
    ) {
      guard let deals = deals?.whole, lacking > 0 && lacking < deals || part.scope.hasWindow else { return }
      let rows = lacking > 0 && lacking < deals ? deals - lacking : deals
      add(Entry(part: part, place: place, rows: rows, all: deals, use: use, isCertain: areClosed))
    }

    private mutating func add(_ entry: Entry) {
      guard let known = entries.firstIndex(where: { $0.part == entry.part }) else {
        return entries.append(entry)
      }
      entries[known].rows += entry.rows
      entries[known].all += entry.all
      entries[known].place.formUnion(entry.place)
    }
  }
}
