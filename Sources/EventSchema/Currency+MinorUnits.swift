extension Currency {
  /// What all of some amounts are whole multiples of, in millionths: the minor unit, or a millionth where one of
  /// the amounts is stated more finely.
  package func step(of amounts: some Sequence<Int128>) -> Int128 {
    var step: Int128 = 1
    for _ in minorUnits..<6 { step *= 10 }
    return amounts.allSatisfy { $0 % step == 0 } ? step : 1
  }

  /// Decimals of amounts, as ISO 4217 lists them; locale libraries differ.
  package var minorUnits: Int {
    if Self.withoutDecimals.contains(self) { return 0 }
    if Self.withThreeDecimals.contains(self) { return 3 }
    return Self.withFourDecimals.contains(self) ? 4 : 2
  }

  private static let withoutDecimals = set(
    "BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF")
  private static let withThreeDecimals = set("BHD IQD JOD KWD LYD OMR TND")
  private static let withFourDecimals = set("CLF UYW")

  private static func set(_ codes: String) -> Set<Currency> {
    Set(codes.split(separator: " ").compactMap { Currency(String($0)) })
  }
}
