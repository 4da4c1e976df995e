/// What the first bytes of a file say it is, whatever its name says.
package enum FileKind: String, Sendable, Hashable {
  case text, xml, gzip
  case zip = "a ZIP archive or Excel workbook"
  case oldExcel = "an old Excel workbook"
  case html = "an HTML page"
  case json = "JSON"
  case pdf = "a PDF"

  package static func sniff(_ head: [UInt8]) -> FileKind {
    if head.starts(with: [0x1F, 0x8B]) { return .gzip }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
    if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .oldExcel }
    if head.starts(with: Array("%PDF".utf8)) { return .pdf }
    var text = head.prefix(1024).filter { $0 != 0 }
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) { text.removeFirst(2) }
    let trimmed = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let lower = String(decoding: trimmed.prefix(512), as: UTF8.self).lowercased()
    if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") || lower.hasPrefix("<table") { return .html }
    if lower.hasPrefix("<") { return .xml }
    if lower.hasPrefix("{") || (lower.hasPrefix("[") && (lower.hasPrefix("[{") || lower.hasPrefix("[\n"))) { return .json }
    return .text
  }

  /// What to do with a file that can't be read as a table.
  package var advice: String {
    switch self {
    case .zip: "unpack it, or save the sheet as CSV"
    case .oldExcel: "save the sheet as CSV"
    case .html: "the tool sent a web page (a login or an error?) instead of the export: download it again"
    case .json: "choose CSV or XML when exporting"
    case .pdf: "choose CSV or XML when exporting"
    case .text, .xml, .gzip: "check the file"
    }
  }
}
