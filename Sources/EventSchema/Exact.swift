/// An exact rational number: what figures are made of after the rollups.
///
/// Always reduced, the denominator positive. There is no rounding here; rounding happens once,
/// at display, in `rounded(places:rule:)`.
///
/// Advice for whoever changes this: a number has one form only, narrow wherever both parts and their negatives
/// fit in 128 bits, so that equal numbers are equal. Every operation tries 128 bits first and computes anew with
/// wide integers where a step overflows; tests run both against BigInt.
package struct Exact: Hashable, Sendable {
  private enum Form: Hashable {
    case narrow(Int128, over: Int128)
    case wide(WideInteger, over: WideInteger)
  }
  private let form: Form

  private init(_ form: Form) { self.form = form }

  /// - Precondition: `denominator` is not 0.
  private init(reducing numerator: WideInteger, over denominator: WideInteger) {
    precondition(
      !denominator.isZero, "an exact number needs a denominator; divide with `/`, which yields nil")
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    var (top, bottom) = (numerator, denominator)
    if divisor != WideInteger(1) {
      top = numerator.quotientAndRemainder(dividingBy: divisor).quotient
      bottom = denominator.quotientAndRemainder(dividingBy: divisor).quotient
    }
    if bottom.isNegative { (top, bottom) = (-top, -bottom) }
    if let top = top.narrow, let bottom = bottom.narrow {
      form = .narrow(top, over: bottom)
    } else {
      form = .wide(top, over: bottom)
    }
  }

  /// - Precondition: `denominator` is positive, `numerator` not the least number of 128 bits.
  private init(reducing numerator: Int128, over denominator: Int128) {
    guard denominator != 1 else {
      form = .narrow(numerator, over: 1)
      return
    }
    let divisor = Int128(greatestCommonDivisor(numerator.magnitude, denominator.magnitude))
    form =
      divisor == 1
      ? .narrow(numerator, over: denominator) : .narrow(numerator / divisor, over: denominator / divisor)
  }

  /// As `init(reducing:over:)`; nil where a part has no negative in 128 bits.
  private init?(_ numerator: Int128?, over denominator: Int128?) {
    guard let numerator, let denominator, numerator != .min else { return nil }
    self.init(reducing: numerator, over: denominator)
  }

  package init(_ value: Int) { form = .narrow(Int128(value), over: 1) }

  package init(_ value: WideInteger) { self.init(reducing: value, over: WideInteger(1)) }

  /// A fixed-point sum: `units` of 10^-scale.
  package init(units: Int128, scale: Int) {
    self =
      Exact(units, over: powerOfTen(scale))
      ?? Exact(reducing: WideInteger(units), over: .powerOfTen(scale))
  }

  /// Reads a plain decimal such as `-12.50`; nil for anything else.
  package init?(decimal text: some StringProtocol) {
    var digits: [UInt8] = []
    var scale: Int?
    let negative = text.utf8.first == UInt8(ascii: "-")
    for byte in text.utf8.dropFirst(negative ? 1 : 0) {
      if byte == UInt8(ascii: "."), scale == nil, !digits.isEmpty {
        scale = 0
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        digits.append(byte)
        scale = scale.map { $0 + 1 }
      } else {
        return nil
      }
    }
    // Beyond any amount; reading a million digits would take minutes.
    guard (1...1000).contains(digits.count), scale != 0 else { return nil }
    if digits.count <= 38 {
      // 10^38 is less than 2^127.
      let units = digits.reduce(Int128(0)) { $0 * 10 + Int128($1 & 0xF) }
      self.init(units: negative ? -units : units, scale: scale ?? 0)
    } else {
      let units = WideInteger(digits: digits)
      self.init(reducing: negative ? -units : units, over: .powerOfTen(scale ?? 0))
    }
  }

  package static let zero = Exact(0)

  /// The number, if it is whole and fits.
  package var whole: Int? {
    if case .narrow(let numerator, over: 1) = form { Int(exactly: numerator) } else { nil }
  }

  package var isZero: Bool { form == .narrow(0, over: 1) }
  package var isNegative: Bool {
    switch form {
    case .narrow(let numerator, _): numerator < 0
    case .wide(let numerator, _): numerator.isNegative
    }
  }

  private var parts: (numerator: WideInteger, denominator: WideInteger) {
    switch form {
    case .narrow(let numerator, let denominator): (WideInteger(numerator), WideInteger(denominator))
    case .wide(let numerator, let denominator): (numerator, denominator)
    }
  }
}

// MARK: Arithmetic

extension Exact: Comparable {
  package static func + (a: Exact, b: Exact) -> Exact {
    if case .narrow(let n, let d) = a.form, case .narrow(let m, let e) = b.form {
      // Over the least common denominator: what is not multiplied does not overflow.
      let common = d == e ? d : Int128(greatestCommonDivisor(d.magnitude, e.magnitude))
      let sum = add(multiply(n, e / common), multiply(m, d / common))
      if let sum = Exact(sum, over: multiply(d / common, e)) { return sum }
    }
    let (x, y) = (a.parts, b.parts)
    return Exact(
      reducing: x.numerator * y.denominator + y.numerator * x.denominator,
      over: x.denominator * y.denominator)
  }

  package static func - (a: Exact, b: Exact) -> Exact { a + -b }

  package static prefix func - (a: Exact) -> Exact {
    switch a.form {
    case .narrow(let numerator, let denominator): Exact(.narrow(-numerator, over: denominator))
    case .wide(let numerator, let denominator): Exact(.wide(-numerator, over: denominator))
    }
  }

  package static func * (a: Exact, b: Exact) -> Exact {
    if case .narrow(let n, let d) = a.form, case .narrow(let m, let e) = b.form {
      // Crosswise reduced, the product is, too.
      let p = Int128(greatestCommonDivisor(n.magnitude, e.magnitude))
      let q = Int128(greatestCommonDivisor(m.magnitude, d.magnitude))
      if let top = multiply(n / p, m / q), top != .min, let bottom = multiply(d / q, e / p) {
        return Exact(.narrow(top, over: bottom))
      }
    }
    let (x, y) = (a.parts, b.parts)
    return Exact(reducing: x.numerator * y.numerator, over: x.denominator * y.denominator)
  }

  /// The quotient, or nil where the divisor is 0: no value, never 0 or infinity.
  package static func / (a: Exact, b: Exact) -> Exact? {
    if b.isZero { return nil }
    switch b.form {
    case .narrow(let n, let d): return a * Exact(n < 0 ? .narrow(-d, over: -n) : .narrow(d, over: n))
    case .wide(let n, let d):
      let x = a.parts
      return Exact(reducing: x.numerator * d, over: x.denominator * n)
    }
  }

  package static func < (a: Exact, b: Exact) -> Bool {
    if case .narrow(let n, let d) = a.form, case .narrow(let m, let e) = b.form {
      let (left, right) = (n.multipliedFullWidth(by: e), m.multipliedFullWidth(by: d))
      return (left.high, left.low) < (right.high, right.low)
    }
    let (x, y) = (a.parts, b.parts)
    return x.numerator * y.denominator < y.numerator * x.denominator
  }
}

/// The sum; nil where it needs more than 128 bits.
private func add(_ a: Int128?, _ b: Int128?) -> Int128? {
  guard let a, let b else { return nil }
  let (sum, overflow) = a.addingReportingOverflow(b)
  return overflow ? nil : sum
}

private func multiply(_ a: Int128?, _ b: Int128?) -> Int128? {
  guard let a, let b else { return nil }
  let (product, overflow) = a.multipliedReportingOverflow(by: b)
  return overflow ? nil : product
}

private func powerOfTen(_ exponent: Int) -> Int128? {
  guard exponent <= 38 else { return nil }
  var power: Int128 = 1
  for _ in 0..<exponent { power *= 10 }
  return power
}

/// In 64 bits where all numbers fit.
///
/// - Precondition: the quotient fits in 128 bits.
private func quotientAndRemainder(
  _ dividend: (high: UInt128, low: UInt128), dividingBy divisor: UInt128
) -> (quotient: UInt128, remainder: UInt128) {
  guard dividend.high == 0 else { return divisor.dividingFullWidth(dividend) }
  if let short = UInt64(exactly: dividend.low), let divisor = UInt64(exactly: divisor) {
    let (quotient, remainder) = short.quotientAndRemainder(dividingBy: divisor)
    return (UInt128(quotient), UInt128(remainder))
  }
  return dividend.low.quotientAndRemainder(dividingBy: divisor)
}

// MARK: Display

extension Exact {
  package enum Rounding: String, Sendable, CaseIterable {
    case halfEven = "half_even"
    case halfUp = "half_up"

    /// How a remainder compares with half of the divisor.
    fileprivate enum Remainder { case belowHalf, half, aboveHalf }

    /// Whether a quotient's magnitude goes up by one.
    fileprivate func goesUp(_ remainder: Remainder, isOdd: Bool) -> Bool {
      switch remainder {
      case .belowHalf: false
      case .half: self == .halfUp || isOdd
      case .aboveHalf: true
      }
    }
  }

  /// The value in units of 10^-places, rounded once.
  package func rounded(places: Int, _ rule: Rounding) -> WideInteger {
    if let narrow = narrowRounded(places: places, rule) { return WideInteger(narrow) }
    let (numerator, denominator) = parts
    let (quotient, remainder) = (numerator.absolute * .powerOfTen(places))
      .quotientAndRemainder(dividingBy: denominator)
    let twice = remainder + remainder
    let share: Rounding.Remainder =
      twice == denominator ? .half : twice < denominator ? .belowHalf : .aboveHalf
    let magnitude = rule.goesUp(share, isOdd: quotient.isOdd) ? quotient + WideInteger(1) : quotient
    return numerator.isNegative ? -magnitude : magnitude
  }

  private func narrowRounded(places: Int, _ rule: Rounding) -> Int128? {
    guard case .narrow(let numerator, let denominator) = form, let power = powerOfTen(places) else {
      return nil
    }
    let divisor = denominator.magnitude
    let scaled = numerator.magnitude.multipliedFullWidth(by: power.magnitude)
    guard scaled.high < divisor else { return nil }
    let (quotient, remainder) = quotientAndRemainder(scaled, dividingBy: divisor)
    guard quotient < UInt128(Int128.max) else { return nil }
    // Less than 2^128, since the remainder is less than the denominator.
    let twice = remainder << 1
    let share: Rounding.Remainder =
      twice == divisor ? .half : twice < divisor ? .belowHalf : .aboveHalf
    let magnitude = Int128(quotient) + (rule.goesUp(share, isOdd: quotient & 1 == 1) ? 1 : 0)
    return numerator < 0 ? -magnitude : magnitude
  }

  /// Neutral notation with exactly `places` decimals: `-1234.50`. A value that rounds to zero has no sign.
  package func decimal(places: Int, _ rule: Rounding = .halfEven) -> String {
    // The text of a short integer is far cheaper than that of a wide one.
    if let narrow = narrowRounded(places: places, rule), let short = UInt64(exactly: narrow.magnitude),
      let power = powerOfTen(places).flatMap({ UInt64(exactly: $0) })
    {
      var text = narrow < 0 ? "-" : ""
      text += String(short / power)
      if places > 0 { text += "." + Self.padded(String(short % power), to: places) }
      return text
    }
    let units = rounded(places: places, rule)
    let digits = Self.padded(units.absolute.description, to: places + 1)
    let sign = units.isNegative ? "-" : ""
    return places > 0 ? "\(sign)\(digits.dropLast(places)).\(digits.suffix(places))" : sign + digits
  }

  private static func padded(_ digits: String, to count: Int) -> String {
    let missing = count - digits.utf8.count
    return missing > 0 ? String(repeating: "0", count: missing) + digits : digits
  }
}

extension Exact: CustomStringConvertible {
  /// A finite decimal (`1234.567`) where there is one, else a reduced fraction (`6172835/1729000`).
  package var description: String {
    if case .narrow(let numerator, let denominator) = form, let short = UInt64(exactly: denominator) {
      // In 64 bits, far cheaper than wide integers.
      let twos = short.trailingZeroBitCount
      var (rest, fives) = (short >> UInt64(twos), 0)
      while rest.isMultiple(of: 5) { (rest, fives) = (rest / 5, fives + 1) }
      return rest == 1 ? decimal(places: max(twos, fives)) : "\(numerator)/\(denominator)"
    }
    let (numerator, denominator) = parts
    var rest = denominator
    var places: [Int] = []
    for prime in [2, 5] {
      var count = 0
      while true {
        let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: WideInteger(Int128(prime)))
        guard remainder.isZero else { break }
        rest = quotient
        count += 1
      }
      places.append(count)
    }
    guard rest == WideInteger(1) else { return "\(numerator)/\(denominator)" }
    return decimal(places: places.max() ?? 0)
  }
}
