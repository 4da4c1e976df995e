/// A file read from the front as UTF-8 text: unzipped and transcoded on the way, hashed as it stands.
package struct ByteStream: ~Copyable {
  private let file: InputFile
  private var position = 0
  private var gunzip: Gunzip?
  private var transcoder: Transcoder?
  private var leaves: [ContentHash.Leaf] = []
  private let declared: TextEncoding?
  private let isXML: Bool
  private var isStarted = false
  package private(set) var isGzip = false
  /// Known after the first read.
  package private(set) var encoding = TextEncoding.utf8
  /// Bytes of a byte order mark in a plain file.
  package private(set) var markLength = 0

  /// - Parameters:
  ///   - encoding: declared by the user or profile; nil: by byte order mark, XML declaration, or UTF-8.
  package init(path: String, encoding: TextEncoding?, isXML: Bool) throws(InputError) {
    file = try InputFile(path: path)
    declared = encoding
    self.isXML = isXML
  }

  package var rawSize: Int { file.size }

  /// Appends some more text; returns how many bytes, 0 at the end.
  package mutating func read(into out: inout ContiguousArray<UInt8>) throws(InputError) -> Int {
    let before = out.count
    while out.count == before {
      guard position < file.size || !isStarted else { return 0 }
      var raw: ContiguousArray<UInt8> = []
      try file.read(1 << 20, at: position, into: &raw)
      leaves.append(ContentHash.leaf(raw, 0..<raw.count))
      position += raw.count
      if !isStarted, raw.starts(with: [0x1F, 0x8B]) {
        isGzip = true
        gunzip = Gunzip()
      }
      let isLast = position >= file.size
      var text = raw
      if isGzip {
        text = []
        try gunzip?.inflate(Array(raw), isLast: isLast, into: &text)
      }
      if !isStarted {
        isStarted = true
        try start(&text)
      }
      if transcoder == nil { out.append(contentsOf: text) } else { try transcoder?.append(Array(text)[...], to: &out) }
      if isLast {
        try transcoder?.finish()
        try file.checkUnchanged()
        if out.count == before { return 0 }
      }
    }
    return out.count - before
  }

  /// Finds the encoding; takes the byte order mark off.
  private mutating func start(_ text: inout ContiguousArray<UInt8>) throws(InputError) {
    let head = Array(text.prefix(1024))
    if head.isEmpty { return }
    if let mark = TextEncoding.byteOrderMark(head) {
      encoding = mark.encoding
      markLength = mark.length
      text.removeFirst(mark.length)
    } else if let declared {
      encoding = declared
    } else if isXML {
      if let name = XMLPrologue.declaredEncoding(head) {
        guard let known = TextEncoding.named(name), known != .utf16le, known != .utf16be else { throw .unknownEncoding(name) }
        encoding = known
      }
    } else if head.count >= 4, head.prefix(64).enumerated().filter({ $0.element == 0 && $0.offset % 2 == 1 }).count > head.prefix(64).count / 3 {
      throw .unknownEncoding("UTF-16 without a byte order mark")
    }
    if encoding != .utf8 { transcoder = Transcoder(encoding) }
  }

  /// The hash of the file's bytes; complete once the end was read.
  package var contentHash: String { ContentHash.root(leaves) }
}
