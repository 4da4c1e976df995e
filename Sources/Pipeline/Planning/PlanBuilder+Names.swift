import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract

/// Resolving the names a pipeline file uses: profiles, fields, KPIs, sections, languages.
extension PlanBuilder {
  mutating func input(_ declaration: InputDeclaration, folder: String) throws(Diagnostics) -> Plan.Input? {
    if let name = declaration.encoding, TextEncoding.named(name.value) == nil {
      problems.append(
        Diagnostic(
          at: name.location, "the encoding '\(name.value)' can't be read",
          hint: TextEncoding.refusal(for: name.value) ?? "known: \(TextEncoding.list)"))
    }
    guard var profile = try profile(declaration.profile, folder: folder) else { return nil }
    if let grain = declaration.grain, profile.grain == nil {
      problems.append(
        Diagnostic(
          at: grain.location, "the profile '\(profile.name)' does not say what grains its exports have",
          hint: "take `grain` out, or declare it in a profile of your own"))
    }
    for column in declaration.columns { override(column, in: &profile) }
    checkSpread(declaration, profile)
    checkNegatives(declaration, profile)
    applyNetOf(declaration, to: &profile)
    if let pattern = declaration.dates {
      for index in profile.columns.indices {
        profile.columns[index].otherTypes = []
        switch profile.columns[index].type {
        case .date, .dateTime:
          profile.columns[index].type = pattern.hasTime ? .dateTime(pattern) : .date(pattern)
        case .range: profile.columns[index].type = .range(pattern)
        case .text, .count, .fractionalCount, .money, .month, .quarter, .nthDay, .excelDay, .duration, .hours,
          .milliseconds:
          break
        }
      }
    }
    let isFile = Self.namesFile(declaration.profile.value)
    let origin: ProfileLibrary.Origin =
      isFile
      ? .own(path: declaration.profile.value, replacesBuiltIn: false)
      : profiles.origin(of: declaration.profile.value)
    return Plan.Input(declaration: declaration, profile: profile, origin: origin, files: [], missing: nil)
  }

  /// Whether an input names a profile's file instead of a profile.
  private static func namesFile(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

  private mutating func profile(_ name: Located<String>, folder: String) throws(Diagnostics) -> Profile? {
    do throws(Diagnostics) {
      if Self.namesFile(name.value) {
        let path = name.value.hasPrefix("/") || folder == "." ? name.value : "\(folder)/\(name.value)"
        guard FileFinder.exists(path) else {
          problems.append(
            Diagnostic(
              at: name.location, "the profile file '\(name.value)' can't be read",
              hint: "it is looked for beside the pipeline file"))
          return nil
        }
        return try ProfileLibrary.load(path, named: nil)
      }
      if let profile = try profiles.profile(name.value) { return profile }
    } catch {
      guard error.exit == .badPipeline else { throw error }
      // Several inputs may name the file.
      problems += error.list.filter { !problems.contains($0) }
      return nil
    }
    unknown("profile", name, known: profiles.names, command: "sluice profiles")
    return nil
  }

  private mutating func unknown(_ what: String, _ name: Located<String>, known: [String], command: String?) {
    let near = nearest(to: name.value, in: known).map { "did you mean '\($0)'?" }
    let list = command.map { "`\($0)` lists them" } ?? "known: " + known.joined(separator: ", ")
    problems.append(
      Diagnostic(
        at: name.location, "unknown \(what) '\(name.value)'", hint: near ?? list,
        length: name.value.unicodeScalars.count))
  }

  /// The user's heading for a field, over those of the profile.
  private mutating func override(_ column: InputDeclaration.ColumnOverride, in profile: inout Profile) {
    let own = file.normalize.dimensions
    guard
      let field = Field.named(column.field.value, kind: profile.gives)
        ?? own.first(where: { $0.rawValue == column.field.value }).map({ .dimension($0) })
    else {
      unknown(
        "field of \(profile.gives.rawValue) events", column.field,
        known: own.map(\.rawValue) + Field.names(of: profile.gives), command: nil)
      return
    }
    if let type = column.type, !field.accepts(type) {
      problems.append(
        Diagnostic(
          at: column.field.location, "'\(column.field.value)' can't be read as '\(type.text)'",
          hint: "it takes \(field.typeHint)"))
    }
    let key = Heading(column.heading).key
    for index in profile.columns.indices where profile.columns[index].field != field {
      if case .headings(let languages) = profile.columns[index].place {
        profile.columns[index].place = .headings(
          languages.map { ($0.language, $0.names.filter { Heading($0).key != key }) })
      }
    }
    let place = ProfileColumn.Place.headings([("en", [column.heading])])
    let index = profile.columns.firstIndex { $0.field == field } ?? profile.columns.count
    if index == profile.columns.count {
      profile.columns.append(
        ProfileColumn(
          field: field, place: place, type: column.type ?? field.defaultType, required: false,
          location: column.field.location))
    }
    profile.columns[index].place = place
    if let type = column.type {
      profile.columns[index].type = type
      profile.columns[index].otherTypes = []
    }
    if let tax = column.includesVAT {
      profile.columns[index].includesVAT = tax
      if let problem = profile.columns[index].taxProblem(column.field.value) { problems.append(problem) }
    }
  }

  struct ResolvedKPIs {
    var shown: [KPI]
    var all: [KPI]
  }

  /// Names that mean different things to different people.
  private static let ambiguous: [String: String] = [
    "conversion_rate": "say which step is meant: win_rate, click_rate, or a formula of your own",
    "margin": "roi is the return on full cost; define your own margin with a formula",
    "conversions": "orders counts your own, conversions_claimed the platforms'",
  ]

  mutating func resolveKPIs(_ currency: Currency) throws(Diagnostics) -> ResolvedKPIs {
    var all: [String: KPI] = [:]
    var shown: [KPI] = []
    var wanted: [Located<String>] = []
    for use in file.aggregate.kpis {
      switch use {
      case .own(let kpi):
        if library.kpiNames.contains(kpi.name) {
          problems.append(
            Diagnostic(
              at: kpi.location, "'\(kpi.name)' is a built-in KPI", hint: "give your own another name"))
        }
        all[kpi.name] = kpi
        shown.append(kpi)
        wanted += KPIEvaluator.names(in: kpi.formula).map { Located($0.name, at: kpi.location) }
      case .named(let name):
        if let kpi = try load(name, into: &all, &wanted) { shown.append(kpi) }
      }
    }
    for table in file.tables { wanted += table.columns }
    for report in file.reports { wanted += report.sections.compactMap(\.sortBy) }
    while let name = wanted.popLast() { _ = try load(name, into: &all, &wanted) }
    return ResolvedKPIs(
      shown: shown.map { $0.inCurrency(currency) },
      all: all.values.sorted { $0.name < $1.name }.map { $0.inCurrency(currency) })
  }

  private mutating func load(
    _ name: Located<String>, into all: inout [String: KPI], _ wanted: inout [Located<String>]
  ) throws(Diagnostics) -> KPI? {
    if let known = all[name.value] { return known }
    guard let kpi = try library.kpi(name.value) else {
      if Measure(rawValue: name.value) != nil { return nil }
      if let choices = Self.ambiguous[name.value] {
        problems.append(
          Diagnostic(
            at: name.location, "'\(name.value)' means different things", hint: choices,
            length: name.value.count))
      } else {
        unknown("KPI", name, known: library.kpiNames, command: "sluice kpis")
      }
      return nil
    }
    all[name.value] = kpi
    wanted += KPIEvaluator.names(in: kpi.formula).filter { $0.name != kpi.name }.map {
      Located($0.name, at: name.location)
    }
    return kpi
  }

  mutating func resolveSections(_ kpis: [String]) throws(Diagnostics) -> [String: Section] {
    var sections: [String: Section] = [:]
    for report in file.reports {
      for use in report.sections {
        guard let section = try library.section(use.name.value) ?? ownSection(use.name) else {
          unknown(
            "section", use.name,
            known: library.sectionNames + file.normalize.dimensions.map(\.rawValue), command: nil)
          continue
        }
        sections[section.name] = section
        if let by = section.by, !file.aggregate.by.contains(where: { $0.value == by }) {
          problems.append(
            Diagnostic(
              at: use.name.location,
              "the section '\(section.name)' needs '\(by.rawValue)' under `aggregate: by:`"))
        }
        if let sort = use.sortBy, !kpis.contains(sort.value) {
          problems.append(
            Diagnostic(
              at: sort.location, "'\(sort.value)' is not among the report's KPIs",
              hint: "add it under `aggregate: kpis:`"))
        }
      }
    }
    return sections
  }

  /// Claims can only be compared where both sides are stated.
  mutating func checkDoubleClaim(_ evaluator: KPIEvaluator) {
    guard let counted = file.aggregate.doubleClaim?.measure else { return }
    for measure in [counted, .conversionsClaimed] where !evaluator.stated.contains(measure) {
      problems.append(
        Diagnostic(
          at: file.aggregate.location,
          "`double_claim: \(counted.rawValue)` needs an input that states \(measure.rawValue)"))
    }
  }

  /// `normalize: campaigns: inputs:` must name inputs.
  mutating func checkCampaignInputs() {
    let known = file.inputs.map(\.name)
    for name in file.normalize.campaigns?.inputs ?? [] where !known.contains(name.value) {
      unknown("input", name, known: known, command: nil)
    }
  }

  /// A breakdown by a dimension of the pipeline file's own, under its name.
  private func ownSection(_ name: Located<String>) -> Section? {
    file.normalize.dimensions.first { $0.rawValue == name.value }.map {
      Section(
        name: name.value, block: .breakdown, by: $0, title: LocalizedText(name.value),
        lead: LocalizedText(""), location: name.location)
    }
  }

  mutating func resolveLanguages() throws(Diagnostics) -> [String: Language] {
    var languages: [String: Language] = [:]
    for report in file.reports {
      for code in report.languages {
        if let language = try library.language(code.value) {
          languages[code.value] = language
        } else {
          unknown("language", code, known: library.languageCodes, command: nil)
        }
      }
    }
    if !file.reports.isEmpty, languages["en"] == nil, let english = try library.language("en") {
      languages["en"] = english
    }
    return languages
  }
}
