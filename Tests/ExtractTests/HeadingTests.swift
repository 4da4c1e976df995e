import EventSchema
import Extract
import Testing

@Suite("Column headings") struct HeadingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String, key: String, currency: String?
    /// As it stands there, where that says less than a currency.
    var stated: String?
    var testDescription: String { text.debugDescription }
  }

  @Test(
    "headings compare without case, spaces and the currency behind them",
    arguments: [
      Case(text: "Day", key: "day", currency: nil),
      Case(text: "  Conv.\t value ", key: "conv. value", currency: nil),
      Case(text: "Cost (AUD)", key: "cost", currency: "AUD"),
      Case(text: "Amount spent  (eur) ", key: "amount spent", currency: "EUR"),
      Case(text: "(AUD)", key: "(aud)", currency: nil),
      Case(text: "Cost(AUD)", key: "cost(aud)", currency: nil),
      Case(text: "Cost (A1D)", key: "cost (a1d)", currency: nil),
      Case(text: "Cost (EURO)", key: "cost (euro)", currency: nil),
      Case(text: "a (b) (USD)", key: "a (b)", currency: "USD"),
      Case(text: "", key: "", currency: nil),
      Case(text: " \r\n", key: "", currency: nil),
      Case(text: "Расходы (RUB)", key: "расходы", currency: "RUB"),
      Case(text: "Clicks (all)", key: "clicks (all)", currency: nil),
      Case(text: "Conversions (new)", key: "conversions (new)", currency: nil),
      Case(text: "Расход, ₽", key: "расход", currency: "RUB"),
      Case(text: "Расход (руб.)", key: "расход", currency: nil),
      Case(text: "Бюджет ₽", key: "бюджет", currency: "RUB"),
      Case(text: "14 Day Total Sales (₹)", key: "14 day total sales", currency: "INR"),
      Case(text: "Budget $", key: "budget", currency: nil),
      Case(text: "Cost (US$)", key: "cost", currency: "USD"),
      // What may be of several countries decides nothing; what can't does.
      Case(text: "Cost (£)", key: "cost", currency: nil, stated: "£"),
      Case(text: "Cost (€)", key: "cost", currency: "EUR"),
      Case(text: "Расход (руб)", key: "расход", currency: nil, stated: "руб"),
      Case(text: "Витрати (грн)", key: "витрати", currency: "UAH"),
      Case(text: "Витрати, грн.", key: "витрати", currency: "UAH"),
      Case(text: "Cena (Kč)", key: "cena", currency: "CZK"),
      Case(text: "Koszt (zł)", key: "koszt", currency: "PLN"),
      Case(text: "Kostnad (kr)", key: "kostnad", currency: nil, stated: "kr"),
      Case(text: "费用（¥）", key: "费用", currency: nil, stated: "¥"),
      // Of two, the one that says which it is.
      Case(text: "Cost (USD) ($)", key: "cost", currency: "USD"),
      Case(text: "花费（CNY）", key: "花费", currency: "CNY"),
      Case(text: "花费 (CNY)", key: "花费", currency: "CNY"),
      Case(text: "客户名称（必填）", key: "客户名称", currency: nil),
      Case(text: "商机金额（元）(必填)", key: "商机金额", currency: nil),
      Case(text: "点击量（全部）", key: "点击量(全部)", currency: nil),
      Case(text: "点击量 (全部)", key: "点击量(全部)", currency: nil),
      Case(text: "Cost（AUD）", key: "cost", currency: "AUD"),
      Case(text: "Video pub\u{AD}lish time", key: "video publish time", currency: nil),
      Case(text: "\u{FEFF}Day\u{A0}of  week", key: "day of week", currency: nil),
      Case(text: "Total Recipients:", key: "total recipients", currency: nil),
      Case(text: "₽", key: "₽", currency: nil),
      Case(text: ":", key: "", currency: nil),
    ])
  func key(_ c: Case) {
    // A zero-width space is dropped, and takes the text the slow way.
    for text in [c.text, c.text + "\u{200B}"] {
      let heading = Heading(text)
      #expect(heading.key == c.key)
      #expect(heading.currency?.description == c.currency)
      if c.currency != nil { #expect(heading.stated?.description == c.currency) }
      if c.stated != nil { #expect(heading.stated?.description == c.stated) }
    }
  }
}
