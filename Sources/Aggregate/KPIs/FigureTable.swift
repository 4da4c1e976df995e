package import EventSchema

/// Finished sums in the report's currency: what KPIs are computed from, at any grouping.
///
/// Coverage decides between zero and "not available": a group of which an input states the measure in some period of the
/// run counts 0 in a period that the input covers, by rows or by the days of its files; otherwise there is no value.
package struct FigureTable: Sendable {
  struct Row: Sendable {
    var texts: [[UInt8]]
    var slot: Int
    /// Place of the input among `inputs`.
    var input: Int
    /// Exact amounts per measure; nil where nothing was stated.
    var values: [Exact?]
    /// How many rows state each; empty for new customers.
    var statements: [Int]
  }
  package let shape: GroupedSumsShape
  /// The shape's measures, new customers appended.
  package let measures: [Measure]
  /// In no order: sums are exact, so none is needed.
  private(set) var rows: [Row] = []
  /// Of these, what stands in rows that leave a measure empty.
  private var blanks: [(texts: [[UInt8]], slot: Int, blank: Blank)] = []
  /// Whether some row leaves a measure of its kind empty.
  package var hasBlanks: Bool { !blanks.isEmpty }
  /// Records that make customers and name nobody.
  private let nameless: [GroupedSums.Key: Int]
  let people: DistinctPeople
  /// How long things took, and the day after which nothing is known yet.
  let lengths: (counts: LengthCounts, asOf: Day)?
  /// What the market's sources say: no sums.
  private let market: MarketFigures
  /// How many there are of something, as days state it: no sums over time.
  private let levels: LevelFigures
  /// Names of the inputs that state anything, and the place of each.
  private(set) var inputs: [String] = []
  private var inputPlaces: [[UInt8]: Int] = [:]
  /// Per measure and input: the slots in which the input states the measure; empty for none at all.
  var coverage: [[Set<Int>]]
  /// Per input: what it can speak about, and the slots in which it has any row.
  var spoken: [(by: InputCoverage, slots: Set<Int>)] = []
  /// Of names that occur in several spellings: each one that is not shown, and the one that is.
  let spellings: [Dimension: [[UInt8]: [UInt8]]]
  /// Which logs say of which groups that nothing happened there.
  private var told: ToldApart?
  /// Where there is something of what formulas ask for.
  private(set) var sites: Sites?
  /// Per slot the inputs whose days end before it, and the last of these.
  private var ended: [[Ended]] = []

  /// - Parameters:
  ///   - customers: finished first-order counts of the same shape's dimensions and periods.
  ///   - nameless: of records that make customers, how many name nobody.
  ///   - people: those of the same shape that are counted once.
  ///   - lengths: how long deals and leads took, and the run's day.
  ///   - market: what sources say of the market.
  ///   - levels: what days state of levels, and by the input's name, what they are told apart by.
  ///   - spellings: of names in several spellings, those that are not shown, and the one that is.
  ///   - net: by the input's name, what share of its amounts is without tax; all of them where none is given.
  ///   - covering: by the input's name, what it speaks about.
  ///   - having: measures that formulas ask for where there is something of these.
  ///   - convert: units of the report currency for one unit of a currency on a day; nil where there is no rate:
  ///     amounts have no value then.
  package init(
    shape: GroupedSumsShape, sums: GroupedSums, customers: GroupedSums?,
    nameless: [GroupedSums.Key: Int] = [:], people: DistinctPeople,
    lengths: (LengthCounts, Day)? = nil, market: MarketStatements? = nil,
    levels: (LevelStatements, identities: [[UInt8]: Set<Dimension>])? = nil,
    spellings: [Dimension: [[UInt8]: [UInt8]]] = [:],
    net: [[UInt8]: [Measure: Exact]] = [:],
    covering: [[UInt8]: InputCoverage] = [:],
    having: Set<Measure> = [],
    convert: (Currency, Day) -> Exact?
  ) {
    self.shape = shape
    self.people = people
    self.nameless = nameless
    self.spellings = spellings
    self.lengths = lengths
    self.market = MarketFigures(market, shape: shape, net: net, convert: convert)
    self.levels = LevelFigures(levels?.0, shape: shape, identities: levels?.identities ?? [:])
    measures = shape.measures + (customers == nil ? [] : [.newCustomers])
    coverage = Array(repeating: [], count: measures.count)
    rows.reserveCapacity(sums.rows.count)
    for name in covering.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      spoken[place(ofInput: name)].by = covering[name] ?? InputCoverage()
    }
    func values(_ key: GroupedSums.Key, _ cells: [GroupedSums.Cell]) -> [Exact?] {
      let factor = key.conversion.map { convert($0.currency, $0.day) }
      let shares = net.isEmpty ? nil : key.texts.last.flatMap { net[$0] }
      let values = zip(shape.measures, cells).map { measure, cell -> Exact? in
        guard cell.stated > 0, !measure.isFoundOut, !measure.isLevel else { return nil }
        var value = Exact(units: cell.sum, scale: measure.scale)
        if let share = shares?[measure] { value = value * share }
        guard measure.unit == .money, let factor else { return value }
        return factor.map { value * $0 }
      }
      return customers == nil ? values : values + [nil]
    }
    for (key, cells) in sums.rows { add(key, values(key, cells), statements: cells.map(\.stated)) }
    for (place, entry) in sums.blanks.entries {
      let (key, cells) = (place.group, entry.cells)
      let blank = Blank(
        input: self.place(ofInput: key.texts.last ?? []), pattern: place.pattern, rows: entry.rows,
        values: values(key, cells), statements: cells.map(\.stated))
      blanks.append((key.texts, key.slot, blank))
    }
    for (key, cells) in customers?.rows ?? [:] {
      add(key, Array(repeating: nil, count: shape.measures.count) + [Exact(units: cells[0].sum, scale: 0)])
    }
    coverSilence()
    if customers != nil { coverCustomers() }
    told = ToldApart(measures, shape.dimensions, rows, coverage, spoken.map(\.by))
    sites = Sites(self, having)
    ended = shape.periods.periods.map(inputsEnded)
  }

  private mutating func add(_ key: GroupedSums.Key, _ values: [Exact?], statements: [Int] = []) {
    let input = place(ofInput: key.texts.last ?? [])
    rows.append(
      Row(texts: key.texts, slot: key.slot, input: input, values: values, statements: statements))
    spoken[input].slots.insert(key.slot)
    for (index, value) in values.enumerated() where value != nil { coverage[index][input].insert(key.slot) }
  }

  private mutating func place(ofInput name: [UInt8]) -> Int {
    if let known = inputPlaces[name] { return known }
    inputPlaces[name] = inputs.count
    inputs.append(String(decoding: name, as: UTF8.self))
    spoken.append((InputCoverage(), []))
    for index in coverage.indices { coverage[index].append([]) }
    return inputs.count - 1
  }

  /// - Parameters:
  ///   - named: place of a dimension of the shape; rows that have a text there are left out.
  ///   - sited: the groups by channel and campaign, where formulas ask.
  func grouped(
    by dimensions: [Dimension], combining: Set<[UInt8]>? = nil, leavingOut named: Int? = nil,
    sited: SitedGroups? = nil, noting nameless: Nameless
  ) -> Breakdown {
    let positions = dimensions.map { shape.dimensions.firstIndex(of: $0) }
    let respelled = dimensions.enumerated().compactMap { place, dimension in
      spellings[dimension].map { (place: place, shown: $0) }
    }
    func key(of texts: [[UInt8]]) -> [[UInt8]]? {
      if let named, !texts[named].isEmpty { return nil }
      var key = positions.map { $0.map { texts[$0] } ?? [] }
      for (place, shown) in respelled { if let text = shown[key[place]] { key[place] = text } }
      guard let combining else { return key }
      return combining.contains(key[0]) ? [Array("other".utf8)] + key.dropFirst() : nil
    }
    var unnamed = unnamed(nameless, by: dimensions, positions) { text, place in
      respelled.first { $0.place == place }?.shown[text] ?? text
    } own: {
      key(of: $0)
    }
    var places: [TextKey: Int] = [:]
    var groups: [Group] = []
    let alone = inputs.indices.map { [$0] }
    for row in rows {
      guard let key = key(of: row.texts).map(TextKey.init) else { continue }
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(Group(key: key.texts))
      }
      groups[place].add(row, alone: alone[row.input], speaks: !spoken[row.input].by.logs.isEmpty)
    }
    func place(of texts: [[UInt8]]) -> Int? { key(of: texts).flatMap { places[TextKey($0)] } }
    for (texts, slot, blank) in blanks {
      if let place = place(of: texts) { groups[place].blanks.add(blank, slot: slot) }
    }
    for (key, count) in self.nameless {
      if let place = place(of: key.texts) { groups[place].nameless[key.slot, default: 0] += count }
    }
    addPlatforms(to: &groups, place)
    addPeople(to: &groups, place)
    addLengths(to: &groups, place)
    if var open = unnamed {
      note(&open, at: &groups) { place(of: $0.texts) }
      unnamed = open
    }
    // Places are sorted, by keys alone: groups are heavy to move, and to look at.
    let keys = groups.map(\.key)
    let order = keys.indices.sorted { Self.precedes(keys[$0], keys[$1]) }
    return Breakdown(
      measures: measures, groups: order.map { groups[$0] }, inputs: inputs, coverage: coverage,
      spoken: spoken.map(\.by), slotsOfRows: spoken.map(\.slots),
      dimensions: combining == nil ? dimensions : nil, isWhole: dimensions.isEmpty,
      tellsChannels: dimensions.contains(.channel),
      told: dimensions.isEmpty ? nil : told?.told(positions), sited: sited, unnamed: unnamed, ended: ended,
      namingNone: combining == nil ? namingNone(groups, places: dimensions.count) : [],
      market: market.figures(key), levels: levels.grouped(key), periods: shape.periods)
  }
}

extension FigureTable {
  /// The figures of one group.
  package struct Group: Sendable {
    /// Texts per dimension, as bytes.
    package let key: [[UInt8]]
    /// Periods in which the group has any row, ascending.
    var rows: [(slot: Int, cells: [Cell], inputs: [Int])] = []
    /// What stands in rows that leave a measure empty.
    fileprivate(set) var blanks = Blanks()
    /// Places of the logs that have a row of it.
    var logs: [Int] = []
    /// Records that make customers and name nobody, by slot.
    fileprivate(set) var nameless: [Int: Int] = [:]
    /// The place of what may be of the group, and does not say so.
    var unnamed: Int?

    /// Sources whose rows claim something, by slot.
    var platforms: [Int: Set<[UInt8]>] = [:]

    /// A group without a row.
    package init(key: [[UInt8]]) { self.key = key }

    package var texts: [String] { key.map { String(decoding: $0, as: UTF8.self) } }

    /// - Parameter alone: the row's input as a list, which nearly all cells of it share.
    mutating func add(_ row: Row, alone: [Int], speaks isLog: Bool) {
      let (slot, input) = (row.slot, row.input)
      if isLog, !logs.contains(input) { logs.append(input) }
      let place = rows.firstIndex { $0.slot >= slot } ?? rows.count
      if place == rows.count || rows[place].slot != slot {
        rows.insert((slot, Array(repeating: Cell(), count: row.values.count), []), at: place)
      }
      rows[place].inputs.insert(alone)
      for (index, value) in row.values.enumerated() {
        guard let value else { continue }
        rows[place].cells[index].add(value, of: alone)
      }
      for (index, count) in row.statements.enumerated() { rows[place].cells[index].statements += count }
    }

    func index(ofSlot slot: Int) -> Int? { rows.firstIndex { $0.slot == slot } }
  }

  /// Looked into for every figure, from closures, too: a reference, since copies of all that it holds would take as long
  /// as everything else.
  package final class Breakdown: Sendable {
    let measures: [Measure]
    /// Sorted by the bytes of their texts.
    package let groups: [Group]
    let inputs: [String]
    let coverage: [[Set<Int>]]
    let spoken: [InputCoverage]
    /// Per input, the slots in which it has any row.
    let slotsOfRows: [Set<Int>]
    /// What its groups differ in; nil where some are combined. Empty: all is one group.
    package let dimensions: [Dimension]?
    /// Of everything, not by dimensions.
    let isWhole: Bool
    /// Whether its groups differ in their channels, combined or not.
    package let tellsChannels: Bool
    let market: [MarketFigures.Key: MarketFigure]
    let levels: LevelFigures.Grouped
    let periods: PeriodIndex
    /// Each input's name as a list: what nearly all values are stated by.
    private let alone: [[String]]
    let told: ToldApart?
    /// Its groups by channel and campaign, where formulas ask.
    let sited: SitedGroups?
    /// What does not say of which group it is.
    let unnamed: Unnamed?
    let ended: [[Ended]]
    /// By place of the groups' keys, measures that never name one there.
    let namingNone: [Set<Measure>]

    fileprivate init(
      measures: [Measure], groups: [Group], inputs: [String], coverage: [[Set<Int>]],
      spoken: [InputCoverage], slotsOfRows: [Set<Int>], dimensions: [Dimension]?, isWhole: Bool,
      tellsChannels: Bool, told: ToldApart?, sited: SitedGroups?, unnamed: Unnamed?, ended: [[Ended]],
      namingNone: [Set<Measure>],
      market: [MarketFigures.Key: MarketFigure], levels: LevelFigures.Grouped, periods: PeriodIndex
    ) {
      self.sited = sited
      self.market = market
      self.levels = levels
      self.spoken = spoken
      self.slotsOfRows = slotsOfRows
      self.dimensions = dimensions
      self.isWhole = isWhole
      self.tellsChannels = tellsChannels
      self.measures = measures
      self.groups = groups
      self.inputs = inputs
      alone = inputs.map { [$0] }
      self.coverage = coverage
      self.periods = periods
      self.told = told
      self.unnamed = unnamed
      self.ended = ended
      self.namingNone = namingNone
    }

    /// The only group of a breakdown by nothing, or of what was combined; an empty one where there are no rows.
    package var whole: Group { groups.first ?? Group(key: []) }

    /// Periods in which the group has any row.
    package func periods(of group: Group) -> [Period] { group.rows.map { periods.periods[$0.slot] } }

    /// Whether some input states the measure for the group in any period of the run.
    package func covers(_ measure: Measure, group: Group) -> Bool {
      guard let index = measures.firstIndex(of: measure) else { return false }
      if measure.isLevel { return levels.states(measure, group.key) }
      if measure.isFoundOut {
        return periods.periods.indices.contains { marketValue(measure, group, $0).market != nil }
      }
      if group.rows.contains(where: { $0.cells[index].value != nil }) { return true }
      let stating = stating(index, group)
      // A column that all rows leave empty states nothing.
      return group.blanks.leave(measure) ? stating.contains(where: group.logs.contains) : !stating.isEmpty
    }

    /// - Parameter beside: what the same rows are to state, too: other rows are left out.
    package func value(
      _ measure: Measure, group: Group, period: Period, beside: [Measure] = []
    ) -> MeasureValue {
      guard let index = measures.firstIndex(of: measure), let slot = periods.slot(of: period) else {
        return MeasureValue(value: nil, inputs: [])
      }
      if measure.isFoundOut { return marketValue(measure, group, slot) }
      if measure.isLevel {
        let found = level(measure, group, [period])
        return MeasureValue(value: found.value, inputs: found.inputs)
      }
      if let gap = measure.gap, let unknown = value(gap, group: group, period: period).value, !unknown.isZero
      {
        return MeasureValue(value: nil, inputs: [])
      }
      var found = amount(measure, index, group, slot, beside)
      if measure == .newCustomers || measure == .buyers { found.nameless = group.nameless[slot] ?? 0 }
      return found
    }

    private func amount(
      _ measure: Measure, _ index: Int, _ group: Group, _ slot: Int, _ beside: [Measure]
    ) -> MeasureValue {
      let row = group.index(ofSlot: slot)
      if let row, group.rows[row].cells[index].isUnknown {
        var found = MeasureValue(value: nil, inputs: [])
        found.namesNobody = true
        return found
      }
      if let row, let value = group.rows[row].cells[index].value {
        // What closed deals added they took off again: of open ones without amounts that says nothing.
        if measure == .pipelineValue, value.isZero, let deals = measures.firstIndex(of: .openDeals),
          let open = group.rows[row].cells[deals].value, !open.isZero
        {
          return MeasureValue(value: nil, inputs: [])
        }
        let cell = group.rows[row].cells[index]
        var found = MeasureValue(value: value, inputs: names(cell.inputs))
        found.statements = cell.statements
        if measure.isClaimed, let sources = group.platforms[slot], sources.count > 1 {
          found.platforms = sources.map { String(decoding: $0, as: UTF8.self) }
        }
        group.blanks.take(
          from: &found, measures, index, slot: slot, beside: beside.compactMap(measures.firstIndex(of:))
        ) { coverage[$0][$1].isEmpty }
        return found
      }
      if measure.isOfLengths || measure.isStatedRatio { return MeasureValue(value: nil, inputs: []) }
      // Amounts of things that are there are unknown, not 0; of revenue, only deals that count as it are a log.
      if let row, spoken.contains(where: { $0.logs.contains(measure) }),
        let count = measure.countedThings.flatMap({ measures.firstIndex(of: $0) }),
        let things = group.rows[row].cells[count].value, !things.isZero
      {
        return MeasureValue(value: nil, inputs: [])
      }
      if let row, leavesOpen(index, group, row, slot) { return MeasureValue(value: nil, inputs: []) }
      // An input states the measure of the group elsewhere, and covers this period: nothing happened.
      let covering = names(stating(index, group).filter { coverage[index][$0].contains(slot) })
      var none = MeasureValue(value: covering.isEmpty ? nil : .zero, inputs: covering)
      if measure.leftBlankIn != nil, measure.rowsOf == nil {
        none.blanks = group.blanks.count(measure, slot: slot) { coverage[index][$0].isEmpty }
      }
      return none
    }

    private func names(_ places: some Collection<Int>) -> [String] {
      if places.count == 1, let only = places.first { return alone[only] }
      return places.map { inputs[$0] }.sorted()
    }
  }
}
