package import EventSchema

/// What an input stated of a day before, and what it states now, per measure and currency: only of records that a
/// later export states again with other values.
///
/// A rollup: parts of a file, and files, add up.
package struct Restatements: Sendable, Equatable {
  package struct Key: Sendable, Hashable, Comparable {
    package var day: Int32
    package var measure: Measure
    package var currency: UInt32

    package init(day: Int32, measure: Measure, currency: UInt32) {
      self.day = day
      self.measure = measure
      self.currency = currency
    }

    package static func < (a: Key, b: Key) -> Bool {
      (a.day, a.measure, a.currency) < (b.day, b.measure, b.currency)
    }
  }
  /// In the measure's scale; nil where nothing was stated.
  package struct Amounts: Sendable, Equatable {
    package var before: Int128?
    package var now: Int128?

    mutating func add(_ amount: RestatedAmount) {
      switch amount.side {
      case .before: before = (before ?? 0) + Int128(amount.value)
      case .now: now = (now ?? 0) + Int128(amount.value)
      }
    }

    mutating func merge(_ other: Amounts) {
      if let more = other.before { before = (before ?? 0) + more }
      if let more = other.now { now = (now ?? 0) + more }
    }
  }

  /// Where the money of a key was stated to come from.
  package struct OriginKey: Sendable, Hashable {
    package var key: Key
    package var dimension: Dimension
    package var text: [UInt8]
  }

  /// What records stated at two times.
  package struct Stated: Sendable, Equatable {
    package private(set) var amounts: [Key: Amounts] = [:]
    package private(set) var origins: [OriginKey: Amounts] = [:]

    mutating func add(_ amount: RestatedAmount) {
      let key = Key(day: amount.day, measure: amount.measure, currency: amount.currency)
      amounts[key, default: Amounts()].add(amount)
      for (dimension, text) in amount.origin {
        origins[OriginKey(key: key, dimension: dimension, text: text), default: Amounts()].add(amount)
      }
    }

    mutating func merge(_ other: Stated) {
      for (key, more) in other.amounts { amounts[key, default: Amounts()].merge(more) }
      for (key, more) in other.origins { origins[key, default: Amounts()].merge(more) }
    }

    /// Where money was stated to come from, by one name per place, spelled as the first of its spellings by bytes.
    ///
    /// - Parameter name: what the spellings of a place have in common.
    package func origins(named name: ([UInt8], Dimension) -> [UInt8]) -> [OriginKey: Amounts] {
      var spellings: [OriginKey: [UInt8]] = [:]
      func common(_ key: OriginKey) -> OriginKey {
        OriginKey(key: key.key, dimension: key.dimension, text: name(key.text, key.dimension))
      }
      for key in origins.keys {
        let known = spellings[common(key)]
        if known.map({ key.text.lexicographicallyPrecedes($0) }) ?? true { spellings[common(key)] = key.text }
      }
      var joined: [OriginKey: Amounts] = [:]
      for (key, amounts) in origins {
        var shown = key
        shown.text = spellings[common(key)] ?? key.text
        joined[shown, default: Amounts()].merge(amounts)
      }
      return joined
    }

    /// Those that differ, by day, measure and currency.
    package var changes: [Key] {
      amounts.filter { $0.value.before != $0.value.now }.keys.sorted()
    }
  }

  /// What was stated first, and what is stated now.
  package private(set) var ends = Stated()
  /// What every export states otherwise than the one before it: of nightly exports of the last days there are many.
  package private(set) var steps: [RestatementStep: Stated] = [:]

  package init() {}

  package mutating func add(_ amount: RestatedAmount) {
    if amount.isEnd { ends.add(amount) }
    steps[amount.step, default: Stated()].add(amount)
  }

  package mutating func merge(_ other: Restatements) {
    ends.merge(other.ends)
    for (step, more) in other.steps { steps[step, default: Stated()].merge(more) }
  }
}
