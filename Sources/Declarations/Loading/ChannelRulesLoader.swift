import Catalog
package import Diagnostics
import EventSchema

/// Reads channel rules: a versioned set of the catalog, or the steps of a pipeline file.
package enum ChannelRulesLoader {
  static let keys: [KeySpec] = [
    KeySpec("rules", "the set's name", required: true),
    KeySpec("version", "version of the definitions", required: true),
    KeySpec("effective", "the day from which the definitions hold", required: true),
    KeySpec("source", "where the definitions come from", required: true),
    KeySpec("source_categories", "catalog file with lines source,category"),
    KeySpec("steps", "read from the top, the first match wins", required: true),
  ]
  static let stepKeys: [KeySpec] = [
    KeySpec("name", "the channel"), KeySpec("when", "conditions that must all hold"),
    KeySpec("id", "a stable name of the rule"),
    KeySpec("then", "go on with a versioned set such as ga4-2026"),
    KeySpec("everything_else", "the channel of what no rule matched"),
  ]

  package static func load(text: String, file: String) -> (rules: ChannelRules?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the channel rules", keys: keys) else {
      return (nil, reader.diagnostics)
    }
    let name = map.text("rules") ?? ""
    var rules =
      map.node("steps").map { self.rules($0, name: name, reader) } ?? ChannelRules(name: name, steps: [])
    rules.version = map.text("version") ?? ""
    rules.effective = map.day("effective")
    rules.source = map.text("source") ?? ""
    if let path = map.located("source_categories") {
      if let csv = Catalog.text(at: path.value) {
        rules.sourceCategories = categories(csv, path, reader)
      } else {
        reader.report(path.location, "the catalog has no file '\(path.value)'")
      }
    }
    return (reader.hasErrors ? nil : rules, reader.diagnostics)
  }

  /// Lines `source,category`, with or without a heading of these words. Sources hold no commas.
  private static func categories(
    _ csv: String, _ path: Located<String>, _ reader: DeclarationReader
  ) -> [String: [String]] {
    var categories: [String: [String]] = [:]
    for (index, (line, cells)) in csv.linesOfCells.enumerated() {
      if index == 0, line.lowercased().hasPrefix("source,") { continue }
      guard cells.count == 2, !cells[0].isEmpty, !cells[1].isEmpty else {
        reader.report(path.location, "'\(path.value)' has a line that is not source,category: '\(line)'")
        continue
      }
      let source = cells[0]
      let isLower = source.utf8.allSatisfy { $0 < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0) }
      categories[cells[1], default: []].append(isLower ? source : source.lowercased())
    }
    return categories
  }

  /// Which steps may stand in a list.
  enum Steps { case all, rulesOnly }

  static func rules(
    _ node: YAMLNode, name: String, _ reader: DeclarationReader, steps allowed: Steps = .all
  ) -> ChannelRules {
    let keys = allowed == .all ? stepKeys : stepKeys.filter { ["name", "when", "id"].contains($0.name) }
    var steps: [ChannelRules.Step] = []
    var ids: Set<String> = []
    for (index, item) in reader.items(node, "the channel rules").enumerated() {
      if case .everythingElse? = steps.last {
        reader.report(item.location, "this rule is never reached: 'everything_else' stands above it")
        continue
      }
      guard let map = reader.mapping(item, "a channel rule", keys: keys) else { continue }
      guard let step = step(map, number: index + 1) else { continue }
      if case .rule(_, _, let id, _) = step, !ids.insert(id).inserted {
        reader.report(
          map.valueLocation("id"), "two rules have the id '\(id)'", hint: "the id names one rule in reports")
      }
      steps.append(step)
    }
    var rules = ChannelRules(name: name, steps: steps)
    rules.location = node.location
    return rules
  }

  private static func step(_ map: MappingReader, number: Int) -> ChannelRules.Step? {
    let stated = stepKeys.map(\.name).filter { map.node($0) != nil && $0 != "id" }
    switch stated {
    case ["then"]: return map.text("then").map { .then($0, location: map.location) }
    case ["everything_else"]:
      return map.text("everything_else").map { .everythingElse(channel: $0, location: map.location) }
    case ["name", "when"]: return rule(map, number: number)
    default:
      map.reader.report(
        map.location, "a channel rule needs name and when, or then, or everything_else",
        hint: "{name: Email, when: {medium: email}}")
      return nil
    }
  }

  private static func rule(_ map: MappingReader, number: Int) -> ChannelRules.Step? {
    guard let when = map.node("when") else { return nil }
    let channel = map.text("name")
    let conditions = self.conditions(when, "'when'", map.reader)
    if case .mapping(let entries, _) = when, entries.isEmpty {
      let name = map.reader.shown(channel ?? "", of: map.valueLocation("name"))
      map.reader.report(when.location, "a rule without conditions", hint: "use everything_else: \(name)")
    }
    let id = map.text("id") ?? "rule \(number)"
    return channel.map { .rule(channel: $0, when: conditions, id: id, location: map.location) }
  }
}
