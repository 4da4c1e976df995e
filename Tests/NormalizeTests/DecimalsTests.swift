import Testing

@testable import Normalize

@Suite("Decimals that may be thousands") struct DecimalsTests {
  @Test(
    "only three digits behind a mark, and one to three without a leading zero before it, may be thousands",
    arguments: [
      ("1.250", Decimals.three), ("12.500", .three), ("125.000", .three), ("-1.250", .three),
      ("1.250 €", .three), ("€1.250", .three), ("EUR 1.250", .three), (" 1.250 ", .three),
      ("1.25", .other), ("1.2505", .other), ("0.125", .other), ("012.500", .other), ("1250.125", .other),
      ("1,234.567", .other), ("1 234.567", .other), (".5", .other), ("1.5 EUR", .other),
      ("300", .none), ("1,250", .none), ("1.250,00", .none), ("Kr.500", .none), ("", .none), ("--", .none),
      (".", .none), ("1.", .none),
    ])
  func looks(_ text: String, _ expected: Decimals) {
    let bytes = Array("x\(text)9".utf8)
    #expect(Decimals.look(bytes.span, 1, text.utf8.count, mark: UInt8(ascii: ".")) == expected)
  }

  @Test("the mark is that of the notation")
  func comma() {
    let bytes = Array("1,250".utf8)
    #expect(Decimals.look(bytes.span, 0, 5, mark: UInt8(ascii: ",")) == .three)
  }
}
