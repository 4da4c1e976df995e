import ArgumentParser
import Pipeline

/// For whoever changes the program: prints a page of `docs/`.
struct Reference: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference", abstract: "Print a page of the reference in Markdown.", shouldDisplay: false)

  @Argument(help: "profiles, kpis, conversions or pipeline-file.") var page: ReferencePage

  func run() async throws {
    Terminal.write(try await Terminal.report { try Commands.reference(page) })
  }
}

extension ReferencePage: ExpressibleByArgument {}
