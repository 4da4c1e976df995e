package import Diagnostics
import EventSchema

/// Reads a pipeline file: strict, all problems at once, each with its place.
package struct PipelineFileLoader {
  static let keys: [KeySpec] = [
    KeySpec("sluice", "format version: 1", required: true), KeySpec("name", "short name of the pipeline", required: true),
    KeySpec("title", "title of its reports, per language"), KeySpec("root", "folder that paths are relative to"),
    KeySpec("period", "{every: month, last: 13}", required: true), KeySpec("calendar", "{timezone: Europe/Berlin}"),
    KeySpec("currency", "{report_in: EUR, rates: fx.csv}"), KeySpec("extract", "inputs: name → profile and files", required: true),
    KeySpec("normalize", "channels, customers, revenue"), KeySpec("aggregate", "by, kpis, checks"),
    KeySpec("render", "reports and tables", required: true),
  ]

  private let reader: DeclarationReader

  /// - Parameter environment: values for `${NAME}`.
  package static func load(
    text: String, file: String, environment: [String: String]
  ) -> (file: PipelineFile?, diagnostics: [Diagnostic]) {
    let (root, diagnostics) = YAMLDocument.read(text, file: file)
    guard let root else { return (nil, diagnostics) }
    let reader = DeclarationReader(file: file, environment: environment)
    let loaded = PipelineFileLoader(reader: reader).pipeline(root)
    return (reader.hasErrors ? nil : loaded, reader.diagnostics)
  }

  private func pipeline(_ root: YAMLNode) -> PipelineFile? {
    guard let map = reader.mapping(root, "the pipeline file", keys: Self.keys) else { return nil }
    checkVersion(root, map)
    let period = map.node("period").flatMap(self.period)
    let inputs = map.node("extract").map { reader.entries($0, "'extract'").compactMap(input) } ?? []
    if let node = map.node("extract"), inputs.isEmpty { reader.report(node.location, "'extract' names no input") }
    let (reports, tables) = map.node("render").map(render) ?? ([], [])
    let normalize = map.node("normalize").map(self.normalize) ?? NormalizeDeclaration(location: map.location)
    let aggregate =
      map.node("aggregate").map(self.aggregate) ?? self.defaultAggregate(map.location)
    guard let period else { return nil }
    return PipelineFile(
      file: reader.file, name: name(map), title: map.localized("title") ?? LocalizedText(map.text("name") ?? ""),
      root: map.text("root") ?? ".", period: period, timezone: timezone(map), currency: map.node("currency").flatMap(currency),
      inputs: inputs, normalize: normalize, aggregate: aggregate, reports: reports, tables: tables,
      variables: reader.variables.sorted())
  }

  private func checkVersion(_ root: YAMLNode, _ map: MappingReader) {
    guard case .mapping(let entries, _) = root, let node = map.node("sluice"), let version = map.text("sluice") else { return }
    if version != "1" {
      if let number = Int(version), number > 1 {
        reader.report(node.location, "this file needs Sluice \(number)", hint: "this is Sluice 1: install a newer one")
      } else {
        reader.report(node.location, "expected 1 for 'sluice', found '\(version)'")
      }
    }
    if entries.first?.key != "sluice" {
      reader.report(map.keyLocation("sluice"), "'sluice' must be the first key", hint: "it says which version the file is written for")
    }
  }

  private func name(_ map: MappingReader) -> String {
    guard let name = map.text("name") else { return "" }
    let isPlain = name.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    if !isPlain || name.isEmpty || name.utf8.count > 100 {
      reader.report(map.node("name")?.location ?? map.location, "the name '\(name)' can't be part of a path", hint: "use a–z, 0–9, - and _")
    }
    return name
  }

  private func timezone(_ map: MappingReader) -> Located<String>? {
    guard let node = map.node("calendar") else { return nil }
    return reader.mapping(node, "'calendar'", keys: [KeySpec("timezone", "IANA name such as Europe/Berlin", required: true)])?.located("timezone")
  }

  // MARK: Period and currency

  private func period(_ node: YAMLNode) -> PeriodDeclaration? {
    let keys = [
      KeySpec("every", "day, week, month or quarter", required: true), KeySpec("last", "how many finished periods"),
      KeySpec("from", "first day"), KeySpec("to", "last day"), KeySpec("only", "one period, such as 2026-02 or 2026-Q1"),
      KeySpec("compare_with", "previous_month, same_month_last_year"),
    ]
    guard let map = reader.mapping(node, "'period'", keys: keys), let every = map.choice("every", Grain.self) else { return nil }
    let stated = ["last", "from", "only"].filter { map.node($0) != nil }
    if stated.count != 1 {
      reader.report(map.location, "'period' needs exactly one of last, from and to, only", hint: "for example {every: month, last: 13}")
      return nil
    }
    var range: PeriodDeclaration.Range?
    switch stated[0] {
    case "last": range = map.integer("last", 1...1200).map { .last($0) }
    case "from":
      if map.node("to") == nil { reader.report(map.location, "'period' has from but no to") }
      if let from = map.day("from"), let to = map.day("to") { range = .between(from, to) }
    default:
      range = map.parsed("only", expected: "a \(every.rawValue) such as \(Self.example(every))") { text in
        Period(label: text).flatMap { $0.grain == every ? .only($0) : nil }
      }
    }
    let words = map.texts("compare_with").compactMap { comparison($0, every) }
    return range.map { PeriodDeclaration(every: every, range: $0, compareWith: words, location: map.location) }
  }

  private static func example(_ grain: Grain) -> String {
    switch grain {
    case .day: "2026-03-01"
    case .week: "2026-W09"
    case .month: "2026-02"
    case .quarter: "2026-Q1"
    }
  }

  private func comparison(_ word: Located<String>, _ every: Grain) -> PeriodDeclaration.Comparison? {
    var known = ["previous_\(every.rawValue)", "same_\(every.rawValue)_last_year"]
    if every == .day { known.append("same_weekday_last_week") }
    switch word.value {
    case known[0]: return .previous
    case known[1]: return .lastYear
    case "same_weekday_last_week" where every == .day: return .weekdayLastWeek
    default:
      reader.report(
        word.location, "a period of every \(every.rawValue) can't be compared with '\(word.value)'",
        hint: "possible: " + known.joined(separator: ", "), length: word.value.unicodeScalars.count)
      return nil
    }
  }

  private func currency(_ node: YAMLNode) -> CurrencyDeclaration? {
    let keys = [
      KeySpec("report_in", "currency of the report", required: true), KeySpec("rates", "CSV with day,from,to,rate"),
      KeySpec("if_rate_missing", "fail or use_previous"), KeySpec("no_older_than", "how old a previous rate may be: 5 days"),
    ]
    guard let map = reader.mapping(node, "'currency'", keys: keys), let reportIn = map.currency("report_in") else { return nil }
    let days: Int? = map.parsed("no_older_than", expected: "a number of days such as '5 days'") { text in
      let parts = text.split(separator: " ")
      guard parts.count == 2, parts[1] == "days" || parts[1] == "day", let days = Int(parts[0]), (0...3660).contains(days) else { return nil }
      return days
    }
    let missing = map.choice("if_rate_missing", CurrencyDeclaration.MissingRate.self) ?? .fail
    if days != nil, missing == .fail {
      reader.report(map.keyLocation("no_older_than"), "'no_older_than' needs 'if_rate_missing: use_previous'")
    }
    return CurrencyDeclaration(reportIn: reportIn, rates: map.located("rates"), ifRateMissing: missing, noOlderThanDays: days)
  }

  // MARK: Inputs

  private static let inputKeys: [KeySpec] = [
    KeySpec("profile", "tool/export, or a profile file beside the pipeline file", required: true),
    KeySpec("files", "path or pattern, or a list", required: true), KeySpec("timezone", "the source's own zone"),
    KeySpec("currency", "currency where the file states none"), KeySpec("required", "yes: the run fails without it"),
    KeySpec("history_since", "day from which the history is complete"), KeySpec("columns", "heading → field"),
    KeySpec("numbers", "a sample such as 1.234,56"), KeySpec("dates", "a pattern such as dd.MM.yyyy"),
    KeySpec("encoding", "such as windows-1251"), KeySpec("channel", "channel of every row"), KeySpec("source", "source of every row"),
    KeySpec("medium", "medium of every row"), KeySpec("campaign", "campaign of every row"),
  ]

  private func input(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> InputDeclaration? {
    guard let map = reader.mapping(entry.value, "input '\(entry.key)'", keys: Self.inputKeys) else { return nil }
    guard let profile = map.located("profile") else { return nil }
    var input = InputDeclaration(name: entry.key, profile: profile, files: map.texts("files"), location: entry.keyAt)
    input.timezone = map.located("timezone")
    input.currency = map.currency("currency")
    input.isRequired = map.flag("required") ?? false
    input.historySince = map.day("history_since")
    input.numbers = map.parsed("numbers", expected: "a sample such as 1,234.56 or 1.234,56") { NumberStyle(sample: $0) }
    input.dates = map.parsed("dates", expected: "a date pattern such as dd.MM.yyyy") { DatePattern($0) }
    input.encoding = map.located("encoding")
    for (key, dimension) in [("channel", Dimension.channel), ("source", .source), ("medium", .medium), ("campaign", .campaign)] {
      if let text = map.text(key) { input.constants[dimension] = text }
    }
    if let node = map.node("columns") {
      input.columns = reader.entries(node, "'columns'").compactMap { column($0) }
    }
    return input
  }

  private func column(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> InputDeclaration.ColumnOverride? {
    if case .scalar = entry.value {
      return reader.text(entry.value, "'\(entry.key)'").map {
        .init(heading: entry.key, field: Located($0, at: entry.value.location), type: nil)
      }
    }
    let keys = [KeySpec("field", "our name of the field", required: true), KeySpec("as", "type, such as money or date dd.MM.yyyy")]
    guard let map = reader.mapping(entry.value, "column '\(entry.key)'", keys: keys), let field = map.located("field") else { return nil }
    return .init(heading: entry.key, field: field, type: map.located("as").flatMap { ProfileLoader.type($0, reader) })
  }

  // MARK: Normalize and aggregate

  private func normalize(_ node: YAMLNode) -> NormalizeDeclaration {
    var declaration = NormalizeDeclaration(location: node.location)
    let keys = [
      KeySpec("channels", "rules, read from the top"), KeySpec("customer_is", "order, deal or stage"),
      KeySpec("revenue_is", "orders or won deals"), KeySpec("rejected_rows_at_most", "a share such as 0.5%"),
    ]
    guard let map = reader.mapping(node, "'normalize'", keys: keys) else { return declaration }
    declaration.channels = map.node("channels").map { ChannelRulesLoader.rules($0, name: "pipeline", reader) }
    declaration.customerIs = map.choice("customer_is", NormalizeDeclaration.Customer.self)
    declaration.revenueIs = map.choice("revenue_is", NormalizeDeclaration.Revenue.self)
    declaration.rejectedRowsAtMost = map.parsed("rejected_rows_at_most", expected: "a share such as 0.5%") { text in
      guard text.hasSuffix("%"), let value = Exact(decimal: text.dropLast()), !value.isNegative, value <= Exact(100) else { return nil }
      return value / Exact(100)
    }
    return declaration
  }

  private func defaultAggregate(_ location: SourceLocation) -> AggregateDeclaration {
    AggregateDeclaration(
      by: [Located(.channel, at: location)],
      kpis: ["spend", "impressions", "clicks"].map { .named(Located($0, at: location)) }, controlTotals: .show, location: location)
  }

  private func aggregate(_ node: YAMLNode) -> AggregateDeclaration {
    var declaration = defaultAggregate(node.location)
    let keys = [KeySpec("by", "dimensions: [channel, campaign]"), KeySpec("kpis", "names, or own KPIs"), KeySpec("checks", "{control_totals: must_match}")]
    guard let map = reader.mapping(node, "'aggregate'", keys: keys) else { return declaration }
    if map.node("by") != nil {
      declaration.by = map.texts("by").compactMap { item in dimension(item).map { Located($0, at: item.location) } }
    }
    if let kpis = map.node("kpis") { declaration.kpis = reader.items(kpis, "'kpis'").compactMap(kpiUse) }
    if let checks = map.node("checks"),
      let rule = reader.mapping(checks, "'checks'", keys: [KeySpec("control_totals", "must_match or show")])
    {
      declaration.controlTotals = rule.choice("control_totals", AggregateDeclaration.ControlTotals.self) ?? .show
    }
    return declaration
  }

  private func kpiUse(_ node: YAMLNode) -> AggregateDeclaration.KPIUse? {
    if case .mapping = node {
      guard let map = reader.mapping(node, "an own KPI", keys: KPILoader.ownKeys) else { return nil }
      return KPILoader.kpi(map, name: map.text("name") ?? "").map { .own($0) }
    }
    return reader.text(node, "a KPI").map { .named(Located($0, at: node.location)) }
  }

  private func dimension(_ item: Located<String>) -> Dimension? {
    if let dimension = Dimension(rawValue: item.value) { return dimension }
    reader.unknown(item.value, "dimension", Dimension.allCases.map(\.rawValue), at: item.location)
    return nil
  }

  // MARK: Render

  private func render(_ node: YAMLNode) -> ([ReportDeclaration], [TableDeclaration]) {
    var reports: [ReportDeclaration] = []
    var tables: [TableDeclaration] = []
    for entry in reader.entries(node, "'render'") {
      if entry.key == "tables" {
        tables += reader.entries(entry.value, "'tables'").compactMap(table)
      } else if let report = report(entry) {
        reports.append(report)
      }
    }
    if reports.isEmpty, tables.isEmpty, !reader.hasErrors { reader.report(node.location, "'render' names no report and no table") }
    return (reports, tables)
  }

  private func report(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> ReportDeclaration? {
    let keys = [
      KeySpec("languages", "such as [en, zh-Hans, ru]"), KeySpec("formats", "html, markdown", required: true),
      KeySpec("output", "folder, with <pipeline>, <period>, <as-of>", required: true), KeySpec("sections", "in order", required: true),
    ]
    guard let map = reader.mapping(entry.value, "report '\(entry.key)'", keys: keys) else { return nil }
    let formats = map.texts("formats").compactMap { item -> ReportDeclaration.Format? in
      if let format = ReportDeclaration.Format(rawValue: item.value) { return format }
      reader.unknown(item.value, "format", ReportDeclaration.Format.allCases.map(\.rawValue), at: item.location)
      return nil
    }
    let languages = map.node("languages") == nil ? [Located("en", at: map.location)] : map.texts("languages")
    let output = map.located("output") ?? Located("", at: map.location)
    checkOutput(output)
    let sections = map.node("sections").map { reader.items($0, "'sections'").compactMap(section) } ?? []
    return ReportDeclaration(name: entry.key, languages: languages, formats: formats, output: output, sections: sections, location: entry.keyAt)
  }

  private func checkOutput(_ output: Located<String>) {
    let known = ["<pipeline>", "<period>", "<as-of>"]
    var rest = output.value
    for name in known { rest = rest.replacing(name, with: "x") }
    if let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      reader.unknown(String(rest[open...close]), "placeholder", known, at: output.location)
    }
    let parts = rest.split(separator: "/")
    if rest.hasPrefix("/") || parts.contains("..") || parts.isEmpty {
      reader.report(output.location, "'output' must be a folder below the root, found '\(output.value)'")
    }
  }

  private func section(_ node: YAMLNode) -> ReportDeclaration.SectionUse? {
    if case .scalar(_, _, let at) = node { return reader.text(node, "a section").map { .init(name: Located($0, at: at)) } }
    guard case .mapping(let entries, _) = node, entries.count == 1, let entry = entries.first else {
      reader.report(node.location, "expected a section's name, or {name: {options}}, found \(node.kind)")
      return nil
    }
    let keys = [KeySpec("sort_by", "a KPI"), KeySpec("rows", "how many rows before the rest is summed up")]
    let map = reader.mapping(entry.value, "section '\(entry.key)'", keys: keys)
    return .init(name: Located(entry.key, at: entry.keyAt), sortBy: map?.located("sort_by"), rows: map?.integer("rows", 1...1000))
  }

  private func table(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> TableDeclaration? {
    let keys = [
      KeySpec("by", "dimensions and a grain", required: true), KeySpec("columns", "KPIs", required: true), KeySpec("headings", "name → heading"),
      KeySpec("decimals", "name → decimals"), KeySpec("rounding", "half_even or half_up"), KeySpec("undefined_as", "text where there is no value"),
      KeySpec("hide_all_zero", "yes: leave out rows of zeros"), KeySpec("order", "columns to sort by"),
    ]
    guard let map = reader.mapping(entry.value, "table '\(entry.key)'", keys: keys) else { return nil }
    let by = map.texts("by").compactMap { item -> TableDeclaration.Column? in
      if let grain = Grain(rawValue: item.value) { return .period(grain) }
      return dimension(item).map { .dimension($0) }
    }
    var table = TableDeclaration(name: entry.key, by: by, columns: map.texts("columns"), location: entry.keyAt)
    if let node = map.node("headings") {
      for (key, _, value) in reader.entries(node, "'headings'") { table.headings[key] = reader.text(value, "'\(key)'") }
    }
    if let node = map.node("decimals") {
      for (key, _, value) in reader.entries(node, "'decimals'") { table.decimals[key] = reader.integer(value, "'\(key)'", 0...12) }
    }
    table.rounding = map.choice("rounding", Exact.Rounding.self) ?? .halfEven
    table.undefinedAs = map.text("undefined_as") ?? ""
    table.hideAllZero = map.flag("hide_all_zero") ?? false
    table.order = map.texts("order")
    return table
  }
}
