import EventSchema
import Extract
import Testing

@Suite("Column headings") struct HeadingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String, key: String, currency: String?
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
    ])
  func key(_ c: Case) {
    // A zero-width space is dropped, and takes the text the slow way.
    for text in [c.text, c.text + "\u{200B}"] {
      let heading = Heading(text)
      #expect(heading.key == c.key)
      #expect(heading.currency?.description == c.currency)
    }
  }
}
