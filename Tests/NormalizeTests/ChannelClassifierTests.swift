import Declarations
import Diagnostics
import EventSchema
import Testing

@testable import Normalize

@Suite("Channel rules") struct ChannelClassifierTests {
  private static let here = SourceLocation(file: "p.yaml", line: 3, column: 5)

  private func classifier(
    _ steps: [ChannelRules.Step], sets: [String: ChannelRules] = [:]
  ) throws -> ChannelClassifier {
    try ChannelClassifier(rules: ChannelRules(name: "pipeline", steps: steps), known: sets.keys.sorted()) {
      sets[$0]
    }
  }

  private func rule(_ channel: String, _ when: [ChannelRules.Condition], id: String) -> ChannelRules.Step {
    .rule(channel: channel, when: when, id: id, location: Self.here)
  }

  private func decide(_ classifier: ChannelClassifier, _ values: [Dimension: String]) -> String {
    let decision = classifier.classify { Array((values[$0] ?? "").utf8) }
    return "\(decision.channel) by \(decision.rule)"
  }

  @Test("the first rule whose conditions all hold decides, and is named")
  func order() throws {
    let base = ChannelRules(
      name: "base", steps: [rule("Referral", [.init(.medium, .equals(["referral"]))], id: "referral")])
    let classifier = try classifier(
      [
        rule(
          "Paid Search", [.init(.input, .equals(["google_ads"])), .init(.campaignType, .equals(["Search"]))],
          id: "1"),
        rule("Partners", [.init(.source, .startsWith(["partner_"]))], id: "2"),
        rule("Search", [.init(.campaign, .contains(["search", "поиск"]))], id: "3"),
        rule("Push", [.init(.medium, .endsWith(["push"]))], id: "4"),
        .then("base", location: Self.here),
        .everythingElse(channel: "Unknown", location: Self.here),
      ], sets: ["base": base])
    #expect(classifier.dimensions == [.campaign, .campaignType, .input, .medium, .source])
    #expect(
      decide(classifier, [.input: "google_ads", .campaignType: "SEARCH"]) == "Paid Search by pipeline/1")
    #expect(decide(classifier, [.input: "google_ads"]) == "Unknown by pipeline/everything_else")
    #expect(decide(classifier, [.source: "Partner_X"]) == "Partners by pipeline/2")
    #expect(decide(classifier, [.campaign: "Бренд поиск"]) == "Search by pipeline/3")
    #expect(decide(classifier, [.medium: "webpush"]) == "Push by pipeline/4")
    #expect(decide(classifier, [.medium: "referral"]) == "Referral by base/referral")
  }

  @Test("rules put before a compiled set decide first, and leave all else to it as it was")
  func before() throws {
    let others = [
      rule("Referral", [.init(.medium, .equals(["referral"]))], id: "1"),
      rule("Search", [.init(.source, .contains(["goog"])), .not(.init(.medium, .isEmpty))], id: "2"),
      .everythingElse(channel: "Unknown", location: Self.here),
    ]
    let first = ChannelRules(
      name: "pipeline",
      steps: [
        rule(
          "Pool", [.init(.costType, .equals(["fees"])), .init(.source, .contains(["goog"]))], id: "shared")
      ])
    let put = try ChannelClassifier(first, before: try classifier(others))
    let table: [([Dimension: String], String)] = [
      ([.costType: "Fees", .source: "google"], "Pool by pipeline/shared"),
      ([.costType: "Fees", .source: "google", .medium: "referral"], "Pool by pipeline/shared"),
      ([.costType: "fees", .medium: "referral"], "Referral by pipeline/1"),
      ([.costType: "rent", .source: "google", .medium: "cpc"], "Search by pipeline/2"),
      ([.source: "google"], "Unknown by pipeline/everything_else"),
      ([.costType: "fees"], "Unknown by pipeline/everything_else"),
    ]
    for (values, expected) in table { #expect(decide(put, values) == expected, "\(values)") }
    #expect(put.dimensions == [.costType, .medium, .source])
  }

  @Test("what no rule matched is Unassigned")
  func unassigned() throws {
    #expect(decide(try classifier([]), [:]) == "Unassigned by none")
  }

  @Test("an absent value is the empty text")
  func empty() throws {
    let classifier = try classifier([rule("Direct", [.init(.source, .isEmpty)], id: "1")])
    #expect(decide(classifier, [:]) == "Direct by pipeline/1")
    #expect(decide(classifier, [.source: "x"]) == "Unassigned by none")
  }

  @Test("all problems of the rules are told at once")
  func problems() throws {
    let loop = ChannelRules(name: "loop", steps: [.then("loop", location: Self.here)])
    let listed = ChannelRules(
      name: "listed", steps: [rule("S", [.init(.source, .inCategory("serch"))], id: "s")],
      sourceCategories: ["search": ["x"]])
    do {
      _ = try classifier(
        [
          .then("lop", location: Self.here), .then("loop", location: Self.here),
          .then("listed", location: Self.here),
          rule("P", [.init(.medium, .matches("(cpc"))], id: "p"),
          rule("C", [.init(.source, .inCategory("search"))], id: "c"),
          .then("pipeline", location: Self.here),
        ], sets: ["loop": loop, "listed": listed])
      Issue.record("the rules should be refused")
    } catch let diagnostics as Diagnostics {
      #expect(
        diagnostics.list.map { "\($0.message) | \($0.hint ?? "")" } == [
          "unknown channel rules 'lop' | did you mean 'loop'?",
          "the channel rules lead back to themselves: pipeline → loop → loop | take one `then` out",
          "unknown source category 'serch' | did you mean 'search'?",
          "'(cpc' is not a pattern: what opens at character 1 is not closed | known: . * + ? | ( ) [a-z] [^a-z] ^ $ and \\ "
            + "before a sign; the whole text must match",
          "unknown source category 'search' | only versioned sets have source categories: list the sources with `in: […]`",
          "the channel rules lead back to themselves: pipeline → pipeline | take one `then` out",
        ])
      #expect(diagnostics.exit == .badPipeline)
    }
  }

  @Test("texts of rules and values match whatever their case, and conditions combine")
  func combined() throws {
    let rules: [ChannelRules.Step] = [
      rule("Newsletter", [.init(.campaign, .contains(["рассылка"]))], id: "mail"),
      rule(
        "Brand",
        [
          .any([.init(.campaign, .glob("brand*")), .init(.term, .contains(["ÉTÉ"]))]),
          .not(.init(.source, .equals(["x", "y"]))),
        ],
        id: "brand"),
      rule(
        "Rest", [.all([.not(.init(.source, .isEmpty)), .not(.all([.init(.medium, .isEmpty)]))])], id: "rest"),
    ]
    let classifier = try classifier(rules)
    #expect(decide(classifier, [.campaign: "Июньская РАССЫЛКА"]) == "Newsletter by pipeline/mail")
    #expect(decide(classifier, [.campaign: "Brand DE"]) == "Brand by pipeline/brand")
    #expect(decide(classifier, [.term: "mode d'été"]) == "Brand by pipeline/brand")
    #expect(
      decide(classifier, [.campaign: "Brand DE", .source: "X", .medium: "m"]) == "Rest by pipeline/rest")
    #expect(decide(classifier, [.campaign: "Brand DE", .source: "X"]) == "Unassigned by none")
    let why = classifier.explain { [.campaign: Array("Brand DE".utf8), .source: Array("X".utf8)][$0] ?? [] }
    #expect(
      why.passed.map(\.unmet) == [
        "campaign: {contains: рассылка}", "source: {not: [x, y]}",
        "all_of: [{source: {not: {is_empty: yes}}}, {not: {all_of: [{medium: {is_empty: yes}}]}}]",
      ])
  }

  @Test("a profile's rules stand before the first versioned set, and nowhere without one")
  func platform() throws {
    let base = ChannelRules(
      name: "base", steps: [rule("Paid", [.init(.medium, .equals(["cpc"]))], id: "paid")])
    let own = ChannelRules(
      name: "tool/export", steps: [rule("Video", [.init(.campaignType, .equals(["video"]))], id: "video")])
    func decide(_ steps: [ChannelRules.Step], _ values: [Dimension: String]) throws -> String {
      let classifier = try ChannelClassifier(
        rules: ChannelRules(name: "pipeline", steps: steps), platform: own, known: []
      ) { _ in base }
      return self.decide(classifier, values)
    }
    let first = rule("Own", [.init(.campaign, .equals(["own"]))], id: "1")
    let values: [Dimension: String] = [.campaignType: "Video", .medium: "cpc"]
    #expect(try decide([first, .then("base", location: Self.here)], values) == "Video by tool/export/video")
    #expect(
      try decide([first, .then("base", location: Self.here)], [.campaignType: "video", .campaign: "OWN"])
        == "Own by pipeline/1")
    #expect(try decide([first, .then("base", location: Self.here)], [.medium: "cpc"]) == "Paid by base/paid")
    #expect(
      try decide([first, .everythingElse(channel: "Other", location: Self.here)], values)
        == "Other by pipeline/everything_else")
  }

  /// Earlier conditions, later conditions, whether the later rule provably never matches.
  static let shadowing: [(String, [ChannelRules.Condition], [ChannelRules.Condition], Bool)] = [
    ("the same", [.init(.source, .equals(["a"]))], [.init(.source, .equals(["A"]))], true),
    ("more texts before", [.init(.source, .equals(["a", "b"]))], [.init(.source, .equals(["b"]))], true),
    ("fewer texts before", [.init(.source, .equals(["b"]))], [.init(.source, .equals(["a", "b"]))], false),
    ("another dimension", [.init(.source, .equals(["a"]))], [.init(.medium, .equals(["a"]))], false),
    (
      "one condition more", [.init(.source, .equals(["a"]))],
      [.init(.source, .equals(["a"])), .init(.medium, .equals(["b"]))], true
    ),
    (
      "one condition fewer", [.init(.source, .equals(["a"])), .init(.medium, .equals(["b"]))],
      [.init(.source, .equals(["a"]))], false
    ),
    (
      "a part of the beginning", [.init(.campaign, .startsWith(["бр"]))],
      [.init(.campaign, .startsWith(["Бренд"]))], true
    ),
    (
      "a longer beginning", [.init(.campaign, .startsWith(["brand"]))],
      [.init(.campaign, .startsWith(["br"]))], false
    ),
    (
      "contained in the end", [.init(.campaign, .contains(["op"]))], [.init(.campaign, .endsWith(["shop"]))],
      true
    ),
    (
      "contained in what is contained", [.init(.campaign, .contains(["op", "x"]))],
      [.init(.campaign, .contains(["shop"]))], true
    ),
    (
      "an end is no part of a longer text", [.init(.campaign, .endsWith(["op"]))],
      [.init(.campaign, .contains(["op"]))], false
    ),
    (
      "a text that a pattern takes", [.init(.medium, .matches(".*cp.*"))],
      [.init(.medium, .equals(["cpc", "cpm"]))], true
    ),
    (
      "a text that a pattern leaves", [.init(.medium, .matches(".*cp.*"))],
      [.init(.medium, .equals(["cpc", "ppc", "x"]))], false
    ),
    ("the same pattern", [.init(.medium, .matches("a+"))], [.init(.medium, .matches("a+"))], true),
    ("nothing is the empty text", [.init(.source, .equals([""]))], [.init(.source, .isEmpty)], true),
    (
      "everything but another text", [.not(.init(.source, .equals(["x"])))], [.init(.source, .equals(["y"]))],
      true
    ),
    (
      "everything but the text", [.not(.init(.source, .equals(["y"])))], [.init(.source, .equals(["y"]))],
      false
    ),
    (
      "fewer exceptions before", [.not(.init(.source, .equals(["x"])))],
      [.not(.init(.source, .equals(["x", "y"])))], true
    ),
    (
      "more exceptions before", [.not(.init(.source, .equals(["x", "y"])))],
      [.not(.init(.source, .equals(["x"])))], false
    ),
    (
      "one of several before", [.any([.init(.source, .equals(["a"])), .init(.medium, .equals(["b"]))])],
      [.init(.medium, .equals(["b"]))], true
    ),
    (
      "one of several after", [.init(.medium, .equals(["b"]))],
      [.any([.init(.source, .equals(["a"])), .init(.medium, .equals(["b"]))])], false
    ),
    ("any text", [.init(.campaign, .glob("*"))], [.init(.source, .equals(["a"]))], true),
    ("any text by a pattern", [.init(.campaign, .matches("(.*)"))], [.init(.source, .isEmpty)], true),
    ("any text of some length", [.init(.campaign, .glob("?*"))], [.init(.source, .equals(["a"]))], false),
    (
      "a text or none", [.any([.init(.source, .isEmpty), .not(.init(.source, .isEmpty))])],
      [.init(.medium, .equals(["a"]))], true
    ),
    (
      "a text of one dimension, or none of another",
      [.any([.init(.source, .isEmpty), .not(.init(.medium, .isEmpty))])], [.init(.term, .equals(["a"]))],
      false
    ),
    ("more kinds before", [.kind([.visit, .order])], [.kind([.order]), .init(.medium, .isEmpty)], true),
    ("fewer kinds before", [.kind([.order])], [.kind([.visit, .order])], false),
    ("other kinds before", [.not(.kind([.cost]))], [.kind([.visit])], true),
  ]

  @Test("sets that nothing is left for are told")
  func deadSets() throws {
    let set = ChannelRules(
      name: "base", steps: [rule("Referral", [.init(.medium, .equals(["referral"]))], id: "referral")])
    let taken = try classifier(
      [rule("Rest", [.init(.campaign, .glob("*"))], id: "rest"), .then("base", location: Self.here)],
      sets: ["base": set])
    #expect(
      taken.unreachableRules.filter { $0.message.hasPrefix("'then") }.map {
        "\($0.message) | \($0.hint ?? "")"
      }
        == [
          "'then: base' never decides: 'pipeline/rest', line 3, takes everything | move it up, or take it out"
        ])
    let together = try classifier(
      [
        rule("A", [.not(.init(.source, .isEmpty))], id: "a"), rule("B", [.init(.source, .isEmpty)], id: "b"),
        rule("C", [.init(.medium, .equals(["x"]))], id: "c"), .then("base", location: Self.here),
      ], sets: ["base": set])
    #expect(
      together.unreachableRules.map(\.message) == [
        "the rule 'pipeline/c' can never match: what it would take is taken before, by 'pipeline/a', line 3 and 'pipeline/b', line 3",
        "the rule 'base/referral' can never match: what it would take is taken before, by 'pipeline/a', line 3 and 'pipeline/b', line 3",
        "'then: base' never decides: 'pipeline/a', line 3, and 'pipeline/b', line 3, take everything together",
      ])
    let twice = try classifier(
      [
        .then("base", location: SourceLocation(file: "p.yaml", line: 2, column: 5)),
        .then("base", location: Self.here),
      ],
      sets: ["base": set])
    #expect(
      twice.unreachableRules.filter { $0.message.hasPrefix("'then") }.map {
        "\($0.location?.line ?? 0) \($0.message)"
      }
        == ["3 'then: base' never decides: the same set stands in line 2"])
  }

  @Test("a rule of some kinds decides for these alone, and says so where it does not")
  func kinds() throws {
    let visits = try classifier([
      rule("Direct", [.kind([.visit, .order]), .init(.source, .isEmpty)], id: "direct")
    ])
    #expect(decide(visits, [:]) == "Direct by pipeline/direct")
    #expect(decide(visits.of(.order), [:]) == "Direct by pipeline/direct")
    #expect(decide(visits.of(.cost), [:]) == "Unassigned by none")
    #expect(visits.of(.cost).explain { _ in [] }.passed.map(\.unmet) == ["kind: [visit, order]"])
    #expect(visits.dimensions == [.source])
  }

  @Test("rules that can never match are told, and no others", arguments: shadowing.indices)
  func unreachable(index: Int) throws {
    let (name, earlier, later, isTaken) = Self.shadowing[index]
    let classifier = try classifier([rule("A", earlier, id: "a"), rule("B", later, id: "b")])
    #expect(
      classifier.unreachableRules.map(\.message)
        == (isTaken
          ? [
            "the rule 'pipeline/b' can never match: what it would take is taken before, by 'pipeline/a', line 3"
          ] : []),
      "\(name)")
    #expect(classifier.unreachableRules.allSatisfy { $0.severity == .warning && $0.location == Self.here })
  }

  @Test("a classifier names the versioned sets that decide, each once")
  func usedSets() throws {
    var set = ChannelRules(name: "s-2026", steps: [.everythingElse(channel: "E", location: Self.here)])
    set.version = "2026-05"
    set.effective = Day(iso: "2026-05-13")
    let classifier = try classifier(
      [.then("s-2026", location: Self.here), .then("s-2026", location: Self.here)], sets: ["s-2026": set])
    #expect(
      classifier.sets == [ChannelSet(name: "s-2026", version: "2026-05", effective: Day(iso: "2026-05-13"))])
  }

  @Test(
    "a list whose texts are taken by several rules is told with all of them; rules behind everything, too")
  func unreachableLists() throws {
    let classifier = try classifier(
      [
        rule("A", [.init(.source, .equals(["a"]))], id: "a"),
        rule("B", [.init(.source, .startsWith(["b"]))], id: "b"),
        rule("C", [.init(.source, .equals(["bx", "a"])), .init(.medium, .equals(["m"]))], id: "c"),
        .then("all", location: Self.here), rule("D", [.init(.term, .equals(["d"]))], id: "d"),
      ],
      sets: [
        "all": ChannelRules(
          name: "all", steps: [.everythingElse(channel: "E", location: SourceLocation(file: "Catalog/x"))])
      ])
    #expect(
      classifier.unreachableRules.map(\.message) == [
        "the rule 'pipeline/c' can never match: what it would take is taken before, by 'pipeline/a', line 3 and 'pipeline/b', line 3",
        "the rule 'pipeline/d' can never match: what it would take is taken before, by 'all/everything_else'",
      ])
  }

  @Test("no rule of GA4's set stands behind one that takes all it would take")
  func defaultSet() throws {
    let set = try #require(try CatalogLibrary().channels("ga4-2026"))
    let steps = set.steps.map { step -> ChannelRules.Step in
      guard case .rule(let channel, let when, let id, _) = step else { return step }
      return .rule(channel: channel, when: when, id: id, location: Self.here)
    }
    var rules = set
    rules.steps = steps
    let classifier = try ChannelClassifier(rules: rules, known: []) { _ in nil }
    #expect(classifier.unreachableRules.map(\.message) == [])
  }
}
