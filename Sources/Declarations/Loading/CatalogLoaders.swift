package import Diagnostics
import EventSchema

/// Reads a KPI's YAML, and the same keys of an own KPI in a pipeline file.
package enum KPILoader {
  static let ownKeys: [KeySpec] = [
    KeySpec("name", "identifier", required: true), KeySpec("title", "name, per language"),
    KeySpec("description", "what it is and what it leaves out"),
    KeySpec("formula", "over measures and KPIs", required: true),
    KeySpec(
      "shown_as", "count, fractional_count, money, ratio, percent, percentage_points, points, days or hours",
      required: true),
    KeySpec("decimals", "0 to 6"),
    KeySpec("better", "higher, lower or neutral"),
    KeySpec("optional", "measures that count as 0 where no input states them"),
  ]
  static let catalogKeys: [KeySpec] =
    [
      KeySpec("kpi", "identifier", required: true),
      KeySpec("source", "where the definition comes from", required: true),
      KeySpec("tests", "measures in, figure out", required: true),
      KeySpec("variant", "what the formula is called beside its variants"),
      KeySpec("variants", "name → another formula for the same figure"),
    ]
    + ownKeys.dropFirst()

  package static func load(text: String, file: String) -> (kpi: KPI?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the KPI", keys: catalogKeys) else {
      return (nil, reader.diagnostics)
    }
    var kpi = kpi(map, name: map.text("kpi") ?? "")
    kpi?.source = map.localized("source")
    // Read whatever else is wrong, so that all mistakes are told at once.
    let tests = tests(map)
    kpi?.tests = tests
    if let base = kpi {
      kpi?.variants = variants(of: base, map)
      kpi?.ownVariant = map.text("variant")
    }
    return (reader.hasErrors ? nil : kpi, reader.diagnostics)
  }

  private static func formula(_ map: MappingReader) -> Formula? {
    guard let node = map.node("formula"), let text = map.text("formula") else { return nil }
    let (formula, errors) = FormulaParser.read(text)
    if !errors.isEmpty, map.reader.holdsVariable(node.location) {
      // Neither the words nor their columns: they would tell what the variable holds.
      map.reader.report(
        node.location, "the formula '\(text)' can't be read", hint: "write the formula out, without variables"
      )
      return nil
    }
    for error in errors {
      var location = node.location
      if case .scalar(_, let quoted, _) = node { location.column += error.column - 1 + (quoted ? 1 : 0) }
      map.reader.report(location, error.message, hint: error.hint)
    }
    return formula
  }

  /// Where the text of the formula begins; nil where a variable stands in it, which may be longer than its name.
  private static func formulaLocation(_ map: MappingReader) -> SourceLocation? {
    guard let node = map.node("formula"), !map.reader.holdsVariable(node.location),
      case .scalar(_, let quoted, var location) = node
    else { return nil }
    location.column += quoted ? 1 : 0
    return location
  }

  static func kpi(_ map: MappingReader, name: String) -> KPI? {
    let formula = formula(map)
    let stated = map.choice("shown_as", KPI.Shown.self)
    let shown = stated ?? .count
    let decimals = map.integer("decimals", 0...6) ?? (shown == .count ? 0 : shown.isShare ? 1 : 2)
    var kpi = KPI(
      name: name, title: map.localized("title") ?? LocalizedText(name),
      description: map.localized("description") ?? LocalizedText(""),
      formula: formula ?? .number(.zero), shown: shown, decimals: decimals,
      better: map.choice("better", KPI.Better.self) ?? .neutral, location: map.location)
    kpi.optional = map.texts("optional").compactMap { item in
      if let measure = Measure(rawValue: item.value) { return measure }
      map.reader.unknown(item.value, "measure", Measure.allCases.map(\.rawValue), at: item.location)
      return nil
    }
    kpi.formulaLocation = formulaLocation(map)
    return formula == nil || stated == nil && map.node("shown_as") != nil ? nil : kpi
  }
}

/// Reads a section's YAML.
package enum SectionLoader {
  static let keys: [KeySpec] = [
    KeySpec("section", "identifier", required: true),
    KeySpec("block", Section.Block.allCases.map(\.rawValue).joined(separator: ", "), required: true),
    KeySpec("by", "dimension of a breakdown"), KeySpec("title", "heading, per language", required: true),
    KeySpec("lead", "one sentence under it"),
  ]

  package static func load(text: String, file: String) -> (section: Section?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the section", keys: keys) else { return (nil, reader.diagnostics) }
    let block = map.choice("block", Section.Block.self)
    if block == .breakdown, map.node("by") == nil { reader.report(map.location, "a breakdown needs 'by'") }
    if let block, block != .breakdown, map.node("by") != nil {
      reader.report(map.keyLocation("by"), "'by' is for breakdowns, this is a \(block.rawValue)")
    }
    let section = Section(
      name: map.text("section") ?? "", block: block ?? .headline,
      by: map.choice("by", Dimension.self), title: map.localized("title") ?? LocalizedText(""),
      lead: map.localized("lead") ?? LocalizedText(""), location: map.location)
    return (reader.hasErrors ? nil : section, reader.diagnostics)
  }
}

/// Reads a language's YAML.
package enum LanguageLoader {
  static let keys: [KeySpec] = [
    KeySpec("language", "BCP 47 code", required: true), KeySpec("name", "its own name", required: true),
    KeySpec("decimal_mark", "decimal mark", required: true),
    KeySpec("group_mark", "mark between thousands", required: true),
    KeySpec("percent", "{n}%", required: true), KeySpec("money", "{currency} {n}", required: true),
    KeySpec("currency_signs", "code → sign"),
    KeySpec("months_in_date", "twelve names", required: true),
    KeySpec("months_alone", "twelve names", required: true),
    KeySpec("months_short", "twelve names", required: true),
    KeySpec("weekdays", "seven names, Monday first", required: true),
    KeySpec(
      "patterns", Language.Pattern.allCases.map(\.rawValue).joined(separator: ", "), required: true),
    KeySpec("plural", "one_other, other or one_few_many", required: true),
    KeySpec("words", "fixed words and sentences", required: true),
    KeySpec("plurals", "words that depend on a count"), KeySpec("fonts", "CSS font stack", required: true),
  ]

  package static func load(text: String, file: String) -> (language: Language?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    guard let map = reader.mapping(root, "the language", keys: keys) else { return (nil, reader.diagnostics) }
    var language = Language(
      code: map.text("language") ?? "", name: map.text("name") ?? "", location: map.location)
    language.decimalMark = map.text("decimal_mark") ?? "."
    language.groupMark = map.text("group_mark") ?? ","
    language.percent = map.text("percent") ?? "{n}%"
    language.money = map.text("money") ?? "{currency} {n}"
    language.currencySigns = texts(map, "currency_signs")
    if let node = map.node("currency_signs"), case .mapping(let entries, _) = node {
      for (code, at, _) in entries where Currency(code)?.description != code {
        reader.report(at, "'\(code)' is not a currency code", hint: "three capital letters, such as EUR")
      }
    }
    language.monthsInDate = names(map, "months_in_date", 12)
    language.monthsAlone = names(map, "months_alone", 12)
    language.monthsShort = names(map, "months_short", 12)
    language.weekdays = names(map, "weekdays", 7)
    if let node = map.node("patterns"), let rule = reader.mapping(node, "'patterns'", keys: patternKeys) {
      for pattern in Language.Pattern.allCases { language.patterns[pattern] = rule.text(pattern.rawValue) }
    }
    let plural = map.choice("plural", Language.PluralRule.self)
    language.plural = plural ?? .other
    language.words = texts(map, "words")
    if let node = map.node("plurals") {
      for (key, _, value) in reader.entries(node, "'plurals'") {
        language.plurals[key] = forms(value, of: key, plural, reader)
      }
    }
    language.fonts = map.text("fonts") ?? "sans-serif"
    return (reader.hasErrors ? nil : language, reader.diagnostics)
  }

  private static let patternKeys = Language.Pattern.allCases.map {
    KeySpec($0.rawValue, $0 == .range ? "{first} – {last}" : "such as {month} {d}, {y}", required: true)
  }

  /// The texts of a word that depends on a count: one for every form that the language's rule can pick.
  private static func forms(
    _ node: YAMLNode, of key: String, _ rule: Language.PluralRule?, _ reader: DeclarationReader
  ) -> [String: String] {
    let needed: [String] =
      switch rule {
      case .oneOther: ["one", "other"]
      case .other: ["other"]
      case .oneFewMany: ["one", "few", "many"]
      case nil: []
      }
    var forms: [String: String] = [:]
    for (form, at, value) in reader.entries(node, "'\(key)'") {
      let known = ["one", "few", "many", "other"]
      if !known.contains(form) { reader.unknown(form, "form", known, at: at) }
      forms[form] = reader.text(value, "'\(form)'") ?? ""
    }
    for form in needed where forms[form] == nil {
      reader.report(node.location, "'\(key)' lacks the form '\(form)'")
    }
    return forms
  }

  private static func texts(_ map: MappingReader, _ key: String) -> [String: String] {
    guard let node = map.node(key) else { return [:] }
    var texts: [String: String] = [:]
    for (name, _, value) in map.reader.entries(node, "'\(key)'") {
      texts[name] = map.reader.text(value, "'\(name)'")
    }
    return texts
  }

  private static func names(_ map: MappingReader, _ key: String, _ count: Int) -> [String] {
    guard map.node(key) != nil else { return [] }
    let names = map.texts(key).map(\.value)
    if names.count != count {
      map.reader.report(map.valueLocation(key), "expected \(count) names for '\(key)', found \(names.count)")
    }
    return names.count == count ? names : Array(repeating: "", count: count)
  }
}
