package import Declarations
package import Diagnostics
package import EventSchema

/// A file of an input: recognised, its table found, ready to be read.
package struct SourceFile: Sendable {
  package enum Container: Sendable {
    /// Plain UTF-8 on disk: chunks can be read in any order.
    case plainCSV(CSVLayout)
    /// Compressed, transcoded, or with records that span rows: only from the front.
    case streamedCSV(CSVLayout)
    case xml
  }
  /// Relative to the root: what reports show.
  package var path: String
  package var absolute: String
  package var size: Int
  package var profile: Profile
  package var container: Container
  package var encoding: TextEncoding
  /// What the text stands in: anything but the file itself can only be read from the front.
  package var file: FileContainer = .none
  /// Which table of the file, as `FileContents` names it; nil for its only one.
  package var member: String?
  /// Of the headings; decides the number notation.
  package var language: String
  package var headings: [String]
  package var preamble: [String]
  package var headingCurrency: Currency?

  package static let headBytes = 256 << 10

  package var layout: CSVLayout? {
    switch container {
    case .plainCSV(let layout), .streamedCSV(let layout): layout
    case .xml: nil
    }
  }
}

/// Opens files: finds encoding, container, dialect and the heading row. Reads only the head.
package struct SourceFileOpener: Sendable {
  package init() {}

  /// The head of a file as UTF-8 text, and what was found on the way.
  package struct Head: Sendable {
    package var bytes: [UInt8]
    package var size: Int
    package var encoding: TextEncoding
    package var container: FileContainer
    package var member: String?
    package var markLength: Int
    package var kind: FileKind
  }

  /// - Parameter member: which table of the file, as `FileContents` names it; nil for its only one.
  package func head(
    _ absolute: String, member: String? = nil, encoding: TextEncoding?
  ) throws(InputError) -> Head {
    var stream = try ByteStream(
      path: absolute, member: member, encoding: encoding.map { .declared($0) } ?? .automatic)
    var text: ContiguousArray<UInt8> = []
    while text.count < SourceFile.headBytes, try stream.read(into: &text, maximum: SourceFile.headBytes) > 0 {
    }
    return Head(
      bytes: Array(text.prefix(SourceFile.headBytes)), size: stream.rawSize, encoding: stream.encoding,
      container: stream.container, member: member, markLength: stream.markLength, kind: stream.kind)
  }

  /// Opens a file that is expected to be an export of a profile.
  ///
  /// - Parameter wanted: the profile's columns that are read, by index.
  package func open(
    path: String, absolute: String, profile: Profile, wanted: [Int], encoding: TextEncoding?
  ) throws(Diagnostics) -> SourceFile {
    let head: Head
    do throws(InputError) {
      head = try self.head(absolute, encoding: encoding)
    } catch {
      throw Diagnostics(error.diagnostic(file: path), exit: error.exit)
    }
    return try open(path: path, absolute: absolute, head: head, profile: profile, wanted: wanted)
  }

  package func open(path: String, absolute: String, head: Head, profile: Profile, wanted: [Int])
    throws(Diagnostics) -> SourceFile
  {
    var source = SourceFile(
      path: path, absolute: absolute, size: head.size, profile: profile, container: .xml,
      encoding: head.encoding, file: head.container, member: head.member, language: "en", headings: [],
      preamble: [], headingCurrency: nil)
    switch profile.format {
    case .xml:
      guard head.kind == .xml else {
        throw Diagnostics(.notXML(path: path, profile: profile.name), exit: .badInput)
      }
      if let expected = profile.recognise.root, let root = XMLPrologue.read(head.bytes, encoding: .utf8).root,
        root != expected
      {
        throw Diagnostics(
          .otherRoot(path: path, profile: profile.name, expected: expected, found: root), exit: .badInput)
      }
      return source
    case .csv:
      guard head.kind != .xml else {
        throw Diagnostics(.notCSV(path: path, profile: profile.name), exit: .badInput)
      }
      if head.bytes.isEmpty { throw Diagnostics(.emptyFile(path: path), exit: .badInput) }
      if let zero = head.bytes.firstIndex(of: 0) {
        let lines = head.bytes[..<zero].count { $0 == 0x0A }
        throw Diagnostics(
          .csv(.nulByte(linesBefore: lines), path: path, line: lines + 1), exit: .badInput)
      }
      let match: TableFinder.Match
      do {
        match = try TableFinder(profile: profile).find(in: head.bytes, isSheet: head.container.isSheet)
      } catch {
        throw Diagnostics(.noTable(error, path: path, profile: profile), exit: .badInput)
      }
      let isPlain = head.encoding == .utf8 && head.container == .none && profile.continuation == nil
      let layout = CSVLayout(
        delimiter: match.delimiter, lineBreak: match.lineBreak,
        dataStart: match.dataStart + (isPlain ? head.markLength : 0),
        headerLine: match.headerLine, fieldCount: match.headings.count,
        fields: wanted.map { match.fields[$0] })
      source.container = isPlain ? .plainCSV(layout) : .streamedCSV(layout)
      source.language = match.language
      source.headings = match.headings
      source.preamble = match.preamble
      source.headingCurrency = match.headingCurrency
      return source
    }
  }
}

extension InputError {
  /// The exit code of a run that needs the file.
  package var exit: ExitCode {
    switch self {
    case .cannotOpen, .notRegularFile: .missingInput
    case .severalTables: .usage
    case .cannotRead, .changedWhileReading, .gzip, .zip, .workbook, .unpacksTooLarge, .unpacksSuspiciously,
      .wrongKind, .encoding:
      .badInput
    }
  }
}
