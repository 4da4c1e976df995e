import Columns

/// The texts that a workbook's cells refer to by number, and what its cells' styles make of numbers.
struct WorkbookTexts: Sendable {
  private var bytes: ContiguousArray<UInt8> = []
  /// Where each text ends.
  private var ends: ContiguousArray<Int> = []
  private var formats: [SheetFormat] = []

  init(_ workbook: Workbook, _ archive: ZipArchive, _ file: borrowing InputFile, limits: ByteStream.Limits)
    throws(InputError)
  {
    if let part = workbook.sharedTexts, let member = archive.member(part) {
      try readTexts(member, file, limit: limits.sharedTextBytes)
    }
    if let part = workbook.styles, let member = archive.member(part) { try readFormats(member, file) }
  }

  func text(_ index: Int) -> ArraySlice<UInt8>? {
    guard ends.indices.contains(index) else { return nil }
    return ArraySlice(bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]])
  }

  /// The range of a text in `storage`.
  func range(_ index: Int) -> Range<Int>? {
    guard ends.indices.contains(index) else { return nil }
    return (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  var storage: ContiguousArray<UInt8> { bytes }

  func format(_ style: Int) -> SheetFormat { formats.indices.contains(style) ? formats[style] : .number }

  /// `<si><t>…</t></si>`, or runs `<si><r><t>…</t></r>…</si>`; the reading aids `<rPh>` are no part of the text.
  private mutating func readTexts(
    _ member: ZipArchive.Member, _ file: borrowing InputFile, limit: Int
  ) throws(InputError) {
    let vocabulary = XMLVocabulary(elements: ["si", "t", "rPh"], attributes: [], textIn: ["t"])
    var bytes: ContiguousArray<UInt8> = []
    var ends: ContiguousArray<Int> = []
    var isAid = false
    var start = 0
    try PackagePart.read(member, file, vocabulary) { (tokens) throws(PackagePart.Failure) in
      for token in tokens.list {
        switch (token.kind, token.name) {
        case (.start, 0): start = bytes.count
        case (.start, 2): isAid = true
        case (.end, 2): isAid = false
        case (.text, _) where !isAid: bytes.append(contentsOf: tokens.bytes[tokens.range(token)])
        case (.end, 0):
          SheetEscapes.decode(&bytes, from: start)
          ends.append(bytes.count)
          // The numbers of the texts take memory, too.
          if bytes.count + 8 * ends.count > limit {
            throw .problem(.tooMuchText(limitInBytes: limit))
          }
        default: break
        }
      }
      if bytes.count > limit { throw .problem(.tooMuchText(limitInBytes: limit)) }
    }
    self.bytes = bytes
    self.ends = ends
  }

  /// `numFmts/numFmt` define formats; `cellXfs/xf` are what cells refer to by position.
  private mutating func readFormats(
    _ member: ZipArchive.Member, _ file: borrowing InputFile
  ) throws(InputError) {
    let vocabulary = XMLVocabulary(
      elements: ["numFmt", "cellXfs", "xf"], attributes: ["numFmtId", "formatCode"], textIn: [])
    var codes: [Int: SheetFormat] = [:]
    var formats: [SheetFormat] = []
    var isInside = false
    try PackagePart.read(member, file, vocabulary) { (tokens) throws(PackagePart.Failure) in
      for (index, token) in tokens.list.enumerated() {
        let id = tokens.attribute(0, after: index).flatMap { tokens.number($0) }
        switch (token.kind, token.name) {
        case (.start, 0):
          if let id, let code = tokens.attributeText(1, after: index) { codes[id] = SheetFormat(code: code) }
        case (.start, 1): isInside = true
        case (.end, 1): isInside = false
        case (.start, 2) where isInside && formats.count < 1 << 16:
          formats.append(id.map { codes[$0] ?? .builtIn($0) } ?? .number)
        default: break
        }
      }
    }
    self.formats = formats
  }
}

/// Characters that XML can't hold, as workbooks write them: `_x000D_`, and `_x005F_` for an underscore that
/// would look like one.
enum SheetEscapes {
  /// Decodes in place. NUL, which no text may hold, and halves of characters stay as they are written.
  static func decode(_ bytes: inout ContiguousArray<UInt8>, from start: Int) {
    guard var at = bytes[start...].firstIndex(of: UInt8(ascii: "_")) else { return }
    var to = at
    while at < bytes.count {
      if let value = value(bytes, at), value != 0, let scalar = Unicode.Scalar(value) {
        for byte in Character(scalar).utf8 {
          bytes[to] = byte
          to += 1
        }
        at += 7
      } else {
        bytes[to] = bytes[at]
        to += 1
        at += 1
      }
    }
    bytes.removeLast(at - to)
  }

  /// The number in `_xHHHH_`.
  private static func value(_ bytes: ContiguousArray<UInt8>, _ at: Int) -> UInt32? {
    guard at + 7 <= bytes.count, bytes[at] == UInt8(ascii: "_"), bytes[at + 1] == UInt8(ascii: "x"),
      bytes[at + 6] == UInt8(ascii: "_")
    else { return nil }
    var value: UInt32 = 0
    for byte in bytes[(at + 2)..<(at + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
