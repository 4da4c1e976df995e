import ArgumentParser
import Diagnostics
import Pipeline

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a pipeline file: all errors at once, with their places. Prints nothing when it is valid."
  )

  @OptionGroup var options: PipelineOptions
  @Flag(help: "Print the errors as JSON.") var json = false

  func run() async throws {
    let session = try options.session()
    let found = Commands.validate(session, pipeline: options.pipeline)
    if json {
      Terminal.write(Commands.json(found.list))
    } else {
      Terminal.tell(found.list, sources: [options.pipeline: session.text(options.pipeline)])
    }
    if found.exit != .success { throw ArgumentParser.ExitCode(found.exit.rawValue) }
  }
}
