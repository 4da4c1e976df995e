import Extract
import Testing

@Suite("Input files and their hashes")
struct InputFileTests {
  @Test("a file is read by position, and short only at its end")
  func positions() throws {
    let temporary = try TemporaryFile("0123456789")
    let file = try InputFile(path: temporary.path)
    let size = file.size
    #expect(size == 10)
    var bytes = ContiguousArray("> ".utf8)
    let counts = [
      try file.read(4, at: 3, into: &bytes), try file.read(4, at: 8, into: &bytes),
      try file.read(4, at: 10, into: &bytes),
    ]
    #expect(counts == [4, 2, 0])
    #expect(String(decoding: bytes, as: UTF8.self) == "> 345689")
    try file.checkUnchanged()
  }

  @Test("what is no regular file is refused")
  func refusals() {
    #expect(throws: InputError.cannotOpen(code: 2)) { _ = try InputFile(path: "/dev/no such file here") }
    #expect(throws: InputError.notRegularFile(isFolder: true)) { _ = try InputFile(path: "/dev") }
    #expect(throws: InputError.notRegularFile(isFolder: false)) { _ = try InputFile(path: "/dev/null") }
  }

  @Test("a file that grows while it is read is an error")
  func growth() throws {
    let temporary = try TemporaryFile("day,clicks\n")
    var stream = try ByteStream(path: temporary.path)
    var text: ContiguousArray<UInt8> = []
    let count = try stream.read(into: &text)
    #expect(count == 11)
    try temporary.append(Array("2026-01-01,7\n".utf8))
    var problem: InputError?
    do throws(InputError) { _ = try stream.read(into: &text) } catch { problem = error }
    #expect(problem == .changedWhileReading)
    let hash = stream.contentHash
    #expect(hash == nil)
  }

  struct Hashed: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    var hash: String
    var testDescription: String { name }
  }

  // From libxxhash by way of Python's ctypes.
  static let hashed = [
    Hashed(name: "no bytes", bytes: [], hash: "xxh3:99aa06d3014798d86001c324468d497f"),
    Hashed(name: "a line", bytes: Array("Sluice\n".utf8), hash: "xxh3:1f7cdfeec4c5dd08d86e226bd41df77d"),
    Hashed(
      name: "two blocks and 5 bytes",
      bytes: (0..<(2 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 * 31 + $0 / 251) },
      hash: "xxh3:874b97472ff6c4e28e543e85740be1f9"),
  ]

  @Test("the hash is the one that other programs compute", arguments: hashed)
  func hash(_ c: Hashed) throws {
    var hasher = ContentHasher()
    var at = 0
    for size in [1, 700_000, 400_000, 3, 2 << 20] {
      let end = min(c.bytes.count, at + size)
      hasher.update(c.bytes.span.extracting(at..<end))
      at = end
    }
    #expect(hasher.finish() == c.hash)
    let leaves = stride(from: 0, to: c.bytes.count, by: ContentHash.blockSize).map {
      ContentHash.leaf(c.bytes.span.extracting($0..<min($0 + ContentHash.blockSize, c.bytes.count)))
    }
    #expect(ContentHash.root(leaves) == c.hash)
    #expect(try readAll(TemporaryFile(c.bytes), encoding: .declared(.utf8)).hash == c.hash)
  }

  @Test(
    "a text is found wherever the blocks end that are searched, and nowhere else",
    arguments: [
      (["<AdId"], true), (["Row>"], true), (["<Row>"], true), (["absent", "AdId"], true), (["AdIds"], false),
      (["absent"], false), (["Row><Row"], false), ([], false),
    ])
  func mentions(_ texts: [String], _ isThere: Bool) throws {
    let temporary = try TemporaryFile(Array("<Row><AdId/></Row>".utf8))
    let file = try InputFile(path: temporary.path)
    for blockSize in 1...20 {
      let found = try file.mentions(any: texts.map { Array($0.utf8) }, blockSize: blockSize)
      #expect(found == isThere, "blocks of \(blockSize) bytes")
    }
  }
}
