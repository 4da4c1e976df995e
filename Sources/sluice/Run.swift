import ArgumentParser
import Diagnostics
import Pipeline

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Read the inputs, compute the figures, write the reports.",
    discussion:
      "Prints nothing on success where stderr is no terminal. All reports of a run appear together, or none.")

  @OptionGroup var options: PipelineOptions
  @OptionGroup var threads: ThreadOptions
  @Flag(help: "Do everything but write the reports.") var dryRun = false
  @Flag(help: "Print a summary of the run as JSON.") var json = false

  func run() async throws {
    let session = try options.session()
    let sources = [options.pipeline: session.text(options.pipeline)]
    let summary = try await Terminal.report(sources) {
      try await Commands.run(session, pipeline: options.pipeline, threads: threads.count, writes: !dryRun)
    }
    Terminal.tell(summary.warnings, sources: sources)
    if json { Terminal.write(summary.json) }
    if Terminal.isInteractive { Terminal.tell(summary.text) }
    if summary.exit != .success { throw ArgumentParser.ExitCode(summary.exit.rawValue) }
  }
}
