import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("Numbers") struct NumberParserTests {
  struct Accepted: Sendable, CustomTestStringConvertible {
    var text: String, sample: String, scale: Int, units: Int64
    init(_ text: String, _ sample: String, _ scale: Int, _ units: Int64) {
      (self.text, self.sample, self.scale, self.units) = (text, sample, scale, units)
    }
    var testDescription: String { "'\(text)' written as \(sample), scale \(scale), is \(units)" }
  }

  static let accepted = [
    Accepted("0", "1,234.56", 0, 0), Accepted("007", "1,234.56", 0, 7),
    Accepted("25,881", "1,234.56", 0, 25881),
    Accepted("2565.92", "1,234.56", 6, 2_565_920_000), Accepted("2,127.81", "1,234.56", 6, 2_127_810_000),
    Accepted("1,234,567", "1,234.56", 0, 1_234_567), Accepted("-12.5", "1,234.56", 6, -12_500_000),
    Accepted("\u{2212}1,000", "1,234.56", 0, -1000), Accepted("15.00", "1,234.56", 0, 15),
    Accepted("1.234567", "1234.56", 6, 1_234_567), Accepted("1.2345670", "1234.56", 6, 1_234_567),
    Accepted("  12 ", "1234.56", 0, 12), Accepted("\u{A0}12\u{202F}", "1234.56", 0, 12),
    Accepted("1.234,56", "1.234,56", 6, 1_234_560_000), Accepted("1234,5", "1.234,56", 6, 1_234_500_000),
    Accepted("1 234,56", "1 234,56", 6, 1_234_560_000), Accepted("1\u{A0}234", "1 234,56", 0, 1234),
    Accepted("12\u{202F}345\u{A0}678,9", "1 234,56", 6, 12_345_678_900_000),
    Accepted("1'234.5", "1'234.56", 6, 1_234_500_000), Accepted("1’234.5", "1'234.56", 6, 1_234_500_000),
    Accepted("9223372036854775807", "1234.56", 0, .max),
    Accepted("12345678901234567", "1234.56", 0, 12_345_678_901_234_567),
    Accepted("123456789012345678", "1234.56", 0, 123_456_789_012_345_678),
    Accepted("9223372036854.775807", "1234.56", 6, .max),
    Accepted("9,223,372,036,854", "1,234.56", 6, 9_223_372_036_854_000_000),
    Accepted("0", "1,234.56", 6, 0), Accepted("-0.00", "1,234.56", 6, 0),
    Accepted("0,5", "1.234,56", 6, 500_000), Accepted(".5", "1,234.56", 6, 500_000),
    Accepted("-.22", "1234.56", 6, -220_000), Accepted(",5 €", "1.234,56", 6, 500_000),
    Accepted("0.01", "1234.56", 6, 10_000), Accepted("100,000", "1,234.56", 0, 100_000),
    Accepted("-9223372036854.775807", "1234.56", 6, -.max),
    Accepted("0.000000000000000000000", "1234.56", 6, 0),
    Accepted("000000000000000000000005", "1234.56", 0, 5),
    Accepted("12.0000000000000000000000000", "1234.56", 6, 12_000_000),
    Accepted("１，２３４．５", "１，２３４．５６", 6, 1_234_500_000), Accepted("-７", "１，２３４．５６", 0, -7),
    Accepted("1,234.5", "１，２３４．５６", 6, 1_234_500_000),
    // Micros read as money: the last six digits are decimals.
    Accepted("2565920000", "1234.56", 0, 2_565_920_000), Accepted("12000000", "1234.56", -6, 12),
  ]

  @Test("a number is read exactly as its notation says", arguments: accepted)
  func reads(_ c: Accepted) throws {
    let parser = NumberParser(style: try #require(NumberStyle(sample: c.sample)))
    let bytes = Array(c.text.utf8)
    #expect(try parser.parse(bytes.span, 0, bytes.count, scale: c.scale) == c.units)
  }

  @Test("the fast path gives what the slow path gives", arguments: accepted)
  func twin(_ c: Accepted) throws {
    let parser = NumberParser(style: try #require(NumberStyle(sample: c.sample)))
    let bytes = Array(c.text.utf8)
    var currency: StatedCurrency?
    #expect(try parser.slow(bytes.span, 0, bytes.count, scale: c.scale, &currency) == c.units)
  }

  @Test("a number is read where it stands, whatever stands around it")
  func slice() throws {
    let bytes = Array("9,1,234.5,9".utf8)
    let parser = NumberParser(style: .english)
    #expect(try parser.parse(bytes.span, 2, 7, scale: 6) == 1_234_500_000)
    #expect(throws: NumberError.unexpectedByte(offset: 2)) {
      try parser.parse(Array("xx12a".utf8).span, 2, 3, scale: 0)
    }
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var text: String, sample: String, scale: Int, error: NumberError
    init(_ text: String, _ sample: String, _ scale: Int, _ error: NumberError) {
      (self.text, self.sample, self.scale, self.error) = (text, sample, scale, error)
    }
    var testDescription: String { "'\(text)' written as \(sample), scale \(scale): \(error)" }
  }

  @Test(
    "what is not written as declared is refused, with its place",
    arguments: [
      Refused("", "1,234.56", 6, .empty), Refused(" \u{A0}", "1,234.56", 6, .empty),
      Refused("1.234,50", "1,234.56", 6, .unexpectedByte(offset: 5)),
      Refused("1,2345", "1,234.56", 0, .badGrouping(offset: 6)),
      Refused("1,23", "1,234.56", 0, .badGrouping(offset: 4)),
      Refused("1234,567", "1,234.56", 0, .badGrouping(offset: 4)),
      Refused("1,234,56", "1,234.56", 0, .badGrouping(offset: 8)),
      Refused("1,,234", "1,234.56", 0, .badGrouping(offset: 2)),
      Refused(",234", "1,234.56", 0, .unexpectedByte(offset: 0)),
      Refused("1,23.4", "1,234.56", 6, .badGrouping(offset: 4)),
      Refused("1.5,000", "1,234.56", 6, .unexpectedByte(offset: 3)),
      Refused("1,234", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("1234.", "1234.56", 6, .unexpectedByte(offset: 5)),
      Refused(".", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("..5", "1234.56", 6, .unexpectedByte(offset: 1)),
      Refused(".5", "1.234,56", 6, .unexpectedByte(offset: 0)),
      Refused(".5", "1234.56", 0, .tooManyDecimals),
      Refused("1.2.3", "1234.56", 6, .unexpectedByte(offset: 3)),
      Refused("+1", "1234.56", 0, .unexpectedByte(offset: 0)),
      Refused("1e3", "1234.56", 6, .unexpectedByte(offset: 1)),
      Refused("(5.00)", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("5.00-", "1234.56", 6, .unexpectedByte(offset: 4)),
      Refused("12%", "1234.56", 6, .unexpectedByte(offset: 2)),
      Refused("NaN", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("--", "1234.56", 6, .unexpectedByte(offset: 1)),
      Refused("- 5", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("٣", "1234.56", 0, .unexpectedByte(offset: 0)),
      Refused("1\t234", "1 234,56", 0, .unexpectedByte(offset: 1)),
      Refused("1 234 ", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("1 2345", "1 234,56", 0, .badGrouping(offset: 6)),
      Refused("0.5", "1234.56", 0, .tooManyDecimals), Refused("1.2345678", "1234.56", 6, .tooManyDecimals),
      Refused("12000001", "1234.56", -6, .tooManyDecimals),
      Refused("9223372036854775808", "1234.56", 0, .overflow),
      Refused("99999999999999999", "1234.56", 6, .overflow),
      Refused("1.5mio", "1234.56", 6, .unexpectedByte(offset: 3)),
      Refused("15 PCS", "1234.56", 6, .unexpectedByte(offset: 2)),
      Refused("5 EUR", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("0,500", "1,234.56", 6, .badGrouping(offset: 1)),
      Refused("-0,500", "1,234.56", 0, .badGrouping(offset: 2)),
      Refused("0.500", "1.234,56", 6, .badGrouping(offset: 1)),
      Refused("001,234", "1,234.56", 6, .badGrouping(offset: 3)),
      Refused("0 500", "1 234,56", 0, .badGrouping(offset: 1)),
      Refused("< 10%", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("12,5%", "1234,56", 6, .unexpectedByte(offset: 4)),
      Refused("５", "1234.56", 0, .unexpectedByte(offset: 0)),
      Refused("１，２３", "１，２３４．５６", 0, .badGrouping(offset: 4)),
      Refused("￥５", "１，２３４．５６", 0, .unexpectedByte(offset: 0)),
      Refused("1２", "1234.56", 6, .unexpectedByte(offset: 1)),
      Refused("١٬٢٣٤", "1,234.56", 6, .unexpectedByte(offset: 0)),
      Refused("१२", "1234.56", 0, .unexpectedByte(offset: 0)),
      Refused("½", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("²", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("1E5", "1234.56", 6, .unexpectedByte(offset: 1)),
      Refused("1.5e-3", "1234.56", 6, .unexpectedByte(offset: 3)),
      Refused("0x1F", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("1_000", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("--5", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("-", "1234.56", 0, .unexpectedByte(offset: 1)),
      Refused("—", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("inf", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("n/a", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("#DIV/0!", "1234.56", 6, .unexpectedByte(offset: 0)),
      Refused("5.00 CR", "1234.56", 6, .unexpectedByte(offset: 4)),
      Refused("1.00 2.00", "1234.56", 6, .unexpectedByte(offset: 4)),
      Refused("'5", "1'234.56", 6, .unexpectedByte(offset: 0)),
      // 2^63 millionths, one more than fits.
      Refused("9223372036854.775808", "1234.56", 6, .overflow),
      Refused("9,223,372,036,854.775808", "1,234.56", 6, .overflow),
      Refused("-9223372036854775808", "1234.56", 0, .overflow),
      Refused("123456789012345678901234567890", "1234.56", 0, .overflow),
      Refused("10000000000000", "1234.56", 6, .overflow), Refused("9223372036855", "1234.56", 6, .overflow),
      Refused("$5 EUR", "1234.56", 6, .unexpectedByte(offset: 2)),
    ])
  func refuses(_ c: Refused) throws {
    let parser = NumberParser(style: try #require(NumberStyle(sample: c.sample)))
    let bytes = Array(c.text.utf8)
    #expect(throws: c.error) { try parser.parse(bytes.span, 0, bytes.count, scale: c.scale) }
  }

  struct Stated: Sendable, CustomTestStringConvertible {
    var text: String, sample: String, units: Int64, currency: StatedCurrency?
    var testDescription: String { "'\(text)' states \(currency.map { "\($0)" } ?? "nothing")" }
  }

  private static func code(_ text: String) -> StatedCurrency? { Currency(text).map { .code($0) } }

  @Test(
    "a currency in the text is taken off and told",
    arguments: [
      Stated(text: "12.50", sample: "1,234.56", units: 12_500_000, currency: nil),
      Stated(text: "EUR 1,234.50", sample: "1,234.56", units: 1_234_500_000, currency: code("EUR")),
      Stated(text: "1,234.50EUR", sample: "1,234.56", units: 1_234_500_000, currency: code("EUR")),
      Stated(text: "1 234,50 ₽", sample: "1 234,56", units: 1_234_500_000, currency: .sign(.rouble)),
      Stated(text: "-$5.00", sample: "1,234.56", units: -5_000_000, currency: .sign(.dollar)),
      Stated(text: "$ -5.00", sample: "1,234.56", units: -5_000_000, currency: .sign(.dollar)),
      Stated(text: "US$5", sample: "1,234.56", units: 5_000_000, currency: .sign(.usDollar)),
      Stated(text: "$1,234.56 USD", sample: "1,234.56", units: 1_234_560_000, currency: code("USD")),
      Stated(text: "Rs. 100", sample: "1,234.56", units: 100_000_000, currency: .sign(.rupeesDotted)),
      Stated(text: "12,00\u{A0}€", sample: "1.234,56", units: 12_000_000, currency: .sign(.euro)),
      Stated(text: "12,00 zł", sample: "1.234,56", units: 12_000_000, currency: .sign(.zloty)),
      Stated(text: "US$9.72", sample: "1,234.56", units: 9_720_000, currency: .sign(.usDollar)),
      Stated(text: "Rs.201.68", sample: "1,234.56", units: 201_680_000, currency: .sign(.rupeesDotted)),
      Stated(text: "￥88.5", sample: "1,234.56", units: 88_500_000, currency: .sign(.wideYen)),
      Stated(text: "88元", sample: "1,234.56", units: 88_000_000, currency: .sign(.yuanWord)),
      Stated(text: "1 500,5 руб.", sample: "1 234,56", units: 1_500_500_000, currency: .sign(.rubles)),
      Stated(text: "1 500,5 руб", sample: "1 234,56", units: 1_500_500_000, currency: .sign(.rublesShort)),
      Stated(text: "12,5 грн.", sample: "1 234,56", units: 12_500_000, currency: .sign(.hryvnias)),
      Stated(text: "12,5 Kč", sample: "1 234,56", units: 12_500_000, currency: .sign(.koruna)),
      Stated(text: "kr 12,50", sample: "1.234,56", units: 12_500_000, currency: .sign(.kroner)),
      Stated(text: "S$5", sample: "1,234.56", units: 5_000_000, currency: .sign(.singaporeDollar)),
      Stated(text: "CA$5.10", sample: "1,234.56", units: 5_100_000, currency: .sign(.canadianDollarLong)),
      Stated(text: "5.10 HK$", sample: "1,234.56", units: 5_100_000, currency: .sign(.hongKongDollar)),
      Stated(text: "￥１２．５", sample: "１，２３４．５６", units: 12_500_000, currency: .sign(.wideYen)),
      Stated(text: "¥1,000", sample: "1,234.56", units: 1_000_000_000, currency: .sign(.yen)),
    ])
  func stated(_ c: Stated) throws {
    let parser = NumberParser(style: try #require(NumberStyle(sample: c.sample)))
    let bytes = Array(c.text.utf8)
    var currency: StatedCurrency?
    #expect(try parser.parse(bytes.span, 0, bytes.count, scale: 6, currency: &currency) == c.units)
    #expect(currency == c.currency)
  }

  @Test("two texts agree where amounts can be in one currency with both")
  func agree() throws {
    let cad = StatedCurrency.code(try #require(Currency("CAD")))
    let pairs: [(StatedCurrency, StatedCurrency, Bool)] = [
      (cad, cad, true), (cad, .sign(.dollar), true), (cad, .sign(.euro), false),
      (cad, .sign(.usDollar), false),
      (.sign(.dollar), .sign(.usDollar), true), (.sign(.dollar), .sign(.yen), false),
      (.sign(.yen), .sign(.yuanWord), true), (.sign(.pound), .sign(.dollar), false),
      (.sign(.rubles), .sign(.rouble), true), (.sign(.kroner), .sign(.koruna), false),
    ]
    for (one, other, agrees) in pairs {
      #expect(one.agrees(with: other) == agrees, "\(one) \(other)")
      #expect(other.agrees(with: one) == agrees, "\(other) \(one)")
    }
    #expect(StatedCurrency.sign(.dollar).currency == nil)
    #expect(StatedCurrency.sign(.hryvniasShort).currency?.description == "UAH")
  }

  @Test("a sign contradicts the currencies it is not written for, and decides none")
  func allows() throws {
    let dollar = StatedCurrency.sign(.dollar)
    #expect(dollar.allows(try #require(Currency("CAD"))))
    #expect(!dollar.allows(try #require(Currency("EUR"))))
    #expect(StatedCurrency.sign(.yen).allows(try #require(Currency("CNY"))))
    #expect(!StatedCurrency.code(try #require(Currency("USD"))).allows(try #require(Currency("CAD"))))
    for sign in CurrencySign.allCases {
      for code in sign.codes.split(separator: " ") {
        #expect(CurrencyCodes.contains(try #require(Currency(String(code)))), "\(sign): \(code)")
      }
    }
  }

  @Test(
    "a hint names the notation that would read the text, when there is one",
    arguments: [
      ("1.234,50", "1,234.56", "1.234,56"), ("1 234,50", "1,234.56", "1 234,56"),
      ("1,234.50", "1.234,56", "1,234.56"),
      ("abc", "1,234.56", nil), ("12.5", "1,234.56", nil), ("12,5", "1,234.56", "1.234,56"),
    ] as [(String, String, String?)])
  func hint(text: String, declared: String, suggested: String?) throws {
    let parser = NumberParser(style: try #require(NumberStyle(sample: declared)))
    #expect(parser.otherNotation(reading: Array(text.utf8)) == suggested)
  }

  @Test("the hint for a decimal comma says what to set")
  func hintText() {
    #expect(
      RejectReason.notANumber.hint(expected: .money, notation: "1.234,56")
        == "this file uses a decimal comma; set `numbers: \"1.234,56\"` for this input")
  }
}
