import ArgumentParser
import Diagnostics
import EventSchema
import FoundationEssentials
import Glibc
import Pipeline

/// Turns the exports of ad, e-mail and sales tools into reports that can be defended.
///
/// Commands state their names: the parser asks for all of them at every start, and deriving one from its type
/// costs more than reading a pipeline file.
@main
struct Sluice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sluice",
    abstract:
      "Turn the CSV and XML exports of your ad, e-mail and sales tools into one report you can trust.",
    discussion: """
      Exit codes: 0 done · 1 nothing written · 3 reports written but incomplete · 64 usage · 65 input can't be
      understood · 66 input missing · 70 a bug of ours · 73 cannot write · 78 pipeline file invalid.
      """,
    version: Plan.version,
    subcommands: [
      Init.self, Run.self, Validate.self, ShowPlan.self, Inspect.self, Records.self, Events.self, Table.self,
      Profiles.self, KPIs.self, Channels.self, Reference.self,
    ])
}

/// Options of all commands that read a pipeline file.
struct PipelineOptions: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Option(
    help:
      "The day of the run, such as 2026-03-02: only periods that ended before it are reported. (default: today)"
  )
  var asOf: String?

  @Option(help: "Folder that paths in the pipeline file are relative to.", completion: .directory)
  var root: String?

  func session() throws -> Session {
    var day: Day?
    if let asOf {
      guard let parsed = Day(iso: asOf) else {
        throw ValidationError("'--as-of' takes a day such as 2026-03-02, found '\(asOf)'")
      }
      day = parsed
    }
    let environment = ProcessInfo.processInfo.environment
    return Session(
      environment: environment, root: root ?? environment["SLUICE_ROOT"], asOf: day, now: Int64(time(nil)))
  }
}

struct ThreadOptions: ParsableArguments {
  @Option(help: "How many threads read files. (default: one per core)")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("'--threads' takes a number from 1 to 1024")
    }
  }

  var count: Int {
    threads ?? ProcessInfo.processInfo.environment["SLUICE_THREADS"].flatMap { Int($0) }.map { max(1, $0) }
      ?? ProcessInfo.processInfo.activeProcessorCount
  }
}

/// Reporting to the terminal: stdout carries only what was asked for.
enum Terminal {
  static var isInteractive: Bool { isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb" }

  /// Texts of exports must not command a terminal; files and pipes get every byte as it is.
  static func write(_ text: String) {
    do throws(StandardStream.Failure) {
      try StandardStream.output.write(isatty(1) == 1 ? printableLines(text) : text)
    } catch {
      // Whoever reads has seen enough: `sluice events … | head`.
      if error.isClosedPipe { exit(128 + SIGPIPE) }
      let failure = Diagnostics(
        Diagnostic(.error, "can't write to the standard output: \(error.reason)"), exit: .cannotWrite)
      tell(failure.list)
      exit(failure.exit.rawValue)
    }
  }

  static func tell(_ text: String) { try? StandardStream.error.write(text) }

  static func renderer(_ sources: [String: String] = [:]) -> DiagnosticRenderer {
    let plain = ProcessInfo.processInfo.environment["NO_COLOR"] != nil
    return DiagnosticRenderer(colour: isInteractive && !plain ? .ansi : .never, sources: sources)
  }

  static func tell(_ diagnostics: [Diagnostic], sources: [String: String] = [:]) {
    tell(renderer(sources.merging(declarations(diagnostics)) { given, _ in given }).render(diagnostics))
  }

  /// The texts of the YAML files that messages point into; excerpts of exports could hold personal data.
  private static func declarations(_ diagnostics: [Diagnostic]) -> [String: String] {
    var texts: [String: String] = [:]
    for path in Set(diagnostics.compactMap { $0.location?.file }) where path.hasSuffix(".yaml") {
      texts[path] = TextFile.read(path).map { String(decoding: $0, as: UTF8.self) }
    }
    return texts
  }

  /// Runs a command's work; failures become messages and the documented exit code.
  static func report<Result>(_ sources: [String: String] = [:], _ work: () async throws -> Result)
    async throws -> Result
  {
    do {
      return try await work()
    } catch let failure as Diagnostics {
      tell(failure.list, sources: sources)
      throw ArgumentParser.ExitCode(failure.exit.rawValue)
    }
  }
}
