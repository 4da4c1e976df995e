import Columns

/// What an Office Open XML workbook (.xlsx, .xlsm; transitional or strict) consists of. Macros, formulas and
/// links are not looked at.
struct Workbook: Sendable {
  struct Sheet: Sendable, Hashable {
    var name: String
    /// The archive's member with its cells; nil for sheets of charts and dialogs.
    var part: String?
    /// Hidden from the reader of the workbook, so no part of what was exported.
    var isHidden: Bool
  }

  private(set) var sheets: [Sheet] = []
  private(set) var uses1904 = false
  private(set) var sharedTexts: String?
  private(set) var styles: String?

  /// Whether an archive is an Office document rather than an archive of files.
  static func isOfficeDocument(_ archive: ZipArchive) -> Bool {
    archive.member("[Content_Types].xml") != nil && archive.member("_rels/.rels") != nil
  }

  init(_ archive: ZipArchive, _ file: borrowing InputFile) throws(InputError) {
    let roots = try Relations(of: "", archive, file)
    guard let main = roots.first(ofType: "/officeDocument") else { throw .workbook(.notAWorkbook, part: nil) }
    if main.hasSuffix(".bin") { throw .workbook(.binary, part: nil) }
    guard let member = archive.member(main) else { throw .workbook(.missingPart, part: main) }
    let relations = try Relations(of: main, archive, file)
    sharedTexts = relations.first(ofType: "/sharedStrings")
    styles = relations.first(ofType: "/styles")
    try readSheets(member, file, relations)
  }

  private mutating func readSheets(
    _ member: ZipArchive.Member, _ file: borrowing InputFile, _ relations: Relations
  ) throws(InputError) {
    let vocabulary = XMLVocabulary(
      elements: ["workbook", "workbookPr", "sheet"], attributes: ["name", "state", "id", "date1904"],
      textIn: [])
    var sheets: [Sheet] = []
    var uses1904 = false
    var isWorkbook = false
    try PackagePart.read(member, file, vocabulary) { (tokens) throws(PackagePart.Failure) in
      for index in tokens.list.indices where tokens.list[index].kind == .start {
        switch tokens.list[index].name {
        case 0: isWorkbook = true
        case 1: uses1904 = ["1", "true"].contains(tokens.attributeText(3, after: index))
        case 2:
          let name = tokens.attributeText(0, after: index) ?? ""
          let state = tokens.attributeText(1, after: index) ?? "visible"
          let relation = tokens.attributeText(2, after: index).flatMap { relations.byID[$0] }
          sheets.append(
            Sheet(
              name: name, part: relation.flatMap { $0.type.hasSuffix("/worksheet") ? $0.target : nil },
              isHidden: state != "visible"))
        default: break
        }
      }
    }
    guard isWorkbook else { throw .workbook(.notAWorkbook, part: nil) }
    self.sheets = sheets
    self.uses1904 = uses1904
  }
}

/// Where the parts of a package stand that one part refers to.
struct Relations: Sendable {
  struct Target: Sendable { var type: String; var target: String }

  private(set) var byID: [String: Target] = [:]
  private var all: [Target] = []

  /// - Parameter part: `xl/workbook.xml`, or empty for the package itself.
  init(of part: String, _ archive: ZipArchive, _ file: borrowing InputFile) throws(InputError) {
    let cut = part.utf8.lastIndex(of: UInt8(ascii: "/")).map { part.utf8.index(after: $0) } ?? part.startIndex
    let folder = String(part[..<cut])
    guard let member = archive.member("\(folder)_rels/\(part[cut...]).rels") else { return }
    let vocabulary = XMLVocabulary(
      elements: ["Relationship"], attributes: ["Id", "Type", "Target", "TargetMode"], textIn: [])
    var found: [(id: String, target: Target)] = []
    try PackagePart.read(member, file, vocabulary) { (tokens) throws(PackagePart.Failure) in
      for index in tokens.list.indices where tokens.list[index].kind == .start && tokens.list[index].name == 0
      {
        guard let id = tokens.attributeText(0, after: index),
          let type = tokens.attributeText(1, after: index),
          let target = tokens.attributeText(2, after: index),
          tokens.attributeText(3, after: index) != "External",
          let place = Self.resolve(target, in: folder)
        else { continue }
        found.append((id, Target(type: type, target: place)))
      }
    }
    for (id, target) in found {
      byID[id] = byID[id] ?? target
      all.append(target)
    }
  }

  func first(ofType suffix: String) -> String? { all.first { $0.type.hasSuffix(suffix) }?.target }

  /// The member's name of a target; nil when it leads out of the package.
  static func resolve(_ target: String, in folder: String) -> String? {
    var parts = target.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for part in target.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.joined(separator: "/")
  }
}
