import Columns
package import Declarations
package import EventSchema

/// Shared costs, divided among channels per period and currency.
///
/// Works on finished sums, before amounts are converted: in minor units of the currency the costs are stated in, by
/// largest remainder, so that the parts sum up to the whole to the cent. Where costs of a rule differ in other
/// dimensions (cost type, input, day of the rate), the parts of each follow from cumulative totals: so a channel's
/// share of the whole is the same in every table, however finely it is grouped.
package struct CostAllocation: Sendable {
  /// A channel's part.
  package struct Share: Sendable, Hashable {
    package var channel: [UInt8]
    /// What the channel has of the key: money in the report's currency, a share, or 1.
    package var key: Exact
    package var amount: Exact
  }
  /// The costs of one rule in one period and currency.
  package struct Entry: Sendable, Hashable {
    /// Index of the rule.
    package var rule: Int
    package var slot: Int
    package var currency: Currency
    package var total: Exact
    /// In the order in which ties are decided; empty where no channel has anything of the key: nothing was allocated.
    package var shares: [Share]
  }

  /// The sums with costs where they belong.
  package private(set) var sums: GroupedSums
  /// By rule, period and currency.
  package private(set) var entries: [Entry] = []

  private let shape: GroupedSumsShape
  private let rules: [SharedCost]
  /// Places in keys and cells.
  private let channel: Int
  private let cost: Int

  /// One rule's costs of one period and currency.
  private struct Pool: Hashable {
    var rule: Int
    var slot: Int
    var currency: UInt32
  }
  private typealias Row = (key: GroupedSums.Key, cell: GroupedSums.Cell)

  /// - Parameters:
  ///   - net: by the input's name, what share of its amounts is without tax.
  ///   - name: the one name of a channel, however it is spelt.
  ///   - convert: units of the report's currency for one unit of a currency on a day; nil where there is
  ///     no rate: then nobody knows the key, and nothing is allocated.
  /// - Returns: nil where nothing can be shared: the sums know no channels, or no costs.
  package init?(
    of sums: GroupedSums, shape: GroupedSumsShape, rules: [SharedCost],
    net: [[UInt8]: [Measure: Exact]] = [:], name: ([UInt8]) -> [UInt8], convert: (Currency, Day) -> Exact?
  ) {
    guard !rules.isEmpty, let channel = shape.dimensions.firstIndex(of: .channel),
      let cost = shape.measures.firstIndex(of: .cost)
    else { return nil }
    (self.shape, self.rules, self.channel, self.cost) = (shape, rules, channel, cost)
    self.sums = GroupedSums(shape: shape)
    self.sums.add(sums.blanks)
    var pools: [Pool: [Row]] = [:]
    let names = rules.indices.map { Array(SharedCost.pool($0).utf8) }
    for (key, cells) in sums.rows {
      guard let rule = names.firstIndex(of: key.texts[channel]) else {
        self.sums.add(cells, to: key)
        continue
      }
      pools[Pool(rule: rule, slot: key.slot, currency: key.currency), default: []].append((key, cells[cost]))
    }
    guard !pools.isEmpty else { return }
    let keys = Self.keys(self.sums, shape, rules, channel, net, name, convert)
    func order(_ pool: Pool) -> (Int, Int, UInt32) { (pool.rule, pool.slot, pool.currency) }
    for (pool, rows) in pools.sorted(by: { order($0.key) < order($1.key) }) {
      allocate(pool, rows, keys[pool.rule].of(slot: pool.slot))
    }
  }

  // MARK: Keys

  /// What channels have of a rule's key, per period.
  private struct Keys {
    var fixed: [(channel: [UInt8], key: Exact)] = []
    var bySlot: [Int: [[UInt8]: Exact]] = [:]
    /// Periods in which a part of the key can't be converted.
    var unknown: Set<Int> = []
    /// The channels that share, in order; nil for all.
    var over: [[UInt8]]?

    /// In the order of `over`, else by the channels' bytes.
    func of(slot: Int) -> [(channel: [UInt8], key: Exact)] {
      guard fixed.isEmpty else { return fixed }
      if unknown.contains(slot) { return [] }
      let known = bySlot[slot] ?? [:]
      let channels = over ?? known.keys.sorted { $0.lexicographicallyPrecedes($1) }
      return channels.map { ($0, known[$0] ?? .zero) }
    }
  }

  private static func keys(
    _ sums: GroupedSums, _ shape: GroupedSumsShape, _ rules: [SharedCost], _ channel: Int,
    _ net: [[UInt8]: [Measure: Exact]], _ name: ([UInt8]) -> [UInt8], _ convert: (Currency, Day) -> Exact?
  ) -> [Keys] {
    var list: [Keys] = []
    for rule in rules {
      var keys = Keys()
      let over = rule.over.map { name(ComposedText.of($0.value)) }
      switch rule.key {
      case .fixed(let shares): keys.fixed = shares.map { (name(ComposedText.of($0.channel)), $0.share) }
      case .equally: keys.fixed = over.map { ($0, Exact(1)) }
      case .measure(let measure):
        keys.over = over.isEmpty ? nil : over
        guard let place = shape.measures.firstIndex(of: measure) else { break }
        for (key, cells) in sums.rows where cells[place].stated > 0 {
          let share = key.texts.last.flatMap { net[$0]?[measure] } ?? Exact(1)
          let amount = Exact(units: cells[place].sum, scale: measure.scale) * share
          guard let factor = key.conversion.map({ convert($0.currency, $0.day) }) ?? Exact(1) else {
            keys.unknown.insert(key.slot)
            continue
          }
          let whose = name(key.texts[channel])
          let known = keys.bySlot[key.slot]?[whose] ?? .zero
          keys.bySlot[key.slot, default: [:]][whose] = known + amount * factor
        }
      }
      list.append(keys)
    }
    return list
  }

  // MARK: Dividing

  private mutating func allocate(
    _ pool: Pool, _ rows: [Row], _ keys: [(channel: [UInt8], key: Exact)]
  ) {
    let currency = Currency(packed: pool.currency)
    let step = currency.step(of: rows.lazy.map(\.cell.sum))
    let total = rows.reduce(Int128(0)) { $0 + $1.cell.sum }
    var entry = Entry(
      rule: pool.rule, slot: pool.slot, currency: currency, total: Exact(units: total, scale: 6), shares: [])
    defer { entries.append(entry) }
    guard let whole = Apportionment.proportionally(total / step, by: keys.map(\.key)) else {
      for row in rows { move(row, to: Array(SharedCost.unallocated.utf8), row.cell, isAllocated: false) }
      return
    }
    entry.shares = zip(keys, whole).map { key, units in
      Share(channel: key.channel, key: key.key, amount: Exact(units: units * step, scale: 6))
    }
    // In the order of their keys' bytes, so that nothing depends on how rows came.
    let sorted = rows.map { (bytes: $0.key.bytes, row: $0) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.row)
    var running: Int128 = 0
    var before = Array(repeating: Int128(0), count: keys.count)
    for row in sorted {
      running += row.cell.sum / step
      let parts = Apportionment.proportionally(running, by: keys.map(\.key)) ?? before
      for index in keys.indices where parts[index] != before[index] {
        var cell = row.cell
        cell.sum = (parts[index] - before[index]) * step
        move(row, to: keys[index].channel, cell, isAllocated: true)
      }
      before = parts
    }
  }

  private mutating func move(
    _ row: Row, to name: [UInt8], _ cell: GroupedSums.Cell, isAllocated: Bool
  ) {
    var cells = Array(repeating: GroupedSums.Cell(), count: shape.measures.count)
    cells[cost] = cell
    if isAllocated, let allocated = shape.measures.firstIndex(of: .allocatedCost) { cells[allocated] = cell }
    var key = row.key
    key.texts[channel] = name
    sums.add(cells, to: key)
  }
}
