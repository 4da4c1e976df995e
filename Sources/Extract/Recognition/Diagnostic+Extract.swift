package import Declarations
package import Diagnostics
import EventSchema

/// The prose of everything that can be wrong with a file as a whole.
extension Diagnostic {
  static func notXML(path: String, profile: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path), "expected XML for the profile \(profile), found text",
      hint: "export as XML, or choose another profile")
  }

  static func notCSV(path: String, profile: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path), "expected CSV for the profile \(profile), found XML",
      hint: "export as CSV, or choose another profile")
  }

  static func otherRoot(path: String, profile: String, expected: String, found: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path, line: 1),
      "expected the root element <\(expected)> of the profile \(profile), found <\(found)>",
      hint: "`sluice inspect \(path)` tells which profile fits")
  }

  package static func noTable(_ miss: TableFinder.Miss, path: String, profile: Profile) -> Diagnostic {
    let at = SourceLocation(file: path, line: miss.headerLine)
    if let excess = miss.excess { return wide(excess, at: at) }
    if let duplicate = miss.duplicates.first {
      if case .csv(let format) = profile.format, format.shape == .keyValue {
        return Diagnostic(
          at: at, "the label '\(duplicate.heading)' stands twice",
          hint: "remove one of the lines from the export")
      }
      return Diagnostic(
        at: at, "the heading '\(duplicate.heading)' stands twice",
        hint: "remove one of the columns from the export")
    }
    // Two fields may want the same heading.
    let wanted = miss.missing.map { missing in missing.known.first ?? missing.field }
      .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    // What the profile reads as something else is not what is missing.
    let known = profile.knownHeadings
    let unread = miss.headings.filter { !known.contains(Heading($0).key) }
    var hint = miss.missing.prefix(4).map { missing in
      let known = missing.known.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      let near = NearHeading.of(missing.known, in: unread).map { "is '\($0)' meant?" }
      return "\(missing.field) is known as \(known)" + (near.map { ": \($0)" } ?? "")
    }.joined(separator: "; ")
    if !miss.headings.isEmpty {
      hint += "; found: " + Self.found(unread, of: miss.headings, known)
    }
    hint += "; map your headings under `columns:` for this input"
    if profile.evidence == .reported || profile.evidence == .unverified {
      hint += "; the profile is \(profile.evidence.rawValue): its headings may be out of date"
    }
    let names = wanted.map { "'\($0)'" }.joined(separator: ", ")
    return Diagnostic(
      at: at, "no heading row of the profile \(profile.name): missing \(names)", hint: hint
    ).with(.headings(profile: profile.name, missing: wanted))
  }

  /// The headings of a file, those first that nothing is read of.
  private static func found(_ unread: [String], of all: [String], _ known: Set<String>) -> String {
    let read = all.filter { known.contains(Heading($0).key) }
    let named = (unread.filter { !$0.isEmpty } + read).prefix(max(12, min(unread.count, 24)))
    return named.map(Heading.shown).joined(separator: ", ") + (named.count < all.count ? ", …" : "")
  }

  static func noBlock(_ title: String, at path: String, line: Int, _ profile: Profile) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path, line: line),
      "the table '\(title)' has no heading row of the profile \(profile.name)",
      hint: "map its headings under `columns:` for this input, or leave it out of `tables:`")
  }

  static func tooLargeForBlocks(path: String, limit: Int) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path),
      "the file is larger than \(limit >> 20) MiB, the most that is read of a file with several tables",
      hint: "export the tables one by one")
  }

  static func severalCurrencies(
    _ first: HeadingCurrency, _ other: HeadingCurrency, at location: SourceLocation
  ) -> Diagnostic {
    let (heading, before) = (Heading.shown(other.heading), Heading.shown(first.heading))
    return Diagnostic(
      at: location,
      "the heading '\(heading)' says \(other.stated), but '\(before)' says \(first.stated): amounts of a row are read in one currency",
      hint: "export both columns in one currency, or leave one of them out of the export",
      length: other.heading.unicodeScalars.count
    ).with(
      .currencies(
        heading: heading, currency: other.stated.description, other: before,
        otherCurrency: first.stated.description))
  }

  package static func emptyFile(path: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path), "the file is empty, expected a heading row",
      hint: "fetch the export again; an export without rows still has headings"
    ).with(.empty)
  }

  static func emptyXML(path: String) -> Diagnostic {
    Diagnostic(
      at: SourceLocation(file: path), "the file is empty, expected XML",
      hint: "fetch the export again; an export without records still has a root element")
  }

  private static func wide(_ excess: TableFinder.Miss.Excess, at: SourceLocation) -> Diagnostic {
    switch excess {
    case .columns(let found, let limit):
      Diagnostic(
        at: at, "the heading row has \(found) columns, more than the \(limit) that are read",
        hint: "leave columns out of the export: only those that the profile knows are used")
    case .bytes(let limit):
      Diagnostic(
        at: at, "the heading row does not end within the first \(limit >> 10) KiB of the file",
        hint: "is a quote left open in the headings, or is this another kind of file?")
    }
  }

  private static let openQuoteHint =
    "is a quote left open? close it, or double quotes inside the field; otherwise leave the text out of the export"

  /// - Parameter failure: of a text whose chunk begins with its first line.
  package static func csv(_ failure: CSVFailure, path: String) -> Diagnostic {
    let at = SourceLocation(file: path, line: failure.linesBefore + 1, column: failure.column)
    switch failure {
    case .unclosedQuote:
      return Diagnostic(
        at: at, "a quote opens here and never closes",
        hint:
          "close it, or double quotes inside the field; is the file cut off, or an earlier quote left open?")
    case .nulByte:
      return Diagnostic(
        at: at, "the file holds NUL bytes",
        hint: "the export is damaged, or UTF-16 without a byte order mark: download it again as UTF-8")
    case .recordTooLong(_, let limit):
      return Diagnostic(
        at: at, "one record is longer than \(limit >> 20) MiB, the most that is read", hint: openQuoteHint)
    case .tooManyLines(_, let limit):
      return Diagnostic(
        at: at, "one record has more than \(limit) lines, the most that are read", hint: openQuoteHint)
    case .fieldTooLong(_, let limit):
      return Diagnostic(
        at: at, "one field of this record is longer than \(limit >> 20) MiB, the most that is read",
        hint: openQuoteHint)
    }
  }
}

extension Profile {
  /// The keys of all headings that its columns are known under.
  fileprivate var knownHeadings: Set<String> {
    var keys: Set<String> = []
    for column in columns {
      guard case .headings(let languages) = column.place else { continue }
      keys.formUnion(languages.flatMap(\.names).map { Heading($0).key })
    }
    return keys
  }
}
