import Declarations
import EventSchema
import Normalize
import Testing

@Suite("Campaign names") struct CampaignNamesTests {
  private func names(_ patterns: [String], _ values: [String: [String]] = [:]) throws -> CampaignNames {
    var naming = CampaignNaming()
    for text in patterns { naming.patterns.append(try NamePattern(text)) }
    for (part, texts) in values { naming.values[Dimension(own: part)] = texts }
    return try #require(CampaignNames(naming))
  }

  private func parts(_ name: String, _ names: CampaignNames) -> [String]? {
    names.parts(of: Array(name.utf8))?.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "a name is taken apart at its separators, or fits not at all",
    arguments: [
      ("<a>_<b>_<c>", "x_y_z", ["x", "y", "z"]),
      ("<a>_<b>_<c>", "x_y", nil),
      ("<a>_<b>_<c>", "x_y_z_w", nil),
      ("<a>_<b>_<c>", "x__z", nil),
      ("<a>_<b>_<c>", "_y_z", nil),
      ("<a>_<b>", "", nil),
      // Optional pieces, the longest reading first.
      ("<a>[_<b>]_<c>", "x_y_z", ["x", "y", "z"]),
      ("<a>[_<b>]_<c>", "x_z", ["x", "", "z"]),
      ("[<a>: ]<b>", "x: y", ["x", "y"]),
      ("[<a>: ]<b>", "y", ["", "y"]),
      ("<a>[_test]", "x_TEST", ["x"]),
      ("<a>[_test]", "x", ["x"]),
      // Spaces around parts, separators of several kinds, case of the texts between.
      ("<a>|<b>", " x | y ", ["x", "y"]),
      ("<a>-<b>_<c>", "x-y_z", ["x", "y", "z"]),
      ("<a>-<b>_<c>", "x_y-z", nil),
      ("Sale <a> to <b>", "SALE x TO y", ["x", "y"]),
      // A free part holds what is left over.
      ("<a>_<rest*>", "x_y_z", ["x", "y_z"]),
      ("<rest*>_<a>", "x_y_z", ["x_y", "z"]),
      ("<a>_<rest*>_<b>", "x_y_z_w", ["x", "y_z", "w"]),
      ("<rest*>", "x_y", ["x_y"]),
      // Signs that stand for themselves; letters of other scripts.
      (#"\[<a>\] <b>"#, "[DE] y", ["DE", "y"]),
      (#"<a>\\<b>"#, #"x\y"#, ["x", "y"]),
      ("<a>_<b>", "лето_распродажа", ["лето", "распродажа"]),
      ("<a>：<b>", "春季：促销", ["春季", "促销"]),
    ] as [(String, String, [String]?)])
  func apart(pattern: String, name: String, expected: [String]?) throws {
    #expect(parts(name, try names([pattern])) == expected)
  }

  @Test("values restrict a part, and give the spelling that counts")
  func values() throws {
    let names = try names(["<country>_<goal>"], ["country": ["de", "fr"]])
    #expect(parts("DE_Sale", names) == ["de", "Sale"])
    #expect(parts("us_sale", names) == nil)
  }

  @Test("values decide between readings of one pattern, and between patterns")
  func decide() throws {
    let names = try names(
      ["<country>[_<audience>]_<goal>", "Brand - <goal>"], ["audience": ["new"], "country": ["de"]])
    #expect(parts("de_new_sale", names) == ["de", "new", "sale"])
    #expect(parts("de_old_sale", names) == nil)
    #expect(parts("brand - sale", names) == ["", "", "sale"])
  }

  @Test("the first pattern that fits decides")
  func order() throws {
    #expect(parts("x_y", try names(["<a>_<b>", "<c*>"])) == ["x", "y", ""])
    #expect(parts("x_y", try names(["<c*>", "<a>_<b>"])) == ["x_y", "", ""])
  }

  @Test("names longer than any real one fit nothing, at once")
  func long() throws {
    let names = try names(["<a>_<rest*>_<b>"])
    #expect(parts("x_" + String(repeating: "y_", count: 500) + "z", names)?.first == "x")
    #expect(parts("x_" + String(repeating: "y_", count: 512) + "z", names) == nil)
    #expect(parts(String(repeating: "_", count: 10_000_000), names) == nil)
  }

  @Test(
    "what is no pattern says why",
    arguments: [
      ("a_b", .noPart), ("<a", .unclosed("<")), ("<a>]", .unopened("]")), ("a>", .unopened(">")),
      ("<a>[_<b>", .unclosed("[")), ("<a>[_[<b>]]", .nested), ("<a><b>", .adjacent("a", "b")),
      ("<a>[_]<b>", .adjacent("a", "b")), ("<a>_<a>", .repeated("a")), ("<A>", .badName("A")),
      ("<>", .badName("")), ("<1st>", .badName("1st")), ("<a*>_<b*>", .severalFree),
      ("<a>[1][2][3][4][5][6]", .tooManyOptional),
    ] as [(String, NamePattern.Failure)])
  func refused(text: String, failure: NamePattern.Failure) {
    do throws(NamePattern.Failure) {
      _ = try NamePattern(text)
      Issue.record("'\(text)' is taken for a pattern")
    } catch {
      #expect(error == failure)
    }
  }
}
