import Testing

@testable import Normalize

@Suite("Case folding") struct CaseFoldingTests {
  @Test(
    "words are one text whatever their case, in each script",
    arguments: [
      ("РАССЫЛКА", "рассылка"), ("Ёлка", "ёлка"), ("ҐАНОК", "ґанок"), ("ΔΙΑΦΉΜΙΣΗ", "διαφήμιση"),
      ("ΟΔΟΣ", "οδοσ"),
      ("οδος", "οδοσ"), ("ÉTÉ", "été"), ("ŽLUŤOUČKÝ", "žluťoučký"), ("ÑANDÚ", "ñandú"), ("ŸPRES", "ÿpres"),
      ("E\u{301}TE\u{301}", "été"), ("И\u{306}ОД", "йод"), ("I\u{307}", "İ"), ("H\u{331}", "\u{1E96}"),
      ("GROẞ", "groß"), ("TIẾNG VIỆT", "tiếng việt"), ("ՀԱՅ", "հայ"), ("Brand", "brand"),
    ])
  func words(word: String, folded: String) {
    #expect(CaseFolding.fold(Array(word.utf8)) == Array(folded.utf8))
  }

  @Test(
    "what is not a letter with a case stays, and so does what is not UTF-8",
    arguments: ["品牌 — Ⅷ ™ №", "ı", "İ", "ſ", "×÷", "٣", "😀", ""])
  func others(text: String) {
    #expect(CaseFolding.fold(Array(text.utf8)) == Array(text.utf8))
    #expect(CaseFolding.fold([0x41, 0xD0]) == [0x61, 0xD0])
  }

  @Test(
    "every letter of the tables becomes what Unicode says is its small letter, and folding twice is folding once"
  )
  func unicode() {
    for value in Array(0..<0x590 as Range<UInt32>) + Array(0x1E00..<0x2000) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let folded = CaseFolding.fold(value)
      #expect(CaseFolding.fold(folded) == folded)
      let small = Array(scalar.properties.lowercaseMapping.unicodeScalars)
      // Where the two differ: final sigma, symbols that fold to letters, and letters that become several or longer.
      guard folded != value, scalar.properties.changesWhenLowercased, small.count == 1 else { continue }
      #expect(folded == small[0].value, "U+\(String(value, radix: 16))")
    }
  }

  @Test(
    "patterns fold their letters and their sets",
    arguments: [
      ("рас[А-Я]+ка", "РАССЫЛКА", true), ("[^а-я]+", "РАССЫЛКА", false), ("[ÀÉ].*", "été", true),
      ("STRAẞE", "straße", true), ("e\u{301}te\u{301}", "ÉTÉ", true),
      ("[a-c]", "B", true), ("[A-C]", "b", true), ("[^A-C]", "b", false),
    ])
  func patterns(pattern: String, text: String, matches: Bool) throws {
    #expect(try LinearPattern(pattern).matches(Array(text.utf8)) == matches)
  }

  @Test(
    "`*` and `?` stand for characters, all other signs for themselves",
    arguments: [
      ("brand*de", "Brand | DE", true), ("brand*de", "brand den", false), ("лето-202?", "ЛЕТО-2026", true),
      ("a?c", "ac", false),
      ("50% (a+b)[x]", "50% (A+B)[X]", true), ("?", "é", true), ("*", "", true), ("a*b*c", "abc", true),
    ])
  func globs(pattern: String, text: String, matches: Bool) throws {
    #expect(try LinearPattern(glob: pattern).matches(Array(text.utf8)) == matches)
    #expect(try ChannelTest.glob(pattern).holds(CaseFolding.fold(Array(text.utf8))) == matches)
  }
}
