package import Declarations
package import Diagnostics
package import EventSchema

/// The channel of a combination of traffic values, and the rule that decided.
package struct ChannelDecision: Sendable, Hashable {
  package var channel: String
  /// `set/rule id` for lineage, such as `ga4-2026/paid-search`; `none` when no rule matched.
  package var rule: String
}

/// Channel rules, compiled: read from the top, the first match wins, `then` goes on with another set.
///
/// Works in two steps: a value's *outcomes*, one bit for every condition on its dimension, are found once
/// per distinct value; the rule that decides follows from outcomes alone, and there are few different ones,
/// however many campaigns there are. Compares UTF-8 bytes with A–Z folded; an absent value is the empty text.
package struct ChannelClassifier: Sendable {
  private enum Test: Sendable {
    case equals(Set<[UInt8]>)
    case startsWith([[UInt8]])
    case endsWith([[UInt8]])
    case contains([[UInt8]])
    case matches(LinearPattern)
    case isEmpty
  }
  private struct Rule: Sendable {
    var channel: String
    var id: String
    /// Place of the dimension among `dimensions`, and of the test among its tests.
    var conditions: [(dimension: Int, test: Int)]
  }

  private let rules: [Rule]
  /// Per dimension of `dimensions`.
  private let tests: [[Test]]
  /// Channel of what no rule matched: GA4's word for it.
  package static let unassigned = "Unassigned"
  /// Dimensions the rules look at, in order of name.
  package let dimensions: [Dimension]

  /// - Parameter library: versioned sets by name.
  /// - Throws: all problems at once: unknown sets, sets that lead back to themselves, bad patterns,
  ///   unknown source categories.
  package init(rules: ChannelRules, library: CatalogLibrary = CatalogLibrary()) throws(Diagnostics) {
    try self.init(rules: rules, known: library.channelSetNames) { name throws(Diagnostics) in
      try library.channels(name)
    }
  }

  /// - Parameters:
  ///   - known: names of all sets, for suggestions.
  ///   - set: the set of a name, nil when there is none.
  package init(
    rules: ChannelRules, known: [String], set: (String) throws(Diagnostics) -> ChannelRules?
  ) throws(Diagnostics) {
    var compiler = Compiler(known: known)
    try compiler.add(rules, visited: [rules.name], set)
    guard compiler.diagnostics.isEmpty else { throw Diagnostics(compiler.diagnostics, exit: .badPipeline) }
    let dimensions = Set(compiler.rules.flatMap { $0.conditions.map(\.dimension) }).sorted()
    var tests = Array(repeating: [Test](), count: dimensions.count)
    self.rules = compiler.rules.map { rule in
      let conditions = rule.conditions.compactMap { condition -> (dimension: Int, test: Int)? in
        guard let dimension = dimensions.firstIndex(of: condition.dimension) else { return nil }
        tests[dimension].append(condition.test)
        return (dimension, tests[dimension].count - 1)
      }
      return Rule(channel: rule.channel, id: rule.id, conditions: conditions)
    }
    self.dimensions = dimensions
    self.tests = tests
  }

  /// - Parameter value: the bytes of a dimension's value, empty when absent.
  package func classify(_ value: (Dimension) -> [UInt8]) -> ChannelDecision {
    let found = dimensions.enumerated().map { outcomes(of: value($1), inDimension: $0) }
    return classify(outcomes: found)
  }

  /// For every condition on a dimension whether the value meets it: 0 or 1.
  ///
  /// - Parameter index: place of the dimension in `dimensions`.
  package func outcomes(of value: [UInt8], inDimension index: Int) -> [UInt8] {
    var outcomes: [UInt8] = []
    var room: [UInt8] = []
    find(&outcomes, of: value.span, inDimension: index, room: &room)
    return outcomes
  }

  /// The same without allocating: there may be a million values.
  ///
  /// - Parameter room: to work in.
  func find(
    _ outcomes: inout [UInt8], of value: Span<UInt8>, inDimension index: Int, room: inout [UInt8]
  ) {
    room.removeAll(keepingCapacity: true)
    for i in value.indices {
      let byte = value[i]
      room.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
    }
    outcomes.removeAll(keepingCapacity: true)
    for test in tests[index] { outcomes.append(Self.holds(test, room) ? 1 : 0) }
  }

  /// The conditions on a dimension's values, where all of them can be tried in C; nil where one can't.
  ///
  /// Bit n of the outcomes of a text, which is not empty, is condition n of `outcomes(of:inDimension:)`.
  func plainConditions(inDimension index: Int) -> PlainConditions? {
    guard tests[index].count <= 64 else { return nil }
    var conditions: [PlainConditions.Condition] = []
    for (bit, test) in tests[index].enumerated() {
      let (kind, parts): (PlainConditions.Kind, [[UInt8]])
      switch test {
      case .equals(let texts): (kind, parts) = (.equals, texts.filter { !$0.isEmpty })
      case .startsWith(let texts): (kind, parts) = (.startsWith, texts)
      case .endsWith(let texts): (kind, parts) = (.endsWith, texts)
      case .contains(let texts): (kind, parts) = (.contains, texts)
      case .isEmpty: continue
      case .matches: return nil
      }
      // Every text begins with nothing.
      if parts.contains([]) { return nil }
      conditions += parts.map { PlainConditions.Condition(kind: kind, part: $0, bit: bit) }
    }
    return conditions.count <= 128 ? PlainConditions(conditions) : nil
  }

  /// - Parameter outcomes: per dimension of `dimensions`, as `outcomes(of:inDimension:)` gives them.
  package func classify(outcomes: [[UInt8]]) -> ChannelDecision {
    for rule in rules where rule.conditions.allSatisfy({ outcomes[$0.dimension][$0.test] == 1 }) {
      return ChannelDecision(channel: rule.channel, rule: rule.id)
    }
    return ChannelDecision(channel: Self.unassigned, rule: "none")
  }

  private static func holds(_ test: Test, _ text: [UInt8]) -> Bool {
    switch test {
    case .equals(let texts): texts.contains(text)
    case .startsWith(let texts): texts.contains { stands($0, in: text, at: 0) }
    case .endsWith(let texts): texts.contains { stands($0, in: text, at: text.count - $0.count) }
    case .contains(let texts): texts.contains { contains(text, $0) }
    case .matches(let pattern): pattern.matches(text)
    case .isEmpty: text.isEmpty
    }
  }

  private static func stands(_ part: [UInt8], in text: [UInt8], at start: Int) -> Bool {
    guard start >= 0, start + part.count <= text.count else { return false }
    let (part, text) = (part.span, text.span)
    for i in 0..<part.count where text[start + i] != part[i] { return false }
    return true
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty else { return true }
    return BytePattern.first(of: part.span, in: text.span) != nil
  }

  /// Flattens sets into one list of rules and collects what is wrong with them.
  private struct Compiler {
    struct Draft {
      var channel: String
      var id: String
      var conditions: [(dimension: Dimension, test: Test)]
    }
    let known: [String]
    var rules: [Draft] = []
    var diagnostics: [Diagnostic] = []

    init(known: [String]) { self.known = known }

    mutating func add(
      _ rules: ChannelRules, visited: [String], _ set: (String) throws(Diagnostics) -> ChannelRules?
    ) throws(Diagnostics) {
      for step in rules.steps {
        switch step {
        case .rule(let channel, let when, let id, let location):
          let conditions = when.compactMap { condition in
            compile(condition.test, rules, location).map { (dimension: condition.dimension, test: $0) }
          }
          self.rules.append(Draft(channel: channel, id: "\(rules.name)/\(id)", conditions: conditions))
        case .everythingElse(let channel, _):
          self.rules.append(Draft(channel: channel, id: "\(rules.name)/everything_else", conditions: []))
        case .then(let name, let location):
          guard !visited.contains(name) else {
            diagnostics.append(.channelRulesCycle(visited + [name], at: location))
            continue
          }
          guard let next = try set(name) else {
            diagnostics.append(.unknownChannelRules(name, known: known, at: location))
            continue
          }
          try add(next, visited: visited + [name], set)
        }
      }
    }

    private mutating func compile(_ test: ChannelRules.Test, _ set: ChannelRules, _ location: SourceLocation)
      -> Test?
    {
      func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { folded(Array($0.utf8)) } }
      switch test {
      case .equals(let texts): return .equals(Set(bytes(texts)))
      case .startsWith(let texts): return .startsWith(bytes(texts))
      case .endsWith(let texts): return .endsWith(bytes(texts))
      case .contains(let texts): return .contains(bytes(texts))
      case .isEmpty: return .isEmpty
      case .inCategory(let name):
        guard let texts = set.sourceCategories[name] else {
          diagnostics.append(
            .unknownSourceCategory(name, known: set.sourceCategories.keys.sorted(), at: location))
          return nil
        }
        return .equals(Set(bytes(texts)))
      case .matches(let text):
        do {
          return .matches(try LinearPattern(text))
        } catch {
          diagnostics.append(.badPattern(text, error, at: location))
          return nil
        }
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func channelRulesCycle(_ path: [String], at location: SourceLocation) -> Diagnostic {
    Diagnostic(
      at: location, "the channel rules lead back to themselves: \(path.joined(separator: " → "))",
      hint: "take one `then` out")
  }

  fileprivate static func unknownChannelRules(
    _ name: String, known: [String], at location: SourceLocation
  ) -> Diagnostic {
    let hint =
      nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: "
      + known.joined(separator: ", ")
    return Diagnostic(at: location, "unknown channel rules '\(name)'", hint: hint)
  }

  fileprivate static func unknownSourceCategory(
    _ name: String, known: [String], at location: SourceLocation
  ) -> Diagnostic {
    let hint =
      if known.isEmpty {
        "only versioned sets have source categories: list the sources with `in: […]`"
      } else {
        nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: "
          + known.joined(separator: ", ")
      }
    return Diagnostic(at: location, "unknown source category '\(name)'", hint: hint)
  }

  fileprivate static func badPattern(
    _ pattern: String, _ failure: LinearPattern.Failure, at location: SourceLocation
  ) -> Diagnostic {
    let what =
      switch failure {
      case .unexpected(let character, let column): "unexpected '\(character)' at character \(column)"
      case .unclosed(let column): "what opens at character \(column) is not closed"
      case .tooLong: "it is longer than \(LinearPattern.maximumLength) characters"
      case .tooDeep(let column):
        "more than \(LinearPattern.maximumDepth) parentheses inside each other at character \(column)"
      }
    return Diagnostic(
      at: location, "'\(pattern)' is not a pattern: \(what)",
      hint: "known: . * + ? | ( ) [a-z] [^a-z] ^ $ and \\ before a sign; the whole text must match")
  }
}
