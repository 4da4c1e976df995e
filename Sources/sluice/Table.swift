import ArgumentParser
import Diagnostics
import Pipeline

struct Table: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table",
    abstract:
      "Print one table: declared under `render: tables:`, or a breakdown of the report such as channels.")

  @OptionGroup var options: PipelineOptions
  @Argument(help: "The table's name.") var table: String
  @Option(help: "csv or json.") var format: TextFormat = .csv
  @OptionGroup var threads: ThreadOptions

  func run() async throws {
    let session = try options.session()
    let sources = [options.pipeline: session.text(options.pipeline)]
    let outcome = try await Terminal.report(sources) {
      try await Commands.table(session, pipeline: options.pipeline, table: table, threads: threads.count)
    }
    Terminal.tell(outcome.warnings, sources: sources)
    Terminal.write(format == .csv ? outcome.table.csv : outcome.table.json)
    if outcome.exit != .success { throw ArgumentParser.ExitCode(outcome.exit.rawValue) }
  }
}

enum TextFormat: String, ExpressibleByArgument, CaseIterable { case csv, json }
