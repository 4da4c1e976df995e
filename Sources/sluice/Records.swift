import ArgumentParser
import Diagnostics
import Pipeline

struct Records: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records",
    abstract: "Print a file's records as read, before any meaning.",
    discussion: """
      Records are printed in the file's order, as they are read. With a profile, and of XML: the fields that it knows, \
      without totals and footers; rows that a run would not take for their form (another number of fields, a misplaced \
      quote) are left out and told, and the exit code is then 3. Without: the table as it stands, headings from its \
      first row; such rows are printed, marked in ndjson, and told. Personal data that a profile knows is not printed.
      """)

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(help: "Read the file as an export of this profile.") var profile: String?
  @Option(help: "Of an archive or workbook, only this member or sheet.") var table: String?
  @Option(help: "Read the file in this encoding.") var encoding: String?
  @Option(help: "ndjson or csv.") var format: RecordFormat = .ndjson

  func run() async throws {
    let outcome = try await Terminal.report {
      try Commands.records(
        file, profile: profile, table: table, encoding: encoding, format: format, write: Terminal.write)
    }
    Terminal.tell(outcome.warnings)
    if outcome.exit != .success { throw ArgumentParser.ExitCode(outcome.exit.rawValue) }
  }
}

extension RecordFormat: ExpressibleByArgument {}
