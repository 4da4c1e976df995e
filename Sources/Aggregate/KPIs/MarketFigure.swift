package import EventSchema

/// What the market's sources say of one group and period: a value, or why they give none.
package struct MarketFigure: Sendable, Hashable {
  package enum Problem: Sendable, Hashable {
    /// Several sources speak of the same thing.
    case severalSources([String])
    /// Figures of one source are of times that overlap.
    case overlapping([String])
    /// Amounts of parts of the period.
    case partOfPeriod
  }
  package var value: Exact?
  package var problem: Problem?
  /// Names of the sources, and of the inputs; sorted by bytes.
  package var sources: [String] = []
  package var inputs: [String] = []
  var rows = 0
  /// What the figures are of; only figures of the same things are compared.
  package var things: Set<[[UInt8]]> = []
  /// The segments that they are of; an empty one stands for the whole.
  package var segments: Set<[UInt8]> = []
}

/// The statements about the market in the report's currency.
struct MarketFigures: Sendable {
  struct Key: Hashable, Sendable {
    var group: [[UInt8]]
    var measure: Measure
    var slot: Int
  }
  private struct Statement: Sendable {
    var texts: [[UInt8]]
    var measure: Measure
    var slot: Int
    var days: ClosedRange<Int32>
    var value: Exact?
    var rows: Int
  }
  private struct Origin: Hashable {
    var source: [UInt8]
    var input: [UInt8]
  }

  private var statements: [Statement] = []
  private var dimensions: [Dimension] = []
  private let shape: GroupedSumsShape

  /// - Parameter convert: units of the report currency for one unit of a currency on a day.
  init(
    _ rollup: MarketStatements?, shape: GroupedSumsShape, net: [[UInt8]: [Measure: Exact]],
    convert: (Currency, Day) -> Exact?
  ) {
    self.shape = shape
    guard let rollup, shape.measures.contains(where: \.isFoundOut) else { return }
    dimensions = rollup.dimensions
    for found in rollup.statements where shape.measures.contains(found.measure) {
      let slot = shape.periods.slot(ofDay: found.days.lowerBound)
      guard slot >= 0, slot == shape.periods.slot(ofDay: found.days.upperBound) else { continue }
      var value: Exact? = Exact(units: found.cell.sum, scale: found.measure.scale)
      if found.measure.unit == .money {
        if let share = net[text(.input, of: found.texts)]?[found.measure] { value = value.map { $0 * share } }
        if found.currency != 0, found.currency != shape.reportCurrency?.packed {
          let rate = convert(Currency(packed: found.currency), Day(number: found.days.lowerBound))
          value = rate.flatMap { rate in value.map { $0 * rate } }
        }
      }
      statements.append(
        Statement(
          texts: found.texts, measure: found.measure, slot: Int(slot), days: found.days, value: value,
          rows: found.cell.stated))
    }
  }

  private func text(_ dimension: Dimension, of texts: [[UInt8]]) -> [UInt8] {
    dimensions.firstIndex(of: dimension).map { texts[$0] } ?? []
  }

  // MARK: Groups

  /// The figures of groups; of a group that is not among them nobody says anything.
  ///
  /// - Parameter key: the group of texts of the shape's dimensions; nil for none.
  func figures(_ key: ([[UInt8]]) -> [[UInt8]]?) -> [Key: MarketFigure] {
    var cells: [Key: [Statement]] = [:]
    for statement in statements {
      guard let group = key(shape.texts(statement.texts, of: dimensions)) else { continue }
      cells[Key(group: group, measure: statement.measure, slot: statement.slot), default: []]
        .append(statement)
    }
    var figures: [Key: MarketFigure] = [:]
    for (key, found) in cells { figures[key] = figure(found, in: shape.periods.periods[key.slot]) }
    return figures
  }

  private func figure(_ found: [Statement], in period: Period) -> MarketFigure {
    var figure = MarketFigure()
    var things = Dictionary(grouping: found) { thing($0) }
    // A figure without a segment is of the whole; those of segments are its parts.
    for thing in things.keys where thing.segment.isEmpty && !found[0].measure.isOfMentions {
      things = things.filter { $0.key.segment.isEmpty || $0.key.rest != thing.rest }
    }
    var sum: Exact? = .zero
    var told: [Statement] = []
    // Problems are told in an order of their own, not in that of hashes.
    for (thing, found) in things.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) {
      figure.things.insert(thing.rest + [thing.segment])
      figure.segments.insert(thing.segment)
      let (chosen, problem) = choose(found, in: period)
      figure.problem = figure.problem ?? problem
      for statement in chosen {
        sum = sum.flatMap { sum in statement.value.map { sum + $0 } }
        figure.rows += statement.rows
      }
      told += problem == nil ? chosen : found
    }
    if figure.problem == nil { figure.value = sum }
    figure.sources = Self.names(told.map { text(.sourceOfFigure, of: $0.texts) }.filter { !$0.isEmpty })
    figure.inputs = Self.names(told.map { text(.input, of: $0.texts) })
    return figure
  }

  private static func names(_ texts: [[UInt8]]) -> [String] {
    Set(texts).sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private struct Thing: Hashable {
    var segment: [UInt8]
    var rest: [[UInt8]]
    var bytes: [UInt8] { (rest + [segment]).reduce([]) { $0 + $1 + [0] } }
  }

  /// What a statement is of, whoever makes it. We are one, by whatever name.
  private func thing(_ statement: Statement) -> Thing {
    let rest = zip(dimensions, statement.texts).map { dimension, text -> [UInt8] in
      switch dimension {
      case .segment, .wave, .sourceOfFigure, .input: []
      case .competitor: statement.measure.isOfCompetitors ? text : []
      default: text
      }
    }
    return Thing(segment: text(.segment, of: statement.texts), rest: rest)
  }

  // MARK: One thing

  /// The statements of one thing that add up to its figure in the period.
  private func choose(
    _ found: [Statement], in period: Period
  ) -> (chosen: [Statement], problem: MarketFigure.Problem?) {
    let whole = period.first.number...period.last.number
    var origins: [Origin: [Statement]] = [:]
    for statement in found {
      let origin = Origin(
        source: text(.sourceOfFigure, of: statement.texts), input: text(.input, of: statement.texts))
      origins[origin, default: []].append(statement)
    }
    for (origin, all) in origins {
      // The period's own figure says more than those of its parts.
      let exact = all.filter { $0.days == whole }
      origins[origin] = exact.isEmpty ? all : exact
    }
    let isMoney = found.first?.measure.unit == .money
    if isMoney {
      let complete = origins.filter { Self.cover($0.value, whole) }
      if !complete.isEmpty { origins = complete }
    }
    if contradict(Array(origins.values)) {
      return ([], .severalSources(Self.names(Array(origins.keys))))
    }
    let chosen = origins.values.flatMap(\.self)
    if origins.values.contains(where: overlap) { return ([], .overlapping(Self.names(Array(origins.keys)))) }
    if isMoney, !Self.cover(chosen, whole) { return ([], .partOfPeriod) }
    return (chosen, nil)
  }

  /// Sources, or inputs where these are what differs.
  private static func names(_ origins: [Origin]) -> [String] {
    let isBySource = Set(origins.map(\.source)).count == origins.count
    return names(origins.map { isBySource && !$0.source.isEmpty ? $0.source : $0.input })
  }

  /// Whether statements fill the days without a gap.
  private static func cover(_ statements: [Statement], _ whole: ClosedRange<Int32>) -> Bool {
    var next = whole.lowerBound
    for days in statements.map(\.days).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard days.lowerBound <= next else { return false }
      next = max(next, days.upperBound + 1)
    }
    return next > whole.upperBound
  }

  /// Whether several sources speak of the same time: of amounts, of the same days; of mentions, of times that reach
  /// into each other; two surveys of one period are two answers.
  private func contradict(_ origins: [[Statement]]) -> Bool {
    guard origins.count > 1, let measure = origins.first?.first?.measure else { return false }
    if measure.unit == .money {
      let days = origins.map { $0.map(\.days) }
      return days.indices.contains { index in
        days[(index + 1)...].contains { other in
          days[index].contains { mine in other.contains { $0.overlaps(mine) } }
        }
      }
    }
    guard measure.isOfMentions else { return true }
    let hulls = origins.compactMap { statements -> ClosedRange<Int32>? in
      guard let first = statements.map(\.days.lowerBound).min(),
        let last = statements.map(\.days.upperBound).max()
      else { return nil }
      return first...last
    }.sorted { $0.lowerBound < $1.lowerBound }
    return zip(hulls, hulls.dropFirst()).contains { $0.overlaps($1) }
  }

  /// Whether statements of one source are of different times that overlap; two named waves are two rounds.
  private func overlap(_ statements: [Statement]) -> Bool {
    let sorted = statements.sorted {
      ($0.days.lowerBound, -$0.days.upperBound) < ($1.days.lowerBound, -$1.days.upperBound)
    }
    var widest: Statement?
    for statement in sorted {
      if let widest, widest.days.overlaps(statement.days), !areAlike(widest, statement) { return true }
      if widest.map({ $0.days.upperBound < statement.days.upperBound }) ?? true { widest = statement }
    }
    return false
  }

  private func areAlike(_ a: Statement, _ b: Statement) -> Bool {
    let (first, second) = (text(.wave, of: a.texts), text(.wave, of: b.texts))
    if first != second {
      return !first.isEmpty && !second.isEmpty && a.measure.unit != .money
    }
    return a.days == b.days
  }
}

extension Measure {
  /// A figure of a named competitor.
  package var isOfCompetitors: Bool {
    switch self {
    case .competitorRevenue, .competitorAware, .competitorAsked, .competitorAidedAware, .competitorAidedAsked,
      .competitorMentions:
      true
    default: false
    }
  }

  /// Events that are counted, rather than an answer about the whole.
  fileprivate var isOfMentions: Bool { self == .ownMentions || self == .competitorMentions }
}
