import Declarations
import Diagnostics
import EventSchema

/// A rule of a flattened list of sets.
struct ChannelRule: Sendable {
  var channel: String
  /// `set/id`.
  var id: String
  /// As declared, and compiled: of as many parts.
  var when: [ChannelRules.Condition]
  var checks: [ChannelCheck]
  var location: SourceLocation
}

/// Flattens sets into one list of rules and collects what is wrong with them.
struct ChannelCompiler {
  private struct Known: Hashable {
    var dimension: Dimension
    var test: ChannelRules.Test
    /// Source categories are those of a set.
    var set: String
  }

  let known: [String]
  /// The one name of each source: a rule may name any of its aliases.
  let traffic: TrafficNames?
  /// Rules that stand before the first versioned set.
  var platform: ChannelRules?
  var rules: [ChannelRule] = []
  /// Where the first list goes on with a set, and how many rules stand before that.
  var thens: [(set: String, rules: Int, location: SourceLocation)] = []
  /// The versioned sets among the rules, each once.
  var sets: [ChannelSet] = []
  /// Each test of a dimension once.
  var tests: [Dimension: [ChannelTest]] = [:]
  private var places: [Known: Int] = [:]
  var diagnostics: [Diagnostic] = []

  init(known: [String], platform: ChannelRules?, traffic: TrafficNames?) {
    self.known = known
    self.traffic = traffic
    self.platform = platform
  }

  mutating func add(
    _ rules: ChannelRules, visited: [String], _ set: (String) throws(Diagnostics) -> ChannelRules?
  ) throws(Diagnostics) {
    for step in rules.steps {
      switch step {
      case .rule(let channel, let when, let id, let location):
        self.rules.append(
          ChannelRule(
            channel: channel, id: "\(rules.name)/\(id)", when: when,
            checks: when.map { compile($0, rules, location) }, location: location))
      case .everythingElse(let channel, let location):
        self.rules.append(
          ChannelRule(
            channel: channel, id: "\(rules.name)/everything_else", when: [], checks: [], location: location))
      case .then(let name, let location):
        guard !visited.contains(name) else {
          diagnostics.append(.channelRulesCycle(visited + [name], at: location))
          continue
        }
        guard let next = try set(name) else {
          diagnostics.append(.unknownChannelRules(name, known: known, at: location))
          continue
        }
        if visited.count == 1 { thens.append((name, self.rules.count, location)) }
        if let first = platform {
          platform = nil
          try add(first, visited: visited + [first.name], set)
        }
        let used = ChannelSet(name: name, version: next.version, effective: next.effective)
        if !sets.contains(used) { sets.append(used) }
        try add(next, visited: visited + [name], set)
      }
    }
  }

  private mutating func compile(
    _ condition: ChannelRules.Condition, _ set: ChannelRules, _ location: SourceLocation
  ) -> ChannelCheck {
    switch condition {
    case .all(let parts): return .all(parts.map { compile($0, set, location) })
    case .any(let cases): return .any(cases.map { compile($0, set, location) })
    case .not(let inner): return .not(compile(inner, set, location))
    case .kind(let kinds): return .kind(Set(kinds))
    case .test(let dimension, let test):
      let key = Known(dimension: dimension, test: test, set: set.name)
      if let place = places[key] { return .test(dimension, place) }
      // What does not compile is reported; no rules are made then.
      guard let compiled = compile(test, of: dimension, set, location) else { return .any([]) }
      tests[dimension, default: []].append(compiled)
      let place = (tests[dimension]?.count ?? 1) - 1
      places[key] = place
      return .test(dimension, place)
    }
  }

  private mutating func compile(
    _ test: ChannelRules.Test, of dimension: Dimension, _ set: ChannelRules, _ location: SourceLocation
  ) -> ChannelTest? {
    func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { CaseFolding.fold(Array($0.utf8)) } }
    switch test {
    case .equals(let texts) where dimension == .source:
      return .equals(Set(bytes(texts).map { traffic?.normalised($0, .source) ?? $0 }))
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
    case .glob(let text), .matches(let text):
      do throws(LinearPattern.Failure) {
        if case .glob = test { return try .glob(text) }
        return .matches(try LinearPattern(text), text: text)
      } catch {
        diagnostics.append(.badPattern(text, error, at: location))
        return nil
      }
    }
  }
}

extension Diagnostic {
  static func channelRulesCycle(_ path: [String], at location: SourceLocation) -> Diagnostic {
    Diagnostic(
      at: location, "the channel rules lead back to themselves: \(path.joined(separator: " → "))",
      hint: "take one `then` out")
  }

  static func unknownChannelRules(
    _ name: String, known: [String], at location: SourceLocation
  ) -> Diagnostic {
    let hint =
      nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: "
      + known.joined(separator: ", ")
    return Diagnostic(at: location, "unknown channel rules '\(name)'", hint: hint)
  }

  static func unknownSourceCategory(
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

  static func badPattern(
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
