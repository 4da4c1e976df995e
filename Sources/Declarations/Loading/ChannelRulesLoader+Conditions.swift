import Diagnostics
import EventSchema

/// Conditions of channel rules: tests of dimensions, and what combines them.
extension ChannelRulesLoader {
  static let testKeys: [KeySpec] = [
    KeySpec("equals", "text or list: one of these"), KeySpec("in", "one of these"),
    KeySpec("starts_with", "text or list"), KeySpec("ends_with", "text or list"),
    KeySpec("contains", "text or list"),
    KeySpec("glob", "text or list over the whole text: * is any characters, ? any one"),
    KeySpec("matches", "pattern, or a list, over the whole text"),
    KeySpec("in_category", "source category"), KeySpec("is_empty", "yes or no"),
    KeySpec("not", "a text, a list or a test that must not hold"),
    KeySpec("contains_any", "as contains"), KeySpec("starts_with_any", "as starts_with"),
  ]
  /// What may stand beside dimensions under `when:`.
  static let combinationKeys: [KeySpec] = [
    KeySpec("kind", "what the input's profile gives: visit, order, deal … or a list of these"),
    KeySpec("all_of", "a list of conditions, all of which must hold"),
    KeySpec("any_of", "a list of conditions, one of which must hold"),
    KeySpec("not", "conditions that must not hold all at once; of a list, none may hold"),
  ]
  /// Combinations inside each other.
  private static let maximumDepth = 8

  /// The conditions of a mapping, which must all hold.
  static func conditions(
    _ node: YAMLNode, _ owner: String, _ reader: DeclarationReader, depth: Int = 0
  ) -> [ChannelRules.Condition] {
    let entries = reader.entries(node, owner)
    if case .mapping(let stated, _) = node, stated.isEmpty, depth > 0 {
      reader.report(node.location, "\(owner) has no condition")
    }
    return entries.flatMap { entry in
      // A dimension of the pipeline file's own may be called `kind`, too.
      combinationKeys.contains { $0.name == entry.key } && reader.dimension(named: entry.key) == nil
        ? combination(entry, reader, depth: depth + 1) : condition(entry, reader)
    }
  }

  private static func combination(
    _ entry: (key: String, keyAt: SourceLocation, value: YAMLNode), _ reader: DeclarationReader, depth: Int
  ) -> [ChannelRules.Condition] {
    guard depth <= maximumDepth else {
      reader.report(entry.keyAt, "conditions stand inside each other more than \(maximumDepth) deep")
      return []
    }
    let owner = "'\(entry.key)'"
    if entry.key == "kind" { return kinds(entry.value, reader) }
    func all(_ node: YAMLNode) -> ChannelRules.Condition? {
      let found = conditions(node, owner, reader, depth: depth)
      return found.isEmpty ? nil : found.count == 1 ? found[0] : .all(found)
    }
    if entry.key == "not", case .mapping = entry.value {
      return all(entry.value).map { [.not($0)] } ?? []
    }
    let items = reader.items(entry.value, owner)
    if case .list(let stated, let at) = entry.value, stated.isEmpty {
      reader.report(at, "\(owner) is empty")
    }
    let found = items.compactMap(all)
    guard !found.isEmpty else { return [] }
    switch entry.key {
    case "all_of": return [.all(found)]
    case "any_of": return [.any(found)]
    default: return [.not(.any(found))]
    }
  }

  private static func kinds(_ node: YAMLNode, _ reader: DeclarationReader) -> [ChannelRules.Condition] {
    let texts = reader.texts(node, "'kind'")
    if case .list(let items, let at) = node, items.isEmpty { reader.report(at, "'kind' is empty") }
    let kinds = texts.compactMap { text -> EventKind? in
      let kind = EventKind(rawValue: text.value)
      if kind == nil {
        reader.unknown(text.value, "kind", EventKind.allCases.map(\.rawValue), at: text.location)
      }
      return kind
    }
    return kinds.isEmpty ? [] : [.kind(kinds)]
  }

  private static func condition(
    _ entry: (key: String, keyAt: SourceLocation, value: YAMLNode), _ reader: DeclarationReader
  ) -> [ChannelRules.Condition] {
    guard let dimension = reader.dimension(named: entry.key), dimension != .channel else {
      reader.unknown(
        entry.key, "dimension",
        reader.dimensionNames.filter { $0 != "channel" } + combinationKeys.map(\.name),
        at: entry.keyAt)
      return []
    }
    return tests(entry.value, of: entry.key, reader).map { [condition(dimension, $0)] } ?? []
  }

  /// One test of a dimension, or what it must not be.
  private indirect enum Reading {
    case any([ChannelRules.Test])
    case not(Reading)
  }

  private static func condition(_ dimension: Dimension, _ reading: Reading) -> ChannelRules.Condition {
    switch reading {
    case .any(let tests) where tests.count == 1: .test(dimension, tests[0])
    case .any(let tests): .any(tests.map { .test(dimension, $0) })
    case .not(let inner): .not(condition(dimension, inner))
    }
  }

  private static func tests(_ node: YAMLNode, of name: String, _ reader: DeclarationReader) -> Reading? {
    switch node {
    case .scalar: return reader.text(node, "'\(name)'").map { .any([.equals([$0])]) }
    case .list(let items, let at):
      if items.isEmpty { reader.report(at, "'\(name)' is empty") }
      return .any([.equals(reader.texts(node, "'\(name)'").map(\.value))])
    case .mapping:
      return reader.mapping(node, "the condition on '\(name)'", keys: testKeys).flatMap { test($0, of: name) }
    }
  }

  private static func test(_ map: MappingReader, of name: String) -> Reading? {
    let stated = testKeys.map(\.name).filter { map.node($0) != nil }
    guard stated.count == 1 else {
      // An unknown test has been reported: "found 0" would only repeat it.
      if stated.count > 1 || map.isEmpty {
        map.reader.report(
          map.location, "the condition on '\(name)' needs exactly one test, found \(stated.count)")
      }
      return nil
    }
    func texts() -> [String] {
      let found = map.someTexts(stated[0])
      if ["starts_with", "starts_with_any", "ends_with", "contains", "contains_any"].contains(stated[0]) {
        for text in found where text.value.isEmpty {
          map.reader.report(
            text.location, "every text '\(stated[0])' an empty one",
            hint: "for those that state none: is_empty: yes")
        }
      }
      return found.map(\.value)
    }
    switch stated[0] {
    case "in", "equals": return .any([.equals(texts())])
    case "starts_with", "starts_with_any": return .any([.startsWith(texts())])
    case "ends_with": return .any([.endsWith(texts())])
    case "contains", "contains_any": return .any([.contains(texts())])
    case "glob": return some(texts().map { .glob($0) })
    case "matches": return some(texts().map { .matches($0) })
    case "in_category": return map.text("in_category").map { .any([.inCategory($0)]) }
    case "not": return map.node("not").flatMap { tests($0, of: name, map.reader) }.map { .not($0) }
    default:
      return map.flag("is_empty").map { $0 ? .any([.isEmpty]) : .not(.any([.isEmpty])) }
    }
  }

  private static func some(_ tests: [ChannelRules.Test]) -> Reading? { tests.isEmpty ? nil : .any(tests) }
}
