/// What the text of an amount, or its heading, says about its currency: `EUR`, `€`, `$`.
///
/// A sign that can stand for several currencies decides none; it can contradict the one that the file or the pipeline
/// states.
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

  /// The currency it is, where it can be only one.
  package var currency: Currency? {
    switch self {
    case .code(let stated): stated
    case .sign(let sign): Currency(sign.codes)
    }
  }

  /// Whether amounts with these two texts can be in one currency.
  package func agrees(with other: StatedCurrency) -> Bool {
    switch self {
    case .code(let stated): other.allows(stated)
    case .sign(let sign):
      sign.codes.split(separator: " ").contains { Currency(String($0)).map(other.allows) ?? false }
    }
  }

  /// The two texts of `$5.00 USD` as one statement; nil when they contradict each other.
  package static func both(_ before: StatedCurrency, _ after: StatedCurrency) -> StatedCurrency? {
    switch (before, after) {
    case (.code(let code), let other), (let other, .code(let code)): other.allows(code) ? .code(code) : nil
    case (.sign(let a), .sign(let b)): a == b ? before : nil
    }
  }
}

/// The currency signs that exports write before or after amounts, and in their headings.
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
  case rublesShort = "руб"
  case hryvnias = "грн."
  case hryvniasShort = "грн"
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
  case koruna = "Kč"
  case kronerDotted = "kr."
  case kroner = "kr"
  case forint = "Ft"
  case baht = "฿"
  case peso = "₱"
  case naira = "₦"

  /// Codes of the currencies written with this sign.
  package var codes: String {
    switch self {
    case .usDollar: "USD"
    case .yuan: "CNY"
    case .yuanWord: "CNY HKD MOP TWD"
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
    case .hryvnia, .hryvnias, .hryvniasShort: "UAH"
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
    case .rouble: "RUB"
    case .rubles, .rublesShort: "RUB BYN"
    case .yen, .wideYen: "JPY CNY"
    case .rupee: "INR"
    case .zloty: "PLN"
    case .koruna: "CZK"
    case .kroner, .kronerDotted: "SEK DKK ISK NOK"
    case .forint: "HUF"
    case .baht: "THB"
    case .peso: "PHP"
    case .naira: "NGN"
    }
  }
}

extension StatedCurrency: CustomStringConvertible {
  /// As people write it: the code, where there is only one.
  package var description: String {
    if let currency { return currency.description }
    guard case .sign(let sign) = self else { return "" }
    return sign.rawValue
  }
}
