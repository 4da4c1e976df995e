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
    money.merge(other.money, uniquingKeysWith: +)
  }
}
