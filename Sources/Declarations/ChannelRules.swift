package import Diagnostics
package import EventSchema

/// An ordered set of channel rules: read from the top, the first match wins.
package struct ChannelRules: Sendable {
  /// `pipeline`, the name of a profile, or that of a versioned set such as `ga4-2026`.
  package var name: String
  package var steps: [Step]
  /// Named lists of traffic sources (search, social, video, shopping), folded to lower case.
  package var sourceCategories: [String: [String]]
  /// Of a versioned set: its version, the day from which its definitions hold, where they come from.
  package var version = ""
  package var effective: Day?
  package var source = ""
  /// Where the steps begin in a pipeline file or a profile.
  package var location: SourceLocation?

  package init(name: String, steps: [Step], sourceCategories: [String: [String]] = [:]) {
    self.name = name
    self.steps = steps
    self.sourceCategories = sourceCategories
  }

  package enum Step: Sendable {
    /// All conditions must hold.
    case rule(channel: String, when: [Condition], id: String, location: SourceLocation)
    /// Go on with another versioned set.
    case then(String, location: SourceLocation)
    case everythingElse(channel: String, location: SourceLocation)
  }

  package indirect enum Condition: Sendable, Hashable {
    case test(Dimension, Test)
    /// The input states events of one of these kinds.
    case kind([EventKind])
    case all([Condition])
    case any([Condition])
    case not(Condition)

    package init(_ dimension: Dimension, _ test: Test) { self = .test(dimension, test) }
  }

  /// Tests compare texts whose case is folded. An absent value is the empty text.
  package enum Test: Sendable, Hashable {
    case equals([String])
    case startsWith([String])
    case endsWith([String])
    case contains([String])
    /// `*` stands for any characters, `?` for any one, over the whole text.
    case glob(String)
    /// A pattern of the linear-time matcher, over the whole text.
    case matches(String)
    /// The text is in the named source category.
    case inCategory(String)
    case isEmpty
  }
}

extension ChannelRules.Condition {
  /// The tests that ask for something, none of those that exclude something.
  package var required: [(dimension: Dimension, test: ChannelRules.Test)] {
    switch self {
    case .test(let dimension, let test): [(dimension, test)]
    case .all(let conditions), .any(let conditions): conditions.flatMap(\.required)
    case .not, .kind: []
    }
  }

  /// Every test in it, also those that exclude something.
  package var tests: [(dimension: Dimension, test: ChannelRules.Test)] {
    switch self {
    case .test(let dimension, let test): [(dimension, test)]
    case .all(let conditions), .any(let conditions): conditions.flatMap(\.tests)
    case .not(let condition): condition.tests
    case .kind: []
    }
  }

  /// The condition as it could stand in a file, long lists shortened.
  package var text: String {
    switch self {
    case .test(let dimension, let test): "\(dimension.rawValue): \(test.text)"
    case .kind(let kinds): "kind: \(ChannelRules.Test.list(kinds.map(\.rawValue)))"
    case .all(let conditions): "all_of: [\(conditions.map { "{\($0.text)}" }.joined(separator: ", "))]"
    case .any(let conditions): "any_of: [\(conditions.map { "{\($0.text)}" }.joined(separator: ", "))]"
    case .not(.test(let dimension, let test)): "\(dimension.rawValue): {not: \(test.text)}"
    case .not(let condition): "not: {\(condition.text)}"
    }
  }
}

extension ChannelRules.Test {
  fileprivate var text: String {
    switch self {
    case .equals(let texts): Self.list(texts)
    case .startsWith(let texts): "{starts_with: \(Self.list(texts))}"
    case .endsWith(let texts): "{ends_with: \(Self.list(texts))}"
    case .contains(let texts): "{contains: \(Self.list(texts))}"
    case .glob(let pattern): "{glob: \"\(pattern)\"}"
    case .matches(let pattern): "{matches: \"\(pattern)\"}"
    case .inCategory(let name): "{in_category: \(name)}"
    case .isEmpty: "{is_empty: yes}"
    }
  }

  fileprivate static func list(_ texts: [String]) -> String {
    if texts.count == 1 { return texts[0].isEmpty ? "\"\"" : texts[0] }
    let shown = texts.prefix(6).joined(separator: ", ")
    return texts.count > 6 ? "[\(shown), … \(texts.count - 6) more]" : "[\(shown)]"
  }
}
