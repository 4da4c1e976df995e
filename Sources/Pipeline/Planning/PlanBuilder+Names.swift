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
    refuseRepeated(declaration.columns, profile)
    for column in declaration.columns { override(column, in: &profile) }
    applyStages(declaration, to: &profile)
    checkKind(declaration.spread, "spread", needs: .cost, "only costs can be spread over days", profile)
    checkKind(
      declaration.negativeAmounts, "negative_amounts", needs: .order, "'negative_amounts' is for orders",
      profile)
    checkOverlap(declaration, profile)
    checkRefundTax(declaration, profile)
    applyNetOf(declaration, to: &profile)
    if let pattern = declaration.dates { profile = profile.writing(days: pattern) }
    let isFile = Self.namesFile(declaration.profile.value)
    let origin: ProfileLibrary.Origin =
      isFile
      ? .own(path: declaration.profile.value, replacesBuiltIn: false)
      : profiles.origin(of: declaration.profile.value)
    return Plan.Input(declaration: declaration, profile: profile, origin: origin, files: [], missing: nil)
  }

  /// Refuses a key that means something for events of one kind only.
  private mutating func checkKind<Choice: RawRepresentable<String>>(
    _ choice: Located<Choice>?, _ key: String, needs kind: EventKind, _ rule: String, _ profile: Profile
  ) {
    guard let choice, profile.gives != kind else { return }
    problems.append(
      Diagnostic(
        at: choice.location, "\(rule); '\(profile.name)' gives \(profile.gives.rawValue) events",
        hint: "take `\(key)` out, or read the file as generic/\(kind.rawValue)s",
        length: choice.value.rawValue.count))
  }

  /// Whether an input names a profile's file instead of a profile.
  private static func namesFile(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

  /// Where the file lies that an input names instead of a profile.
  private func path(ofProfile name: String, folder: String) -> String {
    name.hasPrefix("/") || folder == "." ? name : "\(folder)/\(name)"
  }

  /// The text of the file that the profile of an input was read from.
  func profileText(_ name: String) -> String {
    guard Self.namesFile(name) else { return profiles.text(of: name) ?? "" }
    let path = path(ofProfile: name, folder: Publisher.parent(of: file.file))
    return TextFile.read(path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private mutating func profile(_ name: Located<String>, folder: String) throws(Diagnostics) -> Profile? {
    do throws(Diagnostics) {
      if Self.namesFile(name.value) {
        let path = path(ofProfile: name.value, folder: folder)
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

  mutating func unknown(_ what: String, _ name: Located<String>, known: [String], command: String?) {
    let found = nearest(to: name.value, in: known) ?? spelledOut(name.value, in: known)
    let near = found.map { "did you mean '\($0)'?" }
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
    profile.columns[index].nulls += column.nulls.map(\.value)
    if let first = column.nulls.first, profile.columns[index].type.storage != .text {
      problems.append(
        Diagnostic(
          at: first.location,
          "'nulls' is for columns of texts: '\(column.field.value)' is read as \(profile.columns[index].type.text)",
          hint: "take it out"))
    }
    if let blank = column.blank {
      profile.columns[index].blank = blank.value
      if let problem = profile.columns[index].blankProblem(column.field.value, at: blank.location) {
        problems.append(problem)
      }
    }
    if let negate = column.negate {
      profile.columns[index].isNegated = negate.value
      if let problem = profile.columns[index].signProblem(column.field.value, at: negate.location) {
        problems.append(problem)
      }
    }
    if let tax = column.includesVAT {
      profile.columns[index].includesVAT = tax
      if let problem = profile.columns[index].taxProblem(column.field.value) { problems.append(problem) }
    }
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
        if section.block == .targets, file.aggregate.targets.isEmpty {
          problems.append(
            Diagnostic(
              at: use.name.location, "the section '\(section.name)' needs `aggregate: targets:`",
              hint: "such as `targets: [{kpi: roas, at_least: 3}]`"))
        }
        if section.block != .breakdown, use.sortBy != nil || use.rows != nil {
          problems.append(
            Diagnostic(
              at: use.name.location, "the section '\(section.name)' has no rows to sort or to count",
              hint: "`sort_by` and `rows` are for tables by a dimension, such as channels and campaigns"))
        }
        // A name that no KPI has was told with the KPIs.
        if let sort = use.sortBy, !kpis.contains(sort.value),
          !problems.contains(where: { $0.location == sort.location })
        {
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
        name: name.value, block: .breakdown, by: $0,
        title: file.normalize.dimensionTitles[$0] ?? LocalizedText(name.value),
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
