import Testing

@testable import Normalize

@Suite("Spellings of names") struct SpellingsTests {
  /// Texts in the order in which they are met, and what those are shown as that are not shown themselves.
  static let names: [([String], [String: String])] = [
    (["Brand", "Sale"], [:]),
    (["brand", "Brand"], ["brand": "Brand"]),
    (["Brand", "brand"], ["brand": "Brand"]),
    (["brand", "BRAND", "Brand", "brand"], ["brand": "BRAND", "Brand": "BRAND"]),
    (["Brand", "BRAND", "brand"], ["brand": "BRAND", "Brand": "BRAND"]),
    (["ёлка", "ЁЛКА", "Ёлка"], ["ёлка": "ЁЛКА", "Ёлка": "ЁЛКА"]),
    (["ß", "ss", "é", "e"], [:]),
    (["", "A", "a", ""], ["a": "A"]),
    // Ids in place of names: Salesforce's have a case.
    (["701D0000000fAbC", "701D0000000faBC"], [:]),
    (["701D0000000f AbC", "701D0000000f aBC"], ["701D0000000f aBC": "701D0000000f AbC"]),
    (["2026Spring", "2026spring"], ["2026spring": "2026Spring"]),
    (["Spring2026Sale", "spring2026sale"], ["spring2026sale": "Spring2026Sale"]),
  ]

  @Test(
    "names that differ in case alone are shown in the spelling whose bytes come first",
    arguments: names.indices)
  func shown(index: Int) {
    let (texts, expected) = Self.names[index]
    for order in [texts, texts.reversed()] {
      var spellings = Spellings()
      for text in order { spellings.add(Array(text.utf8)) }
      let shown = spellings.shown.map {
        (String(decoding: $0, as: UTF8.self), String(decoding: $1, as: UTF8.self))
      }
      #expect(Dictionary(uniqueKeysWithValues: shown) == expected, "\(order)")
    }
  }
}
