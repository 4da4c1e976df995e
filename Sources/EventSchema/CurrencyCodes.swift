/// The currency codes of ISO 4217 that exports may carry: a word of three letters is not a currency.
package enum CurrencyCodes {
  /// With those of funds: BOV, CHE, CHW, COU, MXV, USN, UYI. Withdrawn ones stay for old files: ANG, BGN, BYR, CUC, HRK, SLL, ZWL.
  private static let text = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BYR
    BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
    GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN
    NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS
    VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
    """

  /// All codes, in alphabetical order.
  package static let all: [Currency] =
    text.split { $0 == " " || $0 == "\n" }.compactMap { Currency(String($0)) }.sorted()

  /// Reads a code that is one of these, or ISO 4217's code for none; nil for any other word.
  package static func currency(_ text: some Sequence<UInt8>) -> Currency? {
    Currency(text).flatMap { contains($0) || $0 == .unstated ? $0 : nil }
  }

  package static func contains(_ currency: Currency) -> Bool {
    var low = 0
    var high = all.count
    while low < high {
      let middle = (low + high) / 2
      if all[middle] < currency { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low] == currency
  }
}
