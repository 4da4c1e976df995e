import Aggregate
import Declarations
import EventSchema

/// Whose rows state the measures of a formula: a rate over rows that state only one of its sides would be a wrong one.
struct SideBySide {
  private struct Source {
    var comparables: KPIEvaluator.Comparables
    var place: Figures.Elsewhere
    /// Sorted.
    var inputs: [String]
    var rows: Int
    /// Which of them do where, unless it is the figure's own place.
    var places: [(of: Figures.Elsewhere, inputs: [String])]
  }
  /// In the formula's order.
  private var sources: [Source] = []

  mutating func note(
    _ comparables: KPIEvaluator.Comparables, _ value: MeasureValue, _ place: Figures.Elsewhere
  ) {
    guard value.value != nil else { return }
    if let index = sources.firstIndex(where: { $0.comparables.part == comparables.part }) {
      if sources[index].inputs != value.inputs {
        sources[index].inputs = Set(sources[index].inputs).union(value.inputs).sorted()
      }
      sources[index].rows += value.statements
      if place != .own { sources[index].places.append((place, value.inputs)) }
      sources[index].place.formUnion(place)
    } else {
      sources.append(
        Source(
          comparables: comparables, place: place, inputs: value.inputs, rows: value.statements,
          places: place == .own ? [] : [(place, value.inputs)]))
    }
  }

  /// A measure that inputs do not state which state another one that it is held against.
  var mismatch: NoValueReason? {
    lacking { $0.against.contains($1.measure) }.first
      .map { .notComparable($0.source.comparables.part.measure, inputs: $0.inputs) }
  }

  /// Where these inputs have rows.
  var mismatchPlace: Figures.Elsewhere? {
    guard let found = lacking({ $0.against.contains($1.measure) }).first else { return nil }
    let places = sources.flatMap(\.places).filter { place in
      place.of.scope == found.source.place.scope && found.inputs.contains(where: place.inputs.contains)
    }
    return places.dropFirst().reduce(into: places.first?.of) { $0?.formUnion($1.of) }
  }

  /// What inputs do not state of a sum, though another summand.
  var gaps: [Figures.Gap] {
    lacking { !$0.against.contains($1.measure) && !$0.isOptional }
      .map { source, inputs in
        Figures.Gap(
          input: "", kind: .unstated(source.comparables.part.measure, by: inputs), isCertain: true,
          elsewhere: source.place)
      }
  }

  /// Measures, and inputs that state another one of the same place and kind of rows, but not them.
  ///
  /// - Parameter matters: whether that matters, of the one that is lacking and the other.
  private func lacking(
    _ matters: (KPIEvaluator.Comparables, KPIEvaluator.ScopedMeasure) -> Bool
  ) -> [(source: Source, inputs: [String])] {
    guard let first = sources.first, sources.contains(where: { $0.inputs != first.inputs }) else { return [] }
    return sources.compactMap { source in
      let others = beside(source, matters)
      let lacking = Set(others.flatMap(\.inputs)).subtracting(source.inputs)
      return lacking.isEmpty ? nil : (source, lacking.sorted())
    }
  }

  /// Plans of which some leave a side empty: their budgets and what they expect are of different campaigns.
  var unplanned: NoValueReason? {
    for source in sources where source.comparables.part.measure.rowsOf == .plan {
      let others = beside(source) { $0.against.contains($1.measure) }
      guard let all = others.map(\.rows).max(), source.rows < all else { continue }
      return .statedBySome(source.comparables.part.measure, rows: source.rows, all: all)
    }
    return nil
  }

  private func beside(
    _ source: Source, _ matters: (KPIEvaluator.Comparables, KPIEvaluator.ScopedMeasure) -> Bool
  ) -> [Source] {
    let part = source.comparables.part
    return sources.filter {
      let other = $0.comparables.part
      return other != part && other.scope == part.scope && other.measure.rowsOf == part.measure.rowsOf
        && matters(source.comparables, other)
    }
  }
}
