import ArgumentParser
import Diagnostics
import FoundationEssentials
import Pipeline

struct Profiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "List the exports that can be read, or print one profile's file.",
    discussion: """
      A profile of your own: change a built-in one, or write a new one, in a folder `profiles` beside the pipeline
      file. It is named by its path there and stands in for the built-in one of that name.

        mkdir -p profiles/google-ads
        sluice profiles google-ads/report > profiles/google-ads/report.yaml
      """)

  @Argument(help: "A profile, such as google-ads/report; with --test also files of your own.")
  var names: [String] = []
  @Flag(help: "Print fields, headings and words in short, instead of the file.") var summary = false
  @Flag(help: "Print a CSV heading to fill in.") var template = false
  @Flag(help: "Run the tests that stand in the profiles' files.") var test = false

  func validate() throws {
    if [summary, template, test].count(where: { $0 }) > 1 {
      throw ValidationError("'--summary', '--template' and '--test' exclude each other")
    }
    if test, names.isEmpty { throw ValidationError("'--test' takes profiles or their files") }
    if !test, names.count > 1 { throw ValidationError("name one profile") }
    if names.isEmpty, summary || template { throw ValidationError("name a profile, such as generic/orders") }
  }

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.path
    let view: ProfileView = template ? .template : summary ? .summary : .file
    Terminal.write(
      try await Terminal.report {
        if test { return try await Commands.testProfiles(names, folder: folder) }
        return try Commands.profiles(names.first, as: view)
      })
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
