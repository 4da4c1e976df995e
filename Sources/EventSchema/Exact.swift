package import BigInt

/// An exact rational number: what figures are made of after the rollups.
///
/// Always reduced, the denominator positive. There is no rounding here; rounding happens once,
/// at display, in `rounded(places:rule:)`.
package struct Exact: Hashable, Sendable, Comparable {
  package let numerator: BigInt
  package let denominator: BigInt

  /// - Precondition: `denominator` is not 0.
  package init(_ numerator: BigInt, over denominator: BigInt = 1) {
    precondition(denominator != 0, "an exact number needs a denominator; divide with `/`, which yields nil")
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    let sign: BigInt = denominator < 0 ? -1 : 1
    self.numerator = divisor == 0 ? 0 : numerator / divisor * sign
    self.denominator = divisor == 0 ? 1 : denominator / divisor * sign
  }

  package init(_ value: Int) { self.init(BigInt(value)) }

  /// A fixed-point sum: `units` of 10^-scale.
  package init(units: Int128, scale: Int) {
    self.init(BigInt(units), over: BigInt(10).power(scale))
  }

  /// Reads a plain decimal such as `-12.50`; nil for anything else.
  package init?(decimal text: some StringProtocol) {
    var digits = ""
    var scale: Int?
    var rest = Substring(text)
    let negative = rest.first == "-"
    if negative { rest = rest.dropFirst() }
    for character in rest.unicodeScalars {
      if character == ".", scale == nil, !digits.isEmpty {
        scale = 0
      } else if ("0"..."9").contains(character) {
        digits.unicodeScalars.append(character)
        scale = scale.map { $0 + 1 }
      } else {
        return nil
      }
    }
    // Beyond any amount; reading a million digits would take minutes.
    guard digits.utf8.count <= 1000, scale != 0, let value = BigInt(digits) else { return nil }
    self.init(negative ? -value : value, over: BigInt(10).power(scale ?? 0))
  }

  package static let zero = Exact(0)
  package var isZero: Bool { numerator == 0 }
  package var isNegative: Bool { numerator < 0 }

  package static func + (a: Exact, b: Exact) -> Exact {
    Exact(a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
  }
  package static func - (a: Exact, b: Exact) -> Exact { a + -b }
  package static prefix func - (a: Exact) -> Exact { Exact(-a.numerator, over: a.denominator) }
  package static func * (a: Exact, b: Exact) -> Exact {
    Exact(a.numerator * b.numerator, over: a.denominator * b.denominator)
  }
  /// The quotient, or nil where the divisor is 0: no value, never 0 or infinity.
  package static func / (a: Exact, b: Exact) -> Exact? {
    b.isZero ? nil : Exact(a.numerator * b.denominator, over: a.denominator * b.numerator)
  }
  package static func < (a: Exact, b: Exact) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension Exact {
  package enum Rounding: String, Sendable, CaseIterable {
    case halfEven = "half_even"
    case halfUp = "half_up"
  }

  /// The value in units of 10^-places, rounded once.
  package func rounded(places: Int, _ rule: Rounding) -> BigInt {
    let scaled = numerator.magnitude * BigUInt(10).power(places)
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: denominator.magnitude)
    let twice = remainder * 2
    let up: Bool
    if twice == denominator.magnitude {
      up = rule == .halfUp || quotient & 1 == 1
    } else {
      up = twice > denominator.magnitude
    }
    let magnitude = BigInt(up ? quotient + 1 : quotient)
    return numerator < 0 ? -magnitude : magnitude
  }

  /// Neutral notation with exactly `places` decimals: `-1234.50`. A value that rounds to zero has no sign.
  package func decimal(places: Int, _ rule: Rounding = .halfEven) -> String {
    let units = rounded(places: places, rule)
    let digits = String(units.magnitude)
    let text = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = units < 0 ? "-" : ""
    guard places > 0 else { return sign + text }
    return "\(sign)\(text.dropLast(places)).\(text.suffix(places))"
  }
}

extension Exact: CustomStringConvertible {
  /// A finite decimal (`1234.567`) where there is one, else a reduced fraction (`6172835/1729000`).
  package var description: String {
    var rest = denominator
    var twos = 0
    var fives = 0
    while rest % 2 == 0 {
      rest /= 2
      twos += 1
    }
    while rest % 5 == 0 {
      rest /= 5
      fives += 1
    }
    guard rest == 1 else { return "\(numerator)/\(denominator)" }
    return decimal(places: max(twos, fives))
  }
}
