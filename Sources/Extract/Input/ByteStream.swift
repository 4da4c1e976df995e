/// A file read from the front as UTF-8 text: unpacked and transcoded on the way, hashed as it stands.
///
///     file ─ 1 MiB blocks ─▶ hash ─▶ gunzip, or a member of a ZIP ─▶ skip mark, transcode ─▶ UTF-8
///     a workbook's sheet:                                    UTF-8 XML ─▶ cells ─▶ table text
///
/// Nothing read from it counts until `read` has returned 0: only then are checksums, the last
/// character and the file's identity known to be good.
package struct ByteStream: ~Copyable {
  /// Where the encoding comes from. A byte order mark overrides all of these.
  package enum EncodingChoice: Sendable, Hashable {
    /// XML by its declaration, anything else as UTF-8, which the first 64 KiB must be.
    case automatic
    case declared(TextEncoding)
    /// As XML, whatever it looks like.
    case xml
  }

  package struct Limits: Sendable, Hashable {
    /// Bytes that one file may unpack to.
    package var unpackedBytes = 8 << 30
    /// How many times its packed size a file may unpack to, once it passes `ratioGraceBytes`. Deflate packs at most
    /// 1032 times; exports of any tool far less than half of that.
    package var ratio = 500
    package var ratioGraceBytes = 16 << 20
    /// Members of one archive.
    package var members = 1 << 16
    /// Memory for the texts that a workbook's cells share.
    package var sharedTextBytes = 512 << 20

    package init() {}
    package static let standard = Limits()
  }

  private static let prefixLength = 64 << 10

  private var bytes: UnpackedStream
  /// The unpacked beginning, read ahead to judge the file by.
  private var head: ContiguousArray<UInt8> = []
  private var transcoder: Transcoder?
  /// Of a workbook's sheet.
  private var converter: SheetConverter?
  /// Unpacked bytes on their way through the transcoder, and UTF-8 XML on its way through the converter.
  private var scratch: ContiguousArray<UInt8> = []
  private var xml: ContiguousArray<UInt8> = []
  private var isFinished = false

  /// What is given: text or XML. A sheet's table is text.
  package private(set) var kind = FileKind.text
  package private(set) var encoding = TextEncoding.utf8
  /// Bytes of the byte order mark, which is not part of the text.
  package private(set) var markLength = 0
  package private(set) var container = FileContainer.none

  /// How numbers of a workbook's sheet are to be written: as the texts of its cells are, so that one reader takes
  /// both. Set before the first call of `read`.
  package var decimalMark = UInt8(ascii: ".") {
    didSet { converter?.decimalMark = decimalMark }
  }

  /// Bytes of the file read so far.
  package var rawByteCount: Int { bytes.rawByteCount }

  /// Size of the file as it stands, in bytes.
  package var rawSize: Int { bytes.file.size }

  /// Opens a file and finds out what it is.
  ///
  /// - Parameters:
  ///   - member: which table of an archive or workbook, as `FileContents` names it; nil for the only one.
  ///   - packed: the archive or workbook, where it was opened before: its directory is not read again.
  /// - Throws: `.wrongKind` for web pages and other files that hold no records; `.encoding` when the encoding
  ///   can't be known or is not read; `.severalTables` when one must be named.
  package init(
    path: String, member: String? = nil, encoding: EncodingChoice = .automatic, limits: Limits = .standard,
    packed: PackedFile? = nil
  ) throws(InputError) {
    try self.init(InputFile(path: path), member: member, encoding: encoding, limits: limits, packed: packed)
  }

  package init(
    _ file: consuming InputFile, member: String? = nil, encoding choice: EncodingChoice = .automatic,
    limits: Limits = .standard, packed: PackedFile? = nil
  ) throws(InputError) {
    bytes = UnpackedStream(file, limits: limits)
    if let packed { try bytes.begin(packed) } else { try bytes.begin() }
    let sheet = try unpack(member: member, packed, limits: limits)
    var (head, isWhole) = try Self.readHead(&bytes)
    kind = FileKind.sniff(head.span)
    if kind == .spreadsheetML, converter == nil {
      let found = try SpreadsheetMLSheets(from: &bytes).sheet(named: sheet)
      converter = SheetConverter(.spreadsheetML(sheet: found.index), part: found.name)
      container = .sheet(found.name, in: container.description)
      try bytes.rewind()
      (head, isWhole) = try Self.readHead(&bytes)
    }
    let isSheet = container.isSheet
    try Self.check(kind, container)
    do throws(EncodingError) {
      let found = try Self.find(isSheet ? .xml : choice, kind, head.span, isWhole: isWhole)
      encoding = found.encoding
      markLength = found.markLength
    } catch {
      throw .encoding(error, line: Self.line(of: error, in: head))
    }
    head.removeFirst(markLength)
    self.head = head
    if encoding != .utf8 { transcoder = Transcoder(encoding, offset: markLength) }
    if isSheet { kind = .text }
  }

  /// Finds the container, and the member if it is an archive.
  ///
  /// - Returns: the sheet that is wanted, if the text turns out to be a workbook.
  private mutating func unpack(
    member: String?, _ packed: PackedFile?, limits: Limits
  ) throws(InputError) -> String? {
    switch bytes.fileKind {
    case .zip, .excelWorkbook:
      let archive: PackedFile
      if let packed { archive = packed } else { archive = try PackedFile(bytes.file, limits: limits) }
      let opened = try OpenedArchive(archive, bytes.file, member: member)
      try bytes.select(opened.member)
      container = opened.container
      if let dialect = opened.dialect { converter = SheetConverter(dialect, part: opened.member.name) }
      return opened.sheet
    case .gzip: container = .gzip
    default: break
    }
    return member
  }

  private static func readHead(
    _ bytes: inout UnpackedStream
  ) throws(InputError) -> (head: ContiguousArray<UInt8>, isWhole: Bool) {
    var head: ContiguousArray<UInt8> = []
    while head.count < prefixLength {
      if try bytes.read(into: &head, maximum: prefixLength - head.count) == 0 { return (head, true) }
    }
    return (head, false)
  }

  private static func check(_ kind: FileKind, _ container: FileContainer) throws(InputError) {
    if container.isSheet { return }
    switch (container, kind) {
    case (.zip(let member), .zip), (.zip(let member), .excelWorkbook), (.zip(let member), .gzip):
      throw .zip(.nested, member: member)
    case (.zip(let member), .foreign(let format)) where format.isArchive:
      throw .zip(.nested, member: member)
    case (_, .gzip), (_, .zip), (_, .excelWorkbook): throw .wrongKind(.gzip)
    default: guard kind.isReadable else { throw .wrongKind(kind) }
    }
  }

  private static func find(
    _ choice: EncodingChoice, _ kind: FileKind, _ head: Span<UInt8>, isWhole: Bool
  ) throws(EncodingError) -> TextEncoding.Found {
    switch choice {
    case .declared(let encoding):
      return try TextEncoding.readableMark(head) ?? TextEncoding.Found(encoding: encoding, markLength: 0)
    case .xml: return try TextEncoding.ofXML(head)
    case .automatic:
      return kind == .xml ? try TextEncoding.ofXML(head) : try TextEncoding.automatic(head, isWhole: isWhole)
    }
  }

  private static func line(of error: EncodingError, in head: ContiguousArray<UInt8>) -> Int {
    guard case .notUTF8(_, let offset, _) = error else { return 0 }
    return 1 + head[..<offset].count { $0 == 0x0A }
  }

  /// Appends some more text.
  ///
  /// - Parameter maximum: About how much; transcoded text and tables of sheets may come to some times as much.
  /// - Returns: Bytes appended, 0 only at the end.
  package mutating func read(
    into out: inout ContiguousArray<UInt8>, maximum: Int = 1 << 20
  ) throws(InputError) -> Int {
    let before = out.count
    while out.count == before, !isFinished {
      guard converter != nil else {
        if try decode(into: &out, maximum: maximum) == 0 { try finish() }
        continue
      }
      var xml = ContiguousArray<UInt8>()
      swap(&xml, &self.xml)
      xml.removeAll(keepingCapacity: true)
      // A sheet's XML is several times as long as its table.
      if try decode(into: &xml, maximum: maximum) > 0 {
        try converter?.feed(xml.span, into: &out)
      } else {
        try converter?.finish(into: &out)
        try finish()
      }
      swap(&xml, &self.xml)
    }
    return out.count - before
  }

  /// Appends UTF-8; returns 0 at the end only.
  private mutating func decode(into out: inout ContiguousArray<UInt8>, maximum: Int) throws(InputError) -> Int
  {
    if transcoder == nil { return try next(into: &out, maximum: maximum) }
    let before = out.count
    var isAtEnd = false
    while out.count == before, !isAtEnd {
      var scratch = ContiguousArray<UInt8>()
      swap(&scratch, &self.scratch)
      scratch.removeAll(keepingCapacity: true)
      let count = try next(into: &scratch, maximum: maximum)
      isAtEnd = count == 0
      do throws(EncodingError) {
        if count > 0 { try transcoder?.append(scratch.span, to: &out) } else { try transcoder?.finish() }
      } catch {
        throw .encoding(error, line: transcoder.map { $0.line(in: out, from: before) } ?? 0)
      }
      transcoder?.noteLines(of: out, from: before)
      swap(&scratch, &self.scratch)
    }
    return out.count - before
  }

  /// The hash of the file's bytes as they stand on disk; nil until `read` has returned 0.
  package private(set) var contentHash: String?
  /// The same of a packed text by itself, before it is transcoded; that of the file where it is not packed, and of
  /// workbooks.
  package private(set) var textHash: String?

  private mutating func finish() throws(InputError) {
    contentHash = try bytes.finish()
    textHash = (container.isSheet ? nil : bytes.finishText()) ?? contentHash
    isFinished = true
  }

  /// Unpacked bytes: first those read ahead, then more.
  private mutating func next(
    into out: inout ContiguousArray<UInt8>, maximum: Int
  ) throws(InputError) -> Int {
    guard head.isEmpty else {
      let count = min(head.count, maximum)
      out.append(contentsOf: head[..<count])
      head.removeFirst(count)
      return count
    }
    return try bytes.read(into: &out, maximum: maximum)
  }
}
