import Diagnostics
import EventSchema

/// Reading what a profile says of its file's form: `format:`, `preamble:`, `totals:`.
extension ProfileLoader {
  func format(_ node: YAMLNode) -> Profile.Format {
    if case .scalar(let text, _, let at) = node {
      if text != "csv" { reader.report(at, "expected csv or a mapping for 'format', found '\(text)'") }
      return .csv(Profile.CSVFormat())
    }
    guard
      let map = reader.mapping(
        node, "'format'", keys: [KeySpec("csv", "a table"), KeySpec("xml", "nested elements")])
    else {
      return .csv(Profile.CSVFormat())
    }
    guard map.exactlyOne(of: ["csv", "xml"]) != nil else { return .csv(Profile.CSVFormat()) }
    if let xml = map.node("xml") {
      let rule = reader.mapping(
        xml, "'xml'", keys: [KeySpec("record", "element names from the root to the record", required: true)])
      return .xml(Profile.XMLFormat(record: Self.path(rule?.text("record") ?? "")))
    }
    return .csv(map.node("csv").map(csv) ?? Profile.CSVFormat())
  }

  private func csv(_ node: YAMLNode) -> Profile.CSVFormat {
    var csv = Profile.CSVFormat()
    guard
      let rule = reader.mapping(
        node, "'csv'",
        keys: [
          KeySpec("encodings", "encodings to expect"), KeySpec("delimiters", "delimiters to look for"),
          KeySpec("shape", "table, or key_value: a label and its value in every line"),
          KeySpec("header_rows", "1 or 2"), KeySpec("tables", "one or several"),
          KeySpec("comments", "the character that comments begin with"),
        ])
    else { return csv }
    csv.encodings = rule.texts("encodings").map(\.value)
    let delimiters = rule.texts("delimiters").compactMap { item -> UInt8? in
      switch item.value {
      case "tab": return 9
      case ",", ";", "|": return item.value.utf8.first
      default:
        reader.report(item.location, "expected one of , ; | tab as a delimiter, found '\(item.value)'")
        return nil
      }
    }
    if !delimiters.isEmpty { csv.delimiters = delimiters }
    csv.shape = rule.choice("shape", Profile.CSVFormat.Shape.self) ?? .table
    csv.headerRows = rule.integer("header_rows", 1...2) ?? 1
    csv.hasSeveralTables = rule.choice("tables", Tables.self) == .several
    csv.comments = rule.parsed("comments", expected: "one character such as #") { text in
      text.utf8.count == 1 ? text.utf8.first.flatMap { $0 > 0x20 && $0 != 0x22 ? $0 : nil } : nil
    }
    if csv.shape == .keyValue {
      for key in ["header_rows", "tables"] where rule.node(key) != nil {
        reader.report(
          rule.keyLocation(key), "'\(key)' is for tables: a file of labels and values is one record")
      }
    }
    return csv
  }

  private enum Tables: String, CaseIterable { case one, several }

  static func path(_ text: String) -> [String] { text.split(separator: "/").map(String.init) }

  func preamble(_ node: YAMLNode) -> Profile.PreambleRule? {
    guard
      let map = reader.mapping(
        node, "a preamble rule",
        keys: [
          KeySpec(
            "fact", "period, first_day, last_day, exported, currency, timezone or rows", required: true),
          KeySpec("line", "line number"), KeySpec("starts_with", "text before the fact"),
          KeySpec("file_name", "how the period stands in the file's name, such as yyyy-MM-dd_yyyy-MM-dd"),
          KeySpec(
            "at", "XML: an attribute of the root element, or of an element below it: @Rows, range/@date"),
          KeySpec("as", "date patterns"),
        ]), let fact = map.choice("fact", Profile.PreambleRule.Fact.self)
    else { return nil }
    if map.node("file_name") != nil { return fileName(map, fact) }
    let patterns = map.texts("as").compactMap { item in pattern(item.value, at: item.location) }
    let at = map.node("at") == nil ? nil : xmlPlace(map)
    if !isXML, map.node("line") == nil, map.node("starts_with") == nil {
      reader.report(map.location, "a preamble rule needs 'line', 'starts_with' or 'file_name'")
    }
    if isXML, map.node("at") == nil {
      reader.report(map.location, "a preamble rule of XML needs 'at' or 'file_name'")
    }
    for key in isXML ? ["line", "starts_with"] : ["at"] where map.node(key) != nil {
      reader.report(map.keyLocation(key), "'\(key)' is for \(isXML ? "text above a table" : "XML")")
    }
    let isDay = [.period, .firstDay, .lastDay, .exported].contains(fact)
    if isDay, map.node("as") == nil {
      let what = fact == .period ? "a period needs its" : "'\(fact.rawValue)' needs its"
      reader.report(map.location, "\(what) date patterns in 'as'", hint: "as: \"MMMM d, yyyy\"")
    }
    if !isDay, map.node("as") != nil {
      reader.report(map.keyLocation("as"), "'as' is for days: '\(fact.rawValue)' is read as it stands")
    }
    var rule = Profile.PreambleRule(
      fact: fact, line: map.integer("line", 1...60), startsWith: at?.label ?? map.text("starts_with"),
      patterns: patterns)
    rule.at = at
    return rule
  }

  /// `date-range/@date`: an attribute of the root element or of one below it.
  private func xmlPlace(_ map: MappingReader) -> Profile.PreambleRule.Place? {
    let text = map.text("at") ?? ""
    var path = Self.path(text)
    guard let attribute = path.popLast(), attribute.hasPrefix("@"), attribute.count > 1, path.count < 2,
      !path.contains(where: { $0.hasPrefix("@") })
    else {
      reader.report(
        map.valueLocation("at"), "'\(text)' is no attribute of the root element or of one right below it",
        hint: "such as @ReportTime or date-range/@date", length: text.unicodeScalars.count)
      return nil
    }
    return Profile.PreambleRule.Place(element: path.first, attribute: String(attribute.dropFirst()))
  }

  /// `file_name: yyyy-MM-dd_yyyy-MM-dd`: both ends of a period, a day, or a month.
  private func fileName(_ map: MappingReader, _ fact: Profile.PreambleRule.Fact) -> Profile.PreambleRule? {
    if fact != .period, fact != .exported {
      reader.report(
        map.keyLocation("file_name"), "'file_name' states a period or 'exported', not '\(fact.rawValue)'")
    }
    for key in ["line", "starts_with", "at", "as"] where map.node(key) != nil {
      reader.report(map.keyLocation(key), "'\(key)' says nothing beside 'file_name'")
    }
    let patterns = map.parsed(
      "file_name", expected: "a date pattern, or the same one twice: yyyy-MM-dd_yyyy-MM-dd",
      Self.fileNamePatterns)
    guard let patterns else { return nil }
    var rule = Profile.PreambleRule(fact: fact, line: nil, startsWith: nil, patterns: patterns)
    rule.isInFileName = true
    return rule
  }

  /// One pattern, or two where the text is a pattern for days written twice with marks between.
  private static func fileNamePatterns(_ text: String) -> [DatePattern]? {
    if let pattern = DatePattern(text), !pattern.hasTime { return [pattern] }
    for length in stride(from: text.count / 2, to: 5, by: -1) {
      let half = String(text.prefix(length))
      let between = text.dropFirst(length).dropLast(length)
      guard text.hasSuffix(half), !between.isEmpty, between.allSatisfy({ !$0.isLetter && !$0.isNumber }),
        let pattern = DatePattern(half), pattern.hasDay, !pattern.hasTime
      else { continue }
      return [pattern, pattern]
    }
    return nil
  }

  private func pattern(_ text: String, at location: SourceLocation) -> DatePattern? {
    if let pattern = DatePattern(text), pattern.hasDay { return pattern }
    reader.report(
      location, "'\(text)' is not a date pattern", hint: "for example yyyy-MM-dd, dd.MM.yyyy or MMM d, yyyy")
    return nil
  }

  func totals(_ node: YAMLNode) -> Profile.TotalsRule? {
    guard
      let map = reader.mapping(
        node, "'totals'",
        keys: [
          KeySpec("starts_with", "how the label starts"), KeySpec("equals", "what the label is"),
          KeySpec("column", "first, or any: where the label stands"),
          KeySpec("compare", "labels of the total to compare, in order of preference"),
          KeySpec("explain", "label → why this total may be above the sum of the rows, per language"),
        ])
    else { return nil }
    var rule = Profile.TotalsRule(
      startsWith: map.texts("starts_with").map(\.value), equals: map.texts("equals").map(\.value),
      compare: map.texts("compare").map(\.value))
    if let node = map.node("explain") {
      rule.explain = reader.entries(node, "'explain'").map { entry in
        (entry.key, reader.localized(entry.value, "'\(entry.key)'"))
      }
    }
    rule.isInAnyColumn = map.choice("column", LabelColumn.self) == .any
    for item in map.texts("starts_with") {
      // A row with a name that merely begins so would be lost.
      guard let last = item.value.last, last.isLetter || last.isNumber else {
        if item.value.isEmpty { reader.report(item.location, "every row would be a total") }
        continue
      }
      reader.report(
        item.location, "a name such as '\(item.value)…' would be taken for a total, too",
        hint: "write what follows as well, such as '\(item.value):', or the whole label under 'equals'",
        length: item.value.unicodeScalars.count)
    }
    if rule.isInAnyColumn, rule.equals.contains("") {
      reader.report(
        map.keyLocation("column"), "every row with an empty cell would be a total",
        hint: "a total without a label has an empty first cell: column: first")
    }
    return rule
  }

  private enum LabelColumn: String, CaseIterable { case first, any }
}
