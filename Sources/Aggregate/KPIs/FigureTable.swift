package import EventSchema

/// A measure's value in one cell of a table.
package struct MeasureValue: Sendable, Hashable {
  /// Nil: no input states the measure here. Never 0 by default.
  package var value: Exact?
  /// Names of the inputs that state it here.
  package var inputs: [String]

  package init(value: Exact?, inputs: [String]) {
    self.value = value
    self.inputs = inputs
  }
}

/// Finished sums in the report's currency: what KPIs are computed from, at any grouping.
///
/// Coverage decides between zero and "not available": a group that has the measure in some period of
/// the run counts 0 in a period in which an input stating it has any row; otherwise there is no value.
package struct FigureTable: Sendable {
  private struct Row: Sendable {
    var texts: [[UInt8]]
    var slot: Int
    /// Place of the input among `inputs`.
    var input: Int
    /// Exact amounts per measure; nil where nothing was stated.
    var values: [Exact?]
  }
  package let shape: GroupedSumsShape
  /// The shape's measures, new customers appended.
  package let measures: [Measure]
  /// In no order: sums are exact, so none is needed.
  private var rows: [Row] = []
  private let people: DistinctPeople
  /// How long things took, and the day after which nothing is known yet.
  private let lengths: (counts: LengthCounts, asOf: Day)?
  /// Names of the inputs that state anything, and the place of each.
  private var inputs: [String] = []
  private var inputPlaces: [[UInt8]: Int] = [:]
  /// Per measure and input: the slots in which the input states the measure; empty for none at all.
  private var coverage: [[Set<Int>]]

  /// - Parameters:
  ///   - customers: finished first-order counts of the same shape's dimensions and periods.
  ///   - people: those of the same shape that are counted once.
  ///   - lengths: how long deals and leads took, and the run's day.
  ///   - net: by the input's name, what share of its amounts is without tax; all of them where none is given.
  ///   - convert: units of the report currency for one unit of a currency on a day; nil where there is no rate:
  ///     amounts have no value then.
  package init(
    shape: GroupedSumsShape, sums: GroupedSums, customers: GroupedSums?, people: DistinctPeople,
    lengths: (LengthCounts, Day)? = nil, net: [[UInt8]: [Measure: Exact]] = [:],
    convert: (Currency, Day) -> Exact?
  ) {
    self.shape = shape
    self.people = people
    self.lengths = lengths
    measures = shape.measures + (customers == nil ? [] : [.newCustomers])
    coverage = Array(repeating: [], count: measures.count)
    rows.reserveCapacity(sums.rows.count)
    for (key, cells) in sums.rows {
      let factor = key.conversion.map { convert($0.currency, $0.day) }
      let shares = net.isEmpty ? nil : key.texts.last.flatMap { net[$0] }
      var values = zip(shape.measures, cells).map { measure, cell -> Exact? in
        guard cell.stated > 0 else { return nil }
        var value = Exact(units: cell.sum, scale: measure.scale)
        if let share = shares?[measure] { value = value * share }
        guard measure.unit == .money, let factor else { return value }
        return factor.map { value * $0 }
      }
      if customers != nil { values.append(nil) }
      add(key, values)
    }
    for (key, cells) in customers?.rows ?? [:] {
      add(key, Array(repeating: nil, count: shape.measures.count) + [Exact(units: cells[0].sum, scale: 0)])
    }
    if customers != nil { coverCustomers() }
  }

  private mutating func add(_ key: GroupedSums.Key, _ values: [Exact?]) {
    let input = place(ofInput: key.texts.last ?? [])
    rows.append(Row(texts: key.texts, slot: key.slot, input: input, values: values))
    for (index, value) in values.enumerated() where value != nil { coverage[index][input].insert(key.slot) }
  }

  private mutating func place(ofInput name: [UInt8]) -> Int {
    if let known = inputPlaces[name] { return known }
    inputPlaces[name] = inputs.count
    inputs.append(String(decoding: name, as: UTF8.self))
    for index in coverage.indices { coverage[index].append([]) }
    return inputs.count - 1
  }

  /// New customers are known wherever the orders, deals or stages that make customers are.
  private mutating func coverCustomers() {
    guard let index = measures.firstIndex(of: .newCustomers) else { return }
    for base in [Measure.orders, .wonDeals, .leads] {
      guard let other = measures.firstIndex(of: base) else { continue }
      for (input, slots) in coverage[other].enumerated() where !coverage[index][input].isEmpty {
        coverage[index][input].formUnion(slots)
      }
    }
  }

  /// The measures of every group of some of the shape's dimensions, per period.
  ///
  /// - Parameter combining: values of the one dimension to sum up as the group "other"; all others are left out.
  package func breakdown(by dimensions: [Dimension], combining: Set<[UInt8]>? = nil) -> Breakdown {
    let positions = dimensions.map { shape.dimensions.firstIndex(of: $0) }
    func key(of texts: [[UInt8]]) -> [[UInt8]]? {
      let key = positions.map { $0.map { texts[$0] } ?? [] }
      guard let combining else { return key }
      return combining.contains(key[0]) ? [Array("other".utf8)] : nil
    }
    // By bytes: equal Strings may differ in them (é, e + U+0301), and then are two groups.
    var places: [[[UInt8]]: Int] = [:]
    var groups: [Group] = []
    for row in rows {
      guard let key = key(of: row.texts) else { continue }
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(Group(key: key))
      }
      groups[place].add(row.values, slot: row.slot, input: row.input)
    }
    addPeople(to: &groups, places, key)
    addLengths(to: &groups, places, key)
    // Places are sorted, not groups, which are heavy to move.
    let order = groups.indices.sorted { groups[$0].precedes(groups[$1]) }
    return Breakdown(
      measures: measures, groups: order.map { groups[$0] }, inputs: inputs, coverage: coverage,
      periods: shape.periods)
  }

  /// Adds what is no sum of what the groups' parts state: medians and shares of cohorts.
  private func addLengths(
    to groups: inout [Group], _ places: [[[UInt8]]: Int], _ key: ([[UInt8]]) -> [[UInt8]]?
  ) {
    let wanted = measures.filter(\.isOfLengths)
    guard let lengths, !wanted.isEmpty else { return }
    let values = lengths.counts.values(of: wanted, in: shape, asOf: lengths.asOf) { texts in
      key(texts).flatMap { places[$0] }
    }
    for found in values {
      guard let row = groups[found.group].index(ofSlot: found.slot),
        let measure = measures.firstIndex(of: found.measure)
      else { continue }
      groups[found.group].rows[row].cells[measure].value = found.value
    }
  }

  private struct PeopleKey: Hashable {
    /// Places of the measure and the group.
    var measure: Int
    var group: Int
    var slot: Int
  }

  /// Adds how many different people a group has in a period to what exports state as counts.
  private func addPeople(
    to groups: inout [Group], _ places: [[[UInt8]]: Int], _ key: ([[UInt8]]) -> [[UInt8]]?
  ) {
    guard !people.isEmpty else { return }
    let counts = people.counts { fine -> PeopleKey? in
      guard let measure = measures.firstIndex(of: fine.measure),
        let group = key(fine.texts).flatMap({ places[$0] })
      else { return nil }
      return PeopleKey(measure: measure, group: group, slot: fine.slot)
    }
    for (people, count) in counts where count != 0 {
      guard let row = groups[people.group].index(ofSlot: people.slot) else { continue }
      if let count {
        groups[people.group].rows[row].cells[people.measure].add(Exact(count))
      } else {
        groups[people.group].rows[row].cells[people.measure].isUnknown = true
      }
    }
  }
}

extension FigureTable {
  struct Cell: Sendable {
    var value: Exact?
    /// Places of the inputs that state it.
    var inputs: [Int] = []

    /// Something was stated that can't be counted: there is no value, whatever else is stated.
    var isUnknown = false

    mutating func add(_ amount: Exact) { value = value.map { $0 + amount } ?? amount }
  }

  /// The figures of one group.
  package struct Group: Sendable {
    /// Texts per dimension, as bytes.
    package let key: [[UInt8]]
    /// Periods in which the group has any row, ascending.
    fileprivate(set) var rows: [(slot: Int, cells: [Cell])] = []

    /// A group without a row.
    package init(key: [[UInt8]]) { self.key = key }

    package var texts: [String] { key.map { String(decoding: $0, as: UTF8.self) } }

    fileprivate mutating func add(_ values: [Exact?], slot: Int, input: Int) {
      let place = rows.firstIndex { $0.slot >= slot } ?? rows.count
      if place == rows.count || rows[place].slot != slot {
        rows.insert((slot, Array(repeating: Cell(), count: values.count)), at: place)
      }
      for (index, value) in values.enumerated() {
        guard let value else { continue }
        rows[place].cells[index].add(value)
        if !rows[place].cells[index].inputs.contains(input) { rows[place].cells[index].inputs.append(input) }
      }
    }

    fileprivate func index(ofSlot slot: Int) -> Int? { rows.firstIndex { $0.slot == slot } }

    fileprivate func precedes(_ other: Group) -> Bool {
      for (mine, theirs) in zip(key, other.key) where mine != theirs {
        return mine.lexicographicallyPrecedes(theirs)
      }
      return false
    }
  }

  package struct Breakdown: Sendable {
    private let measures: [Measure]
    /// Sorted by the bytes of their texts.
    package let groups: [Group]
    private let inputs: [String]
    private let coverage: [[Set<Int>]]
    private let periods: PeriodIndex

    fileprivate init(
      measures: [Measure], groups: [Group], inputs: [String], coverage: [[Set<Int>]], periods: PeriodIndex
    ) {
      self.measures = measures
      self.groups = groups
      self.inputs = inputs
      self.coverage = coverage
      self.periods = periods
    }

    /// The only group of a breakdown by nothing, or of what was combined; an empty one where there are no rows.
    package var whole: Group { groups.first ?? Group(key: []) }

    /// Periods in which the group has any row.
    package func periods(of group: Group) -> [Period] { group.rows.map { periods.periods[$0.slot] } }

    /// Whether some input states the measure for the group in any period of the run.
    package func covers(_ measure: Measure, group: Group) -> Bool {
      guard let index = measures.firstIndex(of: measure) else { return false }
      return group.rows.contains { $0.cells[index].value != nil }
    }

    package func value(_ measure: Measure, group: Group, period: Period) -> MeasureValue {
      guard let index = measures.firstIndex(of: measure) else { return MeasureValue(value: nil, inputs: []) }
      guard let slot = periods.slot(of: period) else { return MeasureValue(value: nil, inputs: []) }
      if let gap = measure.gap, let unknown = value(gap, group: group, period: period).value, !unknown.isZero
      {
        return MeasureValue(value: nil, inputs: [])
      }
      let row = group.index(ofSlot: slot)
      if let row, group.rows[row].cells[index].isUnknown { return MeasureValue(value: nil, inputs: []) }
      if let row, let value = group.rows[row].cells[index].value {
        return MeasureValue(value: value, inputs: names(group.rows[row].cells[index].inputs))
      }
      if measure.isFoundOut || measure.isOfLengths { return MeasureValue(value: nil, inputs: []) }
      // The group has the measure elsewhere, and an input of it covers this period: nothing happened.
      let stating = Set(group.rows.flatMap { $0.cells[index].inputs })
      let covering = names(stating.filter { coverage[index][$0].contains(slot) })
      return MeasureValue(value: covering.isEmpty ? nil : .zero, inputs: covering)
    }

    /// What makes a measure 0 where the groups don't state it.
    package enum Coverage { case anyInput, nothing }

    /// A measure of some groups over some days, which cut no period.
    ///
    /// By default it is 0 where an input that states it has any row in these days: nothing happened. People who are
    /// counted once per period have no sum over several.
    package func value(
      _ measure: Measure, groups: [Group], days: ClosedRange<Day>, coverage coverer: Coverage = .anyInput
    ) -> Exact? {
      guard let index = measures.firstIndex(of: measure) else { return nil }
      let slots = Set(periods.periods.indices.filter { days.contains(periods.periods[$0].first) })
      let cells = groups.flatMap { $0.rows.filter { slots.contains($0.slot) }.map { $0.cells[index] } }
      if cells.contains(where: \.isUnknown) { return nil }
      let values = cells.compactMap(\.value)
      if values.count > 1, measure.countsPeople || measure.isOfLengths { return nil }
      if let first = values.first { return values.dropFirst().reduce(first, +) }
      let isCovered = coverage[index].contains { !$0.isDisjoint(with: slots) }
      return isCovered && coverer == .anyInput ? .zero : nil
    }

    private func names(_ places: some Collection<Int>) -> [String] {
      let names = places.map { inputs[$0] }
      return names.count > 1 ? names.sorted() : names
    }
  }
}
