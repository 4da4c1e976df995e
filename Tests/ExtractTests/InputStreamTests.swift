import Extract
import Testing

@Suite("Byte streams")
struct InputStreamTests {
  static let table = "day,clicks\n2026-01-01,7\n"
  /// What Python's `gzip.compress` makes of the table.
  static let packed: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0x49, 0xAC, 0xD4, 0x49, 0xCE, 0xC9, 0x4C, 0xCE, 0x2E, 0xE6,
    0x32,
    0x32, 0x30, 0x32, 0xD3, 0x35, 0x30, 0x04, 0x22, 0x1D, 0x73, 0x2E, 0, 0x3A, 0x28, 0x4D, 0x74, 0x18, 0, 0,
    0,
  ]

  @Test("the same text comes out at any piece size", arguments: [1, 2, 7, 65_536, 1 << 20])
  func pieces(maximum: Int) throws {
    let text = (0..<3_000).map { "2026-01-01,Кампания \($0)\n" }.joined()
    #expect(try readAll(TemporaryFile(text), maximum: max(maximum, 64)).text == Array(text.utf8))
    #expect(
      try readAll(TemporaryFile(Gzip.member(Array(text.utf8))), maximum: max(maximum, 64)).text
        == Array(text.utf8))
    #expect(try readAll(TemporaryFile(Self.packed), maximum: maximum).text == Array(Self.table.utf8))
  }

  @Test("all members of a gzip file are read")
  func members() throws {
    let bytes = Self.packed + Gzip.member([]) + Gzip.member(Array("2026-01-02,8\n".utf8))
    let (text, hash) = try readAll(TemporaryFile(bytes))
    #expect(String(decoding: text, as: UTF8.self) == Self.table + "2026-01-02,8\n")
    #expect(hash == ContentHash.root([ContentHash.leaf(bytes.span)]))
  }

  @Test("a member whose text is a thousand times its size comes out whole")
  func zeros() throws {
    let bytes = Gzip.mebibyteOfZeros + Gzip.mebibyteOfZeros
    #expect(try readAll(TemporaryFile(bytes), encoding: .declared(.utf8)).text.count == 2 << 20)
  }

  @Test("a packed text has the hash of the same text on disk, whatever the steps; the file has its own")
  func textHash() throws {
    let text = Array(String(repeating: "2026-01-01,7,é\n", count: 150_000).utf8)
    let zip = Zip([Zip.Member("a.csv", String(decoding: text, as: UTF8.self))])
    let files = [try TemporaryFile(text), try TemporaryFile(Gzip.member(text)), try TemporaryFile(zip.bytes)]
    for maximum in [1_000, 1 << 20] {
      var hashes: [(content: String?, text: String?)] = []
      for file in files {
        var stream = try ByteStream(path: file.path, member: nil)
        var bytes: ContiguousArray<UInt8> = []
        while try stream.read(into: &bytes, maximum: maximum) > 0 { bytes.removeAll() }
        hashes.append((stream.contentHash, stream.textHash))
      }
      #expect(hashes[0].content != nil && hashes[0].content == hashes[0].text)
      #expect(Set(hashes.map(\.text)).count == 1)
      #expect(Set(hashes.map(\.content)).count == 3)
    }
  }

  @Test("a gzip file cut anywhere is refused")
  func truncated() throws {
    for count in 2..<Self.packed.count {
      #expect(throws: InputError.gzip(.truncated, offset: count), "\(count) bytes") {
        try readAll(TemporaryFile(Array(Self.packed[..<count])))
      }
    }
    #expect(throws: InputError.gzip(.truncated, offset: Self.packed.count + 5)) {
      try readAll(TemporaryFile(Self.packed + Self.packed[..<5]))
    }
  }

  struct Damage: Sendable {
    var at: Int
    var problem: InputError.GzipProblem
  }

  @Test(
    "damage to a gzip file is named",
    arguments: [
      Damage(at: 36, problem: .wrongChecksum), Damage(at: 40, problem: .wrongLength),
      Damage(at: 2, problem: .damaged),
    ])
  func damaged(_ damage: Damage) throws {
    var bytes = Self.packed
    bytes[damage.at] ^= 0xFF
    #expect(try gzipProblem(bytes) == damage.problem)
  }

  @Test(
    "bytes behind the last member are refused",
    arguments: [[0x0A], Array("day,clicks\n".utf8), [0, 0, 0, 0]])
  func trailing(_ rest: [UInt8]) throws {
    #expect(try gzipProblem(Self.packed + rest) == .trailingBytes)
  }

  private func gzipProblem(_ bytes: [UInt8]) throws -> InputError.GzipProblem? {
    let file = try TemporaryFile(bytes)
    do throws(InputError) {
      _ = try readAll(file)
    } catch {
      if case .gzip(let problem, _) = error { return problem }
    }
    return nil
  }

  @Test("a file that unpacks beyond its budget is refused")
  func bombs() throws {
    let file = try TemporaryFile(Gzip.mebibyteOfZeros)
    var limits = ByteStream.Limits()
    limits.unpackedBytes = 500_000
    #expect(throws: InputError.unpacksTooLarge(limitInBytes: 500_000)) {
      try readAll(file, encoding: .declared(.utf8), limits: limits)
    }
    limits = ByteStream.Limits()
    limits.ratio = 100
    #expect(try readAll(file, encoding: .declared(.utf8), limits: limits).text.count == 1 << 20)
    limits.ratioGraceBytes = 300_000
    #expect(throws: InputError.unpacksSuspiciously(ratio: 100)) {
      try readAll(file, encoding: .declared(.utf8), limits: limits)
    }
  }

  @Test("a bomb is refused soon behind the first 16 MiB, whatever it would unpack to")
  func bomb() throws {
    let file = try TemporaryFile((0..<64).flatMap { _ in Gzip.mebibyteOfZeros })
    // A mebibyte of zeros is packed 997 times, and deflate packs nothing more than 1032 times.
    let limits = ByteStream.Limits.standard
    #expect(limits.ratioGraceBytes == 16 << 20 && limits.ratio == 500)
    var stream = try ByteStream(path: file.path, encoding: .declared(.utf8), limits: limits)
    var text: ContiguousArray<UInt8> = []
    var count = 0
    var problem: InputError?
    do throws(InputError) {
      while try stream.read(into: &text) > 0 {
        count += text.count
        text.removeAll(keepingCapacity: true)
      }
    } catch { problem = error }
    #expect(problem == .unpacksSuspiciously(ratio: 500))
    #expect(count <= 16 << 20)
  }

  struct Kind: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8]
    var kind: FileKind
    init(_ text: String, _ kind: FileKind) { (bytes, self.kind) = (Array(text.utf8), kind) }
    init(_ bytes: [UInt8], _ kind: FileKind) { (self.bytes, self.kind) = (bytes, kind) }
    var testDescription: String { "\(bytes.prefix(12)) → \(kind)" }
  }

  static let kinds = [
    Kind("PK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml", .excelWorkbook),
    Kind("PK\u{3}\u{4}\u{14}\0\0\0report.csv", .zip),
    Kind([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1], .foreign(.oldExcelWorkbook)),
    Kind("%PDF-1.7", .foreign(.pdf)), Kind("{\\rtf1\\ansi", .foreign(.richText)),
    Kind([0x1F, 0x8B, 8], .gzip), Kind("PAR1\u{15}\u{4}", .foreign(.parquet)),
    Kind("Obj\u{1}\u{4}", .foreign(.avro)), Kind("ARROW1\0\0\0", .foreign(.arrow)),
    Kind("SQLite format 3\0\u{10}", .foreign(.sqlite)),
    Kind([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], .foreign(.xz)),
    Kind([0x28, 0xB5, 0x2F, 0xFD, 4], .foreign(.zstandard)),
    Kind([0x04, 0x22, 0x4D, 0x18, 0x64], .foreign(.lz4)),
    Kind([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0x90], .foreign(.bzip2)),
    Kind([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], .foreign(.sevenZip)),
    Kind("Rar!\u{1A}\u{7}\u{1}\0", .foreign(.rar)),
    Kind("a.csv" + String(repeating: "\0", count: 252) + "ustar\0", .foreign(.tar)),
    Kind([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], .foreign(.png)),
    Kind([0xFF, 0xD8, 0xFF, 0xE0, 0], .foreign(.jpeg)),
    Kind("GIF89a\u{1}\0", .foreign(.gif)), Kind("GIF87a\u{1}\0", .foreign(.gif)),
    Kind("MZ\u{90}\0\u{3}\0", .foreign(.program)), Kind([0x7F, 0x45, 0x4C, 0x46, 2], .foreign(.program)),
    Kind("HTTP/1.1 200 OK\r\n\r\nPK\u{3}\u{4}\u{14}\0\0\0report.csv", .foreign(.precededZip)),
    Kind("\nPK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml", .foreign(.precededZip)),
    Kind("BZh9,clicks", .text), Kind("Rar!,clicks", .text), Kind("MZ,clicks", .text),
    Kind("GIF,clicks", .text),
    Kind("PAR,clicks", .text), Kind("day,PK\u{3}\u{4},clicks", .text),
    Kind("\u{FEFF}  \n<!DOCTYPE html><p>", .html), Kind("<HTML lang=en>", .html), Kind("<table><tr>", .html),
    Kind("<?xml version='1.0'?><!DOCTYPE html>", .html),
    Kind("<?xml version='1.0'?><table><row/></table>", .xml),
    Kind(
      "\n<?xml version='1.0'?>\n<?mso-application progid='Excel.Sheet'?>\n<ss:Workbook\n xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>",
      .spreadsheetML),
    Kind("<Workbook xmlns='urn:example'>", .xml), Kind("<report/>", .xml), Kind("<htmlreport/>", .xml),
    Kind([0xFF, 0xFE, 0x3C, 0, 0x61, 0], .xml),
    Kind("{\n \"error\": 1}", .json), Kind("[{\"a\": 1}]", .json), Kind("[]", .json),
    Kind("{keyword},clicks", .text),
    Kind("[9],clicks", .text), Kind("day,clicks", .text), Kind("", .text),
  ]

  @Test("the first bytes tell what a file is, whatever its name says", arguments: kinds)
  func sniff(_ c: Kind) throws {
    #expect(FileKind.sniff(c.bytes) == c.kind)
    guard !c.kind.isReadable else { return }
    #expect(throws: InputError.wrongKind(c.kind)) { try readAll(TemporaryFile(c.bytes)) }
    #expect(throws: InputError.wrongKind(c.kind)) { try readAll(TemporaryFile(Gzip.member(c.bytes))) }
    #expect(InputError.wrongKind(c.kind).hint != nil)
  }

  @Test("every foreign format is recognised, and named apart from the others")
  func foreign() {
    let found = Set(Self.kinds.compactMap { if case .foreign(let format) = $0.kind { format } else { nil } })
    #expect(found == Set(ForeignFormat.allCases))
    let names = Set(ForeignFormat.allCases.map { FileKind.foreign($0).description })
    #expect(names.count == ForeignFormat.allCases.count)
  }

  @Test("a refusal says what it is and what to do")
  func prose() {
    let error = InputError.wrongKind(.foreign(.oldExcelWorkbook))
    #expect(error.message == "this is an old Excel workbook, not CSV or XML")
    #expect(error.hint == "open it and save it as .xlsx, or the sheet as CSV (UTF-8)")
  }
}
