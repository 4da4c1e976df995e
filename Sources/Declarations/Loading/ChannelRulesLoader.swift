import Catalog
package import Diagnostics
import EventSchema

/// Reads channel rules: a versioned set of the catalog, or the steps of a pipeline file.
package enum ChannelRulesLoader {
  static let keys: [KeySpec] = [
    KeySpec("rules", "the set's name", required: true), KeySpec("version", "version of the definitions", required: true),
    KeySpec("source", "where the definitions come from", required: true),
    KeySpec("source_categories", "catalog file with lines source,category"), KeySpec("steps", "read from the top, the first match wins", required: true),
  ]
  static let stepKeys: [KeySpec] = [
    KeySpec("name", "the channel"), KeySpec("when", "conditions that must all hold"), KeySpec("id", "a stable name of the rule"),
    KeySpec("then", "go on with a versioned set such as ga4-2026"), KeySpec("everything_else", "the channel of what no rule matched"),
  ]
  static let testKeys: [KeySpec] = [
    KeySpec("in", "one of these"), KeySpec("starts_with", "text or list"), KeySpec("ends_with", "text or list"),
    KeySpec("contains", "text or list"), KeySpec("contains_any", "list"), KeySpec("starts_with_any", "list"),
    KeySpec("matches", "pattern over the whole text"), KeySpec("in_category", "source category"), KeySpec("is_empty", "yes"),
  ]

  package static func load(text: String, file: String) -> (rules: ChannelRules?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the channel rules", keys: keys), let steps = map.node("steps") else { return (nil, reader.diagnostics) }
    var rules = self.rules(steps, name: map.text("rules") ?? "", reader)
    if let path = map.located("source_categories") {
      if let csv = Catalog.text(at: path.value) {
        rules.sourceCategories = categories(csv)
      } else {
        reader.report(path.location, "the catalog has no file '\(path.value)'")
      }
    }
    return (reader.hasErrors ? nil : rules, reader.diagnostics)
  }

  private static func categories(_ csv: String) -> [String: [String]] {
    var categories: [String: [String]] = [:]
    for line in csv.split(separator: "\n").dropFirst() {
      let parts = line.split(separator: ",").map(String.init)
      if parts.count == 2 { categories[parts[1], default: []].append(parts[0].lowercased()) }
    }
    return categories
  }

  static func rules(_ node: YAMLNode, name: String, _ reader: DeclarationReader) -> ChannelRules {
    var steps: [ChannelRules.Step] = []
    for (index, item) in reader.items(node, "the channel rules").enumerated() {
      guard let map = reader.mapping(item, "a channel rule", keys: stepKeys) else { continue }
      if let set = map.text("then") {
        steps.append(.then(set, location: map.location))
      } else if let channel = map.text("everything_else") {
        steps.append(.everythingElse(channel: channel, location: map.location))
      } else if let channel = map.text("name"), let when = map.node("when") {
        let conditions = reader.entries(when, "'when'").flatMap { condition($0, reader) }
        if conditions.isEmpty { reader.report(when.location, "a rule without conditions", hint: "use everything_else: \(channel)") }
        steps.append(.rule(channel: channel, when: conditions, id: map.text("id") ?? "rule \(index + 1)", location: map.location))
      } else {
        reader.report(
          map.location, "a channel rule needs name and when, or then, or everything_else",
          hint: "{name: Email, when: {medium: email}}")
      }
    }
    return ChannelRules(name: name, steps: steps)
  }

  private static func condition(
    _ entry: (key: String, keyAt: SourceLocation, value: YAMLNode), _ reader: DeclarationReader
  ) -> [ChannelRules.Condition] {
    guard let dimension = Dimension(rawValue: entry.key), dimension != .channel else {
      reader.unknown(entry.key, "dimension", Dimension.allCases.filter { $0 != .channel }.map(\.rawValue), at: entry.keyAt)
      return []
    }
    switch entry.value {
    case .scalar: return reader.text(entry.value, "'\(entry.key)'").map { [.init(dimension, .equals([$0]))] } ?? []
    case .list: return [.init(dimension, .equals(reader.texts(entry.value, "'\(entry.key)'").map(\.value)))]
    case .mapping:
      guard let map = reader.mapping(entry.value, "the condition on '\(entry.key)'", keys: testKeys) else { return [] }
      var tests: [ChannelRules.Test] = []
      func list(_ key: String) -> [String]? { map.node(key) == nil ? nil : map.texts(key).map(\.value) }
      if let texts = list("in") { tests.append(.equals(texts)) }
      if let texts = list("starts_with") ?? list("starts_with_any") { tests.append(.startsWith(texts)) }
      if let texts = list("ends_with") { tests.append(.endsWith(texts)) }
      if let texts = list("contains") ?? list("contains_any") { tests.append(.contains(texts)) }
      if let pattern = map.text("matches") { tests.append(.matches(pattern)) }
      if let category = map.text("in_category") { tests.append(.inCategory(category)) }
      if map.flag("is_empty") == true { tests.append(.isEmpty) }
      if tests.isEmpty { reader.report(entry.value.location, "the condition on '\(entry.key)' tests nothing") }
      return tests.map { .init(dimension, $0) }
    }
  }
}
