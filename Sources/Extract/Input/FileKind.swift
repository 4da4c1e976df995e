/// What the first bytes of a file say it is, whatever its name says.
package enum FileKind: Sendable, Hashable {
  case gzip, zip, excelWorkbook, spreadsheetML, html, json, xml, text
  /// None that is read.
  case foreign(ForeignFormat)

  /// Judges by the first bytes (512 or more, if the file has them).
  package static func sniff(_ prefix: Span<UInt8>) -> FileKind {
    let head = (0..<min(prefix.count, 4096)).map { prefix[$0] }
    if head.starts(with: [0x1F, 0x8B]) { return .gzip }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      return isWorkbook(head) ? .excelWorkbook : .zip
    }
    if let format = ForeignFormat.sniff(head) { return .foreign(format) }
    return sniffText(asciiOnly(head))
  }

  package static func sniff(_ prefix: [UInt8]) -> FileKind { sniff(prefix.span) }

  /// The names of the first members of a workbook stand in plain sight.
  private static func isWorkbook(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
    return ["[Content_Types].xml", "xl/", "_rels/.rels"].contains { text.contains($0) }
  }

  /// Drops byte order marks and the zero halves of UTF-16, folds A–Z: enough to see markup.
  private static func asciiOnly(_ head: [UInt8]) -> [UInt8] {
    var text = head
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { text.removeFirst(2) }
    let folded = text.filter { $0 != 0 }.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }
    return Array(folded.drop(while: isSpace))
  }

  private static func sniffText(_ text: [UInt8]) -> FileKind {
    guard let first = text.first else { return .text }
    switch first {
    case UInt8(ascii: "<"):
      var rest = text[...]
      // Pages may open with an XML declaration or comments, too.
      while rest.starts(with: Array("<?".utf8)) || rest.starts(with: Array("<!--".utf8)) {
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { break }
        rest = rest[(end + 1)...].drop(while: isSpace)
      }
      if isSpreadsheetML(rest) || isSpreadsheetML(behindDoctype(rest)) { return .spreadsheetML }
      let isPage = ["<!doctype html", "<html", "<head", "<body", "<table"].contains { tag in
        rest.starts(with: Array(tag.utf8))
          && rest.dropFirst(tag.utf8.count).first.map { isSpace($0) || $0 == UInt8(ascii: ">") } ?? true
      }
      // `<table>` and the like are also names of XML elements: a declaration decides.
      return isPage
        && (rest.startIndex == 0 || rest.starts(with: Array("<!doctype html".utf8))
          || rest.starts(with: Array("<html".utf8)))
        ? .html : .xml
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      // A heading may begin with a bracket; JSON goes on with a string, a bracket or its end.
      let next = text.dropFirst().first { !isSpace($0) }
      let follow = first == UInt8(ascii: "{") ? Array("\"}".utf8) : Array("{[\"]".utf8)
      return next.map(follow.contains) ?? false ? .json : .text
    default: return .text
    }
  }

  /// From the first tag behind a DOCTYPE and what it declares: such a file is refused, but as what it is.
  private static func behindDoctype(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.starts(with: Array("<!doctype".utf8)) else { return [] }
    let first = text.firstIndex(of: UInt8(ascii: ">")) ?? text.endIndex
    var rest = text.dropFirst()
    if text[..<first].contains(UInt8(ascii: "[")) {
      // What it declares may hold anything, in quotes.
      rest = rest.firstRange(of: Array("]>".utf8)).map { rest[$0.upperBound...] } ?? []
    }
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[(open + 1)...]
      if let next = rest.first, (0x61...0x7A).contains(next) { return text[open...] }
    }
    return []
  }

  /// A root element `Workbook` of the namespace of 2003, with or without a prefix.
  private static func isSpreadsheetML(_ text: ArraySlice<UInt8>) -> Bool {
    let tag = text.prefix { $0 != UInt8(ascii: ">") }
    let name = tag.dropFirst().prefix { !isSpace($0) }.split(separator: UInt8(ascii: ":")).last ?? []
    guard name.elementsEqual("workbook".utf8) else { return false }
    return String(decoding: tag, as: UTF8.self).contains("urn:schemas-microsoft-com:office:spreadsheet")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Whether records can be read from it, unpacked where need be.
  package var isReadable: Bool {
    switch self {
    case .gzip, .zip, .excelWorkbook, .spreadsheetML, .xml, .text: true
    case .html, .json, .foreign: false
    }
  }

  /// With its article: "an Excel workbook".
  package var description: String {
    switch self {
    case .gzip: "a gzip file"
    case .zip: "a ZIP archive"
    case .excelWorkbook: "an Excel workbook"
    case .spreadsheetML: "an XML spreadsheet 2003"
    case .html: "an HTML page"
    case .json: "JSON"
    case .xml: "XML"
    case .text: "text"
    case .foreign(let format): format.description
    }
  }

  /// What to do with a file that can't be read.
  package var hint: String? {
    switch self {
    case .gzip: "it is packed twice; unpack it once"
    case .foreign(let format): format.hint
    case .json: "choose CSV or XML in the tool's export"
    case .html:
      "the tool answered with a web page, perhaps a login or an error: fetch the export again; an .xls made of HTML is to be exported as CSV or XLSX"
    case .zip, .excelWorkbook, .spreadsheetML, .xml, .text: nil
    }
  }
}
