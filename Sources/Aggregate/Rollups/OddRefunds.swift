package import EventSchema

/// How many refunds do not fit their orders, and their money. A rollup.
package struct OddRefunds: Sendable, Equatable {
  package private(set) var count = 0
  package private(set) var money: [Currency: Exact] = [:]

  package init() {}

  package mutating func add(_ units: Int64, _ currency: UInt32) {
    count += 1
    money.add(units, currency)
  }

  package mutating func merge(_ other: OddRefunds) {
    count += other.count
    for (currency, amount) in other.money { money[currency] = (money[currency] ?? .zero) + amount }
  }
}

extension [Currency: Exact] {
  /// - Parameter units: millionths of `Currency(packed: currency)`.
  package mutating func add(_ units: Int64, _ currency: UInt32) {
    let currency = Currency(packed: currency)
    self[currency] = (self[currency] ?? .zero) + Exact(units: Int128(units), scale: 6)
  }
}
