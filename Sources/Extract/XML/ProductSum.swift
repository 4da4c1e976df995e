/// The sum over a record's items of the product of their factors, in exact decimals.
///
/// Factors are plain decimals: an optional `-`, digits, and perhaps a point and more digits. Zeros at
/// the end of a fraction don't count. Up to 18 digits per factor, 12 decimal places per product.
struct ProductSum {
  private static let scale = 12

  /// Units of 10^-12.
  private var total: Int128 = 0
  private var hasItems = false
  private var factors: [Decimal?]
  /// The first text that is no such number, or that overflowed.
  private var offending: [UInt8]?
  private var lastText: [UInt8] = []

  private struct Decimal {
    var digits: Int64
    var scale: Int
  }

  init(factorCount: Int) { factors = Array(repeating: nil, count: factorCount) }

  mutating func beginRecord() {
    total = 0
    hasItems = false
    offending = nil
    beginItem()
  }

  mutating func beginItem() {
    for i in factors.indices { factors[i] = nil }
  }

  /// Takes a factor of the open item; the first occurrence counts.
  mutating func take(_ text: ArraySlice<UInt8>, as index: Int) {
    guard factors[index] == nil, offending == nil else { return }
    lastText = Array(text)
    factors[index] = Self.decimal(text)
    if factors[index] == nil { offending = lastText }
  }

  mutating func endItem() {
    hasItems = true
    guard offending == nil else { return }
    var product: Int128 = 1
    var places = 0
    for factor in factors {
      // An item without one of its factors has no value: not zero.
      guard let factor else { return offending = [] }
      let (result, overflow) = product.multipliedReportingOverflow(by: Int128(factor.digits))
      if overflow { return offending = lastText }
      product = result
      places += factor.scale
    }
    guard places <= Self.scale else { return offending = lastText }
    for _ in places..<Self.scale {
      let (result, overflow) = product.multipliedReportingOverflow(by: 10)
      if overflow { return offending = lastText }
      product = result
    }
    let (sum, overflow) = total.addingReportingOverflow(product)
    if overflow { return offending = lastText }
    total = sum
  }

  /// The sum as text, without zeros at the end of the fraction; `?` and the offending text when there
  /// is no exact sum, so that whoever reads the number rejects the record; nil without items.
  var text: [UInt8]? {
    if let offending { return [UInt8(ascii: "?")] + offending }
    guard hasItems else { return nil }
    var digits = Array(String(total.magnitude).utf8)
    let zero = UInt8(ascii: "0")
    if digits.count <= Self.scale {
      digits.insert(contentsOf: repeatElement(zero, count: Self.scale + 1 - digits.count), at: 0)
    }
    var fraction = digits.suffix(Self.scale)
    while fraction.last == zero { fraction.removeLast() }
    let sign = total < 0 ? [UInt8(ascii: "-")] : []
    let whole = digits.dropLast(Self.scale)
    return sign + whole + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
  }

  private static func decimal(_ text: ArraySlice<UInt8>) -> Decimal? {
    var rest = text
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty else { return nil }
    var fraction: ArraySlice<UInt8> = []
    if parts.count == 2 {
      fraction = parts[1]
      guard !fraction.isEmpty, fraction.allSatisfy(isDigit) else { return nil }
      while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    }
    let significant = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
    guard whole.allSatisfy(isDigit), significant.count <= 18 else { return nil }
    let digits = significant.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    return Decimal(digits: isNegative ? -digits : digits, scale: fraction.count)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
