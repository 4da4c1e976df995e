import ArgumentParser
import Diagnostics
import Pipeline

struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract:
      "Print the events of a pipeline's inputs in the common schema, with file, record and line of each.",
    discussion:
      "Prints the events that `sluice run` would count, and tells what it would tell: an input that can't be read, rejected records. Exit code 3 where a run would be incomplete."
  )

  @OptionGroup var options: PipelineOptions
  @OptionGroup var threads: ThreadOptions
  @Option(help: "Only this input.") var input: String?
  @Option(help: "ndjson or csv.") var format: RecordFormat = .ndjson

  func run() async throws {
    let session = try options.session()
    let sources = [options.pipeline: session.text(options.pipeline)]
    let events = try await Terminal.report(sources) {
      try await Commands.events(
        session, pipeline: options.pipeline, input: input, format: format, threads: threads.count)
    }
    Terminal.write(events.text)
    Terminal.tell(events.warnings, sources: sources)
    if events.exit != .success { throw ArgumentParser.ExitCode(events.exit.rawValue) }
  }
}
