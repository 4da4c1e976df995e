import Columns

/// The tables of a file: one for most, several for archives and workbooks.
package struct FileContents: Sendable, Hashable {
  /// What stands in a file besides tables, and why it is not read.
  package struct Unread: Sendable, Hashable {
    package var name: String
    package var kind = UnreadPart.Kind.noTable
    package var reason: String
  }

  /// Names to open the tables by, in the file's order: members of an archive, sheets of a workbook with several.
  /// Nil for a file that is one table itself.
  package private(set) var tables: [String?] = [nil]
  package private(set) var unread: [Unread] = []

  /// Looks into a file as far as needed: an archive's directory and its members' first bytes, a workbook's list of
  /// sheets.
  ///
  /// - Parameter packed: the file, where it is known to be an archive or a workbook.
  package init(
    path: String, packed: PackedFile? = nil, limits: ByteStream.Limits = .standard
  ) throws(InputError) {
    var bytes = try UnpackedStream(InputFile(path: path), limits: limits)
    if let packed {
      try bytes.begin(packed)
      try list(packed, &bytes)
      return
    }
    try bytes.begin()
    switch bytes.fileKind {
    case .zip, .excelWorkbook: try list(PackedFile(bytes.file, limits: limits), &bytes)
    case .spreadsheetML: try list(SpreadsheetMLSheets(from: &bytes), of: nil)
    case .gzip:
      var head: ContiguousArray<UInt8> = []
      _ = try bytes.read(into: &head, maximum: 4096)
      guard FileKind.sniff(head.span) == .spreadsheetML else { return }
      try list(SpreadsheetMLSheets(from: &bytes), of: nil)
    default: break
    }
  }

  private mutating func list(_ packed: PackedFile, _ bytes: inout UnpackedStream) throws(InputError) {
    if let workbook = packed.workbook { try list(workbook) } else { try list(packed.archive, &bytes) }
  }

  private mutating func list(_ workbook: Workbook) throws(InputError) {
    let readable = workbook.readable
    guard !readable.isEmpty else { throw .workbook(.noVisibleSheet, part: nil) }
    tables = readable.count == 1 ? [nil] : readable.map(\.name)
    for sheet in workbook.sheets {
      if sheet.isHidden {
        unread.append(Unread(name: sheet.name, kind: .hidden, reason: "the sheet is hidden"))
      } else if sheet.part == nil {
        unread.append(Unread(name: sheet.name, reason: "it is no sheet of cells"))
      }
    }
  }

  private mutating func list(_ archive: ZipArchive, _ bytes: inout UnpackedStream) throws(InputError) {
    let contents = try ArchiveContents(archive, bytes.file)
    guard !contents.tables.isEmpty else { throw contents.nothingToRead }
    tables = []
    unread = contents.unread
    for (member, kind) in zip(contents.tables, contents.kinds) {
      guard kind == .spreadsheetML else {
        tables.append(member.name)
        continue
      }
      try bytes.select(member)
      try list(SpreadsheetMLSheets(from: &bytes), of: member.name)
    }
  }

  /// - Parameter member: the archive's member that is the workbook; nil when the file is.
  private mutating func list(_ sheets: SpreadsheetMLSheets, of member: String?) throws(InputError) {
    let readable = sheets.readable
    guard !readable.isEmpty else { throw .workbook(.noVisibleSheet, part: member) }
    func name(_ sheet: String) -> String { member.map { "\($0)/\(sheet)" } ?? sheet }
    let names: [String?] = readable.count == 1 ? [member] : readable.map { name($0.name) }
    if member == nil { tables = names } else { tables += names }
    for sheet in sheets.found where sheet.isHidden || !sheet.hasCells {
      unread.append(
        sheet.isHidden
          ? Unread(name: name(sheet.name), kind: .hidden, reason: "the sheet is hidden")
          : Unread(name: name(sheet.name), reason: "the sheet is empty"))
    }
  }
}
