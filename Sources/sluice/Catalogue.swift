import ArgumentParser
import Pipeline

struct Profiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profiles",
    abstract: "List the exports that can be read, or show one profile's fields and headings.")

  @Argument(help: "A profile, such as google-ads/report.") var name: String?
  @Flag(help: "Print a CSV heading to fill in.") var template = false

  func run() async throws {
    Terminal.write(try await Terminal.report { try Commands.profiles(name, template: template) })
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
