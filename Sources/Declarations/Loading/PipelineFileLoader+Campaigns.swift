import Diagnostics
import EventSchema

/// Reading how campaigns are named, and a pipeline file's own dimensions.
extension PipelineFileLoader {
  static let campaignKeys: [KeySpec] = [
    KeySpec(
      "pattern",
      "how names are put together, such as <country>_<objective>[_<audience>]_<year>, or a list: the first that fits"
    ),
    KeySpec("values", "part → the texts it may be"),
    KeySpec("inputs", "the inputs it is for (default: all)"),
    KeySpec(
      "names",
      "as_of_date (default) or latest: rows of one campaign_id count under the newest day's name"),
  ]
  static let dimensionKeys: [KeySpec] = [
    KeySpec("title", "what reports call it, per language: {en: Brand, ru: Марка}", required: true)
  ]
  static let inputCampaignKeys: [KeySpec] = campaignKeys.filter { $0.name != "inputs" }

  /// Names that a dimension of one's own would be confused with. `<year>` is what many names end in.
  private static let taken: Set<String> = Set(
    Grain.allCases.map(\.rawValue).filter { $0 != "year" } + Measure.allCases.map(\.rawValue) + [
      "at", "currency", "last_day", "person",
    ])

  /// The file's own dimensions: those it names, and the parts of its campaigns' names.
  ///
  /// They are read before all else, since tables and rules may use them wherever they stand.
  func ownDimensions(_ map: MappingReader) -> [Dimension] {
    var found: [Dimension] = []
    func add(_ dimensions: [Dimension]) {
      for dimension in dimensions where !found.contains(dimension) { found.append(dimension) }
    }
    if case .mapping(let entries, _) = map.node("normalize") {
      for (key, _, node) in entries {
        if key == "dimensions" { add(dimensions(node)) }
        if key == "campaigns" { add(campaigns(node, keys: Self.campaignKeys).parts) }
      }
    }
    if case .mapping(let inputs, _) = map.node("extract") {
      for case .mapping(let entries, _) in inputs.map(\.value) {
        for (key, _, node) in entries where key == "campaigns" {
          add(campaigns(node, keys: Self.inputCampaignKeys).parts)
        }
      }
    }
    return found
  }

  private func dimensions(_ node: YAMLNode) -> [Dimension] {
    var names: [Located<String>] = []
    if case .mapping(let entries, _) = node {
      names = entries.map { Located($0.key, at: $0.keyAt) }
    } else {
      names = reader.texts(node, "'dimensions'")
    }
    return names.compactMap { checkOwn($0.value, at: $0) ? Dimension(own: $0.value) : nil }
  }

  /// The titles of `dimensions: {brand: {title: {en: Brand, ru: Марка}}}`.
  func dimensionTitles(_ node: YAMLNode) -> [Dimension: LocalizedText] {
    guard case .mapping = node else { return [:] }
    var titles: [Dimension: LocalizedText] = [:]
    for entry in reader.entries(node, "'dimensions'") {
      let map = reader.mapping(entry.value, "dimension '\(entry.key)'", keys: Self.dimensionKeys)
      titles[Dimension(own: entry.key)] = map?.localized("title")
    }
    return titles
  }

  /// Reports a name that a dimension of one's own can't have.
  private func checkOwn(_ name: String, at item: Located<String>) -> Bool {
    let length = item.value.unicodeScalars.count
    if !NamePattern.isOwnName(name) {
      reader.report(
        item.location, "'\(name)' can't be the name of a dimension",
        hint: "use a–z, 0–9 and _, a letter first", length: length)
    } else if Dimension(rawValue: name) != nil {
      reader.report(
        item.location, "'\(name)' is a dimension that exports state",
        hint: "give your own another name, such as 'campaign_\(name)'", length: length)
    } else if Self.taken.contains(name) {
      reader.report(
        item.location, "'\(name)' has another meaning", hint: "give your dimension another name",
        length: length)
    } else {
      return true
    }
    return false
  }

  func campaigns(_ node: YAMLNode, keys: [KeySpec]) -> CampaignNaming {
    var naming = CampaignNaming()
    guard let map = reader.mapping(node, "'campaigns'", keys: keys) else { return naming }
    map.reportIfEmpty("pattern")
    naming.patterns = map.texts("pattern").compactMap(pattern)
    naming.names = map.choice("names", CampaignNaming.Names.self) ?? .asOfDate
    if keys.contains(where: { $0.name == "inputs" }), map.node("inputs") != nil {
      naming.inputs = map.someTexts("inputs")
    }
    if let values = map.node("values") {
      let parts = naming.parts.map(\.rawValue)
      for (key, keyAt, node) in reader.entries(values, "'values'") {
        if !parts.contains(key) { reader.unknown(key, "part of a pattern", parts, at: keyAt) }
        let texts = reader.texts(node, "'\(key)'").map(\.value)
        if texts.isEmpty { reader.report(node.location, "'\(key)' is empty") }
        naming.values[Dimension(own: key)] = texts
      }
    }
    if naming.patterns.isEmpty, map.node("pattern") == nil, map.node("names") == nil {
      reader.report(map.location, "'campaigns' needs pattern or names")
    }
    return naming
  }

  private func pattern(_ item: Located<String>) -> NamePattern? {
    let pattern: NamePattern
    do throws(NamePattern.Failure) { pattern = try NamePattern(item.value) } catch {
      reader.report(
        item.location, "'\(item.value)' is not a pattern of names: \(Self.explain(error))",
        hint: "such as <country>_<objective>[_<audience>]_<year>; \\ before a sign that stands for itself",
        length: item.value.unicodeScalars.count)
      return nil
    }
    return pattern.parts.allSatisfy { checkOwn($0.rawValue, at: item) } ? pattern : nil
  }

  private static func explain(_ failure: NamePattern.Failure) -> String {
    switch failure {
    case .unclosed(let sign): "'\(sign)' is not closed"
    case .unopened(let sign): "'\(sign)' closes nothing"
    case .nested: "brackets stand inside each other"
    case .badName(let name): "'\(name)' can't be the name of a dimension (a–z, 0–9 and _, a letter first)"
    case .repeated(let name): "<\(name)> stands there twice"
    case .adjacent(let first, let second): "nothing tells where <\(first)> ends and <\(second)> begins"
    case .tooManyOptional: "more than \(NamePattern.maximumOptional) optional pieces"
    case .severalFree: "only one part may hold separators"
    case .noPart: "it has no <part>"
    }
  }
}
