import Catalog
package import Diagnostics

/// The built-in declarations, by name. Parses only what is asked for: YAML is slow.
package struct CatalogLibrary: Sendable {
  package init() {}

  private func names(_ folder: String) -> [String] {
    Catalog.paths(in: folder).filter { $0.hasSuffix(".yaml") }.map {
      String($0.dropFirst(folder.count + 1).dropLast(5))
    }
  }

  package var profileNames: [String] { names("profiles") }
  package var kpiNames: [String] { names("kpis") }
  package var sectionNames: [String] { names("sections") }
  package var languageCodes: [String] { names("languages") }
  package var channelSetNames: [String] { names("channels") }

  /// - Returns: nil when there is no such name. Throws when our own data does not load.
  package func profile(_ name: String) throws(Diagnostics) -> Profile? {
    try load("profiles", name, ProfileLoader.load)
  }
  /// The profile's file, to start an own one from.
  package func profileText(_ name: String) -> String? { Catalog.text(at: "profiles/\(name).yaml") }

  /// - Parameter name: of a KPI, or of a variant: `win_rate.value`.
  package func kpi(_ name: String) throws(Diagnostics) -> KPI? {
    guard let point = name.firstIndex(of: ".") else { return try load("kpis", name, KPILoader.load) }
    return try load("kpis", String(name[..<point]), KPILoader.load)?.variants.first { $0.name == name }
  }
  package func section(_ name: String) throws(Diagnostics) -> Section? {
    try load("sections", name, SectionLoader.load)
  }
  package func language(_ code: String) throws(Diagnostics) -> Language? {
    try load("languages", code, LanguageLoader.load)
  }
  package func channels(_ name: String) throws(Diagnostics) -> ChannelRules? {
    try load("channels", name, ChannelRulesLoader.load)
  }

  /// Names under which the same traffic source appears: the alias and the one name.
  package func sourceAliases() -> [(alias: String, source: String)] {
    lines("channels/source-aliases.csv").map { ($0[0], $0[1]) }
  }

  /// Sources that are places of an ad platform: its costs have the platform's source, its traffic may have theirs.
  package func platforms() -> [(source: String, platform: String)] {
    lines("channels/platforms.csv").map { ($0[0], $0[1]) }
  }

  /// Parameters that ad and mail tools add to addresses, most telling first, with the traffic they stand for;
  /// the medium is empty where the tool adds it to all links.
  package func clickIDs() -> [(parameter: String, source: String, medium: String)] {
    lines("channels/click-ids.csv").map { ($0[0], $0[1], $0[2]) }
  }

  /// The lines of a table below its headings, of as many cells as these. Cells hold no commas.
  private func lines(_ path: String) -> [[String]] {
    let lines = (Catalog.text(at: path) ?? "").linesOfCells.map(\.cells)
    return lines.dropFirst().filter { $0.count == lines.first?.count }
  }

  /// Domains at which anybody can have an address.
  package func freeMail() throws(Diagnostics) -> [String] {
    try load("people", "free-mail", FreeMailLoader.load) ?? []
  }

  /// Which actions of ad platforms are the same real event: the newest version.
  package func conversions() throws(Diagnostics) -> ConversionTaxonomy {
    let newest = names("conversions").max() ?? ""
    return try load("conversions", newest, ConversionTaxonomyLoader.load)
      ?? ConversionTaxonomy(version: newest, platforms: [], actions: [])
  }

  private func load<Value>(
    _ folder: String, _ name: String, _ loader: (String, String) -> (Value?, [Diagnostic])
  ) throws(Diagnostics) -> Value? {
    let path = "\(folder)/\(name).yaml"
    guard let text = Catalog.text(at: path) else { return nil }
    let (value, diagnostics) = loader(text, "Catalog/" + path)
    guard let value else { throw Diagnostics(diagnostics, exit: .internalError) }
    return value
  }
}
