package import Diagnostics
import EventSchema

/// Reads which actions of ad platforms are the same real event.
package enum ConversionTaxonomyLoader {
  private static let keys: [KeySpec] = [
    KeySpec("conversions", "version", required: true),
    KeySpec("platforms", "who names actions", required: true),
    KeySpec("actions", "the real events", required: true),
  ]
  private static let platformKeys: [KeySpec] = [
    KeySpec("title", "name", required: true),
    KeySpec("source", "where its names are taken from", required: true),
    KeySpec("evidence", "how well they are known", required: true),
  ]
  private static let actionKeys: [KeySpec] = [
    KeySpec("title", "per language", required: true),
    KeySpec("counted_as", "orders or leads"),
    KeySpec("names", "platform → its names, the widest level first", required: true),
  ]

  package static func load(
    text: String, file: String
  ) -> (taxonomy: ConversionTaxonomy?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the taxonomy", keys: keys) else { return (nil, reader.diagnostics) }
    var taxonomy = ConversionTaxonomy(version: map.text("conversions") ?? "", platforms: [], actions: [])
    for entry in map.node("platforms").map({ reader.entries($0, "'platforms'") }) ?? [] {
      let (id, node) = (entry.key, entry.value)
      guard let map = reader.mapping(node, "platform '\(id)'", keys: platformKeys) else { continue }
      taxonomy.platforms.append(
        .init(
          id: id, title: map.text("title") ?? id, source: map.text("source") ?? "",
          evidence: map.choice("evidence", Profile.Evidence.self) ?? .unverified))
    }
    let platforms = taxonomy.platforms.map(\.id)
    for entry in map.node("actions").map({ reader.entries($0, "'actions'") }) ?? [] {
      let (id, node) = (entry.key, entry.value)
      guard let map = reader.mapping(node, "action '\(id)'", keys: actionKeys) else { continue }
      taxonomy.actions.append(
        .init(
          id: id, title: map.localized("title") ?? LocalizedText(id),
          countedAs: map.choice("counted_as", AggregateDeclaration.DoubleClaim.self),
          names: names(map, reader, platforms)))
    }
    return (reader.hasErrors ? nil : taxonomy, reader.diagnostics)
  }

  private static func names(
    _ map: MappingReader, _ reader: DeclarationReader, _ platforms: [String]
  ) -> [(platform: String, levels: [[String]])] {
    guard let node = map.node("names") else { return [] }
    return reader.entries(node, "'names'").map { platform, at, node in
      if !platforms.contains(platform) { reader.unknown(platform, "platform", platforms, at: at) }
      if case .list(let items, _) = node, case .list? = items.first {
        return (platform, items.map { reader.texts($0, "'\(platform)'").map(\.value) })
      }
      return (platform, [reader.texts(node, "'\(platform)'").map(\.value)])
    }
  }
}

extension PipelineFileLoader {
  /// `conversions: {purchase: [Kauf, Bestellung], demo: Demo booked}`: actions, and their names in the exports.
  func conversions(_ node: YAMLNode) -> [ConversionMapping] {
    var known: [String: String] = [:]
    return reader.entries(node, "'conversions'").map { entry in
      if !NamePattern.isOwnName(entry.key) {
        reader.report(
          entry.keyAt, "'\(entry.key)' can't be the name of an action",
          hint: "use a–z, 0–9 and _, a letter first",
          length: entry.key.unicodeScalars.count)
      }
      let names = reader.texts(entry.value, "'\(entry.key)'")
      for name in names {
        if let other = known.updateValue(entry.key, forKey: name.value.lowercased()) {
          reader.report(
            name.location, "'\(name.value)' is '\(other)' already", length: name.value.unicodeScalars.count)
        }
      }
      if names.isEmpty { reader.report(entry.value.location, "'\(entry.key)' is empty") }
      return ConversionMapping(action: entry.key, names: names.map(\.value))
    }
  }
}
