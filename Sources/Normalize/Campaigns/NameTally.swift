import Columns
package import EventSchema

/// What one input's campaigns brought whose names fit no pattern.
package struct OutsideNames: Sendable, Equatable {
  package struct MoneyKey: Sendable, Hashable, Comparable {
    package var measure: Measure
    /// `Currency.packed`, 0 for none.
    package var currency: UInt32

    package init(measure: Measure, currency: UInt32) {
      self.measure = measure
      self.currency = currency
    }

    package static func < (a: MoneyKey, b: MoneyKey) -> Bool {
      (a.measure, a.currency) < (b.measure, b.currency)
    }
  }
  package struct Amounts: Sendable, Equatable {
    package var events = 0
    /// Units of 10^-6.
    package var money: [MoneyKey: Int128] = [:]

    package init() {}

    package mutating func add(_ other: Amounts) {
      events += other.events
      money.merge(other.money, uniquingKeysWith: +)
    }
  }

  /// Accepted records that name a campaign.
  package var checked = 0
  package var names: [[UInt8]: Amounts] = [:]

  package init() {}

  /// A rollup: parts of a file, and files, add up.
  package mutating func merge(_ other: OutsideNames) {
    checked += other.checked
    for (name, amounts) in other.names { names[name, default: Amounts()].add(amounts) }
  }
}

/// A worker's own tally, by its codes: nothing allocates per row.
struct NameTally: Sendable {
  private var checked = 0
  /// (campaign code, packed currency)
  private var pairs = PairTable()
  private var events: ContiguousArray<Int> = []
  private var sums: [Measure: ContiguousArray<Int128>] = [:]

  /// - Parameter rows: whether each row of the batch is accepted: 0.
  mutating func add(
    _ parts: DerivedParts, verdicts: ContiguousArray<UInt8>, currencies: ContiguousArray<UInt32>,
    money: [(measure: Measure, values: ContiguousArray<Int64>)]
  ) {
    var rows: ContiguousArray<Int32> = []
    var ids: ContiguousArray<Int32> = []
    for row in parts.campaigns.indices where verdicts[row] == 0 && parts.campaigns[row] >= 0 {
      checked += 1
      guard !parts.fits[Int(parts.campaigns[row])] else { continue }
      let currency = currencies.isEmpty ? 0 : currencies[row]
      let id = pairs.id(parts.campaigns[row], Int32(bitPattern: currency))
      if Int(id) >= events.count { events.grow(to: Int(id) + 1) }
      events[Int(id)] += 1
      rows.append(Int32(row))
      ids.append(id)
    }
    guard !rows.isEmpty else { return }
    for (measure, values) in money {
      var sum = sums.removeValue(forKey: measure) ?? []
      sum.grow(to: events.count)
      for (row, id) in zip(rows, ids) where values[Int(row)] != Measure.absent {
        sum[Int(id)] += Int128(values[Int(row)])
      }
      sums[measure] = sum
    }
  }

  /// Moves everything out, by names.
  mutating func take(_ dictionaries: Dictionaries) -> OutsideNames {
    var taken = OutsideNames()
    taken.checked = checked
    for id in events.indices {
      let (campaign, currency) = pairs[Int32(id)]
      var amounts = OutsideNames.Amounts()
      amounts.events = events[id]
      for (measure, sum) in sums where id < sum.count && sum[id] != 0 {
        amounts.money[.init(measure: measure, currency: UInt32(bitPattern: currency))] = sum[id]
      }
      taken.names[dictionaries.text(.campaign, campaign), default: .init()].add(amounts)
    }
    self = NameTally()
    return taken
  }
}
