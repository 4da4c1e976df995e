package import EventSchema

extension FigureTable.Breakdown {
  /// What makes a measure 0 where the groups don't state it.
  package enum Coverage { case anyInput, nothing }

  /// The days that a measure of some days is taken from: all of them, or where it stands at their end, those of the
  /// last slot.
  package enum Stretch { case sum, last }

  /// The slots that begin in some days, which cut none.
  func slots(in days: ClosedRange<Day>, _ stretch: Stretch = .sum) -> Set<Int> {
    let all = periods.periods.indices.filter { days.contains(periods.periods[$0].first) }
    switch stretch {
    case .sum: return Set(all)
    case .last: return Set(all.suffix(1))
    }
  }

  /// A measure of some groups over some days, which cut no period.
  ///
  /// By default it is 0 where an input that states it has any row in these days: nothing happened. There is none where
  /// it can't be added up.
  package func value(
    _ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>, _ stretch: Stretch = .sum,
    coverage coverer: Coverage = .anyInput
  ) -> Exact? {
    guard let index = measures.firstIndex(of: measure),
      !cannotAdd(measure, groups: groups, days: days)
    else { return nil }
    if let gap = measure.gap, let unknown = value(gap, groups: groups, days: days, stretch), !unknown.isZero {
      return nil
    }
    let slots = slots(in: days, stretch)
    let cells = cells(index, groups, slots)
    if cells.contains(where: \.isUnknown) { return nil }
    let values = cells.compactMap(\.value)
    if let first = values.first {
      let sum = values.dropFirst().reduce(first, +)
      // What closed deals added they took off again: of open ones without amounts that says nothing.
      if measure == .pipelineValue, sum.isZero,
        let open = value(.openDeals, groups: groups, days: days, stretch), !open.isZero
      {
        return nil
      }
      return sum
    }
    if measure.isOfLengths || measure.isStatedRatio { return nil }
    let isCovered = coverage[index].indices.contains { input in
      !coverage[index][input].isDisjoint(with: slots) && (told?.speaks(index, input) ?? true)
    }
    return isCovered && coverer == .anyInput ? .zero : nil
  }

  /// Whether a measure is stated of several of the groups or slots that have no sum: their people, accounts or lengths
  /// are counted in each.
  package func cannotAdd(_ measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>) -> Bool {
    guard let index = measures.firstIndex(of: measure) else { return false }
    if measure.isLevel { return groups.contains { levels.states(measure, $0.key) } }
    guard measure.isOfWholePeriods else { return false }
    let cells = cells(index, groups, slots(in: days)).filter { $0.value != nil }
    return cells.count > 1 || measure.isOpaque && cells.contains { $0.statements > 1 }
  }

  private func cells(_ index: Int, _ groups: [FigureTable.Group], _ slots: Set<Int>) -> [FigureTable.Cell] {
    groups.flatMap { $0.rows.filter { slots.contains($0.slot) }.map { $0.cells[index] } }
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
    of measure: Measure, groups: [FigureTable.Group], days: ClosedRange<Day>, _ stretch: Stretch = .sum
  ) -> Int {
    guard let index = measures.firstIndex(of: measure) else { return 0 }
    let slots = slots(in: days, stretch)
    return groups.reduce(0) { sum, group in
      group.rows.reduce(sum) { slots.contains($1.slot) ? $0 + $1.cells[index].statements : $0 }
    }
  }
}
