import ArgumentParser
import Pipeline

struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract:
      "Print the events of a pipeline's inputs in the common schema, with file, record and line of each.")

  @OptionGroup var options: PipelineOptions
  @OptionGroup var threads: ThreadOptions
  @Option(help: "Only this input.") var input: String?
  @Option(help: "ndjson or csv.") var format: RecordFormat = .ndjson

  func run() async throws {
    let session = try options.session()
    let text = try await Terminal.report([options.pipeline: session.text(options.pipeline)]) {
      try await Commands.events(
        session, pipeline: options.pipeline, input: input, format: format, threads: threads.count)
    }
    Terminal.write(text)
  }
}
