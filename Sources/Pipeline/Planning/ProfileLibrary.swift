package import Declarations
package import Diagnostics

/// The profiles that names stand for: those in a folder `profiles/` of the user's own, then the built-in ones.
package struct ProfileLibrary: Sendable {
  /// Where a profile comes from.
  package enum Origin: Sendable, Hashable {
    case builtIn
    /// The file, as it can be opened; whether it stands in for a built-in one.
    case own(path: String, replacesBuiltIn: Bool)
  }

  private let catalog = CatalogLibrary()
  /// The folder that holds `profiles/`.
  private let folder: String

  /// - Parameter folder: that of the pipeline file, or the current one.
  package init(beside folder: String) {
    self.folder = folder
  }

  /// All names, the user's own included, sorted.
  package var names: [String] { Set(catalog.profileNames).union(ownNames).sorted() }

  package var ownNames: [String] {
    guard let finder = FileFinder(root: ownFolder) else { return [] }
    return finder.all().files.map(\.path).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
  }

  private var ownFolder: String { folder == "." ? "profiles" : "\(folder)/profiles" }

  /// The file of the user's own profile of this name; nil where there is none.
  private func ownFile(_ name: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    // A name is no way out of the folder.
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else { return nil }
    let path = "\(ownFolder)/\(name).yaml"
    return FileFinder.exists(path) ? path : nil
  }

  /// Whether a file lies below the folder of the user's own profiles, its links followed.
  private func isInside(_ path: String) -> Bool {
    guard let folder = FileFinder.resolve(ownFolder), let target = FileFinder.resolve(path) else {
      return false
    }
    return target.hasPrefix(folder + "/")
  }

  package func origin(of name: String) -> Origin {
    guard let path = ownFile(name) else { return .builtIn }
    return .own(path: path, replacesBuiltIn: catalog.profileNames.contains(name))
  }

  /// The text of a profile's file; nil when there is no such name.
  package func text(of name: String) -> String? {
    if let path = ownFile(name) {
      return isInside(path) ? TextFile.read(path).map { String(decoding: $0, as: UTF8.self) } : nil
    }
    return catalog.profileText(name)
  }

  /// - Returns: nil when there is no such name.
  /// - Throws: what is wrong with the user's own file, with its places.
  package func profile(_ name: String) throws(Diagnostics) -> Profile? {
    guard let path = ownFile(name) else { return try catalog.profile(name) }
    guard isInside(path) else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: path), "the profile file is a link that leads out of its folder",
          hint: "copy the file into the folder"), exit: .badPipeline)
    }
    return try Self.load(path, named: name)
  }

  /// Every profile that loads, and what is wrong with the user's own that don't.
  package func all() throws(Diagnostics) -> (profiles: [Profile], problems: [Diagnostic]) {
    var profiles: [Profile] = []
    var problems: [Diagnostic] = []
    for name in names {
      do throws(Diagnostics) {
        if let profile = try profile(name) { profiles.append(profile) }
      } catch {
        guard case .own = origin(of: name) else { throw error }
        problems += error.list
      }
    }
    return (profiles, problems)
  }

  /// Reads a profile from a file.
  ///
  /// - Parameter name: what the file must name itself; nil: anything.
  package static func load(_ path: String, named name: String?) throws(Diagnostics) -> Profile {
    guard let bytes = TextFile.read(path) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "the profile file can't be read", hint: "check the path"),
        exit: .badPipeline)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "the profile file is not UTF-8", hint: "save it as UTF-8"),
        exit: .badPipeline)
    }
    let (profile, diagnostics) = ProfileLoader.load(text: text, file: path)
    guard let profile else { throw Diagnostics(diagnostics, exit: .badPipeline) }
    if let name, profile.name != name {
      throw Diagnostics(
        Diagnostic(
          at: profile.location, "the profile names itself '\(profile.name)', its file says '\(name)'",
          hint: "write `profile: \(name)`, or move the file"),
        exit: .badPipeline)
    }
    return profile
  }
}
