/// The sum over a record's items of the product of their factors, in exact decimals.
///
/// Factors are plain decimals: an optional `-`, digits, and perhaps a point and more digits. Zeros at
/// the end of a fraction don't count. Up to 18 digits per factor, 12 decimal places per product.
///
/// Advice for whoever changes this: it is called for every factor of every item, so nothing here allocates
/// unless a factor is no number. Sums stay in 64 bits at the scale of their items as long as they fit
/// (`small`), then go on in 128 bits at the full scale (`total`); both are exact.
struct ProductSum {
  private static let scale = 12
  private static let powers: [Int64] = (0...12).map { place in
    (0..<place).reduce(1) { power, _ in power * 10 }
  }

  private struct Decimal {
    var digits: Int64 = 0
    var scale = -1
  }

  /// Units of 10^-12, beside `small`.
  private var total: Int128 = 0
  /// Units of 10^-smallScale.
  private var small: Int64 = 0
  private var smallScale = 0
  private var hasItems = false
  /// Factors of the open item; scale -1 where there is none yet.
  private var factors: ContiguousArray<Decimal>
  /// The first text that is no such number, or that overflowed.
  private var offending: [UInt8]?
  /// The last factor's text: in place when it is short.
  private var lastWords: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var lastLength = 0
  private var lastLong: [UInt8] = []

  init(factorCount: Int) { factors = ContiguousArray(repeating: Decimal(), count: factorCount) }

  mutating func beginRecord() {
    total = 0
    small = 0
    smallScale = 0
    hasItems = false
    offending = nil
    beginItem()
  }

  mutating func beginItem() {
    for i in factors.indices { factors[i].scale = -1 }
  }

  /// The record has no exact sum.
  mutating func spoil() { if offending == nil { offending = lastText } }

  /// Takes a factor of the open item, which has one of each.
  mutating func take(_ text: UnsafeBufferPointer<UInt8>, as index: Int) {
    guard offending == nil else { return }
    guard factors[index].scale < 0 else { return offending = Array(text) }
    keep(text)
    factors[index] = Self.decimal(text)
    if factors[index].scale < 0 { offending = Array(text) }
  }

  private mutating func keep(_ text: UnsafeBufferPointer<UInt8>) {
    lastLength = text.count
    guard text.count <= 32 else { return lastLong = Array(text) }
    // 32 bytes, and the text is no longer.
    withUnsafeMutableBytes(of: &lastWords) { $0.copyMemory(from: UnsafeRawBufferPointer(text)) }
  }

  private var lastText: [UInt8] {
    guard lastLength <= 32 else { return lastLong }
    return withUnsafeBytes(of: lastWords) { Array($0.prefix(lastLength)) }
  }

  mutating func endItem() {
    hasItems = true
    guard offending == nil else { return }
    var product: Int64 = 1
    var places = 0
    var fits = true
    for factor in factors {
      // An item without one of its factors has no value: not zero.
      guard factor.scale >= 0 else { return offending = [] }
      let (result, overflow) = product.multipliedReportingOverflow(by: factor.digits)
      if overflow { fits = false }
      product = result
      places += factor.scale
    }
    if fits, places <= Self.scale, add(product, places) { return }
    addWide()
  }

  /// Mostly the first power: items of a file have as many places.
  @inline(__always)
  private static func power(_ places: Int) -> Int64 { places == 0 ? 1 : powers[places] }

  /// Adds to `small`; false when that does not fit.
  private mutating func add(_ product: Int64, _ places: Int) -> Bool {
    let scale = max(places, smallScale)
    let (a, aOver) = small.multipliedReportingOverflow(by: Self.power(scale - smallScale))
    let (b, bOver) = product.multipliedReportingOverflow(by: Self.power(scale - places))
    let (sum, over) = a.addingReportingOverflow(b)
    if aOver || bOver || over { return false }
    small = sum
    smallScale = scale
    return true
  }

  private mutating func addWide() {
    var product: Int128 = 1
    var places = 0
    for factor in factors {
      let (result, overflow) = product.multipliedReportingOverflow(by: Int128(factor.digits))
      if overflow { return offending = lastText }
      product = result
      places += factor.scale
    }
    guard places <= Self.scale else { return offending = lastText }
    let (scaled, over) = product.multipliedReportingOverflow(by: Int128(Self.powers[Self.scale - places]))
    if over { return offending = lastText }
    let (sum, overflow) = total.addingReportingOverflow(scaled)
    if overflow { return offending = lastText }
    // What `small` holds is added at the end: it must fit, too.
    if sum.addingReportingOverflow(smallScaled).overflow { return offending = lastText }
    total = sum
  }

  private var smallScaled: Int128 { Int128(small) * Int128(Self.powers[Self.scale - smallScale]) }

  /// Hands over the sum as text, without zeros at the end of the fraction; `?` and the offending text when
  /// there is no exact sum, so that whoever reads the number rejects the record; nothing without items.
  mutating func withText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    if let offending {
      return ([UInt8(ascii: "?")] + offending).withUnsafeBufferPointer(body)
    }
    guard hasItems else { return }
    if total == 0 { return Self.write(small.magnitude, smallScale, isNegative: small < 0, body) }
    let (sum, overflow) = total.addingReportingOverflow(smallScaled)
    if overflow { return ([UInt8(ascii: "?")] + lastText).withUnsafeBufferPointer(body) }
    Self.write(sum.magnitude, Self.scale, isNegative: sum < 0, body)
  }

  private static func write<T: FixedWidthInteger & UnsignedInteger>(
    _ magnitude: T, _ scale: Int, isNegative: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let zero = UInt8(ascii: "0")
    // 39 digits, a sign and a point at most.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { buffer in
      var at = buffer.count
      var rest = magnitude
      var place = 0
      var isTrailing = true
      while rest > 0 || place <= scale {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        rest = quotient
        if place == scale, !isTrailing {
          at -= 1
          buffer[at] = UInt8(ascii: ".")
        }
        if place >= scale || digit != 0 { isTrailing = false }
        place += 1
        if isTrailing { continue }
        at -= 1
        buffer[at] = zero + UInt8(truncatingIfNeeded: digit)
      }
      if isNegative {
        at -= 1
        buffer[at] = UInt8(ascii: "-")
      }
      body(UnsafeBufferPointer(rebasing: buffer[at...]))
    }
  }

  /// Reads a decimal; scale -1 when it is none.
  private static func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Decimal {
    let none = Decimal()
    var at = 0
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative { at = 1 }
    var value: Int64 = 0
    // Digits from the first that is not zero.
    var significant = 0
    let wholeStart = at
    while at < text.count, text[at] != UInt8(ascii: ".") {
      let digit = text[at] &- UInt8(ascii: "0")
      guard digit < 10 else { return none }
      if significant > 0 || digit > 0 { significant += 1 }
      guard significant <= 18 else { return none }
      value = value &* 10 &+ Int64(digit)
      at += 1
    }
    guard at > wholeStart else { return none }
    var places = 0
    if at < text.count {
      at += 1
      guard at < text.count else { return none }
      // Zeros count once another digit follows.
      var zeros = 0
      while at < text.count {
        let digit = text[at] &- UInt8(ascii: "0")
        guard digit < 10 else { return none }
        at += 1
        if digit == 0 {
          zeros += 1
          continue
        }
        if significant > 0 { significant += zeros }
        significant += 1
        guard significant <= 18 else { return none }
        for _ in 0...zeros where value != 0 { value = value &* 10 }
        value = value &+ Int64(digit)
        places += zeros + 1
        zeros = 0
      }
    }
    return Decimal(digits: isNegative ? -value : value, scale: places)
  }
}
