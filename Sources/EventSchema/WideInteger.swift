/// A whole number of any size: what `Exact` computes with where 128 bits don't do.
///
/// Advice for whoever changes this: `magnitude` has no leading zero limbs and 0 is not negative, so that equal
/// numbers are equal bit by bit. Tests hold every operation against the package BigInt. Nothing here is tuned:
/// sums and products of a run fit in 128 bits unless it adds up trillions.
package struct WideInteger: Hashable, Sendable {
  /// Base 2^32, least significant first: the product of two limbs fits in a register.
  private var magnitude: [UInt32]
  private(set) var isNegative: Bool

  private init(_ magnitude: [UInt32], isNegative: Bool) {
    var magnitude = magnitude
    while magnitude.last == 0 { magnitude.removeLast() }
    self.magnitude = magnitude
    self.isNegative = isNegative && !magnitude.isEmpty
  }

  package init(_ value: Int128) {
    self.init(Self.limbs(value.magnitude), isNegative: value < 0)
  }

  /// Reads decimal digits; takes quadratic time.
  ///
  /// - Precondition: `digits` are ASCII digits.
  package init(digits: some Collection<UInt8>) {
    var limbs: [UInt32] = []
    for digit in digits {
      precondition((0x30...0x39).contains(digit), "digits are ASCII digits")
      Self.multiply(&limbs, by: 10, adding: UInt32(digit & 0xF))
    }
    self.init(limbs, isNegative: false)
  }

  /// 10^exponent.
  static func powerOfTen(_ exponent: Int) -> WideInteger {
    var limbs: [UInt32] = [1]
    for _ in 0..<exponent { multiply(&limbs, by: 10, adding: 0) }
    return WideInteger(limbs, isNegative: false)
  }

  package var isZero: Bool { magnitude.isEmpty }
  var isOdd: Bool { (magnitude.first ?? 0) & 1 == 1 }
  var absolute: WideInteger { WideInteger(magnitude, isNegative: false) }

  /// The value, where it and its negative fit.
  var narrow: Int128? {
    guard let value = Self.narrow(magnitude), value <= UInt128(Int128.max) else { return nil }
    return isNegative ? -Int128(value) : Int128(value)
  }

  static prefix func - (a: WideInteger) -> WideInteger {
    WideInteger(a.magnitude, isNegative: !a.isNegative)
  }

  static func + (a: WideInteger, b: WideInteger) -> WideInteger {
    if a.isNegative == b.isNegative {
      return WideInteger(sum(a.magnitude, b.magnitude), isNegative: a.isNegative)
    }
    return precedes(a.magnitude, b.magnitude)
      ? WideInteger(difference(b.magnitude, a.magnitude), isNegative: b.isNegative)
      : WideInteger(difference(a.magnitude, b.magnitude), isNegative: a.isNegative)
  }

  static func * (a: WideInteger, b: WideInteger) -> WideInteger {
    var limbs = [UInt32](repeating: 0, count: a.magnitude.count + b.magnitude.count)
    for (i, x) in a.magnitude.enumerated() {
      var carry: UInt64 = 0
      for (j, y) in b.magnitude.enumerated() {
        // At most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1.
        let step = UInt64(x) * UInt64(y) + UInt64(limbs[i + j]) + carry
        limbs[i + j] = UInt32(truncatingIfNeeded: step)
        carry = step >> 32
      }
      limbs[i + b.magnitude.count] = UInt32(carry)
    }
    return WideInteger(limbs, isNegative: a.isNegative != b.isNegative)
  }

  /// Divides towards zero; the remainder has the sign of the dividend.
  ///
  /// - Precondition: `divisor` is not 0.
  func quotientAndRemainder(dividingBy divisor: WideInteger) -> (
    quotient: WideInteger, remainder: WideInteger
  ) {
    precondition(!divisor.isZero, "a divisor is not 0")
    let (quotient, remainder) = Self.divide(magnitude, by: divisor.magnitude)
    return (
      WideInteger(quotient, isNegative: isNegative != divisor.isNegative),
      WideInteger(remainder, isNegative: isNegative)
    )
  }

  /// The greatest common divisor, not negative; of 0 and a number the other's magnitude. Euclid's.
  func greatestCommonDivisor(with other: WideInteger) -> WideInteger {
    var (a, b) = (magnitude, other.magnitude)
    while !b.isEmpty {
      if let a = Self.narrow(a), let b = Self.narrow(b) {
        return WideInteger(Self.limbs(EventSchema.greatestCommonDivisor(a, b)), isNegative: false)
      }
      let remainder = WideInteger(Self.divide(a, by: b).remainder, isNegative: false)
      (a, b) = (b, remainder.magnitude)
    }
    return WideInteger(a, isNegative: false)
  }
}

extension WideInteger: Comparable {
  package static func < (a: WideInteger, b: WideInteger) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    return a.isNegative ? precedes(b.magnitude, a.magnitude) : precedes(a.magnitude, b.magnitude)
  }
}

extension WideInteger: CustomStringConvertible {
  /// Decimal digits, after a `-` where it is negative.
  package var description: String {
    if isZero { return "0" }
    var rest = magnitude
    var groups: [String] = []
    while !rest.isEmpty {
      let (quotient, group) = Self.divide(rest, by: 1_000_000_000)
      rest = quotient
      while rest.last == 0 { rest.removeLast() }
      let digits = String(group)
      groups.append(rest.isEmpty ? digits : String(repeating: "0", count: 9 - digits.utf8.count) + digits)
    }
    return (isNegative ? "-" : "") + groups.reversed().joined()
  }
}

extension Int64 {
  /// Nil where the number needs more than 64 bits.
  package init?(_ value: WideInteger) {
    guard let narrow = value.narrow, let short = Int64(exactly: narrow) else { return nil }
    self = short
  }
}

// MARK: Magnitudes

extension WideInteger {
  private static func limbs(_ value: UInt128) -> [UInt32] {
    (0..<4).map { UInt32(truncatingIfNeeded: value >> (32 * $0)) }
  }

  /// Nil for more than 128 bits.
  private static func narrow(_ limbs: [UInt32]) -> UInt128? {
    limbs.count > 4 ? nil : limbs.reversed().reduce(0) { $0 << 32 | UInt128($1) }
  }

  private static func precedes(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    a.count == b.count ? a.reversed().lexicographicallyPrecedes(b.reversed()) : a.count < b.count
  }

  private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var limbs: [UInt32] = []
    var carry: UInt64 = 0
    for i in 0..<max(a.count, b.count) {
      carry += UInt64(i < a.count ? a[i] : 0) + UInt64(i < b.count ? b[i] : 0)
      limbs.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    limbs.append(UInt32(carry))
    return limbs
  }

  /// - Precondition: `a` is at least `b`.
  private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var limbs: [UInt32] = []
    var borrow: Int64 = 0
    for i in a.indices {
      let step = Int64(a[i]) - (i < b.count ? Int64(b[i]) : 0) + borrow
      limbs.append(UInt32(truncatingIfNeeded: step))
      borrow = step >> 32
    }
    return limbs
  }

  private static func multiply(_ limbs: inout [UInt32], by factor: UInt32, adding: UInt32) {
    var carry = UInt64(adding)
    for i in limbs.indices {
      carry += UInt64(limbs[i]) * UInt64(factor)
      limbs[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  private static func divide(_ a: [UInt32], by divisor: UInt32) -> (quotient: [UInt32], remainder: UInt32) {
    var quotient = a
    var rest: UInt64 = 0
    for i in a.indices.reversed() {
      rest = rest << 32 | UInt64(a[i])
      quotient[i] = UInt32(rest / UInt64(divisor))
      rest %= UInt64(divisor)
    }
    return (quotient, UInt32(rest))
  }

  /// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D. Results may have leading zero limbs.
  private static func divide(_ a: [UInt32], by b: [UInt32]) -> (quotient: [UInt32], remainder: [UInt32]) {
    if a.count < b.count { return ([], a) }
    if b.count == 1 {
      let (quotient, remainder) = divide(a, by: b[0])
      return (quotient, [remainder])
    }
    // Normalised: the divisor's top bit is set, so that a guessed digit is at most 2 too large.
    let shift = UInt32(b[b.count - 1].leadingZeroBitCount)
    let divisor = shifted(b, left: shift)
    var rest = shifted(a, left: shift)
    rest += Array(repeating: 0, count: a.count + 1 - rest.count)
    let n = b.count
    let (top, second) = (UInt64(divisor[n - 1]), UInt64(divisor[n - 2]))
    var quotient = [UInt32](repeating: 0, count: a.count - n + 1)
    for j in quotient.indices.reversed() {
      let head = UInt64(rest[j + n]) << 32 | UInt64(rest[j + n - 1])
      var digit = head / top
      var over = head % top
      while digit >> 32 != 0 || digit * second > (over << 32 | UInt64(rest[j + n - 2])) {
        digit -= 1
        over += top
        if over >> 32 != 0 { break }
      }
      var borrow: Int64 = 0
      var carry: UInt64 = 0
      for i in 0..<n {
        carry += digit * UInt64(divisor[i])
        let step = Int64(rest[i + j]) - Int64(carry & 0xFFFF_FFFF) + borrow
        rest[i + j] = UInt32(truncatingIfNeeded: step)
        borrow = step >> 32
        carry >>= 32
      }
      let step = Int64(rest[j + n]) - Int64(carry) + borrow
      rest[j + n] = UInt32(truncatingIfNeeded: step)
      if step < 0 {
        // The guess was 1 too large: once in 2^31 digits.
        digit -= 1
        var carry: UInt64 = 0
        for i in 0..<n {
          carry += UInt64(rest[i + j]) + UInt64(divisor[i])
          rest[i + j] = UInt32(truncatingIfNeeded: carry)
          carry >>= 32
        }
        rest[j + n] = UInt32(truncatingIfNeeded: UInt64(rest[j + n]) + carry)
      }
      quotient[j] = UInt32(digit)
    }
    return (quotient, shifted(rest, right: shift))
  }

  private static func shifted(_ limbs: [UInt32], left bits: UInt32) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(limbs.count + 1)
    var carry: UInt64 = 0
    for limb in limbs {
      carry |= UInt64(limb) << UInt64(bits)
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    if carry != 0 { result.append(UInt32(carry)) }
    return result
  }

  private static func shifted(_ limbs: [UInt32], right bits: UInt32) -> [UInt32] {
    limbs.indices.map { i in
      let above = i + 1 < limbs.count ? UInt64(limbs[i + 1]) : 0
      return UInt32(truncatingIfNeeded: (above << 32 | UInt64(limbs[i])) >> UInt64(bits))
    }
  }
}

/// Euclid's algorithm, in 64 bits as soon as both numbers fit: 128-bit division is slow.
func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
  var (a, b) = (a, b)
  while b != 0 {
    if var x = UInt64(exactly: a), var y = UInt64(exactly: b) {
      while y != 0 { (x, y) = (y, x % y) }
      return UInt128(x)
    }
    (a, b) = (b, a % b)
  }
  return a
}
