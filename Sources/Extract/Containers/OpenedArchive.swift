import Columns

/// One table of a ZIP archive or of an Office Open XML workbook, found by its name.
struct OpenedArchive: Sendable {
  var member: ZipArchive.Member
  var container: FileContainer
  /// How to read a workbook's sheet; nil for members that are text.
  var dialect: SheetConverter.Dialect?
  /// The sheet that is wanted of a member that is a workbook itself.
  var sheet: String?

  init(_ packed: PackedFile, _ file: borrowing InputFile, member name: String?) throws(InputError) {
    if let workbook = packed.workbook {
      let (found, part) = try workbook.sheet(named: name, packed.archive)
      member = part
      container = .sheet(found, in: nil)
      dialect = .workbook(try packed.texts(of: workbook, file), uses1904: workbook.uses1904)
      return
    }
    (member, sheet) = try Self.find(name, packed.archive, file)
    container = .zip(member.name)
  }

  /// `Table data.csv`, or `Report.xml/Sheet 2` for a sheet of a member.
  private static func find(
    _ name: String?, _ archive: ZipArchive, _ file: borrowing InputFile
  ) throws(InputError) -> (ZipArchive.Member, String?) {
    guard let name else {
      let contents = try ArchiveContents(archive, file)
      let tables = contents.tables
      guard let only = tables.first else { throw contents.nothingToRead }
      guard tables.count == 1 else { throw .severalTables(tables.map(\.name)) }
      return (only, nil)
    }
    if let member = archive.member(name) { return (member, nil) }
    let outer = archive.members.first { !$0.isFolder && name.hasPrefix($0.name + "/") }
    guard let outer else { throw .zip(.noSuchMember, member: name) }
    return (outer, String(name.dropFirst(outer.name.count + 1)))
  }
}

/// Which members of an archive of files may be tables, by their first bytes.
struct ArchiveContents: Sendable {
  private(set) var tables: [ZipArchive.Member] = []
  private(set) var kinds: [FileKind] = []
  private(set) var unread: [FileContents.Unread] = []

  init(_ archive: ZipArchive, _ file: borrowing InputFile) throws(InputError) {
    if archive.member("mimetype") != nil, archive.member("content.xml") != nil {
      throw .workbook(.openDocument, part: nil)
    }
    for member in archive.members where !member.isFolder && !ZipNames.isClutter(member.name) {
      guard member.size > 0 else {
        note(member, "it is empty")
        continue
      }
      var head: ContiguousArray<UInt8> = []
      var reader = try ZipMemberReader(member)
      _ = try reader.read(from: file, into: &head, maximum: 4096)
      let kind = FileKind.sniff(head.span)
      switch kind {
      case .zip, .excelWorkbook, .gzip: throw .zip(.nested, member: member.name)
      case .foreign(let format) where format.isArchive: throw .zip(.nested, member: member.name)
      case .foreign, .html, .json:
        note(member, "it is \(kind.description), not CSV or XML")
      case .text where Self.isBinary(head): note(member, "it is not text")
      case .text, .xml, .spreadsheetML:
        tables.append(member)
        kinds.append(kind)
      }
    }
  }

  /// What is named as a table and is none was damaged on its way, as a page to log in that was saved as an export.
  private mutating func note(_ member: ZipArchive.Member, _ reason: String) {
    let kind: UnreadPart.Kind = ZipNames.claimsTable(member.name) ? .damaged : .noTable
    unread.append(.init(name: member.name, kind: kind, reason: reason))
  }

  /// Why no table of the archive can be read.
  var nothingToRead: InputError {
    let damaged = unread.first { $0.kind == .damaged }
    return damaged.map { .zip(.noTable($0.reason), member: $0.name) } ?? .zip(.nothingToRead, member: nil)
  }

  /// Pictures and the like: control characters at the start, and no mark of UTF-16.
  private static func isBinary(_ head: ContiguousArray<UInt8>) -> Bool {
    if TextEncoding.byteOrderMark(head.span) != nil { return false }
    return head.prefix(16).contains { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0 }
      || head.prefix(8).contains { $0 == 0x89 } && head.prefix(8).contains(0x1A)
  }
}

extension Workbook {
  /// Sheets that can be read: visible ones with cells.
  var readable: [Sheet] { sheets.filter { !$0.isHidden && $0.part != nil } }

  /// - Parameter name: nil for the only sheet.
  func sheet(named name: String?, _ archive: ZipArchive) throws(InputError) -> (String, ZipArchive.Member) {
    let candidates = readable
    guard let first = candidates.first else { throw .workbook(.noVisibleSheet, part: nil) }
    if name == nil, candidates.count > 1 { throw .severalTables(candidates.map(\.name)) }
    guard let sheet = name == nil ? first : candidates.first(where: { $0.name == name }),
      let part = sheet.part
    else { throw .workbook(.noSuchSheet, part: name) }
    guard let member = archive.member(part) else { throw .workbook(.missingPart, part: part) }
    return (sheet.name, member)
  }
}
