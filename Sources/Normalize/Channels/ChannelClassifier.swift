package import Declarations
package import Diagnostics
package import EventSchema

/// The channel of a combination of traffic values, and the rule that decided.
package struct ChannelDecision: Sendable, Hashable {
  package var channel: String
  /// `set/rule id`, for lineage.
  package var rule: String
}

/// Channel rules, compiled: own ones first, then versioned sets. Runs once per distinct combination of values.
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
    var conditions: [(dimension: Dimension, test: Test)]
  }

  private var rules: [Rule] = []
  /// Channel of what no rule matched: GA4's word for it.
  package static let unassigned = "Unassigned"
  /// Dimensions the rules look at, in order of name.
  package let dimensions: [Dimension]

  /// - Parameter library: versioned sets by name.
  package init(
    rules: ChannelRules, library: CatalogLibrary = CatalogLibrary()
  ) throws(Diagnostics) {
    var compiler = Compiler(library: library)
    try compiler.add(rules, visited: [])
    guard compiler.diagnostics.isEmpty else { throw Diagnostics(compiler.diagnostics, exit: .badPipeline) }
    self.rules = compiler.rules
    var looked: Set<Dimension> = []
    for rule in compiler.rules { for condition in rule.conditions { looked.insert(condition.dimension) } }
    dimensions = looked.sorted()
  }

  /// - Parameter value: the bytes of a dimension's value, empty when absent.
  package func classify(_ value: (Dimension) -> [UInt8]) -> ChannelDecision {
    var values: [Dimension: [UInt8]] = [:]
    for dimension in dimensions { values[dimension] = folded(value(dimension)) }
    for rule in rules where rule.conditions.allSatisfy({ Self.holds($0.test, values[$0.dimension] ?? []) }) {
      return ChannelDecision(channel: rule.channel, rule: rule.id)
    }
    return ChannelDecision(channel: Self.unassigned, rule: "none")
  }

  private static func holds(_ test: Test, _ text: [UInt8]) -> Bool {
    switch test {
    case .equals(let texts): texts.contains(text)
    case .startsWith(let texts): texts.contains { text.starts(with: $0) }
    case .endsWith(let texts): texts.contains { text.count >= $0.count && text.suffix($0.count).elementsEqual($0) }
    case .contains(let texts): texts.contains { contains(text, $0) }
    case .matches(let pattern): pattern.matches(text)
    case .isEmpty: text.isEmpty
    }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first else { return true }
    guard text.count >= part.count else { return false }
    for start in 0...(text.count - part.count) where text[start] == first {
      if text[start..<(start + part.count)].elementsEqual(part) { return true }
    }
    return false
  }

  private struct Compiler {
    let library: CatalogLibrary
    var rules: [Rule] = []
    var diagnostics: [Diagnostic] = []

    mutating func add(_ set: ChannelRules, visited: [String]) throws(Diagnostics) {
      for step in set.steps {
        switch step {
        case .rule(let channel, let when, let id, let location):
          let conditions = when.compactMap { condition in
            compile(condition.test, set, location).map { (dimension: condition.dimension, test: $0) }
          }
          rules.append(Rule(channel: channel, id: "\(set.name)/\(id)", conditions: conditions))
        case .everythingElse(let channel, _):
          rules.append(Rule(channel: channel, id: "\(set.name)/everything_else", conditions: []))
        case .then(let name, let location):
          guard !visited.contains(name) else {
            diagnostics.append(Diagnostic(at: location, "the channel rules '\(name)' lead back to themselves"))
            continue
          }
          guard let next = try library.channels(name) else {
            let known = library.channelSetNames
            let hint = nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: " + known.joined(separator: ", ")
            diagnostics.append(Diagnostic(at: location, "unknown channel rules '\(name)'", hint: hint))
            continue
          }
          try add(next, visited: visited + [name])
        }
      }
    }

    private mutating func compile(_ test: ChannelRules.Test, _ set: ChannelRules, _ location: SourceLocation) -> Test? {
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
            Diagnostic(
              at: location, "unknown source category '\(name)'",
              hint: "known: " + set.sourceCategories.keys.sorted().joined(separator: ", ")))
          return nil
        }
        return .equals(Set(bytes(texts)))
      case .matches(let text):
        do {
          return .matches(try LinearPattern(text))
        } catch {
          diagnostics.append(Diagnostic(at: location, "'\(text)' is not a pattern: \(Self.explain(error))"))
          return nil
        }
      }
    }

    private static func explain(_ failure: LinearPattern.Failure) -> String {
      switch failure {
      case .unexpected(let character, let column): "unexpected '\(character)' at column \(column)"
      case .ends: "it ends too early"
      case .tooLong: "it is too long"
      }
    }
  }
}
