import ArgumentParser
import Diagnostics
import FoundationEssentials
import Pipeline

struct Profiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "List the exports that can be read, or show one profile's fields and headings.")

  @Argument(help: "A profile, such as google-ads/report; with --test also files of your own.")
  var names: [String] = []
  @Flag(help: "Print a CSV heading to fill in.") var template = false
  @Flag(help: "Run the tests that stand in the profiles' files.") var test = false

  func validate() throws {
    if test, names.isEmpty { throw ValidationError("'--test' takes profiles or their files") }
    if !test, names.count > 1 { throw ValidationError("name one profile") }
  }

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.path
    Terminal.write(
      try await Terminal.report(Self.sources(names)) {
        if test { return try await Commands.testProfiles(names, folder: folder) }
        return try Commands.profiles(names.first, template: template)
      })
  }

  private static func sources(_ paths: [String]) -> [String: String] {
    var sources: [String: String] = [:]
    for path in paths { sources[path] = TextFile.read(path).map { String(decoding: $0, as: UTF8.self) } }
    return sources
  }
}

struct KPIs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpis", abstract: "List the built-in KPIs, or show one with its definition.")

  @Argument(help: "A KPI, such as roas.") var name: String?

  func run() async throws {
    Terminal.write(try await Terminal.report { try Commands.kpis(name) })
  }
}
