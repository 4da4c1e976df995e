/// A file's bytes from the front, unpacked on the way and hashed as they stand: the file itself, what gzip packed,
/// or one member of a ZIP archive.
struct UnpackedStream: ~Copyable {
  let file: InputFile
  private let limits: ByteStream.Limits
  /// One block of the file, and how much of it was handed on.
  private var block: ContiguousArray<UInt8> = []
  private var blockStart = 0
  private var hasher = ContentHasher()
  /// Of what was packed; nil where the file itself is the text.
  private var textHasher: ContentHasher?
  private var inflater: GzipInflater?
  private var member: ZipArchive.Member?
  private var memberReader: ZipMemberReader?
  /// The archive that the file is; nothing but members is read of it then.
  private var packed: PackedFile?
  /// Bytes of the file read so far; those of a member count when the file is finished.
  private(set) var rawByteCount = 0
  /// What the file's first bytes say.
  private(set) var fileKind = FileKind.text

  /// Reads nothing; call `begin` before anything else.
  init(_ file: consuming InputFile, limits: ByteStream.Limits) {
    self.file = file
    self.limits = limits
  }

  mutating func begin() throws(InputError) {
    try fillBlock()
    fileKind = FileKind.sniff(block.span)
    if fileKind == .gzip { try beginInflating() }
  }

  private mutating func beginInflating() throws(InputError) {
    inflater = try GzipInflater(limits: limits)
    textHasher = ContentHasher()
  }

  private mutating func beginMember(_ member: ZipArchive.Member) throws(InputError) {
    memberReader = try ZipMemberReader(member)
    textHasher = ContentHasher()
  }

  /// As `begin`, for a file that is known to be an archive: its members are selected next.
  mutating func begin(_ packed: PackedFile) throws(InputError) {
    try packed.check(file)
    self.packed = packed
    fileKind = .zip
  }

  /// From now on gives the bytes of a member.
  mutating func select(_ member: ZipArchive.Member) throws(InputError) {
    self.member = member
    try beginMember(member)
  }

  /// Begins again at the front.
  mutating func rewind() throws(InputError) {
    if packed != nil {
      if let member { try beginMember(member) }
      return
    }
    rawByteCount = 0
    hasher = ContentHasher()
    try fillBlock()
    if fileKind == .gzip { try beginInflating() }
    if let member { try beginMember(member) }
  }

  /// Appends unpacked bytes; returns how many, 0 at the end.
  mutating func read(into out: inout ContiguousArray<UInt8>, maximum: Int) throws(InputError) -> Int {
    let before = out.count
    if member != nil {
      let count = try memberReader?.read(from: file, into: &out, maximum: maximum) ?? 0
      textHasher?.update(out.span.extracting(before...))
      return count
    }
    while out.count - before < maximum {
      let holdsMore = inflater?.holdsMore ?? false
      if blockStart == block.count, !holdsMore { try fillBlock() }
      guard blockStart < block.count || holdsMore else {
        try inflater?.finish()
        break
      }
      if fileKind == .gzip {
        // A second reference, not a copy: the block is not changed meanwhile.
        let block = self.block
        blockStart += try inflater?.step(block.span.extracting(blockStart...), into: &out) ?? 0
      } else {
        let count = min(block.count - blockStart, maximum - (out.count - before))
        out.append(contentsOf: block[blockStart..<(blockStart + count)])
        blockStart += count
      }
    }
    textHasher?.update(out.span.extracting(before...))
    return out.count - before
  }

  /// Call at the end: the hash of what was packed, as if it stood on disk by itself; nil where nothing was.
  mutating func finishText() -> String? {
    defer { textHasher = nil }
    return textHasher?.finish()
  }

  /// Call at the end: gives the hash of the whole file as it stands on disk.
  ///
  /// - Throws: `.changedWhileReading`.
  mutating func finish() throws(InputError) -> String {
    if let packed {
      let hash = try packed.contentHash(of: file)
      try file.checkUnchanged()
      return hash
    }
    // Of an archive only the member's bytes were read.
    while rawByteCount < file.size { try fillBlock() }
    try file.checkUnchanged()
    return hasher.finish()
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
