import Declarations
package import Diagnostics
import EventSchema

extension Commands {
  package static func profiles(_ name: String?, template: Bool) throws(Diagnostics) -> String {
    let library = CatalogLibrary()
    guard let name else {
      var text = ""
      let width = library.profileNames.map(\.count).max() ?? 0
      for name in library.profileNames {
        guard let profile = try library.profile(name) else { continue }
        let pad = String(repeating: " ", count: width - name.count)
        text +=
          "\(name)\(pad)  \(profile.gives.rawValue.padded(to: 8))  \(profile.evidence.rawValue.padded(to: 10))  \(profile.description.text(in: "en"))\n"
      }
      return text
    }
    guard let profile = try library.profile(name) else {
      throw unknown("profile", name, library.profileNames)
    }
    let columns = profile.columns.sorted { $0.required && !$1.required }
    if template { return csvRow(columns.map { $0.heading ?? $0.field.name(kind: profile.gives) }) }
    var text =
      "\(profile.name)  \(profile.tool), evidence: \(profile.evidence.rawValue)\n\(profile.description.text(in: "en"))\n\n"
    for column in columns {
      text +=
        "  \(column.field.name(kind: profile.gives).padded(to: 26))\(column.required ? "required  " : "          ")\(column.wording)\n"
    }
    return text
  }

  /// Runs the tests that stand in profile files, built-in or the user's own.
  ///
  /// - Parameter names: paths of YAML files, or names of built-in profiles.
  /// - Returns: how many tests held.
  /// - Throws: every problem of every file, at its place.
  package static func testProfiles(_ names: [String], folder: String) async throws(Diagnostics) -> String {
    let library = CatalogLibrary()
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
          throw unknown("profile", name, library.profileNames)
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

  package static func kpis(_ name: String?) throws(Diagnostics) -> String {
    let library = CatalogLibrary()
    guard let name else {
      var text = ""
      for name in library.kpiNames {
        guard let kpi = try library.kpi(name) else { continue }
        text +=
          "\(name.padded(to: 26))\(kpi.title.text(in: "en").padded(to: 34))\(kpi.shown.rawValue.padded(to: 18))"
        text += "\(kpi.better.rawValue.padded(to: 9))\(kpi.formula.text)\n"
      }
      return text
    }
    guard let kpi = try library.kpi(name) else { throw unknown("KPI", name, library.kpiNames) }
    return """
      \(kpi.name)  \(kpi.title.text(in: "en"))
      \(kpi.description.text(in: "en"))

        formula   \(kpi.formula.text)
        shown as  \(kpi.shown.rawValue), \(kpi.decimals) decimals; better: \(kpi.better.rawValue)
        source    \(kpi.source)

      """
  }

  private static func unknown(_ what: String, _ name: String, _ known: [String]) -> Diagnostics {
    let hint =
      nearest(to: name, in: known).map { "did you mean '\($0)'?" } ?? "known: "
      + known.joined(separator: ", ")
    return Diagnostics(Diagnostic(.error, "unknown \(what) '\(name)'", hint: hint), exit: .usage)
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

extension ProfileColumn {
  fileprivate var heading: String? {
    if case .headings(let languages) = place { return languages.first?.names.first }
    return nil
  }

  fileprivate var wording: String {
    switch place {
    case .headings(let languages):
      languages.map { "\($0.language): \($0.names.joined(separator: " | "))" }.joined(separator: "; ")
    case .xml(.path(let path, let attribute)):
      (path + (attribute.map { ["@\($0)"] } ?? [])).joined(separator: "/")
    case .xml(.parent(let path, let attribute)):
      "enclosing element: " + (path + (attribute.map { ["@\($0)"] } ?? [])).joined(separator: "/")
    case .xml(.named(let list, _, _, let text)): list.joined(separator: "/") + " named '\(text)'"
    case .xml(.sumOfProducts(let items, let factors)):
      "sum over \(items.joined(separator: "/")) of \(factors.joined(separator: " × "))"
    case .none: "constant, or mapped in the pipeline file"
    }
  }
}

extension Formula {
  /// The formula as it could be written in a KPI's file.
  package var text: String { write(0) }

  private func write(_ outer: Int) -> String {
    func binary(_ a: Formula, _ sign: String, _ b: Formula, _ own: Int, right: Int) -> String {
      let text = "\(a.write(own)) \(sign) \(b.write(right))"
      return own < outer ? "(\(text))" : text
    }
    switch self {
    case .number(let value): return value.description
    case .name(let name, _): return name
    case .add(let a, let b, _): return binary(a, "+", b, 1, right: 1)
    case .subtract(let a, let b, _): return binary(a, "-", b, 1, right: 2)
    case .multiply(let a, let b, _): return binary(a, "*", b, 2, right: 2)
    case .divide(let a, let b, _): return binary(a, "/", b, 2, right: 3)
    case .negate(let a): return "-" + a.write(3)
    case .ifZero(let a, let b): return "if_zero(\(a.write(0)), \(b.write(0)))"
    }
  }
}
