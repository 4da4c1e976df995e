package import Diagnostics
import EventSchema

/// Reads a profile's YAML.
package struct ProfileLoader {
  static let keys: [KeySpec] = [
    KeySpec("profile", "the profile's name, tool/export", required: true),
    KeySpec("tool", "the tool's own name", required: true),
    KeySpec("evidence", "verified, documented, reported or unverified", required: true),
    KeySpec(
      "gives", "the kind of event: " + EventKind.allCases.map(\.rawValue).joined(separator: ", "),
      required: true),
    KeySpec("description", "one sentence, per language"),
    KeySpec("recognise", "what a file must show: fields, preamble_starts, titles, root, root_attributes"),
    KeySpec("format", "csv, or {csv: …}, or {xml: {record: path}}", required: true),
    KeySpec("preamble", "facts above the table"),
    KeySpec("totals", "rows that sum up other rows"),
    KeySpec("footers", "first cells of rows to leave out"),
    KeySpec("nulls", "texts that mean not stated"),
    KeySpec("timezone", "the zone that the tool always writes in, such as UTC"),
    KeySpec("numbers", "a sample such as 1,234.56, or one per heading language"),
    KeySpec("constants", "dimension values of every record"),
    KeySpec("channels", "channel rules for the tool's own traffic, as in a pipeline file: name and when"),
    KeySpec("keep", "texts of a field whose records are kept"),
    KeySpec("negative_amounts", "refunds or revenue: what an order's amount below 0 is"),
    KeySpec("continues", "lines that continue the record above: same, blank"),
    KeySpec("grain", "what a row is about: {from: [ad, ad_group, campaign], default: account}"),
    KeySpec(
      "natural_key",
      "fields that identify a row among all files, such as [day, campaign_id or campaign, ad_group]; or none"),
    KeySpec("columns", "field name → where it stands and how it is read", required: true),
    KeySpec("tests", "given text, expected events"),
  ]

  let reader: DeclarationReader
  var kind = EventKind.ad
  var isXML = false

  package static func load(text: String, file: String) -> (profile: Profile?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file)
    var loader = ProfileLoader(reader: reader)
    let profile = loader.profile(root)
    return (reader.hasErrors ? nil : profile, reader.diagnostics)
  }

  private init(reader: DeclarationReader) { self.reader = reader }

  private mutating func profile(_ root: YAMLNode) -> Profile? {
    guard let map = reader.mapping(root, "the profile", keys: Self.keys) else { return nil }
    kind = map.choice("gives", EventKind.self) ?? .ad
    let format = map.node("format").map(format) ?? .csv(Profile.CSVFormat())
    if case .xml = format { isXML = true }
    var profile = Profile(
      name: map.text("profile") ?? "", tool: map.text("tool") ?? "",
      evidence: map.choice("evidence", Profile.Evidence.self) ?? .unverified, gives: kind,
      description: map.localized("description") ?? LocalizedText(""), recognise: recognition(map),
      format: format, columns: columns(map), location: map.location)
    profile.preamble = map.node("preamble").map { reader.items($0, "'preamble'").compactMap(preamble) } ?? []
    profile.totals = map.node("totals").flatMap(totals)
    profile.footers = map.texts("footers").map(\.value)
    profile.nulls = map.texts("nulls").map(\.value)
    profile.timezone = map.located("timezone")
    profile.numbers = numbers(map)
    profile.constants = constants(map)
    profile.channels = map.node("channels").map {
      ChannelRulesLoader.rules($0, name: profile.name, reader, steps: .rulesOnly)
    }
    profile.keep = keep(map)
    profile.grain = map.node("grain").flatMap(grain)
    profile.negativeAmounts = map.choice("negative_amounts", NegativeAmounts.self)
    if let node = map.node("continues"),
      let rule = reader.mapping(
        node, "'continues'",
        keys: [
          KeySpec("same", "field that repeats", required: true),
          KeySpec("blank", "field left empty", required: true),
        ]),
      let same = rule.text("same"), let blank = rule.text("blank")
    {
      profile.continuation = (same, blank)
    }
    profile.naturalKey = naturalKey(map)
    check(profile, map)
    profile.tests = map.node("tests").map { reader.items($0, "'tests'").compactMap(test) } ?? []
    return profile
  }

  /// Names that rules use must be those of columns; otherwise a rule would silently do nothing.
  private func check(_ profile: Profile, _ map: MappingReader) {
    guard case .mapping(let entries, _) = map.node("columns") else { return }
    let names = entries.map(\.key)
    func check(_ name: String, at location: SourceLocation) {
      if names.contains(name) || Field.named(name, kind: kind) == nil { return }
      let hint =
        nearest(to: name, in: names).map { "did you mean '\($0)'?" } ?? "columns: "
        + names.joined(separator: ", ")
      reader.report(
        location, "the profile has no column '\(name)'", hint: hint, length: name.unicodeScalars.count)
    }
    func checkTexts(_ node: YAMLNode?) {
      guard let node else { return }
      for case .scalar(let name, _, let at) in items(of: node).flatMap(items) {
        if Field.named(name, kind: kind) == nil {
          reader.unknown(name, "field", Field.names(of: kind), at: at)
        }
        check(name, at: at)
      }
    }
    checkTexts(value("fields", of: map.node("recognise")))
    if !profile.recognise.titles.isEmpty, !profile.readsSeveralTables {
      reader.report(
        map.valueLocation("recognise"), "'titles' is for files with several tables",
        hint: "format: {csv: {tables: several}}")
    }
    checkTexts(value("same", of: map.node("continues")))
    checkTexts(value("blank", of: map.node("continues")))
    for (_, _, column) in entries { checkTexts(value("minus", of: column)) }
    for column in profile.columns {
      guard let standIn = column.standIn else { continue }
      check(standIn.name(kind: kind), at: column.location)
    }
    if case .mapping(let kept, _) = map.node("keep") {
      for (name, at, _) in kept {
        if Field.named(name, kind: kind) == nil {
          reader.unknown(name, "field", Field.names(of: kind), at: at)
        }
        check(name, at: at)
      }
    }
  }

  private func value(_ key: String, of node: YAMLNode?) -> YAMLNode? {
    guard case .mapping(let entries, _) = node else { return nil }
    return entries.first { $0.key == key }?.value
  }

  private func items(of node: YAMLNode) -> [YAMLNode] {
    if case .list(let items, _) = node { items } else { [node] }
  }

  private func recognition(_ map: MappingReader) -> Profile.Recognition {
    var recognition = Profile.Recognition()
    guard let node = map.node("recognise"),
      let rule = reader.mapping(
        node, "'recognise'",
        keys: [
          KeySpec("fields", "fields whose headings must be present; of a list within the list one of them"),
          KeySpec("preamble_starts", "how the first line may start"),
          KeySpec("headings", "further headings that must be present"),
          KeySpec("headings_absent", "headings that other exports have and this one has not"),
          KeySpec("titles", "lines of which one stands above a block's headings, where a file has several"),
          KeySpec("root", "root element"), KeySpec("root_attributes", "attributes of the root element"),
        ])
    else { return recognition }
    recognition.fields = (rule.node("fields").map(items) ?? []).map { group in
      reader.texts(group, "'fields'").map(\.value)
    }.filter { !$0.isEmpty }
    recognition.preambleStarts = rule.texts("preamble_starts").map(\.value)
    recognition.headings = rule.texts("headings").map(\.value)
    recognition.headingsAbsent = rule.texts("headings_absent").map(\.value)
    recognition.titles = rule.texts("titles").map(\.value)
    recognition.root = rule.text("root")
    if let attributes = rule.node("root_attributes") {
      for (key, _, value) in reader.entries(attributes, "'root_attributes'") {
        recognition.rootAttributes[key] = reader.text(value, "'\(key)'") ?? ""
      }
    }
    return recognition
  }

  private func numbers(_ map: MappingReader) -> [String: NumberStyle] {
    guard let node = map.node("numbers") else { return [:] }
    func style(_ node: YAMLNode) -> NumberStyle? {
      guard let text = reader.text(node, "'numbers'") else { return nil }
      if let style = NumberStyle(sample: text) { return style }
      reader.report(
        node.location, "'\(text)' is not a number sample",
        hint: "one of: " + NumberStyle.samples.joined(separator: "  "))
      return nil
    }
    if case .mapping(let entries, _) = node {
      var styles: [String: NumberStyle] = [:]
      for (key, _, value) in entries { styles[key] = style(value) }
      return styles
    }
    return style(node).map { ["en": $0] } ?? [:]
  }

  private func constants(_ map: MappingReader) -> [Dimension: String] {
    guard let node = map.node("constants") else { return [:] }
    var constants: [Dimension: String] = [:]
    for (key, keyAt, value) in reader.entries(node, "'constants'") {
      guard let dimension = Dimension(rawValue: key), dimension != .input else {
        reader.unknown(
          key, "dimension", Dimension.allCases.filter { $0 != .input }.map(\.rawValue), at: keyAt)
        continue
      }
      constants[dimension] = reader.text(value, "'\(key)'")
    }
    return constants
  }

  private func keep(_ map: MappingReader) -> [(field: String, texts: [String])] {
    guard let node = map.node("keep") else { return [] }
    return reader.entries(node, "'keep'").map { ($0.key, reader.texts($0.value, "'\($0.key)'").map(\.value)) }
  }

  private func test(_ node: YAMLNode) -> ProfileTest? {
    guard
      let map = reader.mapping(
        node, "a test",
        keys: [
          KeySpec("name", "what the test promises", required: true),
          KeySpec("given", "the file's text", required: true),
          KeySpec("currency", "the input's currency, where the file states none"),
          KeySpec("covers", "the days that the input says the file covers"),
          KeySpec("expect", "events, field → text"), KeySpec("control_totals", "measure → amount"),
          KeySpec("rejects", "line and reason of every reject"),
        ])
    else { return nil }
    var test = ProfileTest(
      name: map.text("name") ?? "", given: map.text("given") ?? "", location: map.location)
    test.currency = map.currency("currency")
    test.covers = map.parsed("covers", expected: "two days such as \(CoveredDays.sample)", CoveredDays.parse)
    for item in map.node("expect").map({ reader.items($0, "'expect'") }) ?? [] {
      var event: [String: String] = [:]
      for (key, _, value) in reader.entries(item, "an expected event") {
        event[key] = reader.text(value, "'\(key)'")
      }
      test.events.append(event)
    }
    if let totals = map.node("control_totals") {
      for (key, _, value) in reader.entries(totals, "'control_totals'") {
        test.controlTotals[key] = reader.text(value, "'\(key)'")
      }
    }
    for item in map.node("rejects").map({ reader.items($0, "'rejects'") }) ?? [] {
      guard
        let reject = reader.mapping(
          item, "a reject",
          keys: [KeySpec("line", "line", required: true), KeySpec("reason", "reason", required: true)]),
        let line = reject.integer("line", 1...1_000_000), let reason = reject.text("reason")
      else { continue }
      test.rejects.append((line, reason))
    }
    return test
  }
}
