import ArgumentParser
import Diagnostics
import Pipeline

struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract:
      "Print the events of a pipeline's inputs in the common schema, with file, record and line of each.",
    discussion: """
      Prints exactly the events that `sluice run` counts, with the fields that the report needs: the same files, read \
      and judged in the same way. It tells what a run tells of reading them: an input that can't be read, rejected \
      records. Exit code 3 where that makes a run incomplete; checks and alerts are about figures and judge nothing \
      here.

      Order: the inputs as in the pipeline file, their files by path, the records as in the file. With --all-fields, \
      columns are read that no figure needs; a cell of these that can't be read rejects its record, too.
      """
  )

  @OptionGroup var options: PipelineOptions
  @OptionGroup var threads: ThreadOptions
  @Option(help: "Only this input.") var input: String?
  @Flag(help: "Print the fields, too, that no figure of the report needs.") var allFields = false
  @Option(help: "ndjson or csv.") var format: RecordFormat = .ndjson

  func run() async throws {
    let session = try options.session()
    let sources = [options.pipeline: session.text(options.pipeline)]
    let events = try await Terminal.report(sources) {
      try await Commands.events(
        session, pipeline: options.pipeline, input: input, fields: allFields ? .all : .counted,
        format: format,
        threads: threads.count, write: Terminal.write)
    }
    Terminal.tell(events.warnings, sources: sources)
    if events.exit != .success { throw ArgumentParser.ExitCode(events.exit.rawValue) }
  }
}
