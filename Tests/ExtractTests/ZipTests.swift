import Extract
import Testing

@Suite("ZIP archives")
struct ZipTests {
  static let table = "day,clicks\n2026-01-01,7\n"

  private func archive(_ zip: Zip, limits: ByteStream.Limits = .standard) throws(InputError) -> ZipArchive {
    let file: TemporaryFile
    do { file = try TemporaryFile(zip.bytes) } catch { throw .cannotOpen(code: 0) }
    return try ZipArchive(InputFile(path: file.path), limits: limits)
  }

  private func read(_ zip: Zip, _ member: String? = nil, limits: ByteStream.Limits = .standard) throws
    -> String
  {
    let file = try TemporaryFile(zip.bytes)
    var stream = try ByteStream(path: file.path, member: member, limits: limits)
    var text: ContiguousArray<UInt8> = []
    while try stream.read(into: &text, maximum: 7) > 0 {}
    #expect(stream.contentHash == ContentHash.root([ContentHash.leaf(zip.bytes.span)]))
    return String(decoding: text, as: UTF8.self)
  }

  private func problem(_ zip: Zip, limits: ByteStream.Limits = .standard) -> ZipProblem? {
    do { _ = try read(zip, limits: limits) } catch let error as InputError {
      if case .zip(let problem, _) = error { return problem }
    } catch {}
    return nil
  }

  @Test("members come out as they went in: stored, deflated, with their numbers behind them, ZIP64")
  func members() throws {
    var deflated = Zip.Member("a.csv", Zip.deflatedText)
    deflated.packed = Zip.deflated
    #expect(try read(Zip([deflated])) == Zip.deflatedText)
    deflated.flags = 8
    #expect(try read(Zip([deflated])) == Zip.deflatedText)
    #expect(try read(Zip([Zip.Member("a.csv", Self.table)])) == Self.table)
    deflated.isLarge = true
    var zip = Zip([deflated, Zip.Member("b.csv", Self.table)])
    zip.isLarge = true
    zip.comment = Array("PK\u{5}\u{6} not the end".utf8)
    #expect(try read(zip, "a.csv") == Zip.deflatedText)
    #expect(try read(zip, "b.csv") == Self.table)
  }

  @Test("bytes behind an archive are named as such, not as a missing directory")
  func moreBehind() throws {
    let zip = Zip([Zip.Member("a.csv", Self.table)]).bytes
    let file = try TemporaryFile(zip + Array("<html>".utf8))
    #expect(throws: InputError.zip(.moreBehind(offset: zip.count), member: nil)) {
      _ = try ZipArchive(InputFile(path: file.path))
    }
  }

  @Test("an archive is opened once for all of its tables, and refused when another stands in its place")
  func openedOnce() throws {
    let zip = Zip([Zip.Member("a.csv", Self.table), Zip.Member("b.csv", "x,y\n1,2\n")])
    let file = try TemporaryFile(zip.bytes)
    let packed = try #require(try PackedFile.open(file.path))
    var stream = try ByteStream(path: file.path, member: "b.csv", packed: packed)
    var text: ContiguousArray<UInt8> = []
    while try stream.read(into: &text) > 0 {}
    #expect(String(decoding: text, as: UTF8.self) == "x,y\n1,2\n")
    #expect(stream.contentHash == ContentHash.root([ContentHash.leaf(zip.bytes.span)]))
    let other = try TemporaryFile(zip.bytes)
    #expect(throws: InputError.changedWhileReading) {
      _ = try ByteStream(path: other.path, member: "b.csv", packed: packed)
    }
    let plain = try TemporaryFile(Array("a,b\n".utf8))
    #expect(try PackedFile.open(plain.path) == nil)
  }

  @Test("the only table of an archive needs no name; of several one has to be named")
  func choice() throws {
    let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D]
    let one = Zip([
      Zip.Member("folder/", ""), Zip.Member("__MACOSX/._a.csv", "x"), Zip.Member("chart.png", ""),
      Zip.Member(name: Array("logo.png".utf8), picture), Zip.Member("folder/a.csv", Self.table),
    ])
    #expect(try read(one) == Self.table)
    let file = try TemporaryFile(one.bytes)
    let contents = try FileContents(path: file.path)
    #expect(contents.tables == ["folder/a.csv"])
    #expect(contents.unread.map(\.name) == ["chart.png", "logo.png"])
    let two = Zip([Zip.Member("Table data.csv", Self.table), Zip.Member("Totals.csv", Self.table)])
    #expect(throws: InputError.severalTables(["Table data.csv", "Totals.csv"])) { try read(two) }
    #expect(throws: InputError.zip(.noSuchMember, member: "Chart.csv")) { try read(two, "Chart.csv") }
    #expect(problem(Zip([])) == .nothingToRead)
  }

  @Test("names are UTF-8, or code page 437 where they can't be")
  func names() throws {
    // "Größe.csv" in code page 437, from Python; "отчёт.csv" in UTF-8 without the flag that says so.
    let old = Zip.Member(
      name: [0x47, 0x72, 0x94, 0xE1, 0x65, 0x2E, 0x63, 0x73, 0x76], Array(Self.table.utf8))
    var new = Zip.Member("отчёт.csv", Self.table)
    #expect(try archive(Zip([old, new])).members.map(\.name) == ["Größe.csv", "отчёт.csv"])
    new.flags = 0x800
    #expect(try archive(Zip([new])).members.map(\.name) == ["отчёт.csv"])
    new.name = [0xFF, 0x2E]
    #expect(throws: InputError.self) { try archive(Zip([new])) }
  }

  @Test(
    "names that lead out of the archive are refused",
    arguments: [
      "/etc/passwd", "../a.csv", "a/../../b.csv", "..\\a.csv", "C:\\a.csv", "\\a.csv", "a\0.csv", "",
    ])
  func unsafe(_ name: String) {
    #expect(throws: InputError.zip(.unsafeName, member: name)) { try archive(Zip([Zip.Member(name, "x")])) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var problem: ZipProblem
    var change: @Sendable (inout Zip) -> Void
  }

  static let refused = [
    Case(testDescription: "encrypted", problem: .encrypted) { $0.members[0].flags = 1 },
    Case(testDescription: "strongly encrypted", problem: .encrypted) { $0.members[0].flags = 0x41 },
    Case(testDescription: "bzip2", problem: .method(12)) { $0.members[0].method = 12 },
    Case(testDescription: "another name before the member", problem: .headersDisagree) {
      $0.members[0].localName = Array("b.csv".utf8)
    },
    Case(testDescription: "another method before the member", problem: .headersDisagree) {
      $0.members[0].localMethod = 8
    },
    Case(testDescription: "another size before the member", problem: .headersDisagree) {
      $0.members[0].localSize = 5
    },
    Case(testDescription: "a wrong checksum", problem: .wrongChecksum) { $0.members[0].checksum = 7 },
    Case(testDescription: "one name twice", problem: .sameName) { $0.members.append($0.members[0]) },
    Case(testDescription: "a member inside another", problem: .overlapping) {
      // The header of the inner member stands in the stored bytes of the outer one.
      let inner = Zip([Zip.Member("b.csv", "x")]).bytes.prefix(36)
      $0.members[0] = Zip.Member(name: Array("a.csv".utf8), Array("d\n".utf8) + inner)
      $0.members.append(Zip.Member("b.csv", "x"))
      $0.members[1].offset = 30 + 5 + 2
    },
    Case(testDescription: "several disks", problem: .severalDisks) { $0.disk = 1 },
    Case(testDescription: "an archive inside", problem: .nested) {
      $0.members.append(Zip.Member(name: Array("in.zip".utf8), Zip([Zip.Member("x.csv", "a")]).bytes))
    },
    Case(testDescription: "gzip inside", problem: .nested) {
      $0.members[0] = Zip.Member(name: Array("a.csv.gz".utf8), Gzip.member(Array("x".utf8)))
    },
  ]

  @Test("what can't be read whole and safely is refused", arguments: refused)
  func refuses(_ c: Case) {
    var zip = Zip([Zip.Member("a.csv", Self.table)])
    c.change(&zip)
    #expect(problem(zip) == c.problem)
    #expect(!c.problem.hint.isEmpty)
  }

  @Test("an archive cut anywhere is refused, and so is one with a byte before it")
  func truncated() throws {
    let bytes = Zip([Zip.Member("a.csv", Self.table)]).bytes
    for count in 4..<bytes.count {
      let file = try TemporaryFile(Array(bytes[..<count]))
      #expect(throws: InputError.self, "\(count) bytes") { _ = try ByteStream(path: file.path) }
    }
    for before in ["x", "HTTP/1.1 200 OK\r\n\r\n", "MZ\0\0"] {
      let file = try TemporaryFile(Array(before.utf8) + bytes)
      #expect(throws: InputError.wrongKind(.foreign(.precededZip))) { try ByteStream(path: file.path) }
    }
    var limits = ByteStream.Limits.standard
    limits.members = 1
    let two = Zip([Zip.Member("a.csv", "x"), Zip.Member("b.csv", "x")])
    #expect(problem(two, limits: limits) == .tooManyMembers(limit: 1))
    #expect(problem(Zip([Zip.Member("a.csv", "x")]), limits: limits) == nil)
  }

  @Test("a damaged deflate stream, one that ends early and one with bytes behind it are refused")
  func damagedMembers() {
    for change in [
      Array(Zip.deflated.dropLast(4)), Zip.deflated + [0, 0], [0xFF] + Zip.deflated.dropFirst(),
    ] {
      var member = Zip.Member("a.csv", Zip.deflatedText)
      member.packed = change
      #expect(throws: (any Error).self) { try read(Zip([member])) }
    }
    var longer = Zip.Member("a.csv", Zip.deflatedText)
    longer.packed = Zip.deflated
    longer.size = Zip.deflatedText.utf8.count - 1
    #expect(problem(Zip([longer])) == .wrongLength)
    longer.size = Zip.deflatedText.utf8.count + 1
    #expect(problem(Zip([longer])) == .wrongLength)
  }

  @Test("an archive that unpacks beyond its budget is refused before anything is unpacked")
  func bombs() throws {
    var member = Zip.Member("a.csv", Zip.deflatedText)
    member.packed = Zip.deflated
    member.size = 17 << 20
    #expect(throws: InputError.unpacksSuspiciously(ratio: 500)) { try archive(Zip([member])) }
    var limits = ByteStream.Limits.standard
    limits.unpackedBytes = 100
    let two = Zip([Zip.Member("a.csv", Zip.deflatedText), Zip.Member("b.csv", Zip.deflatedText)])
    #expect(throws: InputError.unpacksTooLarge(limitInBytes: 100)) { try archive(two, limits: limits) }
  }
}
