import Testing

@testable import Columns

@Suite("White space in names") struct WhiteSpaceTests {
  @Test(
    "what looks like one space is one, and none stands at the ends",
    arguments: [
      ("Acme GmbH", "Acme GmbH"), ("Acme  GmbH", "Acme GmbH"), ("Acme\u{A0}GmbH", "Acme GmbH"),
      ("Acme \u{202F}\tGmbH", "Acme GmbH"), ("\u{3000}北京\u{3000}公司 ", "北京 公司"), (" Acme", "Acme"),
      ("Acme\r\nGmbH", "Acme GmbH"), ("Ärzte", "Ärzte"), ("AcmeGmbH", "AcmeGmbH"), ("", ""), ("  ", ""),
      // No white space: a soft hyphen, and what joins letters.
      ("Ac\u{AD}me", "Ac\u{AD}me"), ("a\u{200D}b", "a\u{200D}b"),
    ])
  func folded(text: String, expected: String) {
    #expect(WhiteSpace.folded(Array(text.utf8)) == Array(expected.utf8))
    if text != expected { #expect(WhiteSpace.isToFold(Array(text.utf8))) }
  }

  @Test("what is no UTF-8 stays as it is")
  func broken() {
    #expect(WhiteSpace.folded([0x20, 0xFF, 0x20, 0x20]) == [0x20, 0xFF, 0x20, 0x20])
  }
}
