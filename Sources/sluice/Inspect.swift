import ArgumentParser
import Diagnostics
import Pipeline

struct Inspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Tell what a file is, what is read from it, and what would be rejected.",
    discussion: """
      Prints the profile and why, what lost and why, encoding, delimiter, headings, the period and currency stated, \
      totals, and the first events. Where a run would count nothing of the file, such as where a column contradicts \
      the way its numbers are read, that is said behind all that is known, and the exit code is 65. For a file that no \
      profile fits: what its columns look like, the nearest profiles, and a mapping to start from; the exit code is \
      65, too. It is 3 where more than half of the records would be rejected: as a run of them alone would be, \
      incomplete.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(help: "Read it as an export of this profile.") var profile: String?
  @Option(help: "Read it in this encoding, such as windows-1251.") var encoding: String?
  @Option(help: "Its days are written so, such as dd.MM.yyyy.") var dates: String?
  @Option(help: "Its numbers are written so, such as 1.234,56.") var numbers: String?
  @Option(help: "The days it covers, where it names none, such as '2026-03-01 to 2026-03-31'.")
  var covers: String?
  @Flag(help: "Print the findings as JSON.") var json = false
  @OptionGroup var threads: ThreadOptions

  func run() async throws {
    let finding = try await Terminal.report {
      try await Commands.look(
        at: file, profile: profile, encoding: encoding, dates: dates, numbers: numbers, covers: covers,
        threads: threads.count)
    }
    switch finding {
    case .known(let inspection):
      Terminal.write(json ? inspection.json : inspection.text)
      guard !inspection.problems.isEmpty else { return }
      Terminal.tell(inspection.problems)
      throw ArgumentParser.ExitCode(inspection.exit.rawValue)
    case .unknown(let unknown, let problem):
      Terminal.write(json ? unknown.json : unknown.text)
      Terminal.tell([problem])
      throw ArgumentParser.ExitCode(Diagnostics(problem, exit: .badInput).exit.rawValue)
    }
  }
}
