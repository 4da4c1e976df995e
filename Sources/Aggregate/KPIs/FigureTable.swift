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
    var texts: [String]
    var slot: Int
    var input: String
    /// Exact amounts per measure; nil where nothing was stated.
    var values: [Exact?]
  }
  package let shape: GroupedSumsShape
  /// The shape's measures, new customers appended.
  package let measures: [Measure]
  private var rows: [Row] = []
  private let people: DistinctPeople
  /// Per measure: input → slots in which it states the measure.
  private var coverage: [[String: Set<Int>]]

  /// - Parameters:
  ///   - customers: finished first-order counts of the same shape's dimensions and periods.
  ///   - people: those of the same shape that are counted once.
  ///   - convert: units of the report currency for one unit of a currency on a day.
  package init<Failure: Error>(
    shape: GroupedSumsShape, sums: GroupedSums, customers: GroupedSums?, people: DistinctPeople,
    convert: (Currency, Day) throws(Failure) -> Exact
  ) throws(Failure) {
    self.shape = shape
    self.people = people
    measures = shape.measures + (customers == nil ? [] : [.newCustomers])
    coverage = Array(repeating: [:], count: measures.count)
    for (key, cells) in sums.rows {
      var factor: Exact?
      if key.currency != 0, key.rateDay != 0 {
        factor = try convert(Currency(packed: key.currency), Day(number: key.rateDay))
      }
      let values = zip(shape.measures, cells).map { measure, cell -> Exact? in
        guard cell.stated > 0 else { return nil }
        let value = Exact(units: cell.sum, scale: measure.scale)
        return measure.unit == .money ? factor.map { value * $0 } ?? value : value
      }
      add(key, values + (customers == nil ? [] : [nil]))
    }
    for (key, cells) in customers?.rows ?? [:] {
      add(key, Array(repeating: nil, count: shape.measures.count) + [Exact(units: cells[0].sum, scale: 0)])
    }
    rows.sort { ($0.texts, $0.slot) < ($1.texts, $1.slot) }
    if customers != nil { coverCustomers() }
  }

  private mutating func add(_ key: GroupedSums.Key, _ values: [Exact?]) {
    let texts = key.texts.map { String(decoding: $0, as: UTF8.self) }
    let input = texts.last ?? ""
    rows.append(Row(texts: texts, slot: key.slot, input: input, values: values))
    for (index, value) in values.enumerated() where value != nil {
      coverage[index][input, default: []].insert(key.slot)
    }
  }

  /// New customers are known wherever the orders, deals or stages that make customers are.
  private mutating func coverCustomers() {
    guard let index = measures.firstIndex(of: .newCustomers) else { return }
    for base in [Measure.orders, .wonDeals, .leads] {
      guard let other = measures.firstIndex(of: base) else { continue }
      for (input, slots) in coverage[other] where coverage[index][input] != nil {
        coverage[index][input, default: []].formUnion(slots)
      }
    }
  }

  /// The measures of every group of some of the shape's dimensions, per period.
  ///
  /// - Parameter combining: values of the one dimension to sum up as the group "other"; all others are left out.
  package func breakdown(by dimensions: [Dimension], combining: Set<[UInt8]>? = nil) -> Breakdown {
    let positions = dimensions.map { shape.dimensions.firstIndex(of: $0) }
    func group(of texts: [[UInt8]]) -> [[UInt8]]? {
      let group = positions.map { $0.map { texts[$0] } ?? [] }
      guard let combining else { return group }
      return combining.contains(group[0]) ? [Array("other".utf8)] : nil
    }
    // By bytes: equal Strings may differ in them (é, e + U+0301), and then are two groups.
    var cells: [[[UInt8]]: [Int: [Cell]]] = [:]
    for row in rows {
      guard let group = group(of: row.texts.map { Array($0.utf8) }) else { continue }
      var list = cells[group, default: [:]][row.slot] ?? Array(repeating: Cell(), count: measures.count)
      for (index, value) in row.values.enumerated() {
        guard let value else { continue }
        list[index].value = list[index].value.map { $0 + value } ?? value
        if !list[index].inputs.contains(row.input) { list[index].inputs.append(row.input) }
      }
      cells[group, default: [:]][row.slot] = list
    }
    addPeople(to: &cells, group)
    return Breakdown(
      dimensions: dimensions, measures: measures, cells: cells, coverage: coverage, periods: shape.periods)
  }

  private struct PeopleKey: Hashable {
    var measure: Measure
    var group: [[UInt8]]
    var slot: Int
  }

  /// Adds how many different people a group has in a period to what exports state as counts.
  private func addPeople(to cells: inout [[[UInt8]]: [Int: [Cell]]], _ group: ([[UInt8]]) -> [[UInt8]]?) {
    guard !people.isEmpty else { return }
    let counts = people.counts { fine -> PeopleKey? in
      group(fine.texts).map { PeopleKey(measure: fine.measure, group: $0, slot: fine.slot) }
    }
    for (key, count) in counts where count > 0 {
      guard let index = measures.firstIndex(of: key.measure) else { continue }
      let stated = cells[key.group]?[key.slot]?[index].value ?? .zero
      cells[key.group]?[key.slot]?[index].value = stated + Exact(count)
    }
  }

  struct Cell: Sendable {
    var value: Exact?
    var inputs: [String] = []
  }

  package struct Breakdown: Sendable {
    package let dimensions: [Dimension]
    let measures: [Measure]
    let cells: [[[UInt8]]: [Int: [Cell]]]
    let coverage: [[String: Set<Int>]]
    package let periods: PeriodIndex

    /// Texts per dimension, sorted by bytes.
    package var groups: [[String]] {
      cells.keys.sorted { a, b in
        for (x, y) in zip(a, b) where x != y { return x.lexicographicallyPrecedes(y) }
        return false
      }.map { $0.map { String(decoding: $0, as: UTF8.self) } }
    }

    private static func key(_ group: [String]) -> [[UInt8]] { group.map { Array($0.utf8) } }

    /// Periods in which the group has any row.
    package func periods(of group: [String]) -> [Period] {
      (cells[Self.key(group)] ?? [:]).keys.sorted().map { periods.periods[$0] }
    }

    /// Whether some input states the measure for the group in any period of the run.
    package func covers(_ measure: Measure, group: [String]) -> Bool {
      guard let index = measures.firstIndex(of: measure) else { return false }
      return (cells[Self.key(group)] ?? [:]).values.contains { $0[index].value != nil }
    }

    package func value(_ measure: Measure, group: [String], period: Period) -> MeasureValue {
      guard let index = measures.firstIndex(of: measure) else { return MeasureValue(value: nil, inputs: []) }
      let slot = Int(periods.slot(ofDay: period.first.number))
      guard slot >= 0 else { return MeasureValue(value: nil, inputs: []) }
      if let cell = cells[Self.key(group)]?[slot]?[index], cell.value != nil {
        return MeasureValue(value: cell.value, inputs: cell.inputs.sorted())
      }
      // The group has the measure elsewhere, and an input of it covers this period: nothing happened.
      let stating = Set((cells[Self.key(group)] ?? [:]).values.flatMap { $0[index].inputs })
      let covering = stating.filter { coverage[index][$0]?.contains(slot) ?? false }.sorted()
      return MeasureValue(value: covering.isEmpty ? nil : .zero, inputs: covering)
    }
  }
}

private func < (a: ([String], Int), b: ([String], Int)) -> Bool {
  if a.0 != b.0 { return a.0.lexicographicallyPrecedes(b.0) }
  return a.1 < b.1
}
