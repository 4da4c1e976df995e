import Columns
package import EventSchema

/// A worker's own grouped sums, keyed by its dictionary codes: the per-row path.
///
/// Advice for whoever changes this: a group is put together pair by pair, column by column: the codes of
/// the dimensions, then currency and rate day, then the period's slot; every pair has a small id, and the
/// last id is the group. Then every measure is one loop over the groups. Nothing allocates per row. Codes
/// never leave: `drain` turns them into texts.
package struct GroupedSumsAccumulator: Sendable {
  package let shape: GroupedSumsShape
  private var dimensionPairs: [PairTable]
  /// (currency, twice the day of the rate or 0, and 1 more for amounts below 0)
  private var moneys = PairTable()
  private var moneyPairs = PairTable()
  /// The last pair: with the period's slot.
  private var groups = PairTable()
  /// Per measure, per group id.
  private var sums: [ContiguousArray<Int128>]
  private var stated: [ContiguousArray<Int>]
  private var log = EventTally()
  private var blanks: BlankTally
  /// Events of which only parts lie in a period of the shape: no group has them.
  package private(set) var spanning = 0
  private var ids: ContiguousArray<Int32> = []
  /// Measures that count people, and the people; a pair's group is the group's id times the number of
  /// these measures, plus the measure's place.
  private let peopleMeasures: [Measure]
  private var people = PersonSet()

  package init(_ shape: GroupedSumsShape) {
    self.shape = shape
    // Orders of several lines are counted once, too.
    peopleMeasures = shape.measures.filter { $0.countsPeople || $0 == .orders }
    dimensionPairs = Array(repeating: PairTable(), count: shape.dimensions.count - 1)
    sums = Array(repeating: [], count: shape.measures.count)
    stated = Array(repeating: [], count: shape.measures.count)
    blanks = BlankTally(shape.measures)
  }

  package mutating func add(_ batch: EventBatch) {
    let columns = shape.measures.map { measure in batch.measures.firstIndex(of: measure) }
    // A record of a log names a group even where what it states is not asked for: nothing else happened there.
    guard columns.contains(where: { $0 != nil }) || batch.logged != nil || asks(of: batch.kind) else {
      return
    }
    assignGroups(batch)
    var open: [Int] = []
    for (measure, column) in columns.enumerated() {
      guard let column else { continue }
      var total = ContiguousArray<Int128>()
      var count = ContiguousArray<Int>()
      swap(&total, &sums[measure])
      swap(&count, &stated[measure])
      let values = batch.values[column]
      let absent = Self.sum(values.span, ids.span, groups: groups.count, into: &total, &count)
      swap(&total, &sums[measure])
      swap(&count, &stated[measure])
      if absent > 0, shape.measures[measure].leftBlankIn == batch.kind, batch.logged == nil {
        open.append(measure)
      }
    }
    if !open.isEmpty {
      let ids = self.ids
      blanks.add(batch, columns, open: open, ids.span)
    }
    if let logged = batch.logged {
      if !log.takes(logged) { moveLog() }
      let (ids, count) = (self.ids, groups.count)
      log.add(logged, ids.span, groups: count)
    }
    for people in batch.people { add(people) }
  }

  private func asks(of kind: EventKind) -> Bool { kind.logs.contains(where: shape.measures.contains) }

  /// - Returns: how many rows of some group leave it empty.
  private static func sum(
    _ values: Span<Int64>, _ ids: Span<Int32>, groups: Int, into total: inout ContiguousArray<Int128>,
    _ count: inout ContiguousArray<Int>
  ) -> Int {
    total.grow(to: groups)
    count.grow(to: groups)
    var totals = total.mutableSpan
    var counts = count.mutableSpan
    let absent = Measure.absent
    var blank = 0
    for row in 0..<values.count {
      let id = Int(ids[row])
      let value = values[row]
      guard id >= 0 else { continue }
      if value != absent {
        totals[id] &+= Int128(value)
        counts[id] &+= 1
      } else {
        blank &+= 1
      }
    }
    return blank
  }

  /// People join the group of their row.
  private mutating func add(_ people: CountedPeople) {
    guard let measure = peopleMeasures.firstIndex(of: people.measure) else { return }
    let step = Int32(peopleMeasures.count)
    let ids = self.ids
    var groups = ContiguousArray<Int32>(repeating: -1, count: people.rows.count)
    for (index, row) in people.rows.enumerated() where ids[Int(row)] >= 0 {
      groups[index] = ids[Int(row)] * step + Int32(measure)
    }
    self.people.add(people.persons.span, to: groups.span)
  }

  /// The group of every row, -1 for rows outside the periods.
  private mutating func assignGroups(_ batch: EventBatch) {
    let count = batch.count
    var combined = ContiguousArray<Int32>()
    swap(&combined, &ids)
    combined.resize(to: count, filling: 0)
    for (index, dimension) in shape.dimensions.enumerated() {
      let column = batch.dimensions.firstIndex(of: dimension)
      let codes = column.map { batch.codes[$0] } ?? ContiguousArray(repeating: -1, count: count)
      if index == 0 {
        combined = codes
      } else {
        Self.combine(&combined, codes.span, &dimensionPairs[index - 1])
      }
    }
    addMoney(&combined, batch)
    spanning += Self.combine(
      &combined, days: batch.days.span, last: batch.lastDays.span, shape.periods, &groups)
    swap(&combined, &ids)
  }

  private static func combine(
    _ combined: inout ContiguousArray<Int32>, _ codes: Span<Int32>, _ pairs: inout PairTable
  ) {
    var out = combined.mutableSpan
    for row in 0..<codes.count { out[row] = pairs.id(out[row], codes[row]) }
  }

  /// - Returns: how many rows begin in one period and end in, or outside of, another.
  private static func combine(
    _ combined: inout ContiguousArray<Int32>, days: Span<Int32>, last: Span<Int32>, _ periods: PeriodIndex,
    _ pairs: inout PairTable
  ) -> Int {
    var out = combined.mutableSpan
    if last.isEmpty {
      for row in 0..<days.count {
        let slot = periods.slot(ofDay: days[row])
        out[row] = slot >= 0 ? pairs.id(out[row], slot) : -1
      }
      return 0
    }
    var spanning = 0
    for row in 0..<days.count {
      let slot = periods.slot(ofDay: days[row])
      let end = periods.slot(ofDay: last[row])
      if slot != end { spanning &+= 1 }
      out[row] = slot >= 0 && slot == end ? pairs.id(out[row], slot) : -1
    }
    return spanning
  }

  /// Adds the currency, and the day whose rate is needed where it is not the report's.
  private mutating func addMoney(_ combined: inout ContiguousArray<Int32>, _ batch: EventBatch) {
    let report = shape.reportCurrency?.packed ?? 0
    var currency: UInt32 = .max
    var day: Int32 = 0
    var money: Int32 = 0
    var out = combined.mutableSpan
    if batch.currencies.isEmpty || !shape.hasMoney {
      money = moneys.id(0, 0)
      for row in 0..<out.count { out[row] = moneyPairs.id(out[row], money) }
      return
    }
    let rateDays = batch.rateDays.isEmpty ? batch.days : batch.rateDays
    let (currencies, days) = (batch.currencies.span, rateDays.span)
    guard batch.belowZero.isEmpty else {
      let belowZero = batch.belowZero.span
      for row in 0..<days.count {
        let rateDay = currencies[row] == report || currencies[row] == 0 ? 0 : days[row]
        money = moneys.id(Int32(bitPattern: currencies[row]), rateDay << 1 | (belowZero[row] ? 1 : 0))
        out[row] = moneyPairs.id(out[row], money)
      }
      return
    }
    for row in 0..<days.count {
      let stated = currencies[row]
      let rateDay = stated == report || stated == 0 ? 0 : days[row]
      if stated != currency || rateDay != day {
        (currency, day) = (stated, rateDay)
        money = moneys.id(Int32(bitPattern: stated), rateDay << 1)
      }
      out[row] = moneyPairs.id(out[row], money)
    }
  }

  /// Adds the counted events to the sums.
  private mutating func moveLog() {
    for (measure, place) in zip(shape.measures, shape.measures.indices) {
      guard let counts = log.counts(of: measure) else { continue }
      sums[place].grow(to: counts.count)
      stated[place].grow(to: counts.count)
      for (id, count) in counts.enumerated() where count.stated > 0 {
        sums[place][id] += Int128(count.happened)
        stated[place][id] += count.stated
      }
    }
    log = EventTally()
  }

  /// Moves everything into rollups and starts afresh.
  package mutating func drain(
    into rollup: inout GroupedSums, people: inout DistinctPeople, dictionaries: Dictionaries
  ) {
    moveLog()
    var peopleGroups: [DistinctPeople.Group] = []
    var known: [[[UInt8]]] = []
    rollup.reserve(groups.count)
    for id in 0..<groups.count {
      let key = key(of: Int32(id), dictionaries, &known)
      var cells: [GroupedSums.Cell] = []
      cells.reserveCapacity(shape.measures.count)
      for measure in shape.measures.indices {
        let known = id < sums[measure].count
        cells.append(.init(sum: known ? sums[measure][id] : 0, stated: known ? stated[measure][id] : 0))
      }
      rollup.add(cells, to: key)
      for measure in peopleMeasures {
        peopleGroups.append(.init(measure: measure, texts: key.texts, slot: key.slot))
      }
    }
    blanks.drain { (group: Int32, pattern: Int32, entry: BlankRows.Entry) in
      let place = BlankRows.Place(group: key(of: group, dictionaries, &known), pattern: pattern)
      rollup.add(entry, to: place)
    }
    people.take(&self.people, groups: peopleGroups)
    self = GroupedSumsAccumulator(shape)
  }

  /// The texts, period and money behind a group's id.
  ///
  /// - Parameter known: by combined dimensions, their texts: all periods and currencies share them.
  private func key(
    of id: Int32, _ dictionaries: Dictionaries, _ known: inout [[[UInt8]]]
  ) -> GroupedSums.Key {
    let (rest, slot) = groups[id]
    let (combined, money) = moneyPairs[rest]
    let (currency, day) = moneys[money]
    // -1 where the input is the only dimension, and has no code.
    let place = Int(combined) + 1
    while known.count <= place { known.append([]) }
    if known[place].isEmpty { known[place] = texts(of: combined, dictionaries) }
    return GroupedSums.Key(
      texts: known[place], slot: Int(slot), currency: UInt32(bitPattern: currency), rateDay: day >> 1,
      isBelowZero: day & 1 != 0)
  }

  private func texts(of combined: Int32, _ dictionaries: Dictionaries) -> [[UInt8]] {
    var combined = combined
    var texts = [[UInt8]](repeating: [], count: shape.dimensions.count)
    for index in shape.dimensions.indices.reversed() {
      var code = combined
      if index > 0 { (combined, code) = dimensionPairs[index - 1][combined] }
      texts[index] = dictionaries.text(shape.dimensions[index], code)
    }
    return texts
  }
}
