/// A file read from the front as UTF-8 text: unpacked and transcoded on the way, hashed as it stands.
///
///     file ─ 1 MiB blocks ─▶ hash ─▶ gunzip (if packed) ─▶ skip mark, transcode ─▶ UTF-8
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
    /// How many times its packed size a file may unpack to, once it passes `ratioGraceBytes`.
    package var ratio = 1000
    package var ratioGraceBytes = 16 << 20

    package init() {}
    package static let standard = Limits()
  }

  private static let prefixLength = 64 << 10

  private let file: InputFile
  private let limits: Limits
  /// One block of the file, and how much of it was handed on.
  private var block: ContiguousArray<UInt8> = []
  private var blockStart = 0
  private var hasher = ContentHasher()
  private var inflater: GzipInflater?
  /// The unpacked beginning, read ahead to judge the file by.
  private var head: ContiguousArray<UInt8> = []
  private var transcoder: Transcoder?
  /// Unpacked bytes on their way through the transcoder.
  private var scratch: ContiguousArray<UInt8> = []
  private var isFinished = false

  /// What the file holds: text or XML.
  package private(set) var kind = FileKind.text
  package private(set) var encoding = TextEncoding.utf8
  /// Bytes of the byte order mark, which is not part of the text.
  package private(set) var markLength = 0
  package private(set) var isGzip = false
  /// Bytes of the file read so far.
  package private(set) var rawByteCount = 0

  /// Size of the file as it stands, in bytes.
  package var rawSize: Int { file.size }

  /// Opens a file and finds out what it is.
  ///
  /// - Throws: `.wrongKind` for workbooks, web pages and other files that hold no records;
  ///   `.encoding` when the encoding can't be known or is not read.
  package init(
    path: String, encoding: EncodingChoice = .automatic, limits: Limits = .standard
  ) throws(InputError) {
    try self.init(InputFile(path: path), encoding: encoding, limits: limits)
  }

  package init(
    _ file: consuming InputFile, encoding choice: EncodingChoice = .automatic, limits: Limits = .standard
  ) throws(InputError) {
    self.file = file
    self.limits = limits
    try fillBlock()
    if FileKind.sniff(block.span) == .gzip {
      isGzip = true
      inflater = try GzipInflater(limits: limits)
    }
    var head: ContiguousArray<UInt8> = []
    var isWhole = false
    while head.count < Self.prefixLength, !isWhole {
      isWhole = try unpack(into: &head, maximum: Self.prefixLength) == 0
    }
    kind = FileKind.sniff(head.span)
    guard kind.isReadable, kind != .gzip else { throw .wrongKind(kind) }
    do throws(EncodingError) {
      let found = try Self.find(choice, kind, head.span, isWhole: isWhole)
      encoding = found.encoding
      markLength = found.markLength
    } catch {
      throw .encoding(error, line: Self.line(of: error, in: head))
    }
    head.removeFirst(markLength)
    self.head = head
    if encoding != .utf8 { transcoder = Transcoder(encoding, offset: markLength) }
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
    guard case .notUTF8(_, let offset) = error else { return 0 }
    return 1 + head[..<offset].count { $0 == 0x0A }
  }

  /// Appends some more text.
  ///
  /// - Parameter maximum: About how much; transcoded text may come to three times as much.
  /// - Returns: Bytes appended, 0 only at the end.
  package mutating func read(
    into out: inout ContiguousArray<UInt8>, maximum: Int = 1 << 20
  ) throws(InputError) -> Int {
    let before = out.count
    while out.count == before, !isFinished {
      if transcoder == nil {
        if try next(into: &out, maximum: maximum) == 0 { try finish() }
        continue
      }
      var scratch = ContiguousArray<UInt8>()
      swap(&scratch, &self.scratch)
      scratch.removeAll(keepingCapacity: true)
      let count = try next(into: &scratch, maximum: maximum)
      do throws(EncodingError) {
        if count > 0 { try transcoder?.append(scratch.span, to: &out) } else { try transcoder?.finish() }
      } catch {
        throw .encoding(error, line: transcoder.map { $0.line(in: out, from: before) } ?? 0)
      }
      transcoder?.noteLines(of: out, from: before)
      swap(&scratch, &self.scratch)
      if count == 0 { try finish() }
    }
    return out.count - before
  }

  /// The hash of the file's bytes as they stand on disk; nil until `read` has returned 0.
  package private(set) var contentHash: String?

  private mutating func finish() throws(InputError) {
    try file.checkUnchanged()
    contentHash = hasher.finish()
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
    return try unpack(into: &out, maximum: maximum)
  }

  /// Appends unpacked bytes; returns how many, 0 at the end.
  private mutating func unpack(
    into out: inout ContiguousArray<UInt8>, maximum: Int
  ) throws(InputError) -> Int {
    let before = out.count
    while out.count - before < maximum {
      let holdsMore = inflater?.holdsMore ?? false
      if blockStart == block.count, !holdsMore { try fillBlock() }
      guard blockStart < block.count || holdsMore else {
        try inflater?.finish()
        break
      }
      if isGzip {
        // A second reference, not a copy: the block is not changed meanwhile.
        let block = self.block
        blockStart += try inflater?.step(block.span.extracting(blockStart...), into: &out) ?? 0
      } else {
        let count = min(block.count - blockStart, maximum - (out.count - before))
        out.append(contentsOf: block[blockStart..<(blockStart + count)])
        blockStart += count
      }
    }
    return out.count - before
  }

  /// Reads and hashes the next block of the file; leaves it empty at the end.
  private mutating func fillBlock() throws(InputError) {
    block.removeAll(keepingCapacity: true)
    blockStart = 0
    let count = try file.read(ContentHash.blockSize, at: rawByteCount, into: &block)
    rawByteCount += count
    // A second reference, not a copy.
    let block = self.block
    hasher.update(block.span)
  }
}
