/// Points that are worth half as much every so many days, in between along 2^(−age / half-life).
package struct HalfLife: Sendable {
  /// What is left after 0, 1, … days, as long as it is more than half.
  private let shares: [Double]

  /// - Precondition: `days` is positive.
  package init(days: Int) {
    precondition(days > 0, "a half-life takes a day at least")
    shares = (0..<days).map { PortableMath.exp(-PortableMath.log(2) * Double($0) / Double(days)) }
  }

  /// What is left of so many units after so many days, rounded half to even.
  ///
  /// - Parameters:
  ///   - units: at most 10^12, so that a Double holds them and what is left to far less than a unit.
  ///   - days: not negative.
  package func units(_ units: Int64, after days: Int) -> Int64 {
    let (halvings, rest) = days.quotientAndRemainder(dividingBy: shares.count)
    guard halvings < 62 else { return 0 }
    return Int64((Double(units) * shares[rest] / Double(1 << halvings)).rounded(.toNearestOrEven))
  }
}
