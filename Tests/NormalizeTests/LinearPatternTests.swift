import Testing

@testable import Normalize

@Suite("Patterns") struct LinearPatternTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var pattern: String, matching: [String]
    init(_ pattern: String, _ matching: [String]) { (self.pattern, self.matching) = (pattern, matching) }
    var testDescription: String { pattern }
  }

  static let texts = [
    "", "a", "b", "ab", "abc", "ac", "c", "aab", "xxx", "xxxx", "shop", "eshop", "workshop", "a.b", "axb",
    "]a", "-a", "abcd",
    "cpc", "ppc", "ppcx", "CPC", "Paid Social", "unpaid", "shopping", "workshopping", "preshop", "my-shop",
    "e shop", "a b", "é",
    "bc", "aaaaab", "ba", "retargeting",
  ]

  // Worked out with Python: re.fullmatch(pattern, text.lower()) over `texts`.
  @Test(
    "a pattern matches the whole text, as Python's fullmatch does",
    arguments: [
      Case("^(.*cp.*|ppc|retargeting|paid.*)$", ["cpc", "ppc", "CPC", "Paid Social", "retargeting"]),
      Case(
        "^(.*(([^a-df-z]|^)shop|shopping).*)$",
        ["shop", "eshop", "shopping", "workshopping", "preshop", "my-shop", "e shop"]),
      Case("a*", ["", "a"]), Case("(a|b)*c", ["abc", "ac", "c", "bc"]),
      Case("a+b?", ["a", "ab", "aab", "aaaaab"]),
      Case("x?x?x?xxx", ["xxx", "xxxx"]),
      Case("[a-c]+", ["a", "b", "ab", "abc", "ac", "c", "aab", "bc", "aaaaab", "ba"]),
      Case("[A-C]+", ["a", "b", "ab", "abc", "ac", "c", "aab", "bc", "aaaaab", "ba"]),
      Case(
        "[^b]*",
        [
          "", "a", "ac", "c", "xxx", "xxxx", "shop", "eshop", "workshop", "]a", "-a", "cpc", "ppc", "ppcx",
          "CPC", "Paid Social",
          "unpaid", "shopping", "workshopping", "preshop", "my-shop", "e shop", "é", "retargeting",
        ]),
      Case("(ab|a)(bc|c)?", ["a", "ab", "abc", "ac"]), Case("a|b|", ["", "a", "b"]), Case("", [""]),
      Case("()", [""]),
      Case("^a|b$", ["a", "b"]), Case(".", ["a", "b", "c", "é"]),
      Case("..", ["ab", "ac", "]a", "-a", "bc", "ba"]),
      Case("a\\.b", ["a.b"]), Case("(a*)*b", ["b", "ab", "aab", "aaaaab"]), Case("[]a]+", ["a", "]a"]),
      Case("[a-]+", ["a", "-a"]), Case("[a\\-\\]]+", ["a", "]a", "-a"]),
      Case("((a|ab)(c|bcd))", ["abc", "ac", "abcd"]),
      Case("a(^b|c)", ["ac"]), Case("(a$|b)c?", ["a", "b", "bc"]), Case("PPC", ["ppc"]),
    ])
  func matches(_ c: Case) throws {
    let pattern = try LinearPattern(c.pattern)
    #expect(Self.texts.filter { pattern.matches(Array($0.utf8)) } == c.matching)
  }

  @Test("characters beyond ASCII are whole characters, not bytes")
  func unicode() throws {
    #expect(try LinearPattern(".*поиск.*").matches(Array("бренд поиск мск".utf8)))
    #expect(try LinearPattern("[Пп]оиск").matches(Array("Поиск".utf8)))
    #expect(try !LinearPattern("[Пп]оиск").matches(Array("Рпоиск".utf8)))
    #expect(try LinearPattern("é*").matches(Array("ééé".utf8)))
    #expect(try LinearPattern("[^x]").matches(Array("广".utf8)))
    #expect(try LinearPattern("[а-я]+").matches(Array("реклама".utf8)))
  }

  @Test(
    "a pattern that is none is refused with its place",
    arguments: [
      ("*a", .unexpected("*", column: 1)), ("a|+", .unexpected("+", column: 3)), ("(a", .unclosed(column: 1)),
      ("a)", .unexpected(")", column: 2)), ("[ab", .unclosed(column: 1)),
      ("[z-a]", .unexpected("-", column: 3)),
      ("a\\", .unclosed(column: 2)), ("\\d+", .unexpected("d", column: 2)),
      ("a{2}", .unexpected("{", column: 2)),
      ("(?:a)", .unexpected("?", column: 2)), ("é\\w", .unexpected("w", column: 3)),
      ("a]", .unexpected("]", column: 2)),
      (String(repeating: "a", count: 1001), .tooLong),
      (String(repeating: "(", count: 40), .tooDeep(column: 32)),
    ] as [(String, LinearPattern.Failure)])
  func refuses(pattern: String, failure: LinearPattern.Failure) {
    #expect(throws: failure) { try LinearPattern(pattern) }
  }

  @Test(
    "no pattern is slow: steps stay below program times text",
    arguments: ["(a*)*b", "(a|a)*(a|a)*(a|aa)*c", "(.*)(.*)(.*)(.*)x"])
  func linear(pattern: String) throws {
    let pattern = try LinearPattern(pattern)
    let text = Array(repeating: UInt8(ascii: "a"), count: 20_000)
    let (matches, steps) = pattern.matchCountingSteps(text)
    #expect(!matches)
    #expect(steps <= pattern.programLength * (text.count + 1))
  }

  @Test("a long nest of repetitions compiles to a program of the pattern's size")
  func size() throws {
    let nested = String(repeating: "(", count: 30) + "a" + String(repeating: "+)", count: 30)
    #expect(try LinearPattern(nested).programLength <= 2 * nested.count + 1)
    #expect(try LinearPattern(nested).matches(Array("aaa".utf8)))
  }
}
