import ArgumentParser
import Pipeline

struct ShowPlan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Print what a run would read, which periods it would report, what it would write.")

  @OptionGroup var options: PipelineOptions
  @Flag(help: "Print the plan as JSON.") var json = false

  func run() async throws {
    let session = try options.session()
    let outlook = try await Terminal.report([options.pipeline: session.text(options.pipeline)]) {
      try Commands.plan(session, pipeline: options.pipeline)
    }
    Terminal.tell(outlook.plan.warnings, sources: [options.pipeline: session.text(options.pipeline)])
    Terminal.write(json ? outlook.json : outlook.text)
  }
}
