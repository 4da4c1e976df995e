import Declarations
import EventSchema
import Testing

@Suite("What a text that can't be read may stand for") struct MeantTests {
  @Test(
    "dates are written in letters of other programs",
    arguments: [
      ("DD/MM/YYYY", "dd/MM/yyyy"), ("d/m/y", "d/M/yyyy"), ("dd.mm.yyyy", "dd.MM.yyyy"),
      ("%d.%m.%Y", "dd.MM.yyyy"), ("TT.MM.JJJJ", "dd.MM.yyyy"),
      ("YYYY-MM-DD HH:MM:SS", "yyyy-MM-dd HH:mm:ss"),
      ("%Y-%m-%dT%H:%M:%S", "yyyy-MM-ddTHH:mm:ss"), ("yyyy-MM-dd", nil), ("MM/YYYY", nil), ("today", nil),
      ("", nil),
    ] as [(String, String?)])
  func dates(_ text: String, _ pattern: String?) {
    #expect(DatePattern.meant(text) == pattern)
  }

  @Test(
    "money is written with signs, and without a space",
    arguments: [
      ("€10000", "10000 EUR"), ("10000€", "10000 EUR"), ("10000EUR", "10000 EUR"), ("EUR 10.5", "10.5 EUR"),
      ("10.000 EUR", "10000 EUR"), ("-1.500 USD", "-1500 USD"), ("10.000", "10000"), ("-5 euro", "-5 EUR"),
      ("¥100", nil), ("10,000 EUR", nil), ("$5 EUR", nil), ("", nil), ("much", nil),
    ] as [(String, String?)])
  func money(_ text: String, _ amount: String?) {
    #expect(StatedAmount.meant(text) == amount)
  }

  @Test(
    "three digits behind the point of a target may be thousands, unless it can't be or the currency has thousandths",
    arguments: [
      ("10.000 EUR", true), ("1.250 USD", true), ("1.000", true), ("10.00 EUR", false), ("0.125 EUR", false),
      ("1000.000 EUR", false), ("1.250 KWD", false), ("1.250", false), ("2.5", false), ("12.500%", false),
    ] as [(String, Bool)])
  func thousands(_ text: String, _ isRefused: Bool) {
    #expect((StatedAmount(text) == nil) == isRefused)
  }

  @Test(
    "currencies have names and signs",
    arguments: [
      ("EURO", "EUR"), ("€", "EUR"), ("rmb", "CNY"), ("руб", "RUB"), ("¥", nil), ("EUR", nil), ("kr", nil),
    ] as [(String, String?)])
  func currencies(_ text: String, _ code: String?) {
    #expect(CurrencyCodes.meant(text) == code)
  }
}
