import EventSchema
package import Declarations
package import Diagnostics

/// Opens files: finds encoding, container, dialect and the heading rows. Reads only the head, unless the profile
/// says that a file holds several tables.
package struct SourceFileOpener: Sendable {
  /// Files with several tables are looked at whole; larger ones are not what tools export as reports.
  static let maximumBytesOfBlocks = 64 << 20

  package init() {}

  /// The head of a file, of a member or of a sheet as UTF-8 text, and what was found on the way.
  package struct Head: Sendable {
    package var bytes: [UInt8]
    package var size: Int
    package var encoding: TextEncoding
    package var container: FileContainer
    package var markLength: Int
    package var kind: FileKind
    /// What it is the head of.
    package var part = TablePart.whole
    /// The archive or workbook that it stands in.
    package var packed: PackedFile?

    /// Nothing but blanks stands in it, behind a byte order mark.
    package var isBlank: Bool {
      let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      return bytes.dropFirst(mark).allSatisfy { $0 <= 0x20 && $0 != 0 }
    }

    /// The first NUL byte.
    package var nulByte: CSVFailure? {
      bytes.firstIndex(of: 0).map { CSVFailure(CSVFailure.nulByte, at: $0, of: bytes, lineBreak: 0x0A) }
    }

    /// As the container dictates it; nil where it must be found.
    var dialect: CSVDialect? { container.isSheet ? .tableText : nil }

    /// The rows of the head.
    package var rows: HeadRows {
      HeadRows(bytes, isCut: bytes.count >= SourceFile.headBytes, dialect: dialect)
    }
  }

  /// The heads of all texts that a file holds: one, or several of an archive or a workbook; never none.
  package struct FileHeads: Sendable {
    package var texts: [Head]
    /// What else it holds.
    package var unread: [UnreadPart]
  }

  /// - Parameter tables: of an archive or workbook those that are meant; others are passed over without a word.
  /// - Throws: why the file, or the first of its texts, can't be read, when none of them can; why any of those that
  ///   were named can't.
  package func heads(
    _ absolute: String, encoding: TextEncoding?, tables: TableChoice = .all
  ) throws(InputError) -> FileHeads {
    let packed = try PackedFile.open(absolute)
    if packed == nil {
      do throws(InputError) {
        let only = try head(absolute, encoding: encoding)
        if only.container == .none || only.container == .gzip { return FileHeads(texts: [only], unread: []) }
      } catch {
        guard case .severalTables = error else { throw error }
      }
    }
    let contents = try FileContents(path: absolute, packed: packed)
    var heads = FileHeads(
      texts: [],
      unread: contents.unread.filter { tables.takes([$0.name]) }.map {
        UnreadPart($0.kind, part: TablePart(member: $0.name), text: $0.reason)
      })
    var failure: InputError?
    // A workbook's only sheet is opened without its name, and has one all the same.
    let names = contents.tables.map { $0 ?? packed?.workbook?.readable.first?.name }
    for (name, title) in zip(contents.tables, names) where title.map({ tables.takes([$0]) }) ?? true {
      do throws(InputError) {
        heads.texts.append(try head(absolute, member: name, encoding: encoding, packed))
      } catch {
        // What is no table may stand beside tables. What is damaged may have been one: the file fails, since half
        // of it would look like all of it.
        let located = name.map { InputError.of(part: $0, error) } ?? error
        guard case .wrongKind = error, tables.isAll, name.map(ZipNames.claimsTable) != true else {
          throw located
        }
        failure = failure ?? located
        heads.unread.append(UnreadPart(.noTable, part: TablePart(member: name), text: error.message))
      }
    }
    if heads.texts.isEmpty, !tables.isAll { throw .noSuchTable(among: names.compactMap(\.self)) }
    if heads.texts.isEmpty { throw failure ?? .zip(.nothingToRead, member: nil) }
    return heads
  }

  /// The heads of a file whose profile is not known yet.
  ///
  /// Text that is not UTF-8 and has no byte order mark is tried in the encodings that profiles list, and taken in
  /// the first in which all of its head has a meaning and the headings of such a profile stand in it.
  package func heads(
    _ absolute: String, encoding: TextEncoding?, profiles: [Profile]
  ) throws(InputError) -> FileHeads {
    do throws(InputError) { return try heads(absolute, encoding: encoding) } catch {
      guard encoding == nil, error.leavesEncodingOpen else { throw error }
      for other in TextEncoding.allCases {
        let listing = profiles.filter { $0.otherEncodings.contains(other) }
        guard !listing.isEmpty, let heads = try? heads(absolute, encoding: other) else { continue }
        if !Recogniser(profiles: listing).candidates(heads.texts).isEmpty { return heads }
      }
      throw error
    }
  }

  /// Opens a text of a file from its front.
  package static func stream(
    _ absolute: String, _ part: TablePart, _ encoding: ByteStream.EncodingChoice, _ packed: PackedFile?
  ) throws(InputError) -> ByteStream {
    try ByteStream(path: absolute, member: part.member, encoding: encoding, packed: packed)
  }

  /// - Parameter member: which text of the file, as `FileContents` names it; nil for its only one.
  package func head(
    _ absolute: String, member: String? = nil, encoding: TextEncoding?, _ packed: PackedFile? = nil
  ) throws(InputError) -> Head {
    let part = TablePart(member: member)
    var stream = try Self.stream(absolute, part, encoding.map { .declared($0) } ?? .automatic, packed)
    var text: ContiguousArray<UInt8> = []
    while text.count < SourceFile.headBytes, try stream.read(into: &text, maximum: SourceFile.headBytes) > 0 {
    }
    return Head(
      bytes: Array(text.prefix(SourceFile.headBytes)), size: stream.rawSize, encoding: stream.encoding,
      container: stream.container, markLength: stream.markLength, kind: stream.kind, part: part,
      packed: packed)
  }

  /// Opens a file that is expected to be an export of a profile.
  ///
  /// - Parameters:
  ///   - wanted: the profile's columns that are read, by index.
  ///   - tables: those that are meant, where the file holds several.
  package func open(
    path: String, absolute: String, profile: Profile, wanted: [Int], encoding: TextEncoding?,
    tables: TableChoice = .all
  ) throws(Diagnostics) -> OpenedFile {
    let heads: FileHeads
    // Where the text itself holds the tables, their titles are not known yet.
    let members = profile.readsSeveralTables ? .all : tables
    do throws(InputError) {
      heads = try self.heads(absolute, encoding: encoding, tables: members)
    } catch {
      if encoding == nil, error.leavesEncodingOpen {
        for other in profile.otherEncodings {
          guard let heads = try? self.heads(absolute, encoding: other, tables: members) else { continue }
          let opened = try? open(
            path: path, absolute: absolute, heads: heads, profile: profile, wanted: wanted, tables: tables)
          if let opened { return opened }
        }
      }
      throw Diagnostics(error.diagnostic(file: path), exit: error.exit)
    }
    return try open(
      path: path, absolute: absolute, heads: heads, profile: profile, wanted: wanted, tables: tables)
  }

  /// Opens the tables of a file that fit the profile.
  ///
  /// - Parameter tables: those that are meant: each must fit.
  /// - Throws: what is wrong with the first text when none of the file's texts fits.
  package func open(
    path: String, absolute: String, heads: FileHeads, profile: Profile, wanted: [Int],
    tables: TableChoice = .all
  ) throws(Diagnostics) -> OpenedFile {
    var file = OpenedFile(tables: [], unread: heads.unread)
    if let damaged = heads.unread.first(where: { $0.kind == .damaged }) {
      let error = InputError.zip(.noTable(damaged.text), member: damaged.part.member)
      throw Diagnostics(error.diagnostic(file: path), exit: error.exit)
    }
    var failure: Diagnostics?
    for head in heads.texts {
      do throws(OpenFailure) {
        let opened = try open(
          path: path, absolute: absolute, head: head, profile: profile, wanted: wanted, tables)
        file.tables += opened.tables
        file.unread += opened.unread
      } catch {
        let all = error.diagnostics
        if error.kind == .damaged || (!tables.isAll && !profile.readsSeveralTables) { throw all }
        failure = failure ?? all
        file.unread.append(UnreadPart(error.kind, part: head.part, text: all.list.first?.message ?? ""))
      }
    }
    if file.tables.isEmpty {
      throw failure ?? Diagnostics(.emptyFile(path: path), exit: .badInput)
    }
    return file
  }

  private func open(
    path: String, absolute: String, head: Head, profile: Profile, wanted: [Int], _ tables: TableChoice
  ) throws(OpenFailure) -> OpenedFile {
    var source = SourceFile(
      path: path, absolute: absolute, part: head.part, size: head.size, profile: profile, container: .xml,
      encoding: head.encoding,
      file: head.container, hasMark: head.markLength > 0, language: "en", headings: [], preamble: [],
      packed: head.packed)
    switch profile.format {
    case .xml:
      try checkXML(head, path: source.title, profile: profile)
      source.preamble = XMLPreamble.lines(of: head.bytes, profile.preamble.compactMap(\.at))
      return OpenedFile(tables: [source])
    case .csv(let format):
      try checkCSV(head, path: source.title, profile: profile)
      if format.hasSeveralTables {
        return try blocks(head, source, profile: profile, wanted: wanted, tables)
      }
      let finder = TableFinder(profile: profile, needed: profile.neededWhenNamed)
      let match: TableFinder.Match
      do { match = try finder.find(in: head.rows) } catch {
        throw OpenFailure(finder.kind(of: error), .noTable(error, path: source.title, profile: profile))
      }
      source.take(match, head, profile: profile, wanted: wanted)
      return OpenedFile(tables: [source])
    }
  }

  private func checkXML(_ head: Head, path: String, profile: Profile) throws(OpenFailure) {
    guard head.kind == .xml else {
      if head.isBlank { throw OpenFailure(.damaged, .emptyXML(path: path)) }
      throw OpenFailure(.otherTable, .notXML(path: path, profile: profile.name))
    }
    if let expected = profile.recognise.root, let root = XMLPrologue.read(head.bytes, encoding: .utf8).root,
      root != expected
    {
      throw OpenFailure(
        .otherTable, .otherRoot(path: path, profile: profile.name, expected: expected, found: root))
    }
  }

  private func checkCSV(_ head: Head, path: String, profile: Profile) throws(OpenFailure) {
    guard head.kind != .xml else {
      throw OpenFailure(.otherTable, .notCSV(path: path, profile: profile.name))
    }
    if head.bytes.isEmpty { throw OpenFailure(.damaged, .emptyFile(path: path)) }
    if let failure = head.nulByte { throw OpenFailure(.damaged, .csv(failure, path: path)) }
  }

  /// Opens a text that holds several tables.
  private func blocks(
    _ head: Head, _ source: SourceFile, profile: Profile, wanted: [Int], _ choice: TableChoice
  ) throws(OpenFailure) -> OpenedFile {
    var text = head
    text.bytes = try whole(source)
    let finder = TableFinder(profile: profile)
    let found: BlockFinder.Found
    do {
      found = try BlockFinder(finder: finder).find(
        in: HeadRows(text.bytes, isCut: false, dialect: head.dialect))
    } catch {
      throw OpenFailure(finder.kind(of: error), .noTable(error, path: source.title, profile: profile))
    }
    var file = OpenedFile(tables: [])
    func isMeant(_ titles: [String]) -> Bool {
      choice.takes(titles + [head.part.member, head.container.sheetName].compactMap(\.self))
    }
    for match in found.tables where isMeant(match.titles) {
      var table = source
      table.take(match, head, profile: profile, wanted: wanted)
      file.tables.append(table)
    }
    for block in found.unread where isMeant(block.titles) {
      if !choice.isAll {
        throw OpenFailure(
          .misfit,
          .noBlock(block.titles.last ?? block.text, at: source.place, line: block.lines.lowerBound, profile))
      }
      file.unread.append(
        UnreadPart(
          block.hasDrifted ? .misfit : .otherBlock,
          part: TablePart(member: head.part.member, lines: block.lines), text: block.label))
    }
    if file.tables.isEmpty, !choice.isAll {
      let titles = found.tables.compactMap(\.titles.last) + found.unread.compactMap(\.titles.last)
      let error = InputError.noSuchTable(among: titles)
      throw OpenFailure(.otherTable, error.diagnostic(file: source.title), exit: error.exit)
    }
    return file
  }

  private func whole(_ source: SourceFile) throws(OpenFailure) -> [UInt8] {
    var text: ContiguousArray<UInt8> = []
    do throws(InputError) {
      var stream = try Self.stream(
        source.absolute, source.part, .declared(source.encoding), source.packed)
      while text.count <= Self.maximumBytesOfBlocks, try stream.read(into: &text) > 0 {}
    } catch {
      throw OpenFailure(.damaged, error.diagnostic(file: source.title), exit: error.exit)
    }
    guard text.count <= Self.maximumBytesOfBlocks else {
      throw OpenFailure(
        .damaged, .tooLargeForBlocks(path: source.title, limit: Self.maximumBytesOfBlocks))
    }
    return Array(text)
  }
}

/// Why a text can't be opened, and what that makes of it beside others of its file.
private struct OpenFailure: Error {
  var kind: UnreadPart.Kind
  var diagnostics: Diagnostics

  init(_ kind: UnreadPart.Kind, _ diagnostic: Diagnostic, exit: ExitCode = .badInput) {
    self.kind = kind
    diagnostics = Diagnostics(diagnostic, exit: exit)
  }
}

extension TableFinder {
  /// What a text is that has no heading row of the profile: damaged where all headings stand, in a row that can't be
  /// one; the profile's table perhaps where some of them do.
  fileprivate func kind(of miss: Miss) -> UnreadPart.Kind {
    if miss.missing.isEmpty { return .damaged }
    return miss.missing.count < binder.missing(in: []).count ? .misfit : .otherTable
  }
}

extension SourceFile {
  /// Becomes the table that was found.
  fileprivate mutating func take(
    _ match: TableFinder.Match, _ head: SourceFileOpener.Head, profile: Profile, wanted: [Int]
  ) {
    guard case .csv(let format) = profile.format else { return }
    let isPlain =
      head.encoding == .utf8 && head.container == .none && head.part.member == nil && match.lines == nil
      && profile.continuation == nil && format.shape == .table
    let layout = CSVLayout(
      delimiter: match.delimiter, lineBreak: match.lineBreak,
      dataStart: match.dataStart + (isPlain ? head.markLength : 0),
      headerLine: match.headerLine, fieldCount: match.headings.count,
      fields: wanted.map { match.fields[$0] }, dataEnd: match.dataEnd)
    container =
      format.shape == .keyValue ? .keyValue(layout) : isPlain ? .plainCSV(layout) : .streamedCSV(layout)
    part.lines = match.lines
    language = match.language
    headings = match.headings
    preamble = match.preamble
    headingCurrencies = match.currencies(profile, wanted)
    if format.shape == .table, format.headerRows == 1, match.lines == nil, !head.container.isSheet {
      for index in headingCurrencies.indices {
        headingCurrencies[index].column = match.column(of: headingCurrencies[index].field, in: head.bytes)
      }
    }
    grain = profile.grain { match.fields[$0] >= 0 }
    isByAction = profile.columns.indices.contains {
      profile.columns[$0].field == .dimension(.action) && match.fields[$0] >= 0
    }
  }
}

extension Profile {
  /// The encodings besides UTF-8 that exports of this profile come in, in the order to be tried.
  fileprivate var otherEncodings: [TextEncoding] {
    guard case .csv(let format) = format else { return [] }
    return format.encodings.compactMap { TextEncoding.named($0) }.filter { $0 != .utf8 }
  }
}

extension InputError {
  /// The bytes are text of some encoding, and nothing says which.
  package var leavesEncodingOpen: Bool {
    switch self {
    case .encoding(.notUTF8, _), .encoding(.unmarkedUTF16, _): true
    case .of(_, let error): error.leavesEncodingOpen
    default: false
    }
  }
}
