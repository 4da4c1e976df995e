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

    package static func < (a: Key, b: Key) -> Bool {
      (a.day, a.measure, a.currency) < (b.day, b.measure, b.currency)
    }
  }
  /// In the measure's scale; nil where nothing was stated.
  package struct Amounts: Sendable, Equatable {
    package var before: Int128?
    package var now: Int128?
  }

  package private(set) var amounts: [Key: Amounts] = [:]

  package init() {}

  package mutating func add(_ amount: RestatedAmount) {
    let key = Key(day: amount.day, measure: amount.measure, currency: amount.currency)
    switch amount.side {
    case .before: Self.add(Int128(amount.value), to: &amounts[key, default: Amounts()].before)
    case .now: Self.add(Int128(amount.value), to: &amounts[key, default: Amounts()].now)
    }
  }

  package mutating func merge(_ other: Restatements) {
    for (key, more) in other.amounts {
      if let before = more.before { Self.add(before, to: &amounts[key, default: Amounts()].before) }
      if let now = more.now { Self.add(now, to: &amounts[key, default: Amounts()].now) }
    }
  }

  private static func add(_ value: Int128, to sum: inout Int128?) { sum = (sum ?? 0) + value }

  /// Those that differ, by day, measure and currency.
  package var changes: [(key: Key, amounts: Amounts)] {
    amounts.filter { $0.value.before != $0.value.now }.sorted { $0.key < $1.key }
      .map { (key: $0.key, amounts: $0.value) }
  }
}
