import Declarations
import Diagnostics
import EventSchema
import Testing

@testable import Normalize

@Suite("Channel rules that exclude themselves") struct ChannelContradictionTests {
  typealias Conditions = [ChannelRules.Condition]

  /// Conditions that must all hold, and whether no text ever meets them all.
  static let contradictions: [(String, Conditions, Bool)] = [
    ("a, and not a", [.init(.source, .equals(["a"])), .not(.init(.source, .equals(["a"])))], true),
    ("a, and b", [.all([.init(.source, .equals(["a"])), .init(.source, .equals(["b"]))])], true),
    ("empty, and not", [.init(.term, .isEmpty), .not(.init(.term, .isEmpty))], true),
    (
      "a in a list within a list, and b",
      [.init(.source, .equals(["a"])), .all([.all([.init(.source, .equals(["b"]))])])], true
    ),
    ("empty, and begins with a", [.init(.term, .isEmpty), .init(.term, .startsWith(["a"]))], true),
    (
      "a or b, and neither",
      [
        .any([.init(.source, .equals(["a"])), .init(.source, .equals(["b"]))]),
        .not(.init(.source, .equals(["a", "b"]))),
      ], true
    ),
    ("two kinds that are none together", [.kind([.ad]), .kind([.visit])], true),
    ("not anything", [.not(.init(.term, .contains([""])))], true),
    (
      "a or b, and not a", [.init(.source, .equals(["a", "b"])), .not(.init(.source, .equals(["a"])))], false
    ),
    (
      "a, and another dimension's a not",
      [.init(.source, .equals(["a"])), .not(.init(.medium, .equals(["a"])))], false
    ),
    (
      "begins with a, and ends with b", [.init(.term, .startsWith(["a"])), .init(.term, .endsWith(["b"]))],
      false
    ),
    (
      "a or b, and not b",
      [
        .any([.init(.source, .equals(["a"])), .init(.source, .equals(["b"]))]),
        .not(.init(.source, .equals(["b"]))),
      ], false
    ),
    ("no condition", [], false),
  ]

  @Test("a rule whose conditions exclude each other is told, and no other", arguments: contradictions.indices)
  func contradictory(index: Int) throws {
    let (name, conditions, isNever) = Self.contradictions[index]
    let found = try ChannelClassifier(rules: Self.rules(conditions), known: []) { _ in nil }.unreachableRules
      .map(\.message)
    #expect(
      found == (isNever ? ["the rule 'pipeline/a' can never match: its conditions exclude each other"] : []),
      "\(name)")
  }

  private static func rules(_ conditions: Conditions) -> ChannelRules {
    let place = SourceLocation(file: "p.yaml", line: 3, column: 5)
    return ChannelRules(
      name: "pipeline", steps: [.rule(channel: "A", when: conditions, id: "a", location: place)])
  }
}
