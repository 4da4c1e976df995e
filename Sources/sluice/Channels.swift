import ArgumentParser
import Diagnostics
import FoundationEssentials
import Glibc
import Pipeline

struct Channels: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels",
    abstract: "List the versioned sets of channel rules, print one, or test what channel some traffic gets.",
    discussion: """
        sluice channels                          the sets, and from when on they hold
        sluice channels ga4-2026                 one set's rules
        sluice channels test google cpc brand    the channel of a source, medium and campaign, and why
      """,
    subcommands: [ChannelSets.self, TestChannel.self], defaultSubcommand: ChannelSets.self)
}

struct ChannelSets: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "List the sets, or print one.", shouldDisplay: false)

  @Argument(help: "A set, such as ga4-2026.") var name: String?

  func run() async throws { Terminal.write(try await Terminal.report { try Commands.channels(name) }) }
}

struct TestChannel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Print the channel that some traffic gets, and the rule that decides.",
    discussion: """
      The first line is the channel. Without a pipeline file the default rules decide.

        sluice channels test newsletter email
        sluice channels test --pipeline p.yaml --input google_ads --set campaign_type=Video
        sluice channels test --set 'landing_page=https://example.com/?gclid=abc'
      """)

  @Argument(help: "The source; \"\" for none.") var source: String?
  @Argument(help: "The medium; \"\" for none.") var medium: String?
  @Argument(help: "The campaign.") var campaign: String?
  @Option(help: "Test the rules of this pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?
  @Option(help: "Test what is true of this input: its profile's rules, its constants.") var input: String?
  @Option(name: .customLong("set"), help: "A further dimension, such as network=Search; repeatable.")
  var further: [String] = []
  @Flag(help: "List all rules that were tried before, however many.") var verbose = false

  func run() async throws {
    var values: [(dimension: String, text: String)] = [
      ("source", source ?? ""), ("medium", medium ?? ""), ("campaign", campaign ?? ""),
    ]
    for text in further {
      guard let equals = text.firstIndex(of: "=") else {
        throw ValidationError("'--set' takes dimension=value, found '\(text)'")
      }
      values.append((String(text[..<equals]), String(text[text.index(after: equals)...])))
    }
    let question = ChannelQuestion(
      values: values, pipeline: pipeline, input: input, detail: verbose ? .full : .short)
    let session = Session(
      environment: ProcessInfo.processInfo.environment, root: nil, asOf: nil, now: Int64(time(nil)))
    let sources = pipeline.map { [$0: session.text($0)] } ?? [:]
    Terminal.write(
      try await Terminal.report(sources) { try Commands.testChannel(question, session: session) })
  }
}
