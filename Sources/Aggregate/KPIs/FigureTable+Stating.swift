package import EventSchema

extension FigureTable {
  /// An input that lacks days of a period behind others that it knows, by its place.
  struct Ended: Sendable {
    var input: Int
    /// The days of the period that it knows.
    var covered: [ClosedRange<Int32>]
    /// The last day before the period that it knows.
    var last: Int32?
  }

  /// How many records of an input state something, by slot.
  package func records(of input: String) -> [Int] {
    var stated = Array(
      repeating: Array(repeating: 0, count: measures.count), count: shape.periods.periods.count)
    for row in rows where inputs[row.input] == input {
      for (index, count) in row.statements.enumerated() { stated[row.slot][index] += count }
    }
    return stated.map { $0.max() ?? 0 }
  }

  func inputsEnded(in period: Period) -> [Ended] {
    let whole = period.first.number...period.last.number
    return spoken.indices.compactMap { input in
      spoken[input].by.brokenOff(whole).map {
        Ended(input: input, covered: $0, last: spoken[input].by.lastDay(before: whole))
      }
    }
  }
}

extension FigureTable {
  /// By place of the groups' keys, the measures of which no group that names anything there has any; where all groups
  /// name something there, nobody asks.
  func namingNone(_ groups: [Group], places: Int) -> [Set<Measure>] {
    (0..<places).map { place in
      guard groups.contains(where: { $0.key[place].isEmpty }) else { return [] }
      var left = measures.indices.filter { !measures[$0].isLevel && !measures[$0].isFoundOut }
      for group in groups where !group.key[place].isEmpty && !left.isEmpty {
        for row in group.rows { left.removeAll { row.cells[$0].value != nil } }
      }
      return Set(left.map { measures[$0] })
    }
  }
}

extension FigureTable.Breakdown {
  /// Whether the input states the measure of the group in some period of the run.
  package func states(_ measure: Measure, _ group: FigureTable.Group, input: String) -> Bool {
    guard let index = measures.firstIndex(of: measure), let place = inputs.firstIndex(of: input) else {
      return false
    }
    return stating(index, group).contains(place)
  }

  /// Inputs that state a measure of the group: in some period, or by what they are.
  func stating(_ index: Int, _ group: FigureTable.Group) -> Set<Int> {
    var inputs = Set(group.rows.flatMap { $0.cells[index].inputs })
    for input in group.logs where spoken[input].logs.contains(measures[index]) { inputs.insert(input) }
    if let told, !group.key.allSatisfy(\.isEmpty) || isGivenBack(group) {
      inputs.formUnion(told.stating(index, group))
    }
    if isWhole {
      for input in spoken.indices where !spoken[input].days.isEmpty {
        if spoken[input].states.contains(measures[index]) || spoken[input].logs.contains(measures[index]) {
          inputs.insert(input)
        }
      }
    }
    return inputs
  }

  /// Whether refunds are of the group: beside these it says something of nobody's sales that there are none, but not beside
  /// costs or leads of nobody's.
  private func isGivenBack(_ group: FigureTable.Group) -> Bool {
    group.rows.contains { $0.inputs.contains { spoken[$0].hasOrigins && !spoken[$0].isLog } }
  }

  /// What no row that states the measure names, though inputs could: of its groups nobody knows anything.
  package func namedByNone(_ measure: Measure, _ group: FigureTable.Group) -> Dimension? {
    guard let index = measures.firstIndex(of: measure), let place = told?.hidden(index, group) else {
      return nil
    }
    return dimensions?[place]
  }

  /// Inputs with rows of a period that could state a ratio of the group and do not: what a row of another one says is
  /// not of these.
  package func silent(on ratio: Measure, _ group: FigureTable.Group, _ period: Period) -> [String] {
    guard let index = measures.firstIndex(of: ratio), let slot = periods.slot(of: period) else { return [] }
    let row = group.index(ofSlot: slot).map { group.rows[$0] }
    let days = period.first.number...period.last.number
    return spoken.indices.filter { input in
      guard spoken[input].kind == ratio.rowsOf, row?.cells[index].inputs.contains(input) != true else {
        return false
      }
      // Of an input of which nothing else is read it is not known which groups its rows are of.
      if slotsOfRows[input].isEmpty { return !spoken[input].covered(in: days).isEmpty }
      return row?.inputs.contains(input) ?? false
    }.map { inputs[$0] }.sorted()
  }

  /// Of what names none of a dimension, measures that name none anywhere are of everything: nothing that does name them
  /// is held against it.
  ///
  /// - Returns: such a measure, and the dimension.
  package func ofEverything(
    _ sides: (above: [Measure], below: [Measure]), _ group: FigureTable.Group
  ) -> (Measure, Dimension)? {
    guard let dimensions else { return nil }
    for (place, dimension) in dimensions.enumerated() where group.key[place].isEmpty {
      for (one, other) in [(sides.below, sides.above), (sides.above, sides.below)] {
        let naming = [one, other].map { $0.filter { !namingNone[place].contains($0) } }
        if let first = one.first, naming[0].isEmpty, !naming[1].isEmpty { return (first, dimension) }
      }
    }
    return nil
  }

  /// Inputs that state the measure of some groups; where none does, those that state it of any.
  package func stating(_ measure: Measure, _ groups: [FigureTable.Group]) -> [String] {
    guard let index = measures.firstIndex(of: measure) else { return [] }
    let own = groups.reduce(into: Set<Int>()) { $0.formUnion(stating(index, $1)) }
    return (own.isEmpty ? stating(index, whole) : own).map { inputs[$0] }.sorted()
  }

  /// Which of some days an input covers, where these are not all.
  package func partlyCovered(_ days: ClosedRange<Int32>, by input: String) -> [ClosedRange<Int32>]? {
    inputs.firstIndex(of: input).flatMap { spoken[$0].partlyCovered(days) }
  }

  /// Inputs that state the measure of the group, and lack days of a period behind others that they know, with those of the
  /// period that they know, and the last one before it: what they would state of the others is missing. What begins later
  /// may not have been there before.
  package func ended(
    in period: Period, _ measure: Measure, _ group: FigureTable.Group
  ) -> [(input: String, covered: [ClosedRange<Int32>], last: Day?)] {
    guard let slot = periods.slot(of: period), !ended[slot].isEmpty, !measure.isFoundOut, !measure.isLevel
    else { return [] }
    return ended[slot].compactMap {
      guard states(measure, group, input: inputs[$0.input]) else { return nil }
      return (inputs[$0.input], $0.covered, $0.last.map { Day(number: $0) })
    }
  }

  /// Whether days that an input lacks are certainly missing: its files state theirs, or it has no row in any of these
  /// though it knows others before, or so many were to be expected. Rows that begin later or end earlier may as well say
  /// that nothing happened.
  package func certainlyLacks(_ days: ClosedRange<Int32>, input: String) -> Bool {
    guard let place = inputs.firstIndex(of: input) else { return false }
    let coverage = spoken[place]
    if coverage.isStated || coverage.missed?.overlaps(days) ?? false { return true }
    guard coverage.days.first.map({ $0.lowerBound < days.lowerBound }) ?? false else { return false }
    return !slotsOfRows[place].contains { slot in
      let span = periods.spans[slot]
      return (span.lowerBound.number...span.upperBound.number).overlaps(days)
    }
  }

  /// Those of some days that an input covers.
  package func covered(_ days: ClosedRange<Int32>, by input: String) -> [ClosedRange<Int32>] {
    inputs.firstIndex(of: input).map { spoken[$0].covered(in: days) } ?? []
  }

  /// The last day that an input covers before some days, where it covers none of these.
  package func lastDay(of input: String, before days: ClosedRange<Int32>) -> Int32? {
    inputs.firstIndex(of: input).flatMap { spoken[$0].lastDay(before: days) }
  }

  /// Whether an input has a row for every day with something to tell, or states its days.
  package func endsWithDays(_ input: String) -> Bool {
    inputs.firstIndex(of: input).map { spoken[$0].endsWithDays } ?? false
  }

  /// Whether it has one row per thing that happened: its last row says nothing of a day after it.
  package func isLog(_ input: String) -> Bool {
    inputs.firstIndex(of: input).map { spoken[$0].isLog } ?? false
  }

  /// Whether any rows of a kind are of a group and period.
  package func hasRows(of kind: EventKind, _ group: FigureTable.Group, _ period: Period) -> Bool {
    guard let row = periods.slot(of: period).flatMap(group.index(ofSlot:)) else { return false }
    return group.rows[row].inputs.contains { spoken[$0].kind == kind }
  }

  /// Whether an input has any row in a period.
  package func hasRows(of input: String, in period: Period) -> Bool {
    guard let place = inputs.firstIndex(of: input), let slot = periods.slot(of: period) else { return false }
    return slotsOfRows[place].contains(slot)
  }

  func marketValue(_ measure: Measure, _ group: FigureTable.Group, _ slot: Int) -> MeasureValue {
    let found = market[.init(group: group.key, measure: measure, slot: slot)]
    var value = MeasureValue(value: found?.value, inputs: found?.inputs ?? [])
    value.statements = found?.rows ?? 0
    value.market = found
    return value
  }

  /// Whether an input that states the measure elsewhere has rows here whose column of it is empty, or missing.
  func leavesOpen(_ index: Int, _ group: FigureTable.Group, _ row: Int, _ slot: Int) -> Bool {
    guard measures[index].rowsOf != nil else { return false }
    // Rows by conversion action state claims where there are some: beside costs none are 0. Empty cells are not.
    if group.blanks.count(measures[index], slot: slot, isSilent: { coverage[index][$0].isEmpty }) > 0 {
      return true
    }
    if measures[index].isClaimed, group.rows.contains(where: { $0.cells[index].value != nil }) {
      return false
    }
    return group.rows[row].inputs.contains(where: stating(index, group).contains)
  }
}
