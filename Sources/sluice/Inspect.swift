import ArgumentParser
import Pipeline

struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Tell what a file is: profile and why, encoding, dialect, heading line, totals, what would be rejected."
  )

  @Argument(help: "The file.", completion: .file()) var file: String
  @Flag(help: "Print the findings as JSON.") var json = false
  @OptionGroup var threads: ThreadOptions

  func run() async throws {
    let inspection = try await Terminal.report { try await Commands.inspect(file, threads: threads.count) }
    Terminal.write(json ? inspection.json : inspection.text)
  }
}
