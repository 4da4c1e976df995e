package import Declarations
package import Diagnostics
import EventSchema
import Normalize

/// What `sluice profiles NAME` prints.
package enum ProfileView: Sendable { case file, summary, template }

extension Commands {
  /// The list of profiles, or one of them: the user's own below `profiles/` in the current folder, too.
  package static func profiles(_ name: String?, as view: ProfileView) throws(Diagnostics) -> String {
    let library = ProfileLibrary(beside: ".")
    guard let name else { return try list(library) }
    if name == ratesName, library.text(of: name) == nil { return rates(view) }
    guard let text = library.text(of: name) else { throw unknown("profile", name, library.names) }
    // The file as it is, also where it does not load: that is when somebody needs to see it.
    if view == .file { return text.hasSuffix("\n") ? text : text + "\n" }
    guard let profile = try library.profile(name) else { throw unknown("profile", name, library.names) }
    return view == .template ? try template(of: profile) : summary(of: profile, library.origin(of: name))
  }

  private static let ratesName = "generic/rates"

  /// Exchange rates are no export and have no profile, but people fill them in, too.
  private static func rates(_ view: ProfileView) -> String {
    let heading = RateTable.heading + "\n"
    let sample = "2026-03-02,USD,EUR,0.9251\n2026-03,GBP,EUR,1.1602\n"
    return switch view {
    case .template: heading
    case .file: heading + sample
    case .summary:
      "generic/rates  exchange rates, named under `currency: rates:`\nOne `from` is worth `rate` of `to`, on a day or as the average of a month or quarter.\n\n"
        + heading + sample
    }
  }

  /// Runs the tests that stand in profile files, built-in or the user's own.
  ///
  /// - Parameter names: paths of YAML files, or names of built-in profiles.
  /// - Returns: how many tests held.
  /// - Throws: every problem of every file, at its place.
  package static func testProfiles(_ names: [String], folder: String) async throws(Diagnostics) -> String {
    let library = ProfileLibrary(beside: ".")
    var problems: [Diagnostic] = []
    var count = 0
    for name in names {
      let profile: Profile?
      if let bytes = TextFile.read(name) {
        let (loaded, diagnostics) = ProfileLoader.load(
          text: String(decoding: bytes, as: UTF8.self), file: name)
        problems += diagnostics
        profile = loaded
      } else {
        guard let known = try library.profile(name) else {
          throw unknown("profile", name, library.names)
        }
        profile = known
      }
      guard let profile else { continue }
      if profile.tests.isEmpty {
        problems.append(
          Diagnostic(at: profile.location, "the profile has no tests", hint: "add some under `tests:`"))
      }
      problems += await ProfileTester(folder: folder).problems(of: profile)
      count += profile.tests.count
    }
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badPipeline) }
    return "\(count) tests of \(names.count) \(names.count == 1 ? "profile" : "profiles") hold\n"
  }

  private static func list(_ library: ProfileLibrary) throws(Diagnostics) -> String {
    let (profiles, problems) = try library.all()
    guard problems.isEmpty else { throw Diagnostics(problems, exit: .badPipeline) }
    let width = profiles.map(\.name.count).max() ?? 0
    return profiles.map { profile in
      let own = if case .own = library.origin(of: profile.name) { "your own: " } else { "" }
      return
        "\(profile.name.padded(to: width + 2))\(profile.gives.rawValue.padded(to: 8))\(profile.evidence.rawValue.padded(to: 12))\(own)\(profile.description.text(in: "en"))\n"
    }.joined()
  }

  /// A heading row to fill in, required columns first.
  private static func template(of profile: Profile) throws(Diagnostics) -> String {
    if case .xml = profile.format {
      throw Diagnostics(
        Diagnostic(
          .error, "\(profile.name) is XML: it has no heading row to fill in",
          hint: "generic profiles have one, such as `sluice profiles generic/orders --template`"),
        exit: .usage)
    }
    let columns = profile.columns.filter { !$0.names.isEmpty && !$0.isPart }.sorted {
      $0.required && !$1.required
    }
    return csvRow(columns.compactMap { $0.names.first?.names.first })
  }

  private static func summary(of profile: Profile, _ origin: ProfileLibrary.Origin) -> String {
    var text = "\(profile.name)  \(profile.tool)\n\(profile.description.text(in: "en"))\n\n"
    text += "  gives      \(profile.gives.rawValue) events\n"
    text += "  evidence   \(profile.evidence.rawValue): \(profile.evidence.meaning)\n"
    if case .own(let path, let replaces) = origin {
      text += "  file       \(path)\(replaces ? ", instead of the built-in one" : "")\n"
    }
    text += "  known by   \(profile.recognisedBy)\n"
    if case .xml(let format) = profile.format {
      text += "  record     \(format.record.joined(separator: "/"))\n"
    }
    for (dimension, value) in profile.constants.sorted(by: { $0.key < $1.key }) {
      text += "  every row  \(dimension.rawValue): \(value)\n"
    }
    for (field, texts) in profile.keep {
      text += "  keeps      \(field): \(texts.joined(separator: " | "))\n"
    }
    text += "\n"
    for column in profile.columns {
      text += "  \(column.field.name(kind: profile.gives).padded(to: 26))\(column.need(in: profile))\n"
      for line in column.places { text += "    \(line)\n" }
      for line in column.readings { text += "    \(line)\n" }
    }
    return text
  }
}

extension Profile.Evidence {
  /// What stands behind the word.
  package var meaning: String {
    switch self {
    case .verified: "real files were read"
    case .documented: "written after the vendor's documentation"
    case .reported: "written after what others' programs and questions show"
    case .unverified: "not seen yet: look at what `sluice inspect` says"
    }
  }
}

extension Profile {
  /// What a file must show to be taken for this export.
  package var recognisedBy: String {
    var parts: [String] = []
    if let root = recognise.root {
      let attributes = recognise.rootAttributes.sorted { $0.key < $1.key }.map {
        " \($0.key)=\"\($0.value)\""
      }
      parts.append("root element <\(root)\(attributes.joined())>")
    }
    if !recognise.fields.isEmpty {
      parts.append(
        (recognise.root == nil ? "the headings of " : "the elements of ")
          + recognise.fields.map { $0.joined(separator: " or ") }.joined(separator: ", "))
    }
    if !recognise.preambleStarts.isEmpty {
      parts.append("a first line such as '\(recognise.preambleStarts[0])'")
    }
    return parts.isEmpty ? "the headings of its required columns" : parts.joined(separator: ", ")
  }

  /// Groups of fields of which a record needs at least one that more than one column of this profile can give.
  var alternatives: [[String]] {
    Field.required(of: gives).filter { group in
      group.count > 1 && columns.count { group.contains($0.field.name(kind: gives)) } > 1
    }
  }
}

extension ProfileColumn {
  /// Headings per language; empty for XML and constants.
  package var names: [(language: String, names: [String])] {
    if case .headings(let languages) = place { languages } else { [] }
  }

  /// `required`, `day or at: one of them is required`, or why it may be missing.
  package func need(in profile: Profile) -> String {
    if required { return "required" }
    if isPart { return "a part: added up where the whole is missing" }
    let name = field.name(kind: profile.gives)
    if let group = profile.alternatives.first(where: { $0.contains(name) }) {
      return "required: " + group.joined(separator: " or ")
    }
    switch fallback {
    case .preamblePeriod: return "else the period above the table"
    case .heading: return "else from the amount's heading"
    case .constant(let text): return "else '\(text)'"
    case .field(let field): return "else \(field.name(kind: profile.gives))"
    case nil: return ""
    }
  }

  /// Where the text stands, one line per language.
  package var places: [String] {
    switch place {
    case .headings(let languages):
      languages.map { "\($0.language.padded(to: 8)) \($0.names.joined(separator: " | "))" }
    case .xml(.path(let path, let attribute)): [Self.path(path, attribute)]
    case .xml(.parent(let path, let attribute)): ["enclosing element: " + Self.path(path, attribute)]
    case .xml(.anyOf(let paths)):
      [paths.map { Self.path($0.elements, $0.attribute) }.joined(separator: " | ")]
    case .xml(.named(let list, _, _, let text)): [list.joined(separator: "/") + " named '\(text)'"]
    case .xml(.sumOfProducts(let items, let factors)):
      ["sum over \(items.joined(separator: "/")) of \(factors.joined(separator: " × "))"]
    case .none: [fallback == nil ? "mapped in the pipeline file" : "constant"]
    }
  }

  private static func path(_ path: [String], _ attribute: String?) -> String {
    let whole = (path + (attribute.map { ["@\($0)"] } ?? [])).joined(separator: "/")
    return whole.isEmpty ? "the record's own text" : whole
  }

  /// How the text is read, where that does not go without saying.
  package var readings: [String] {
    var lines: [String] = []
    if type != field.defaultType { lines.append("as \(type.text)") }
    switch excerpt {
    case .before(let mark): lines.append("only what stands before '\(mark)'")
    case .after(let mark): lines.append("only what stands behind '\(mark)'")
    case .inside(let open, let close): lines.append("only what stands between '\(open)' and '\(close)'")
    case nil: break
    }
    if isNegated { lines.append("with the opposite sign") }
    if blank == .zero { lines.append("an empty cell is 0") }
    if isMicros { lines.append("in millionths") }
    if isPercent { lines.append("in percent") }
    for (ours, theirs) in values { lines.append("\(ours) ← \(theirs.joined(separator: " | "))") }
    if let otherwise { lines.append("\(otherwise) ← any other text") }
    if !minus.isEmpty { lines.append("less " + minus.joined(separator: ", ")) }
    if personal { lines.append("personal: never printed") }
    return lines
  }
}
