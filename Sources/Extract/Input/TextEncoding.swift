/// The encodings that are read; others are refused by name.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16le = "utf-16le"
  case utf16be = "utf-16be"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case iso88591 = "iso-8859-1"
  /// Simplified Chinese; GBK and GB2312 are parts of it.
  case gb18030 = "gb18030"
  /// Traditional Chinese.
  case big5 = "big5"
  /// Japanese, as Windows has it.
  case shiftJIS = "shift_jis"
  /// Korean.
  case eucKR = "euc-kr"
  /// Western European of old Macs.
  case macintosh = "macintosh"

  /// All names, for messages.
  package static let list = allCases.map(\.rawValue).joined(separator: ", ")

  /// By name in any case, with the usual aliases. Plain `utf-16` is little-endian unless a byte order
  /// mark says otherwise, as the tools that write it do.
  package static func named(_ name: String) -> TextEncoding? {
    switch name.lowercased() {
    case "utf-8", "utf8", "us-ascii", "ascii": .utf8
    case "utf-16le", "utf16le", "utf-16", "utf16": .utf16le
    case "utf-16be", "utf16be": .utf16be
    case "windows-1251", "windows1251", "win-1251", "win1251", "cp1251", "cp-1251", "x-cp1251": .windows1251
    case "windows-1252", "windows1252", "win-1252", "win1252", "cp1252", "cp-1252", "x-cp1252": .windows1252
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1", "latin-1", "l1": .iso88591
    case "gb18030", "gb-18030", "gbk", "gb2312", "gb_2312-80", "cp936", "windows-936", "x-gbk": .gb18030
    case "big5", "big-5", "cp950", "windows-950", "x-x-big5": .big5
    case "shift_jis", "shift-jis", "sjis", "cp932", "windows-31j", "ms932", "x-sjis": .shiftJIS
    case "euc-kr", "euckr", "ks_c_5601-1987", "cp949", "uhc", "windows-949", "ms949": .eucKR
    case "macintosh", "x-mac-roman", "macroman", "mac-roman", "mac": .macintosh
    default: nil
    }
  }

  /// What the platform's converter is called; nil for encodings decoded here.
  var converterName: String? {
    switch self {
    case .gb18030: "GB18030"
    case .big5: "BIG5"
    case .shiftJIS: "CP932"
    // As on the web: Windows writes the characters that EUC-KR lacks in bytes that would be control characters.
    case .eucKR: "CP949"
    case .macintosh: "MACINTOSH"
    case .utf8, .utf16le, .utf16be, .windows1251, .windows1252, .iso88591: nil
    }
  }

  /// What to do about an encoding that is not read; nil for those that are.
  package static func refusal(for name: String) -> String? {
    guard named(name) == nil else { return nil }
    let lower = name.lowercased()
    let advice =
      switch lower {
      case "big5-hkscs", "euc-jp", "iso-2022-jp", "hz-gb-2312", "koi8-r", "koi8-u", "x-mac-cyrillic":
        "convert the file to UTF-8 first: `iconv -f \(lower == "x-mac-cyrillic" ? "MAC-CYRILLIC" : lower.uppercased()) -t UTF-8`"
      case "utf-7", "utf7":
        "UTF-7 is not read, because it hides markup; export as UTF-8"
      case _ where isEBCDIC(lower): "EBCDIC is not read; export as UTF-8"
      default: "export as UTF-8"
      }
    return "\(advice); encodings that are read: \(list)"
  }

  private static func isEBCDIC(_ name: String) -> Bool {
    name.contains("ebcdic")
      || ["cp037", "ibm037", "ibm-037", "cp500", "ibm500", "cp1047", "ibm1047"].contains(name)
  }

  /// A byte order mark at the start, and its length in bytes.
  package static func byteOrderMark(
    _ prefix: Span<UInt8>
  ) -> (encoding: TextEncoding, length: Int)? {
    func starts(_ mark: [UInt8]) -> Bool {
      prefix.count >= mark.count && mark.indices.allSatisfy { prefix[$0] == mark[$0] }
    }
    if starts([0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if starts([0xFF, 0xFE]) { return (.utf16le, 2) }
    if starts([0xFE, 0xFF]) { return (.utf16be, 2) }
    return nil
  }

  /// What a byte order mark says, if there is one.
  ///
  /// - Throws: `.unsupported` for UTF-32, whose little-endian mark begins like UTF-16's.
  static func readableMark(_ prefix: Span<UInt8>) throws(EncodingError) -> Found? {
    if prefix.count >= 4 {
      let head = (0..<4).map { prefix[$0] }
      if head == [0xFF, 0xFE, 0, 0] || head == [0, 0, 0xFE, 0xFF] { throw .unsupported("utf-32") }
    }
    return byteOrderMark(prefix).map { Found(encoding: $0.encoding, markLength: $0.length) }
  }

  /// An encoding, and how many bytes of a byte order mark to skip.
  package struct Found: Sendable, Hashable {
    package var encoding: TextEncoding
    package var markLength: Int
  }

  /// Finds the encoding of text that does not declare one: a byte order mark wins, then UTF-8.
  ///
  /// - Parameters:
  ///   - prefix: The first bytes of the file, some tens of KiB.
  ///   - isWhole: Whether that is all: otherwise it may end inside a character.
  /// - Throws: `.unmarkedUTF16` or `.notUTF8`. Nothing is guessed.
  package static func automatic(
    _ prefix: Span<UInt8>, isWhole: Bool
  ) throws(EncodingError) -> Found {
    if let mark = try readableMark(prefix) { return mark }
    if looksLikeUTF16(prefix) { throw .unmarkedUTF16 }
    if let offset = UTF8Validation.firstInvalid(in: prefix) {
      // A character cut off by the end of the prefix, at most three of its bytes there.
      let isTail = UTF8Validation.isIncompleteTail(prefix, from: offset)
      if isWhole, isTail, holdsLetters(prefix.extracting(..<offset)) {
        throw .truncatedCharacter(offset: offset)
      }
      if isWhole || !isTail {
        throw .notUTF8(prefix[offset], offset: offset, column: column(of: offset, in: prefix))
      }
    }
    return Found(encoding: .utf8, markLength: 0)
  }

  /// Whether text that is UTF-8 has letters beyond ASCII: then no other encoding is meant.
  private static func holdsLetters(_ text: Span<UInt8>) -> Bool {
    for i in text.indices where text[i] >= 0x80 { return true }
    return false
  }

  /// The column of a place in text that is UTF-8 up to there.
  private static func column(of offset: Int, in text: Span<UInt8>) -> Int {
    var column = 1
    var at = offset
    while at > 0, text[at - 1] != 0x0A {
      at -= 1
      if text[at] & 0xC0 != 0x80 { column += 1 }
    }
    return column
  }

  /// Finds the encoding of XML: byte order mark, then the declaration, then UTF-8.
  ///
  /// - Throws: `.unsupported` with the declared name (or "EBCDIC"), `.unmarkedUTF16`.
  package static func ofXML(_ prefix: Span<UInt8>) throws(EncodingError) -> Found {
    if let mark = try readableMark(prefix) { return mark }
    let head = (0..<min(prefix.count, XMLDeclaration.maximumLength)).map { prefix[$0] }
    // `<?xm` in EBCDIC.
    if head.starts(with: [0x4C, 0x6F, 0xA7, 0x94]) { throw .unsupported("EBCDIC") }
    for wide in [TextEncoding.utf16le, .utf16be] {
      let zeros = wide == .utf16le ? 1 : 0
      guard head.count >= 4, head[zeros] == 0, head[zeros + 2] == 0 else { continue }
      // Without a mark only a declaration makes UTF-16 certain.
      let narrow = head.enumerated().filter { $0.offset % 2 != zeros }.map(\.element)
      guard let name = XMLDeclaration(narrow)?.encoding else { throw .unmarkedUTF16 }
      guard let declared = named(name) else { throw .unsupported(name) }
      guard declared == .utf16le || declared == .utf16be else { throw .unmarkedUTF16 }
      return Found(encoding: wide, markLength: 0)
    }
    guard let name = XMLDeclaration(head)?.encoding else { return Found(encoding: .utf8, markLength: 0) }
    guard let declared = named(name) else { throw .unsupported(name) }
    // A declaration readable as ASCII can't stand in UTF-16: some tools write "utf-16" into UTF-8 files.
    // The parser checks every byte, so a wrong reading fails instead of giving other text.
    let isWide = declared == .utf16le || declared == .utf16be
    return Found(encoding: isWide ? .utf8 : declared, markLength: 0)
  }

  /// Every other byte is zero in a quarter of the text or more.
  private static func looksLikeUTF16(_ prefix: Span<UInt8>) -> Bool {
    var zeros = [0, 0]
    let count = min(prefix.count, 1024)
    for i in 0..<count where prefix[i] == 0 { zeros[i % 2] += 1 }
    let (more, fewer) = (max(zeros[0], zeros[1]), min(zeros[0], zeros[1]))
    return count >= 4 && more * 4 >= count && fewer * 8 <= more
  }
}
