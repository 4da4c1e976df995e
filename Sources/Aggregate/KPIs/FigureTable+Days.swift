package import EventSchema

extension FigureTable.Breakdown {
  /// What makes a measure 0 where the groups don't state it.
  package enum Coverage { case anyInput, nothing }

  /// The slots of periods that begin in some days, which cut none.
  func slots(in days: ClosedRange<Day>) -> Set<Int> {
    Set(periods.periods.indices.filter { days.contains(periods.periods[$0].first) })
  }

  /// A measure of some groups over some days, which cut no period.
  ///
  /// By default it is 0 where an input that states it has any row in these days: nothing happened. People who are
  /// counted once per period have no sum over several, and neither have levels.
  package func value(
    _ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>,
    coverage coverer: Coverage = .anyInput
  ) -> Exact? {
    guard let index = measures.firstIndex(of: measure), !measure.isLevel else { return nil }
    let slots = slots(in: days)
    let cells = groups.flatMap { $0.rows.filter { slots.contains($0.slot) }.map { $0.cells[index] } }
    if cells.contains(where: \.isUnknown) { return nil }
    let values = cells.compactMap(\.value)
    if values.count > 1, measure.countsPeople || measure.isOfLengths { return nil }
    if let first = values.first { return values.dropFirst().reduce(first, +) }
    let isCovered = coverage[index].contains { !$0.isDisjoint(with: slots) }
    return isCovered && coverer == .anyInput ? .zero : nil
  }

  /// How many of how many rows of some groups and days state a measure, where these are not all.
  package func partlyStated(
    _ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>
  ) -> (rows: Int, all: Int)? {
    guard let index = measures.firstIndex(of: measure) else { return nil }
    let slots = slots(in: days)
    var blank = 0
    for group in groups {
      for slot in slots {
        blank += group.blanks.count(measure, slot: slot) { coverage[index][$0].isEmpty }
      }
    }
    guard blank > 0 else { return nil }
    let rows = statements(of: measure, groups: groups, days: days)
    return (rows, rows + blank)
  }

  /// How many rows of some groups and days state a measure.
  package func statements(
    of measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>
  ) -> Int {
    guard let index = measures.firstIndex(of: measure) else { return 0 }
    let slots = slots(in: days)
    return groups.reduce(0) { sum, group in
      group.rows.reduce(sum) { slots.contains($1.slot) ? $0 + $1.cells[index].statements : $0 }
    }
  }
}
