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
}
