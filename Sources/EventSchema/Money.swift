/// Money in several currencies, which never adds up to one sum.
extension [Currency: Exact] {
  /// - Parameter units: millionths of `Currency(packed: currency)`.
  package mutating func add(_ units: Int64, _ currency: UInt32) {
    let currency = Currency(packed: currency)
    self[currency] = (self[currency] ?? .zero) + Exact(units: Int128(units), scale: 6)
  }
}
