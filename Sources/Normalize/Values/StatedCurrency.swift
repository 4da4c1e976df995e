package import EventSchema

/// What an amount's own text says about its currency: `EUR`, `€`, `$`.
///
/// A sign can stand for several currencies, so it never decides one; it can contradict the one that
/// the file or the pipeline states.
package enum StatedCurrency: Hashable, Sendable {
  case code(Currency)
  case sign(CurrencySign)

  /// Whether an amount with this text can be in `currency`.
  package func allows(_ currency: Currency) -> Bool {
    switch self {
    case .code(let stated): stated == currency
    case .sign(let sign): sign.codes.split(separator: " ").contains { $0 == currency.description }
    }
  }

  /// The two texts of `$5.00 USD` as one statement; nil when they contradict each other.
  static func both(_ before: StatedCurrency, _ after: StatedCurrency) -> StatedCurrency? {
    switch (before, after) {
    case (.code(let code), let other), (let other, .code(let code)): other.allows(code) ? .code(code) : nil
    case (.sign(let a), .sign(let b)): a == b ? before : nil
    }
  }
}

/// The currency signs that exports write before or after amounts.
package enum CurrencySign: String, CaseIterable, Hashable, Sendable {
  // The longer signs first: `US$` ends with `$`.
  case usDollar = "US$"
  case yuan = "CN¥"
  case australianDollarLong = "AU$"
  case canadianDollarLong = "CA$"
  case newZealandDollar = "NZ$"
  case hongKongDollar = "HK$"
  case taiwanDollar = "NT$"
  case mexicanPeso = "MX$"
  case australianDollar = "A$"
  case canadianDollar = "C$"
  case real = "R$"
  case singaporeDollar = "S$"
  case rubles = "руб."
  case rupeesDotted = "Rs."
  case euro = "€"
  case dollar = "$"
  case pound = "£"
  case rouble = "₽"
  case yen = "¥"
  case wideYen = "￥"
  case yuanWord = "元"
  case won = "₩"
  case lira = "₺"
  case dong = "₫"
  case hryvnia = "₴"
  case tenge = "₸"
  case shekel = "₪"
  case rupee = "₹"
  case zloty = "zł"

  /// Codes of the currencies written with this sign.
  var codes: String {
    switch self {
    case .usDollar: "USD"
    case .yuan, .yuanWord: "CNY"
    case .australianDollar, .australianDollarLong: "AUD"
    case .canadianDollar, .canadianDollarLong: "CAD"
    case .newZealandDollar: "NZD"
    case .hongKongDollar: "HKD"
    case .taiwanDollar: "TWD"
    case .singaporeDollar: "SGD"
    case .mexicanPeso: "MXN"
    case .real: "BRL"
    case .won: "KRW"
    case .lira: "TRY"
    case .dong: "VND"
    case .hryvnia: "UAH"
    case .tenge: "KZT"
    case .shekel: "ILS"
    case .rupeesDotted: "INR LKR MUR NPR PKR SCR"
    case .euro: "EUR"
    case .dollar:
      """
      USD ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD \
      SRD TTD TWD UYU XCD
      """
    case .pound: "GBP EGP FKP GIP LBP SDG SHP SSP SYP"
    case .rouble, .rubles: "RUB"
    case .yen, .wideYen: "JPY CNY"
    case .rupee: "INR"
    case .zloty: "PLN"
    }
  }

  /// The sign's bytes, first one highest, and how many there are.
  static let packed: [(sign: CurrencySign, bytes: UInt64, length: Int)] = allCases.map { sign in
    (sign, sign.rawValue.utf8.reduce(0) { $0 << 8 | UInt64($1) }, sign.rawValue.utf8.count)
  }
}
