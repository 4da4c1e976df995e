/// Exponentials and logarithms made of + − × ÷ alone.
///
/// IEEE 754 defines these to the last bit, and the compiler neither fuses nor reorders them; what a machine's own
/// mathematics library returns differs in the last bits, which could flip a decision. So verdicts are the same
/// everywhere. Errors are a few units in the last place; tests compare with values made elsewhere.
enum PortableMath {
  /// ln 2 in two parts: the first has so few digits that whole multiples of it are exact.
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// The natural logarithm.
  ///
  /// - Precondition: `x` is positive and finite.
  static func log(_ x: Double) -> Double {
    var exponent = Double(x.exponent)
    var part = x.significand
    if part > 1.414_213_562_373_095_1 {
      part /= 2
      exponent += 1
    }
    // ln((1 + s) / (1 − s)) = 2 (s + s³/3 + s⁵/5 + …), |s| ≤ 0.172
    let s = (part - 1) / (part + 1)
    let square = s * s
    var power = s
    var sum = 0.0
    var divisor = 1.0
    for _ in 0..<13 {
      sum += power / divisor
      power *= square
      divisor += 2
    }
    return exponent * ln2High + (2 * sum + exponent * ln2Low)
  }

  /// e to the power of `x`; 0 where that is too small for a normal number.
  static func exp(_ x: Double) -> Double {
    if x < -700 { return 0 }
    if x > 700 { return .infinity }
    let whole = (x / (ln2High + ln2Low)).rounded(.toNearestOrEven)
    let rest = (x - whole * ln2High) - whole * ln2Low
    var term = 1.0
    var sum = 1.0
    for n in 1...18 {
      term *= rest / Double(n)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: 1) * sum
  }

  /// ln Γ(x): Stirling's series from 15 on, below by Γ(x + 1) = x Γ(x).
  ///
  /// - Precondition: `x` is positive.
  static func logGamma(_ x: Double) -> Double {
    var shifted = x
    var product = 1.0
    while shifted < 15 {
      product *= shifted
      shifted += 1
    }
    let inverse = 1 / shifted
    let square = inverse * inverse
    let series =
      inverse
      * (1.0 / 12 - square
        * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188)))))
    let halfLogOfTwoPi = 0.918_938_533_204_672_8
    return (shifted - 0.5) * log(shifted) - shifted + halfLogOfTwoPi + series - log(product)
  }
}
