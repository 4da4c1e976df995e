import EventSchema
import Testing

/// The values are ISO 4217's.
@Suite("Decimals of currencies") struct MinorUnitsTests {
  @Test(
    "a currency has as many decimals as ISO 4217 lists",
    arguments: [
      ("EUR USD CNY RUB GBP AFN ALL HUF IDR MGA MRU", 2), ("BOV CHE CHW COU MXV USN", 2),
      ("JPY KRW CLP VND ISK XAF XOF XPF BIF DJF GNF KMF PYG RWF UGX VUV UYI BYR", 0),
      ("BHD IQD JOD KWD LYD OMR TND", 3), ("CLF UYW", 4),
    ])
  func minorUnits(codes: String, expected: Int) throws {
    for code in codes.split(separator: " ") {
      let currency = try #require(CurrencyCodes.currency(code.utf8), "\(code)")
      #expect(currency.minorUnits == expected, "\(code)")
    }
  }
}
