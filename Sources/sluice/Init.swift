import ArgumentParser
import Pipeline

struct Init: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Draft a pipeline file for a folder of exports.",
    discussion: """
      Every file is recognised and read; period, currency and inputs come from what stands in them. What the files \
      do not say is marked QUESTION in the draft, with an answer that lets a first run through:

        sluice init exports --out pipeline.yaml
        sluice run pipeline.yaml
      """)

  @Argument(help: "The folder.", completion: .directory) var folder: String
  @Option(
    name: .customLong("out"), help: "Write it to this file, instead of printing it.", completion: .file())
  var target: String?
  @Flag(help: "Replace the file if it exists.") var force = false

  func run() async throws {
    let draft = try await Terminal.report {
      let draft = try await Commands.draft(folder, for: target)
      if let target { try Commands.write(draft, to: target, replaces: force) }
      return draft
    }
    if target == nil { Terminal.write(draft.text) }
    if Terminal.isInteractive { Terminal.tell(draft.summary) }
  }
}
