import BigInt
import EventSchema
import Testing

// The oracle is the package BigInt: fractions as pairs of its numbers, reduced by its own divisor.
@Suite("Exact numbers against BigInt") struct ExactPropertyTests {
  private struct Fraction {
    var numerator: BigInt
    var denominator: BigInt

    init(_ numerator: BigInt, _ denominator: BigInt) {
      let divisor = numerator.greatestCommonDivisor(with: denominator)
      let sign: BigInt = denominator < 0 ? -1 : 1
      self.numerator = numerator / divisor * sign
      self.denominator = denominator / divisor * sign
    }

    /// Half to even or away from zero, by comparing the neighbours' distances.
    func rounded(places: Int, _ rule: Exact.Rounding) -> BigInt {
      let scaled = BigInt(numerator.magnitude) * BigInt(10).power(places)
      let below = scaled / denominator
      let (toBelow, toAbove) = (scaled - below * denominator, (below + 1) * denominator - scaled)
      let isUp =
        toBelow == toAbove ? rule == .halfUp || below % 2 == 1 : toAbove < toBelow
      let magnitude = isUp ? below + 1 : below
      return numerator < 0 ? -magnitude : magnitude
    }
  }

  /// xorshift64*: the same numbers on every machine.
  private struct Numbers {
    var state: UInt64

    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 2_685_821_657_736_338_717
    }

    /// Of 1 to `bits` bits; often near a power of two, where carries and overflows are.
    mutating func integer(bits: Int) -> BigInt {
      let width = Int(next() % UInt64(bits)) + 1
      var value: BigInt = 0
      for _ in 0...(width / 64) { value = value << 64 | BigInt(next()) }
      value = value & ((BigInt(1) << width) - 1)
      switch next() % 4 {
      case 0: value = BigInt(1) << width
      case 1: value = (BigInt(1) << width) - BigInt(next() % 3)
      default: break
      }
      return next() % 2 == 0 ? value : -value
    }
  }

  private func exact(_ value: Fraction) throws -> Exact {
    func whole(_ value: BigInt) throws -> Exact { try #require(Exact(decimal: value.description)) }
    let quotient: Exact? = try whole(value.numerator) / whole(value.denominator)
    return try #require(quotient)
  }

  private func text(_ units: BigInt, places: Int) -> String {
    let digits = units.magnitude.description
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let point = places > 0 ? "." + padded.suffix(places) : ""
    return (units < 0 ? "-" : "") + padded.dropLast(places) + point
  }

  private func check(_ found: Exact?, _ expected: Fraction, _ log: String) throws {
    let found = try #require(found)
    #expect(try found == exact(expected), "\(log)")
    #expect(found.isZero == (expected.numerator == 0), "\(log)")
    #expect(found.isNegative == (expected.numerator < 0), "\(log)")
    for (places, rule) in [(0, Exact.Rounding.halfEven), (2, .halfUp), (4, .halfEven), (6, .halfUp)] {
      let units = expected.rounded(places: places, rule)
      #expect(found.decimal(places: places, rule) == text(units, places: places), "\(log)")
      #expect(found.rounded(places: places, rule).description == units.description, "\(log)")
      #expect(Int64(found.rounded(places: places, rule)) == Int64(exactly: units), "\(log)")
    }
  }

  @Test(
    "narrow and wide arithmetic give the same numbers",
    arguments: [(16, 300), (64, 400), (127, 400), (128, 200), (140, 200), (400, 100)])
  func arithmetic(bits: Int, rounds: Int) throws {
    var numbers = Numbers(state: UInt64(bits))
    for round in 0..<rounds {
      let parts = (0..<4).map { _ in numbers.integer(bits: bits) }
      guard parts[1] != 0, parts[3] != 0 else { continue }
      let (a, b) = (Fraction(parts[0], parts[1]), Fraction(parts[2], parts[3]))
      let log = "seed \(bits), round \(round): \(parts)"
      let (x, y) = (try exact(a), try exact(b))
      let (ad, bc) = (a.numerator * b.denominator, b.numerator * a.denominator)
      try check(x + y, Fraction(ad + bc, a.denominator * b.denominator), log)
      try check(x - y, Fraction(ad - bc, a.denominator * b.denominator), log)
      try check(x * y, Fraction(a.numerator * b.numerator, a.denominator * b.denominator), log)
      let quotient: Exact? = x / y
      if b.numerator == 0 { #expect(quotient == nil) } else { try check(quotient, Fraction(ad, bc), log) }
      #expect((x < y) == (ad < bc), "\(log)")
      #expect((x == y) == (ad == bc), "\(log)")
    }
  }

  @Test("fixed-point sums of any size and scale are the fractions they stand for")
  func units() throws {
    var numbers = Numbers(state: 7)
    let edges = [Int128.min, .min + 1, .max, 0, 1, -1]
    for round in 0..<500 {
      let units = round < 6 ? edges[round] : Int128(truncatingIfNeeded: numbers.integer(bits: 127))
      let scale = Int(numbers.next() % 45)
      try check(
        Exact(units: units, scale: scale), Fraction(BigInt(units), BigInt(10).power(scale)),
        "round \(round): \(units), scale \(scale)")
    }
  }
}
