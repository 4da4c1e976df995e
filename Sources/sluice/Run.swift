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
  @Option(help: "alert: exit with 4 where an alert fired. (3, an incomplete report, goes before.)")
  var failOn: RunFailure?
  @Flag(help: "Do everything but write the reports.") var dryRun = false
  @Flag(help: "Print a summary of the run as JSON.") var json = false

  func run() async throws {
    let session = try options.session()
    let sources = [options.pipeline: session.text(options.pipeline)]
    let summary = try await Terminal.report(sources) {
      try await Commands.run(
        session, pipeline: options.pipeline, threads: threads.count, writes: !dryRun,
        failOn: failOn.map { [$0] } ?? [])
    }
    Terminal.tell(summary.warnings, sources: sources)
    if json { Terminal.write(summary.json) }
    if Terminal.isInteractive {
      Terminal.tell(summary.text)
    } else {
      for line in summary.alerts { Terminal.tell(printable(line) + "\n") }
    }
    if summary.exit != .success { throw ArgumentParser.ExitCode(summary.exit.rawValue) }
  }
}

extension RunFailure: ExpressibleByArgument {}
