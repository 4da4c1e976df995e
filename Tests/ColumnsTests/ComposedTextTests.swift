import Foundation
import Testing
import TestSupport

@testable import Columns

/// Held against Foundation's normal forms.
@Suite("Composed texts") struct ComposedTextTests {
  private static func foundation(_ text: String) -> [UInt8] {
    Array(text.precomposedStringWithCanonicalMapping.utf8)
  }

  private static func isSure(_ text: [UInt8]) -> Bool { ComposedText.isSurelyComposed(text.span) }

  @Test(
    "texts that Unicode calls the same become the same bytes",
    arguments: [
      ("e\u{301}", "é"), ("A\u{30A}", "Å"), ("\u{212B}", "Å"), ("а\u{306}", "ӑ"), ("И\u{306}", "Й"),
      ("か\u{3099}", "が"), ("\u{1112}\u{1161}\u{11AB}", "한"), ("a\u{307}\u{323}", "ạ\u{307}"),
      ("\u{2126}", "Ω"), ("\u{F900}", "豈"), ("\u{37E}", ";"), ("plain", "plain"), ("", ""),
    ])
  func same(text: String, composed: String) {
    #expect(ComposedText.of(text) == Array(composed.utf8))
    #expect(ComposedText.of(composed) == Array(composed.utf8))
  }

  @Test("what is no UTF-8 stays as it is, also where it ends within a letter")
  func broken() {
    for text: [UInt8] in [
      [0x65, 0xCC], [0xE3, 0x82], [0xF0, 0x9F, 0x98], [0xFF], [0x65, 0xCC, 0x81, 0xC3],
    ] {
      #expect(ComposedText.of(text) == text)
      #expect(!Self.isSure(text))
    }
  }

  @Test("a letter that needs no look has no other form and melts with nothing before it")
  func letters() {
    for value in 0..<0x11_0000 as Range<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = Array(String(scalar).utf8)
      guard Self.isSure(text) else { continue }
      #expect(scalar.properties.canonicalCombiningClass == .notReordered, "U+\(String(value, radix: 16))")
      #expect(Self.foundation(String(scalar)) == text, "U+\(String(value, radix: 16))")
    }
    // What melts with a letter before it is a mark, or a part of a Korean syllable.
    for part in [0x1161, 0x1175, 0x11A8, 0x11C2, 0x301, 0x3099, 0x93C, 0x9BE] as [UInt32] {
      let text = Unicode.Scalar(part).map { Array(String($0).utf8) } ?? []
      #expect(!Self.isSure(text))
    }
  }

  @Test(
    "names of everyday need no look",
    arguments: ["Été — Spring", "Рассылка Й", "品牌词", "ブランド、広告", "브랜드", "ΩΣ", "Tiếng Việt", "😀 €5", "Ｓａｌｅ"])
  func everyday(text: String) {
    #expect(Self.isSure(Self.foundation(text)))
  }

  @Test("texts of any letters and marks become what Foundation makes of them", arguments: 0..<20)
  func random(seed: Int) {
    var random = SeededRandom(seed)
    let letters =
      Array("eEaAiIoоиИкか한漢αΩ-_ 1".unicodeScalars) + "\u{1112}\u{1161}\u{11AB}\u{1E9B}".unicodeScalars
    let marks = Array("\u{301}\u{307}\u{323}\u{306}\u{308}\u{3099}\u{345}\u{331}".unicodeScalars)
    for _ in 0..<500 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        text.append(letters.randomElement(using: &random) ?? "e")
        for _ in 0..<Int.random(in: 0...2, using: &random) {
          text.append(marks.randomElement(using: &random) ?? "e")
        }
      }
      #expect(ComposedText.of(String(text)) == Self.foundation(String(text)), "\(text.map(\.value))")
    }
  }
}
