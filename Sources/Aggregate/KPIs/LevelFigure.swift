package import EventSchema

/// The level of one group over some days: a value, or why there is none.
package struct LevelFigure: Sendable, Hashable {
  package enum Problem: Sendable, Hashable {
    /// These had a level before, and nobody says which in this one.
    case notStated([String])
    /// Several rows state the level of one thing and day.
    case severalOnDay(Day)
    /// The other period's level is of other things.
    case otherThings
  }
  package var value: Exact?
  package var problem: Problem?
  /// Names of the inputs, sorted by bytes.
  package var inputs: [String] = []
  package var rows = 0
  /// The days of the statements that count.
  package var days: ClosedRange<Int32>?
  /// On how many days each thing's level is stated: the least and the most.
  package var stated: ClosedRange<Int>?
  /// What has a level other than 0, and all of which one is known.
  var present: Set<[UInt8]> = []
  var known: Set<[UInt8]> = []

  /// Whether both are of the same things: what one counts, the other knows, if only that there was none.
  package func isComparable(with other: LevelFigure) -> Bool {
    present.isSubset(of: other.known) && other.present.isSubset(of: known)
  }
}

/// Statements of levels, by what they are of.
struct LevelFigures: Sendable {
  fileprivate struct Statement: Sendable {
    var day: Int32
    /// Of the shape's dimensions.
    var texts: [[UInt8]]
    /// Nil where several rows state it.
    var value: Exact?
  }
  /// What is stated of one thing, day by day.
  fileprivate struct Series: Sendable {
    var thing: [UInt8]
    var measure: Measure
    var name: String
    var input: String
    var statements: [Statement] = []
  }
  private var series: [Series] = []

  /// - Parameter identities: by the input's name, what its statements are told apart by.
  init(_ rollup: LevelStatements?, shape: GroupedSumsShape, identities: [[UInt8]: Set<Dimension>]) {
    guard let rollup, shape.measures.contains(where: \.isLevel) else { return }
    let inputPlace = rollup.dimensions.firstIndex(of: .input) ?? 0
    let places = identities.mapValues { identity in
      rollup.dimensions.indices.filter { identity.contains(rollup.dimensions[$0]) }
    }
    var found: [[UInt8]: Series] = [:]
    for row in rollup.statements {
      let input = row.texts[inputPlace]
      let own = (places[input] ?? []).map { row.texts[$0] }
      let thing = ([Array(row.measure.rawValue.utf8), input] + own).reduce(into: []) { $0 += $1 + [0] }
      let names = own.filter { !$0.isEmpty }
      let name = (names.isEmpty ? [input] : names).map { String(decoding: $0, as: UTF8.self) }
      found[
        thing,
        default: Series(
          thing: thing, measure: row.measure, name: name.joined(separator: " · "),
          input: String(decoding: input, as: UTF8.self))
      ].statements.append(
        Statement(
          day: row.day, texts: shape.texts(row.texts, of: rollup.dimensions),
          value: row.cell.stated == 1 ? Exact(units: row.cell.sum, scale: row.measure.scale) : nil))
    }
    series = found.values.map { series in
      var series = series
      series.statements = Self.oneADay(series.statements)
      return series
    }.sorted { $0.thing.lexicographicallyPrecedes($1.thing) }
  }

  /// By days. Where several are of one day, nobody knows which holds.
  private static func oneADay(_ statements: [Statement]) -> [Statement] {
    let sorted = statements.sorted { a, b in
      a.day != b.day
        ? a.day < b.day : a.texts.lexicographicallyPrecedes(b.texts) { $0.lexicographicallyPrecedes($1) }
    }
    return sorted.reduce(into: []) { list, next in
      if list.last?.day == next.day { list[list.count - 1].value = nil } else { list.append(next) }
    }
  }

  // MARK: Groups

  /// The levels of groups.
  struct Grouped: Sendable {
    fileprivate struct Key: Hashable, Sendable {
      var group: [[UInt8]]
      var measure: Measure
    }
    fileprivate struct Statement: Sendable {
      var day: Int32
      /// Whether it is of some group.
      var group: [[UInt8]]?
      var value: Exact?
    }
    fileprivate var series: [Series] = []
    /// Places in `series` of what was ever stated of a group.
    fileprivate var places: [Key: [Int]] = [:]
    /// By the places of `series`.
    fileprivate var statements: [[Statement]] = []
  }

  /// - Parameter key: the group of texts of the shape's dimensions; nil for none.
  func grouped(_ key: ([[UInt8]]) -> [[UInt8]]?) -> Grouped {
    var grouped = Grouped()
    grouped.series = series
    for (place, one) in series.enumerated() {
      let statements = one.statements.map {
        Grouped.Statement(day: $0.day, group: key($0.texts), value: $0.value)
      }
      grouped.statements.append(statements)
      for group in Set(statements.compactMap(\.group)) {
        grouped.places[.init(group: group, measure: one.measure), default: []].append(place)
      }
    }
    return grouped
  }
}

extension LevelFigures.Grouped {
  /// Whether a level of the group is stated on any day.
  func states(_ measure: Measure, _ group: [[UInt8]]) -> Bool {
    measure.level.map { places[Key(group: group, measure: $0.stated)] != nil } ?? false
  }

  /// The sum of the levels of all things that are in the group, each by the rule.
  ///
  /// What had a level before and has none now leaves the sum unknown: it may be gone, or forgotten. One that was 0 may go
  /// without a word.
  ///
  /// - Parameter days: of a period, or of several in a row.
  func figure(_ measure: Measure, _ group: [[UInt8]], days: ClosedRange<Int32>) -> LevelFigure {
    var figure = LevelFigure()
    guard let (stated, rule) = measure.level else { return figure }
    var missing: [String] = []
    var doubtful: Int32?
    for place in places[Key(group: group, measure: stated)] ?? [] {
      let inside = statements[place].filter { days.contains($0.day) }
      guard let first = inside.first, let last = inside.last else {
        guard let prior = statements[place].last(where: { $0.day < days.lowerBound }), prior.group == group
        else { continue }
        figure.known.insert(series[place].thing)
        if prior.value.map({ !$0.isZero }) ?? true { missing.append(series[place].name) }
        continue
      }
      let chosen =
        switch rule {
        case .last: [last].filter { $0.group == group }
        case .first: [first].filter { $0.group == group }
        case .average: inside.filter { $0.group == group }
        }
      guard let oldest = chosen.first?.day, let newest = chosen.last?.day else { continue }
      var sum = Exact.zero
      for statement in chosen {
        if let value = statement.value {
          sum = sum + value
        } else {
          doubtful = min(doubtful ?? .max, statement.day)
        }
      }
      figure.add(
        rule == .average ? (sum / Exact(inside.count)) ?? sum : sum, series[place].thing,
        rows: chosen.count, days: oldest...newest, stated: inside.count)
      figure.inputs.append(series[place].input)
    }
    figure.inputs = Set(figure.inputs).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if let doubtful {
      figure.problem = .severalOnDay(Day(number: doubtful))
    } else if !missing.isEmpty {
      figure.problem = .notStated(missing)
    }
    if figure.problem != nil { figure.value = nil }
    return figure
  }
}

extension LevelFigure {
  fileprivate mutating func add(
    _ level: Exact, _ thing: [UInt8], rows more: Int, days own: ClosedRange<Int32>, stated count: Int
  ) {
    value = value.map { $0 + level } ?? level
    rows += more
    known.insert(thing)
    if !level.isZero { present.insert(thing) }
    days = days.map { min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound) } ?? own
    stated = stated.map { min($0.lowerBound, count)...max($0.upperBound, count) } ?? count...count
  }
}

extension FigureTable.Breakdown {
  /// The level of a group over periods in a row, by the measure's own rule: that of the last or first of them, or the
  /// average of all days of which it is stated, in each of them at least once.
  package func level(_ measure: Measure, _ group: FigureTable.Group, _ periods: [Period]) -> LevelFigure {
    guard let rule = measure.level?.rule, let oldest = periods.min(), let newest = periods.max() else {
      return LevelFigure()
    }
    func figure(_ first: Period, _ last: Period) -> LevelFigure {
      levels.figure(measure, group.key, days: first.first.number...last.last.number)
    }
    switch rule {
    case .last: return figure(newest, newest)
    case .first: return figure(oldest, oldest)
    case .average:
      var whole = figure(oldest, newest)
      guard oldest != newest else { return whole }
      for each in periods.map({ figure($0, $0) }) where each.value == nil {
        whole.value = nil
        whole.problem = whole.problem ?? each.problem
      }
      return whole
    }
  }
}
