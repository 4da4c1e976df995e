import EventSchema

/// What nobody states by a row, and is known all the same.
extension FigureTable {
  /// New customers are known wherever the orders, deals or stages that make customers are.
  mutating func coverCustomers() {
    guard let index = measures.firstIndex(of: .newCustomers) else { return }
    for base in [Measure.orders, .wonDeals, .leads] {
      guard let other = measures.firstIndex(of: base) else { continue }
      for (input, slots) in coverage[other].enumerated() where !coverage[index][input].isEmpty {
        coverage[index][input].formUnion(slots)
        if !spoken[input].by.logs.isEmpty { coverage[index][input].formUnion(spoken[input].slots) }
      }
    }
  }

  /// What logs say by having a row, and inputs by the days of their files.
  mutating func coverSilence() {
    for (input, (by, slots)) in spoken.enumerated() {
      let reached = Set(shape.periods.periods.indices.filter { by.reaches(into: shape.periods.periods[$0]) })
      for (index, measure) in measures.enumerated() {
        if by.logs.contains(measure) { coverage[index][input].formUnion(slots) }
        if by.states.contains(measure) || by.logs.contains(measure) || !coverage[index][input].isEmpty {
          coverage[index][input].formUnion(reached)
        }
      }
    }
  }
}
