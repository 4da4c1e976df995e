extension CurrencyCodes {
  /// How people write currencies that have a code. A sign of several currencies stands for none of them.
  private static let names: [(code: String, names: [String])] = [
    ("EUR", ["€", "EURO", "EUROS"]), ("USD", ["$", "US$", "DOLLAR", "DOLLARS"]),
    ("GBP", ["£", "POUND", "POUNDS", "UKP"]), ("CNY", ["CN¥", "RMB", "YUAN", "元"]), ("JPY", ["YEN"]),
    ("RUB", ["₽", "RUR", "RUBLE", "RUBLES", "ROUBLE", "ROUBLES", "РУБ", "РУБ."]),
    ("CHF", ["FRANC", "FRANCS", "FRANKEN", "SFR"]), ("INR", ["₹"]), ("KRW", ["₩", "WON"]), ("TRY", ["₺"]),
    ("PLN", ["ZŁ"]), ("UAH", ["₴"]), ("KZT", ["₸"]), ("ILS", ["₪"]), ("BRL", ["R$"]),
  ]

  /// Whether a text was meant as a currency: three letters, or a name of one. What stands in the place of a currency
  /// otherwise may be anything, also what nobody should see.
  package static func isMeant(_ text: String) -> Bool { Currency(text) != nil || meant(text) != nil }

  /// The code that a text which is none may stand for: `EUR` for `EURO` and `€`.
  package static func meant(_ text: String) -> String? {
    let name = text.uppercased()
    return names.first { $0.names.contains(name) }?.code
  }
}
