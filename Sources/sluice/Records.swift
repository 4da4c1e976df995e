import ArgumentParser
import Pipeline

struct Records: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "records",
    abstract: "Print a file's records as read, before any meaning.",
    discussion: "With a profile: its fields. Without: the table as it stands, headings from its first row.")

  @Argument(help: "The file.", completion: .file()) var file: String
  @Option(help: "Read the file as an export of this profile.") var profile: String?
  @Option(help: "Of an archive or workbook, only this member or sheet.") var table: String?
  @Option(help: "Read the file in this encoding.") var encoding: String?
  @Option(help: "ndjson or csv.") var format: RecordFormat = .ndjson

  func run() async throws {
    let text = try await Terminal.report {
      try Commands.records(file, profile: profile, table: table, encoding: encoding, format: format)
    }
    Terminal.write(text)
  }
}

extension RecordFormat: ExpressibleByArgument {}
