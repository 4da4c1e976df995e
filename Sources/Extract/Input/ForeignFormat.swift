/// Formats that files are in by mistake, known by their first bytes whatever their names say.
package enum ForeignFormat: Sendable, Hashable, CaseIterable {
  case bzip2, xz, zstandard, lz4, sevenZip, rar, tar
  /// Bytes of something else stand before a ZIP archive: a program that unpacks itself, or damage.
  case precededZip
  case oldExcelWorkbook, pdf, richText
  case parquet, avro, arrow, sqlite
  case png, jpeg, gif
  case program

  /// What a file of the format holds at an offset.
  private static let signatures: [(format: Self, offset: Int, bytes: [UInt8])] =
    [
      (.xz, 0, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      (.zstandard, 0, [0x28, 0xB5, 0x2F, 0xFD]),
      (.lz4, 0, [0x04, 0x22, 0x4D, 0x18]),
      (.sevenZip, 0, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
      (.rar, 0, Array("Rar!\u{1A}\u{7}".utf8)),
      (.tar, 257, Array("ustar".utf8)),
      (.oldExcelWorkbook, 0, [0xD0, 0xCF, 0x11, 0xE0]),
      (.pdf, 0, Array("%PDF-".utf8)),
      (.richText, 0, Array("{\\rtf1".utf8)),
      (.parquet, 0, Array("PAR1".utf8)),
      (.avro, 0, Array("Obj\u{1}".utf8)),
      (.arrow, 0, Array("ARROW1\0\0".utf8)),
      (.sqlite, 0, Array("SQLite format 3\0".utf8)),
      (.png, 0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
      (.jpeg, 0, [0xFF, 0xD8, 0xFF]),
      (.gif, 0, Array("GIF87a".utf8)), (.gif, 0, Array("GIF89a".utf8)),
      (.program, 0, [0x7F, 0x45, 0x4C, 0x46]),
    ]
    // With the magic of its first block: "BZh9" alone may begin a heading.
    + (0x31...0x39).map { (.bzip2, 0, [0x42, 0x5A, 0x68, $0, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) }

  /// Judges by the first bytes; nil for what is none of these.
  static func sniff(_ head: [UInt8]) -> Self? {
    let found = signatures.first { head.dropFirst($0.offset).starts(with: $0.bytes) }
    if let found { return found.format }
    if hasZipBehind(head) { return .precededZip }
    return head.starts(with: [0x4D, 0x5A]) && head.prefix(64).contains(0) ? .program : nil
  }

  /// How far down a ZIP archive is looked for: every file's beginning is.
  private static let longestPreface = 4096

  /// Whether the header of a ZIP member, of a version up to 6.3, stands further down.
  private static func hasZipBehind(_ head: [UInt8]) -> Bool {
    let last = min(longestPreface, head.count - 6)
    guard last > 0 else { return false }
    for place in 1...last where head[place + 2] == 0x03 {
      if head[place] == 0x50, head[place + 1] == 0x4B, head[place + 3] == 0x04, head[place + 4] <= 63,
        head[place + 5] == 0
      {
        return true
      }
    }
    return false
  }

  /// Whether it packs other files.
  var isArchive: Bool {
    switch self {
    case .bzip2, .xz, .zstandard, .lz4, .sevenZip, .rar, .tar, .precededZip: true
    case .oldExcelWorkbook, .pdf, .richText, .parquet, .avro, .arrow, .sqlite, .png, .jpeg, .gif, .program:
      false
    }
  }

  /// With its article.
  var description: String {
    switch self {
    case .bzip2: "a bzip2 file"
    case .xz: "an xz file"
    case .zstandard: "a Zstandard file"
    case .lz4: "an LZ4 file"
    case .sevenZip: "a 7z archive"
    case .rar: "a RAR archive"
    case .tar: "a tar archive"
    case .precededZip: "a ZIP archive with other bytes before it"
    case .oldExcelWorkbook: "an old Excel workbook"
    case .pdf: "a PDF document"
    case .richText: "a document of a word processor (RTF)"
    case .parquet: "a Parquet file"
    case .avro: "an Avro file"
    case .arrow: "an Arrow file"
    case .sqlite: "an SQLite database"
    case .png: "a PNG picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF picture"
    case .program: "a program"
    }
  }

  /// What to do.
  var hint: String {
    switch self {
    case .bzip2, .xz, .zstandard, .lz4: "unpack it, or pack it with gzip"
    case .sevenZip, .rar, .tar: "unpack it and name the files inside, or pack them as ZIP"
    case .precededZip:
      "fetch it again: something was written before its data. If it is a program that unpacks itself, unpack it and name the files inside"
    case .oldExcelWorkbook: "open it and save it as .xlsx, or the sheet as CSV (UTF-8)"
    case .pdf, .richText, .parquet, .avro, .arrow, .sqlite: "choose CSV or XML in the tool's export"
    case .png, .jpeg, .gif: "is it a picture of the report? Export its table as CSV"
    case .program: "unpack it if it unpacks itself, and name the files inside; else fetch the export again"
    }
  }
}
