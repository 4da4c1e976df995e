import Declarations
import EventSchema
import Testing

@testable import Normalize

@Suite("Campaign parameters") struct UTMParametersTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var text: String, expected: String
    init(_ text: String, _ expected: String) { (self.text, self.expected) = (text, expected) }
    var testDescription: String { text.isEmpty ? "nothing" : text }
  }

  @Test(
    "parameters are found wherever tools put them",
    arguments: [
      Case("", "-|-|-|-|-|-"), Case("https://example.com/", "-|-|-|-|-|-"),
      Case(
        "https://example.com/p?utm_source=google&utm_medium=cpc&utm_campaign=Summer%20Sale&utm_term=red+shoes&utm_content=a&utm_id=42",
        "google|cpc|Summer Sale|red shoes|a|42"),
      Case("/p?a=b&UTM_Source=Google", "Google|-|-|-|-|-"),
      Case("/p?utm_source=a&utm_source=b", "a|-|-|-|-|-"),
      Case("/p?utm_source=&utm_source=b", "b|-|-|-|-|-"), Case("/p#utm_source=a&utm_medium=b", "a|b|-|-|-|-"),
      Case("/p?x=1#!/route?utm_source=a", "a|-|-|-|-|-"), Case("utm_source=a&utm_medium=b", "a|b|-|-|-|-"),
      Case("?utm_name=june", "-|-|june|-|-|-"),
      Case(
        "?pk_campaign=june&pk_kwd=red&pk_source=news&pk_medium=mail&pk_content=c", "news|mail|june|red|c|-"),
      Case("?mtm_campaign=june&mtm_keyword=red&mtm_cid=7", "-|-|june|red|-|7"),
      Case("?utm_source=a&amp;utm_medium=b", "a|b|-|-|-|-"),
      Case("?utm_campaign=100%&utm_medium=%zz", "-|%zz|100%|-|-|-"),
      Case("?utm_campaign=%D0%BB%D0%B5%D1%82%D0%BE", "-|-|лето|-|-|-"),
      Case("?utm_campaign=%ff", "-|-|%ff|-|-|-"),
      Case("?utm_campaign=a%3Db=c", "-|-|a=b=c|-|-|-"), Case("?utm_source", "-|-|-|-|-|-"),
      Case("?xutm_source=a", "-|-|-|-|-|-"),
      Case("utm_source: news\nutm_campaign: june", "news|-|june|-|-|-"),
      Case("utm_source:news\r\nutm_medium: e mail\r\n", "news|e mail|-|-|-|-"),
      Case("utm_campaign: spring: sale", "-|-|spring: sale|-|-|-"),
      Case("color: red\nutm_source: a+b", "a+b|-|-|-|-|-"),
    ])
  func parse(_ c: Case) {
    let p = UTMParameters.parse(Array(c.text.utf8))
    let found = [p.source, p.medium, p.campaign, p.term, p.content, p.id]
    #expect(
      found.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? "-" }.joined(separator: "|") == c.expected
    )
  }

  /// Of an address: what is stated for source, medium and campaign id, what its click ids stand for.
  @Test(
    "click ids stand for a source and medium where none is stated, and the most telling one counts",
    arguments: [
      Case("https://a.example/?gclid=Cj0KCQ", "- - - google cpc"), Case("/?GCLID=x", "- - - google cpc"),
      Case("/?gclid=", "- - - - -"), Case("/?fbclid=IwAR0", "- - - facebook -"),
      Case("/?fbclid=IwAR0&gclid=x", "- - - google cpc"), Case("/?utm_source=News&gclid=x", "news - - - -"),
      Case("/?utm_medium=Email&msclkid=x", "- email - - -"),
      Case("/?utm_campaign=a&msclkid=x", "- - - bing cpc"),
      Case("/?utm_id=77&yclid=1", "- - 77 yandex cpc"), Case("/?ysclid=l1", "- - - yandex organic"),
      Case("/?a=1&amp;dclid=x", "- - - google display"), Case("/?li_fat_id=x", "- - - linkedin cpc"),
      Case("gclid: EAIaIQ\nnote: x", "- - - google cpc"), Case("/?xgclid=1&gclidx=2", "- - - - -"),
      Case("/?utm_source=AdWords", "google - - - -"), Case("/?pk_source=M.Facebook.com", "facebook - - - -"),
    ])
  func clicks(_ c: Case) {
    let names = TrafficNames()
    let parameters = names.parameters(of: Array(c.text.utf8))
    func texts(_ dimension: Dimension) -> (stated: [UInt8]?, clicked: [UInt8]?) {
      UTMDimensions.texts(dimension, of: parameters, names)
    }
    let found = [
      texts(.source).stated, texts(.medium).stated, texts(.campaignID).stated, texts(.source).clicked,
      texts(.medium).clicked,
    ]
    #expect(
      found.map { $0.map { String(decoding: $0, as: UTF8.self) } ?? "-" }.joined(separator: " ") == c.expected
    )
  }

  @Test("a pipeline's own aliases stand before the catalog's, and lead to the one name of their source")
  func ownAliases() {
    let names = TrafficNames(own: [
      .init(alias: "НЛ", source: "Newsletter"), .init(alias: "ig", source: "insta"),
      .init(alias: "meta", source: "fb"),
    ])
    func one(_ text: String) -> String {
      String(decoding: names.normalised(Array(text.utf8), .source), as: UTF8.self)
    }
    #expect(
      ["нл", "IG", "Meta", "FB", "Partner_X"].map(one) == [
        "newsletter", "insta", "facebook", "facebook", "partner_x",
      ])
    #expect(names.normalised(Array("CPC".utf8), .medium) == Array("cpc".utf8))
    #expect(names.normalised(Array("Brand".utf8), .campaign) == Array("Brand".utf8))
  }

  @Test("any bytes are read without harm", arguments: 0..<50)
  func fuzz(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    var text: [UInt8] = []
    let alphabet = Array("utm_source=&?#%:;\n+aF9\u{FF}é".utf8)
    for _ in 0..<200 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      text.append(alphabet[Int(state >> 33) % alphabet.count])
    }
    let p = UTMParameters.parse(text)
    #expect(p.source.map { !$0.isEmpty } ?? true)
  }
}

@Suite("Parameters behind semicolons") struct UndividedParameterTests {
  @Test(
    "the first by name is told; HTML's `&amp;` and semicolons in values are not",
    arguments: [
      ("https://a.io/?utm_source=a;utm_medium=b;utm_campaign=c", "utm_campaign"),
      ("?x=1;UTM_Source=a", "utm_source"),
      ("?utm_source=a&amp;utm_medium=b", ""), ("?utm_source=a;b", ""), ("?utm_source=a&utm_medium=b", ""),
      ("?a=1&amp;mtm_source=b;mtm_cpn=c", "mtm_cpn"), (";utm_source=a", "utm_source"), ("", ""), (";;=;", ""),
    ])
  func names(address: String, name: String) {
    #expect(
      UndividedParameter(in: Array(address.utf8)).name.map { String(decoding: $0, as: UTF8.self) } ?? ""
        == name)
  }

  @Test("whichever comes first, the same is told")
  func joined() {
    let found = ["?a;utm_term=x", "?a;utm_id=x", "?a"].map { UndividedParameter(in: Array($0.utf8)) }
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let name = order.reduce(UndividedParameter.none) { $0.joined(with: found[$1]) }.name
      #expect(name == Array("utm_id".utf8))
    }
  }
}

@Suite("Spellings of accounts") struct AccountSpellingsTests {
  @Test("an account is shown as most rows spell it, of equal ones as the first by bytes; ids keep their case")
  func shown() {
    var first = AccountSpellings()
    for (text, rows) in [("Acme", 2), ("ACME", 3), ("Beta ", 1), ("beta", 1), ("x1", 1), ("Solo", 4)] {
      first.add(Array(text.utf8), rows: rows)
    }
    var second = AccountSpellings()
    for (text, rows) in [("Acme", 2), ("X1", 1)] { second.add(Array(text.utf8), rows: rows) }
    func shown(_ parts: [AccountSpellings]) -> [String] {
      var all = AccountSpellings()
      for part in parts { all.merge(part) }
      return all.shown.map {
        "\(String(decoding: $0, as: UTF8.self)) → \(String(decoding: $1, as: UTF8.self))"
      }.sorted()
    }
    let expected = ["ACME → Acme", "Acme → Acme", "Beta  → Beta", "beta → Beta"]
    #expect(shown([first, second]) == expected)
    #expect(shown([second, first]) == expected)
  }
}

@Suite("Person keys") struct PersonNormaliserTests {
  @Test(
    "spellings of one person's key become equal, and nothing else",
    arguments: [
      (" Anna@Example.COM ", "anna@example.com"), ("aB1", "aB1"), ("\u{A0}17 ", "17"), ("", ""),
      ("a.b+c@x.io", "a.b+c@x.io"),
      ("ÄNNA@x.io", "Änna@x.io"),
    ])
  func normalise(key: String, expected: String) {
    #expect(PersonNormaliser.normalise(Array(key.utf8)) == Array(expected.utf8))
  }
}
