extension Currency {
  /// Decimals of amounts, as ISO 4217 lists them; locale libraries differ.
  package var minorUnits: Int {
    if Self.withoutDecimals.contains(self) { return 0 }
    if Self.withThreeDecimals.contains(self) { return 3 }
    return Self.withFourDecimals.contains(self) ? 4 : 2
  }

  private static let withoutDecimals = set(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF")
  private static let withThreeDecimals = set("BHD IQD JOD KWD LYD OMR TND")
  private static let withFourDecimals = set("CLF UYW")

  private static func set(_ codes: String) -> Set<Currency> {
    Set(codes.split(separator: " ").compactMap { Currency(String($0)) })
  }
}
