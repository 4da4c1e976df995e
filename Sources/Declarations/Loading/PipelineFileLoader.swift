package import Diagnostics
import EventSchema

/// Reads a pipeline file: strict, all problems at once, each with its place.
package struct PipelineFileLoader {
  let reader: DeclarationReader

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

  /// What can be read of a pipeline file that has mistakes: enough to look for more of them, never to run it.
  package static func readable(
    text: String, file: String, environment: [String: String]
  ) -> PipelineFile? {
    guard let root = YAMLDocument.read(text, file: file).root else { return nil }
    return PipelineFileLoader(reader: DeclarationReader(file: file, environment: environment)).pipeline(root)
  }

  private func pipeline(_ root: YAMLNode) -> PipelineFile? {
    // The keys of a newer format are unknown here: only the number is worth a message.
    guard !isNewer(root) else { return nil }
    guard let map = reader.mapping(root, "the pipeline file", keys: Self.keys) else { return nil }
    checkVersion(root, map)
    reader.ownDimensions = ownDimensions(map)
    let calendar = calendar(map)
    let period = map.node("period").flatMap { self.period($0, in: calendar.periods) }
    let inputs = map.node("extract").map { reader.entries($0, "'extract'").compactMap(input) } ?? []
    if case .mapping(let entries, let at) = map.node("extract"), entries.isEmpty {
      reader.report(at, "'extract' names no input")
    }
    let (reports, tables) = map.node("render").map(render) ?? ([], [])
    var normalize = map.node("normalize").map(self.normalize) ?? NormalizeDeclaration(location: map.location)
    normalize.dimensions = reader.ownDimensions
    let aggregate =
      map.node("aggregate").map { self.aggregate($0, every: period?.every) }
      ?? self.defaultAggregate(map.location)
    // Everything is read before anything is given up: all errors at once.
    let name = name(map)
    let title = map.localized("title") ?? LocalizedText(name)
    let root = map.text("root") ?? "."
    let currency = map.node("currency").flatMap(currency)
    var file = PipelineFile(
      file: reader.file, name: name, title: title, root: root,
      // Without one the file has mistakes, and is not run.
      period: period
        ?? PeriodDeclaration(every: .month, range: .last(1), compareWith: [], location: map.location),
      timezone: calendar.timezone,
      currency: currency, inputs: inputs, normalize: normalize, aggregate: aggregate, reports: reports,
      tables: tables,
      variables: reader.variables.sorted())
    file.clockChanges = calendar.clockChanges
    file.unreadKPIs = reader.unreadKPIs
    return file
  }

  private func isNewer(_ root: YAMLNode) -> Bool {
    guard case .mapping(let entries, _) = root, let entry = entries.first(where: { $0.key == "sluice" }),
      case .scalar(let text, _, let at) = entry.value, let number = Int(text), number > 1
    else { return false }
    reader.report(at, "this file needs Sluice \(number)", hint: "this is Sluice 1: install a newer one")
    return true
  }

  private func checkVersion(_ root: YAMLNode, _ map: MappingReader) {
    guard case .mapping(let entries, _) = root, let node = map.node("sluice"),
      let version = map.text("sluice")
    else { return }
    if version != "1" { reader.report(node.location, "expected 1 for 'sluice', found '\(version)'") }
    if entries.first?.key != "sluice" {
      reader.report(
        map.keyLocation("sluice"), "'sluice' must be the first key",
        hint: "it says which version the file is written for")
    }
  }

  private func name(_ map: MappingReader) -> String {
    guard let name = map.text("name") else { return "" }
    let isPlain = name.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
    if !isPlain || name.isEmpty || name.utf8.count > 100 {
      reader.report(
        map.node("name")?.location ?? map.location, "the name '\(name)' can't be part of a path",
        hint: "use a–z, 0–9, - and _")
    }
    return name
  }

  private func calendar(
    _ map: MappingReader
  ) -> (timezone: Located<String>?, clockChanges: ClockChanges, periods: PeriodCalendar) {
    guard let node = map.node("calendar"),
      let map = reader.mapping(node, "'calendar'", keys: Self.calendarKeys)
    else { return (nil, ClockChanges(), .civil) }
    let changes = ClockChanges(
      nonexistent: map.choice("nonexistent_times", ClockChanges.Nonexistent.self) ?? .reject,
      ambiguous: map.choice("ambiguous_times", ClockChanges.Ambiguous.self) ?? .first)
    return (map.located("timezone"), changes, periodCalendar(map))
  }

  // MARK: Inputs

  private func input(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> InputDeclaration? {
    guard let map = reader.mapping(entry.value, "input '\(entry.key)'", keys: Self.inputKeys) else {
      return nil
    }
    // An input without a profile has been reported; its other keys are still checked.
    let profile = map.located("profile") ?? Located("", at: map.location)
    var input = InputDeclaration(
      name: entry.key, profile: profile, files: map.someTexts("files"), location: entry.keyAt)
    input.timezone = map.located("timezone")
    input.currency = map.currency("currency")
    input.isRequired = map.flag("required") ?? false
    input.idsOf = map.text("ids_of")
    input.historySince = map.day("history_since")
    input.nothingAfter = map.day("nothing_after").map { Located($0, at: map.valueLocation("nothing_after")) }
    if let end = input.nothingAfter, let since = input.historySince, end.value < since {
      reader.report(
        end.location, "'nothing_after' is before 'history_since': \(end.value), \(since)",
        hint: "an input that has nothing from \(since) on states nothing: say the right days",
        length: end.value.description.utf8.count)
    }
    input.mustReach = map.parsed("must_reach", expected: Reach.samples) { Reach($0) }.map {
      Located($0, at: map.valueLocation("must_reach"))
    }
    input.covers = map.parsed("covers", expected: "two days such as \(CoveredDays.sample)", CoveredDays.parse)
    input.spread = map.choice("spread", InputDeclaration.Spread.self).map {
      Located($0, at: map.valueLocation("spread"))
    }
    input.negativeAmounts = map.choice("negative_amounts", NegativeAmounts.self).map {
      Located($0, at: map.valueLocation("negative_amounts"))
    }
    input.numbers = map.parsed("numbers", expected: "a sample such as 1,234.56 or 1.234,56") {
      NumberStyle(sample: $0)
    }
    input.dates = map.parsed(
      "dates", expected: "a date pattern such as dd.MM.yyyy", meant: DatePattern.meant
    ) {
      // It stands for days: without one, every row would silently lie on the first of its month.
      DatePattern($0).flatMap { $0.hasDay ? $0 : nil }
    }
    input.encoding = map.located("encoding")
    input.tables = map.someTexts("tables")
    overlap(map, &input)
    input.stages = stages(map)
    input.newColumns = map.choice("new_columns", InputDeclaration.OnDrift.self) ?? .note
    input.missingColumns = map.choice("missing_columns", InputDeclaration.OnDrift.self) ?? .note
    for (key, dimension) in [
      ("channel", Dimension.channel), ("source", .source), ("medium", .medium), ("campaign", .campaign),
    ] {
      if let text = map.text(key) { input.constants[dimension] = text }
    }
    if let grain = map.choice("grain", EntityGrain.self) {
      input.grain = Located(grain, at: map.valueLocation("grain"))
    }
    input.campaigns = map.node("campaigns").map { campaigns($0, keys: Self.inputCampaignKeys) }
    input.rejectedRowsAtMost = rejectLimit(map)
    if let node = map.node("columns") {
      input.columns = reader.entries(node, "'columns'").compactMap { column($0) }
    }
    return input
  }

  private func column(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> InputDeclaration
    .ColumnOverride?
  {
    if case .scalar = entry.value {
      return reader.text(entry.value, "'\(entry.key)'").map {
        .init(heading: entry.key, field: Located($0, at: entry.value.location), type: nil)
      }
    }
    guard let map = reader.mapping(entry.value, "column '\(entry.key)'", keys: Self.columnKeys),
      let field = map.located("field")
    else { return nil }
    let type = map.located("as").flatMap { ProfileLoader.type($0, reader) }
    var column = InputDeclaration.ColumnOverride(heading: entry.key, field: field, type: type)
    column.includesVAT = map.tax("includes_vat")
    column.nulls = map.someTexts("nulls")
    column.blank = map.blank("blank")
    column.negate = map.flag("negate").map { Located($0, at: map.keyLocation("negate")) }
    return column
  }

  // MARK: Normalize and aggregate

  private func normalize(_ node: YAMLNode) -> NormalizeDeclaration {
    var declaration = NormalizeDeclaration(location: node.location)
    guard let map = reader.mapping(node, "'normalize'", keys: Self.normalizeKeys) else { return declaration }
    declaration.campaigns = map.node("campaigns").map { campaigns($0, keys: Self.campaignKeys) }
    declaration.channels = map.node("channels").map { ChannelRulesLoader.rules($0, name: "pipeline", reader) }
    declaration.sourceAliases = map.node("source_aliases").map(sourceAliases) ?? []
    declaration.dimensionTitles = map.node("dimensions").map(dimensionTitles) ?? [:]
    declaration.conversions = map.node("conversions").map(conversions) ?? []
    declaration.sharedCosts = map.node("shared_costs").map(sharedCosts) ?? []
    declaration.customerIs = map.choice("customer_is", NormalizeDeclaration.Customer.self)
    revenue(map, &declaration)
    declaration.refunds = map.node("refunds").flatMap(refunds)
    declaration.ordersChannelOf = map.node("orders").flatMap(ordersChannelOf)
    declaration.rejectedRowsAtMost = rejectLimit(map)
    declaration.identity = identity(map)
    if map.node("own_names") != nil { declaration.ownNames = map.someTexts("own_names").map(\.value) }
    return declaration
  }

  private func defaultAggregate(_ location: SourceLocation) -> AggregateDeclaration {
    AggregateDeclaration(
      by: [Located(.channel, at: location)],
      kpis: ["spend", "impressions", "clicks"].map { .named(Located($0, at: location)) },
      controlTotals: .show, location: location)
  }

  private func aggregate(_ node: YAMLNode, every: Grain?) -> AggregateDeclaration {
    var declaration = defaultAggregate(node.location)
    guard let map = reader.mapping(node, "'aggregate'", keys: Self.aggregateKeys) else { return declaration }
    if map.node("by") != nil {
      declaration.by = map.texts("by").compactMap { item in
        dimension(item).map { Located($0, at: item.location) }
      }
    }
    declaration.groupsAtMost = map.integer("groups_at_most", 1...10_000_000) ?? declaration.groupsAtMost
    declaration.smallBelow = map.integer("small_below", 0...1_000_000) ?? declaration.smallBelow
    declaration.cohortsMatureAfterDays =
      map.integer("cohorts_mature_after_days", 0...3_660) ?? declaration.cohortsMatureAfterDays
    if let kpis = map.node("kpis") { declaration.kpis = reader.items(kpis, "'kpis'").compactMap(kpiUse) }
    declaration.alerts = map.node("alerts").map { alerts($0, every: every) } ?? []
    declaration.experiments = map.node("experiments").map(experiments) ?? []
    declaration.assume = map.node("assume").map(assumptions) ?? [:]
    declaration.engagement = map.node("engagement").flatMap(engagement) ?? EngagementDeclaration()
    declaration.contribution = map.node("pipeline_contribution").flatMap(contribution)
    declaration.targets = map.node("targets").map(targets) ?? []
    declaration.campaignReview = map.node("campaign_review").map(campaignReview)
    if let node = map.node("checks") { checks(node, &declaration) }
    return declaration
  }

  /// - Parameter grains: whether a period may stand here, too.
  func dimension(_ item: Located<String>, grains: Bool = false) -> Dimension? {
    if let dimension = reader.dimension(named: item.value) { return dimension }
    let periods = Grain.allCases.map(\.rawValue)
    if !grains, !reader.holdsVariable(item.location), let grain = nearest(to: item.value, in: periods) {
      reader.report(
        item.location, "expected dimensions for 'by', found the period '\(item.value)'",
        hint:
          "`period: {every: \(grain)}` sets the length of the report's periods; tables may have '\(grain)' under their `by:`",
        length: item.value.unicodeScalars.count)
      return nil
    }
    reader.unknown(
      item.value, grains ? "dimension or period" : "dimension",
      (grains ? periods : []) + reader.dimensionNames, at: item.location)
    return nil
  }

  // MARK: Render

  private func render(_ node: YAMLNode) -> ([ReportDeclaration], [TableDeclaration]) {
    var reports: [ReportDeclaration] = []
    var tables: [TableDeclaration] = []
    for entry in reader.entries(node, "'render'") {
      if isMistypedTables(entry) {
        reader.report(
          entry.keyAt, "unknown key '\(entry.key)' in 'render'", hint: "did you mean 'tables'?",
          length: entry.key.unicodeScalars.count)
      } else if entry.key == "tables" {
        tables += reader.entries(entry.value, "'tables'").compactMap(table)
      } else if let report = report(entry) {
        reports.append(report)
      }
    }
    if case .mapping(let entries, _) = node, entries.isEmpty {
      reader.report(node.location, "'render' names no report and no table")
    }
    return (reports, tables)
  }

  /// A report may have any name, but then it has a report's keys.
  private func isMistypedTables(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> Bool {
    guard entry.key != "tables", nearest(to: entry.key, in: ["tables"]) != nil,
      case .mapping(let entries, _) = entry.value
    else { return false }
    return !entries.contains { key, _, _ in Self.reportKeys.contains { $0.name == key } }
  }

  private func report(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> ReportDeclaration? {
    guard let map = reader.mapping(entry.value, "report '\(entry.key)'", keys: Self.reportKeys) else {
      return nil
    }
    let formats = map.someTexts("formats").compactMap { item -> ReportDeclaration.Format? in
      if let format = ReportDeclaration.Format(rawValue: item.value) { return format }
      reader.unknown(
        item.value, "format", ReportDeclaration.Format.allCases.map(\.rawValue), at: item.location)
      return nil
    }
    let languages =
      map.node("languages") == nil ? [Located("en", at: map.location)] : map.someTexts("languages")
    let output = map.located("output")
    if let output { checkOutput(output) }
    map.reportIfEmpty("sections")
    let sections = map.node("sections").map { reader.items($0, "'sections'").compactMap(section) } ?? []
    var report = ReportDeclaration(
      name: entry.key, languages: languages, formats: formats,
      output: output ?? Located("", at: map.location), sections: sections, location: entry.keyAt)
    report.rejects = map.node("rejects").flatMap(rejects)
    return report
  }

  private func checkOutput(_ output: Located<String>) {
    let known = ["<pipeline>", "<period>", "<as-of>"]
    var rest = output.value
    for name in known { rest = rest.replacing(name, with: "x") }
    if let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
      let placeholder = reader.shown(String(rest[open...close]), of: output.location)
      reader.unknown(placeholder, "placeholder", known, at: output.location)
      return
    }
    let parts = rest.split(separator: "/")
    if rest.hasPrefix("/") || parts.contains("..") || parts.isEmpty {
      reader.report(output.location, "'output' must be a folder below the root, found '\(output.value)'")
    }
  }

  private func section(_ node: YAMLNode) -> ReportDeclaration.SectionUse? {
    if case .scalar(_, _, let at) = node {
      return reader.text(node, "a section").map { .init(name: Located($0, at: at)) }
    }
    guard case .mapping(let entries, _) = node, entries.count == 1, let entry = entries.first else {
      reader.report(node.location, "expected a section's name, or {name: {options}}, found \(node.kind)")
      return nil
    }
    let isCohorts = entry.key == Self.cohortsSection
    let map = reader.mapping(
      entry.value, "section '\(entry.key)'", keys: isCohorts ? Self.cohortKeys : Self.sectionKeys)
    if isCohorts { return .init(name: Located(entry.key, at: entry.keyAt), cohorts: map.flatMap(cohorts)) }
    return .init(
      name: Located(entry.key, at: entry.keyAt), sortBy: map?.located("sort_by"),
      rows: map?.integer("rows", 1...1000))
  }

  private func table(_ entry: (key: String, keyAt: SourceLocation, value: YAMLNode)) -> TableDeclaration? {
    guard let map = reader.mapping(entry.value, "table '\(entry.key)'", keys: Self.tableKeys) else {
      return nil
    }
    var grain: Grain?
    let by = map.someTexts("by").compactMap { item -> TableDeclaration.Column? in
      // A dimension of the file's own may be called `year`.
      let isOwn = reader.ownDimensions.contains { $0.rawValue == item.value }
      guard !isOwn, let next = Grain.allCases.first(where: { $0.rawValue == item.value }) else {
        return dimension(item, grains: true).map { .dimension($0) }
      }
      if let grain {
        reader.report(
          item.location, "a table has at most one period, found '\(grain.rawValue)' and '\(next.rawValue)'")
      }
      grain = grain ?? next
      return .period(next)
    }
    var table = TableDeclaration(
      name: entry.key, by: by, columns: map.someTexts("columns"), location: entry.keyAt)
    let figures = table.columns.map(\.value)
    let all = map.texts("by").map(\.value) + figures
    func check(_ name: String, in known: [String], at location: SourceLocation) {
      if !known.contains(name) { reader.unknown(name, "column", known, at: location) }
    }
    if let node = map.node("headings") {
      for (key, keyAt, value) in reader.entries(node, "'headings'") {
        check(key, in: all, at: keyAt)
        table.headings[key] = reader.text(value, "'\(key)'")
      }
    }
    if let node = map.node("decimals") {
      for (key, keyAt, value) in reader.entries(node, "'decimals'") {
        check(key, in: figures, at: keyAt)
        table.decimals[key] = reader.integer(value, "'\(key)'", 0...12)
      }
    }
    table.rounding = map.choice("rounding", Exact.Rounding.self)
    table.undefinedAs = map.text("undefined_as") ?? ""
    table.hideAllZero = map.flag("hide_all_zero") ?? false
    table.order = map.texts("order")
    for item in table.order { check(item.value, in: all, at: item.location) }
    return table
  }
}
