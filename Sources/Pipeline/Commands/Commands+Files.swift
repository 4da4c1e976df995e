import Aggregate
import Columns
import Declarations
package import Diagnostics
import Engines
import EventSchema
import Extract
import Kernel
import Normalize

package enum RecordFormat: String, Sendable, CaseIterable { case ndjson, csv }

extension Commands {
  /// The folder and name of a file named on the command line.
  private static func place(_ path: String) throws(Diagnostics) -> FileFinder.Found {
    guard let absolute = FileFinder.resolve(path) else {
      throw Diagnostics(
        Diagnostic(at: SourceLocation(file: path), "there is no such file", hint: "check the path"),
        exit: .missingInput)
    }
    return FileFinder.Found(path: path, absolute: absolute)
  }

  private static func library() -> ProfileLibrary { ProfileLibrary(beside: ".") }

  /// What a file is; a file that no profile fits is a failure.
  package static func inspect(
    _ path: String, covers: String? = nil, threads: Int
  ) async throws(Diagnostics) -> Inspection {
    switch try await look(at: path, covers: covers, threads: threads) {
    case .known(let inspection):
      guard inspection.problems.isEmpty else { throw Diagnostics(inspection.problems, exit: inspection.exit) }
      return inspection
    case .unknown(_, let problem): throw Diagnostics(problem, exit: .badInput)
    }
  }

  /// What a file is, or what it looks like.
  package static func look(
    at path: String, profile: String? = nil, encoding name: String? = nil, dates: String? = nil,
    numbers: String? = nil, covers: String? = nil, threads: Int
  ) async throws(Diagnostics) -> Finding {
    let notation = try Inspector.Notation(
      encoding: encoding(named: name), dates: dates.map(datePattern), numbers: numbers.map(numberStyle))
    let days = covers.flatMap(CoveredDays.parse)
    if let covers, days == nil {
      throw Diagnostics(
        Diagnostic(
          .error, "expected two days such as \(CoveredDays.sample) for --covers, found '\(covers)'"),
        exit: .usage)
    }
    return try await Inspector(library: library(), threads: threads).look(
      at: try place(path), profile: profile, notation, covers: days)
  }

  private static func datePattern(_ text: String) throws(Diagnostics) -> DatePattern {
    if let pattern = DatePattern(text), pattern.hasDay { return pattern }
    throw Diagnostics(
      Diagnostic(
        .error, "expected a date pattern such as dd.MM.yyyy for --dates, found '\(text)'",
        hint: DatePattern.meant(text).map { "did you mean '\($0)'?" }), exit: .usage)
  }

  private static func numberStyle(_ text: String) throws(Diagnostics) -> NumberStyle {
    if let style = NumberStyle(sample: text) { return style }
    throw Diagnostics(
      Diagnostic(
        .error, "expected a sample such as 1,234.56 or 1.234,56 for --numbers, found '\(text)'",
        hint: "one of: " + NumberStyle.samples.joined(separator: "  ")), exit: .usage)
  }

  private static func encoding(named name: String?) throws(Diagnostics) -> TextEncoding? {
    guard let name else { return nil }
    if let encoding = TextEncoding.named(name) { return encoding }
    throw Diagnostics(
      Diagnostic(
        .error, "the encoding '\(name)' can't be read",
        hint: TextEncoding.refusal(for: name) ?? "known: \(TextEncoding.list)"), exit: .usage)
  }

  /// Prints a file's records as they are read.
  ///
  /// - Parameters:
  ///   - table: which member of an archive or sheet of a workbook; nil for the only one.
  ///   - write: gets whole lines.
  package static func records(
    _ path: String, profile name: String?, table: String? = nil, encoding: String? = nil,
    format: RecordFormat, write: (String) -> Void
  ) throws(Diagnostics) -> RecordsOutcome {
    let found = try place(path)
    let encoding = try self.encoding(named: encoding)
    return try withoutActuallyEscaping(write) { write throws(Diagnostics) in
      let output = TextOutput(write)
      if name == nil,
        let outcome = try PlainTable.print(found, table: table, encoding: encoding, format, to: output)
      {
        return outcome
      }
      return try single(found, profile: name, table: table, encoding: encoding).records(format, to: output)
    }
  }

  /// A file under the profile that was named, or that fits it.
  private static func single(
    _ found: FileFinder.Found, profile name: String?, table: String?, encoding: TextEncoding?
  ) throws(Diagnostics) -> SingleFile {
    let library = library()
    let profiles = try library.all().profiles
    var heads = try Inspector.heads(found, encoding: encoding, profiles: profiles)
    if let table {
      heads.texts.removeAll { $0.part.member != table }
      guard !heads.texts.isEmpty else { throw unknown("table", table, try FileContents.names(of: found)) }
    }
    guard let name else {
      let search = ProfileSearch(heads, recogniser: Recogniser(profiles: profiles))
      guard let profile = search.best?.profile else {
        throw Diagnostics(Inspector.noProfile(search, path: found.path), exit: .badInput)
      }
      return try SingleFile(found, profile: profile, heads: heads, needsEverything: true)
    }
    guard let profile = try library.profile(name) else { throw unknown("profile", name, library.names) }
    return try SingleFile(found, profile: profile, heads: heads, needsEverything: true)
  }
}
