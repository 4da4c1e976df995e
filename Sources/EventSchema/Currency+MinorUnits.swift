extension Currency {
  /// Digits of a currency's minor unit that are not two, as ISO 4217 lists them. Not from a locale library: CLDR
  /// differs (0 for AFN and ALL).
  private static let digits: [Currency: Int] = {
    let lists = [
      0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
      3: "BHD IQD JOD KWD LYD OMR TND", 4: "CLF UYW",
    ]
    var digits: [Currency: Int] = [:]
    for (count, codes) in lists {
      for code in codes.split(separator: " ") {
        if let currency = Currency(code.utf8) { digits[currency] = count }
      }
    }
    return digits
  }()

  /// Decimals of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
  package var minorDigits: Int { Self.digits[self] ?? 2 }

  /// What all of some amounts are whole multiples of, in millionths: the minor unit, or a millionth where one of
  /// the amounts is stated more finely.
  package func step(of amounts: some Sequence<Int128>) -> Int128 {
    var step: Int128 = 1
    for _ in minorDigits..<6 { step *= 10 }
    return amounts.allSatisfy { $0 % step == 0 } ? step : 1
  }
}
