package import Declarations
package import Diagnostics
package import EventSchema

/// A table of an input's file: recognised, found, ready to be read.
package struct SourceFile: Sendable {
  package enum Container: Sendable {
    /// Plain UTF-8 on disk: chunks can be read in any order.
    case plainCSV(CSVLayout)
    /// Compressed, transcoded, with records that span rows or misplaced quotes: only from the front.
    case streamedCSV(CSVLayout)
    /// Labels and values, one record: the layout's headings are the labels, its fields count them.
    case keyValue(CSVLayout)
    case xml
  }
  /// Relative to the root: what reports show.
  package var path: String
  package var absolute: String
  /// Which table of the file this is.
  package var part: TablePart
  package var size: Int
  package var profile: Profile
  package var container: Container
  package var encoding: TextEncoding
  /// What the text stands in: anything but the file itself can only be read from the front.
  package var file: FileContainer
  /// It begins with a byte order mark.
  package var hasMark: Bool
  /// Of the headings; decides the number notation.
  package var language: String
  package var headings: [String]
  package var preamble: [String]
  /// Headings of amounts that are read and name a currency.
  package var headingCurrencies: [HeadingCurrency] = []
  /// What its rows are about, where the profile says how to tell.
  package var grain: EntityGrain?
  /// Its rows are by conversion action: what is no conversion would be repeated by each.
  package var isByAction = false
  /// The archive or workbook that the text stands in, opened once for all of its tables.
  package var packed: PackedFile?

  package static let headBytes = 256 << 10

  package var layout: CSVLayout? {
    switch container {
    case .plainCSV(let layout), .streamedCSV(let layout), .keyValue(let layout): layout
    case .xml: nil
    }
  }

  /// The same file, to be read from its front: every row of a plain CSV file is then found by itself.
  package var fromTheFront: SourceFile {
    guard case .plainCSV(var layout) = container else { return self }
    // A stream of text is without the mark, which is one of UTF-8 here.
    if hasMark { layout.dataStart -= 3 }
    var source = self
    source.container = .streamedCSV(layout)
    return source
  }

  /// The path, with the table's name behind it where the file has several.
  package var title: String { part.title(of: path) }

  /// The path, with the member's or sheet's name behind it where the file has several: what lines are counted in.
  package var place: String { TablePart(member: part.member).title(of: path) }

  /// Opens the text that the table stands in, from its front.
  package func stream() throws(InputError) -> ByteStream {
    try SourceFileOpener.stream(absolute, part, layout == nil ? .xml : .declared(encoding), packed)
  }
}

extension InputError {
  /// The exit code of a run that needs the file.
  package var exit: ExitCode {
    switch self {
    case .cannotOpen, .notRegularFile, .noSuchTable: .missingInput
    case .severalTables: .usage
    case .cannotRead, .changedWhileReading, .gzip, .zip, .workbook, .unpacksTooLarge, .unpacksSuspiciously,
      .wrongKind, .encoding:
      .badInput
    case .of(_, let error): error.exit
    }
  }
}
