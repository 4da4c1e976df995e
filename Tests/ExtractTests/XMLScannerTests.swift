import CByteScan
import Columns
import Declarations
import Extract
import Synchronization
import Testing
import TestSupport

/// The fast reader against libxml2, which is the oracle: it takes only what libxml2 takes, as the same records.
@Suite("The fast XML reader")
struct XMLScannerTests {
  static let selectors: [[XMLSelector]] = [
    [
      .path([], attribute: nil), .path([], attribute: "i"), .path(["n"], attribute: nil),
      .path(["n"], attribute: "v"), .path(["n", "p"], attribute: nil), .path([], attribute: "xmlns"),
      .path([], attribute: "знак"), .path(["длинноеИмя"], attribute: nil),
    ],
    [
      .sumOfProducts(items: ["n"], factors: ["p", "@v"]), .sumOfProducts(items: ["l", "i"], factors: ["."]),
      .named(list: ["l"], name: "n", value: "p", equals: "7"),
      .named(list: ["n"], name: "@i", value: ".", equals: "12.50"), .path(["p"], attribute: nil),
    ],
    [
      .parent([], attribute: "i"), .parent(["b"], attribute: nil), .parent(["b"], attribute: "v"),
      .path([], attribute: nil), .path(["n"], attribute: nil),
    ],
    [],
  ]
  static let readings = [
    FastReading(), FastReading(piece: 1), FastReading(piece: 17, block: 1), FastReading(piece: 64, block: 50),
    FastReading(chunk: 1000), FastReading(chunk: 50), FastReading(piece: 30, chunk: 200),
  ]

  /// Compares one document; returns whether the fast reader took it.
  @discardableResult
  static func compare(
    _ bytes: [UInt8], record: String = "r/a", _ selectors: [XMLSelector], _ reading: FastReading,
    _ context: @autoclosure () -> String = ""
  ) throws -> Bool {
    guard let fast = try readFast(bytes, record: record, selectors, reading) else { return false }
    let slow = try? readXML(bytes, record: record, selectors)
    let text = String(decoding: bytes.prefix(2000), as: UTF8.self)
    #expect(fast == slow, "\(context()), \(reading): \(text.debugDescription)")
    return true
  }

  static let taken = [
    "<r></r>", "<r />  ", "<r><a/></r>\n", "<r\n><a\t/></r >",
    "<?xml version='1.0'?>\n<r><a>1</a></r><!-- x -->",
    "\u{FEFF}<r><a>ж</a></r>", "  \n<?xml version=\"1.0\" encoding=\"utf-8\" standalone='yes'?><r><a/></r>",
    "<r><a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F600;</a></r>", "<r><a>x]]y]>z>]</a></r>",
    "<r><a><![CDATA[<x>&amp;]]]]><![CDATA[>]]></a></r>", "<r><a>1\r\n2\r\n</a></r>",
    "<r><a i='&quot;&#10;&amp;amp; \t\n\"'>x</a></r>",
    "<r><!----><!-- - --><?p?><?p x??><a>1<!-- 2 -->3<?q?>4</a></r>",
    "<r><a>1</a><b><a>2</a></b><a><n v='3'>4</n><n>5</n></a><aa>6</aa></r>",
    "<r xmlns='http://example.org/a-b/c'><a xmlns:x='urn:1C.ru:x_2'>1</a></r>",
    "<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance' xmlns='urn:a'><a xmlns:y='urn:b' i='1'>1</a></r>",
    "<r><a><n v='1'>1<x>2</x></n><n v='3'/><n><x/></n></a><a>4</a><b>5</b><b>6</b><a>7<y/></a></r>",
    "<?xml-stylesheet href='a.xsl'?><r><a>\u{7F}\u{85}\u{2028}\u{FFFD}\u{10FFFF}</a></r>",
    "<r><длинноеИмя знак='é'>1</длинноеИмя><_a.b-1/><a>\u{A0}</a></r>",
    "<r><a i = '1' v\n=\n\"2\">x</a></r>", "<r><a>one <n>two</n> three <n>four</n> five</a></r>",
  ]

  @Test("plain documents are taken, and read as libxml2 reads them", arguments: taken)
  func plain(_ text: String) throws {
    for selectors in Self.selectors {
      // What stands around a record can't be had from a chunk.
      for reading in Self.readings
      where reading.chunk == nil || XMLChunkReader.canSplit(record: ["r", "a"], selectors: selectors) {
        #expect(try Self.compare(Array(text.utf8), selectors, reading), "\(reading): given up")
      }
    }
  }

  static let left = [
    "", "<r>", "<r></r><r/>", "<r/>x", "x<r/>", "<r></R>", "</r>", "<r><a></r></a>", "<r><a/></r",
    "<r><a i='1'",
    "<r i='1' i='2'/>", "<r i='<'/>", "<r i=1/>", "<r i/>", "<r i='1'v='2'/>", "<r / >", "< r/>", "<r></ r>",
    "<r>&x;</r>", "<r>&amp</r>", "<r>&;</r>", "<r>&#;</r>", "<r>&#x;</r>", "<r>&#xG;</r>", "<r>&#0;</r>",
    "<r>&#xD800;</r>", "<r>&#xFFFE;</r>", "<r>&#1114112;</r>", "<r>&#65 ;</r>", "<r>a & b</r>", "<r>]]></r>",
    "<r><!-- -- --></r>", "<r><!-- ---></r>", "<r><!- --></r>", "<r><![cdata[x]]></r>", "<r><![CDATA[x]]</r>",
    "<![CDATA[x]]><r/>", "<r/><![CDATA[x]]>", "<r><?xml version='1.0'?></r>", "<r><?XML x?></r>",
    "<r><? p?></r>",
    "<r><?p", "<r><1/></r>", "<r><-a/></r>", "<r><a\u{D7}/></r>", "<r><\u{300}a/></r>", "<r>\u{1}</r>",
    "<r>\u{FFFE}</r>", "<r>\u{FFFF}</r>", "<r>\u{0}</r>", "<r i='\u{8}'/>", "<!DOCTYPE r><r/>",
    "<r><a:b/></r>",
    "<r><a :b='1'/></r>", "<:r/>", "<r xmlns='no address'/>", "<r xmlns:xml='urn:a'/>",
    "<r xmlns:x=''/>", "<r xmlns:x='urn:a' xmlns:x='urn:b'/>", "<r xmlns:x='urn:a' x:b='1'/>",
    "<r xmlns:='urn:a'/>",
    "<r xmlns:x:y='urn:a'/>", "<r xmlns='http://www.w3.org/XML/1998/namespace'/>", "<r xmlns:xMl2='urn:a'/>",
    "<r xmlns='http://www.w3.org/2000/xmlns/'/>",
    "<?xml version='1.0'?><?xml version='1.0'?><r/>", "<?xml version='1.0'", "<r><a>1\r2</a></r>",
    "<r a='1\r\n2'/>", "<r><a xmlns='urn:a'>1</a></r>", "<r><![CDATA[\r\n]]></r>", "&amp;", "<r/>&#32;",
    "<r/>\u{A0}", "<r \u{A0}/>",
  ]

  @Test("everything else is left to libxml2", arguments: left)
  func leftAlone(_ text: String) throws {
    for reading in Self.readings where !text.isEmpty || reading.chunk == nil {
      #expect(try readFast(Array(text.utf8), record: "r/a", Self.selectors[0], reading) == nil, "\(reading)")
    }
  }

  @Test("bytes that are no UTF-8 are left to libxml2")
  func bytes() throws {
    let bad: [[UInt8]] = [
      [0xE9], [0xC0, 0x80], [0xC1, 0xBF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x80],
      [0xE2, 0x82],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xEF, 0xBF, 0xBE],
      [0xF0, 0x9F, 0x98],
    ]
    for bytes in bad {
      for (open, close) in [
        ("<r><a>1", "0</a></r>"), ("<r><a i='", "'/></r>"), ("<r><!--", "--></r>"), ("<r><?p ", "?></r>"),
        ("<r><![CDATA[", "]]></r>"), ("<r><a", "/></r>"), ("<r/><!--", "-->"), ("<r/>", ""),
      ] {
        let document = Array(open.utf8) + bytes + Array(close.utf8)
        #expect(try readFast(document, record: "r/a", Self.selectors[0]) == nil, "\(bytes) in \(open)")
      }
    }
  }

  @Test("random plain documents are taken, whatever the split", arguments: 0..<8)
  func randomPlain(seed: Int) throws {
    var maker = XMLMaker(seed: seed)
    for number in 0..<60 {
      let bytes = maker.document()
      let selectors = Self.selectors[number % 4]
      let reading = FastReading(
        piece: Int.random(in: 1...300, using: &maker.random),
        chunk: number % 4 == 2 || number % 3 == 0 ? nil : Int.random(in: 1...300, using: &maker.random),
        block: Int.random(in: 1...300, using: &maker.random))
      let isTaken = try Self.compare(bytes, selectors, reading, "seed \(seed), \(number)")
      #expect(
        isTaken,
        "seed \(seed), \(number): given up: \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  @Test("broken documents are never taken for good ones", arguments: 0..<8)
  func randomBroken(seed: Int) throws {
    var maker = XMLMaker(seed: 1000 + seed)
    var taken = 0
    for number in 0..<300 {
      let bytes = maker.broken(maker.document())
      guard !bytes.isEmpty else { continue }
      let reading = FastReading(
        piece: Int.random(in: 1...300, using: &maker.random),
        chunk: number % 4 == 2 || number % 3 == 0 ? nil : Int.random(in: 1...300, using: &maker.random),
        block: Int.random(in: 1...300, using: &maker.random))
      if try Self.compare(bytes, Self.selectors[number % 4], reading, "seed \(seed), \(number)") {
        taken += 1
      }
    }
    // Otherwise nothing was compared.
    #expect(taken > 5)
  }

  static let torture = """
    <?xml version="1.0" encoding="UTF-8"?><!-- <row> before -->
    <shop><rows-x><row>no</row></rows-x><list n="1">
      <row id="1"><v>one</v><row><v>inner</v></row><rows/></row><!-- <row id="c"> --><row id="2"/>
      <?p <row a="1"> ?><row id='>'><v><![CDATA[<row id="x"><v>2</v></row>]]></v>&lt;row></row>
      <other>\(String(repeating: "long text without records ", count: 12))<row>elsewhere</row></other>
      <x><row>deeper</row></x><row-x/><row.x/><row id="4"
        n="a"><v>four \u{1F600} &amp; more</v></row>
    </list><list><row id="5"><v>five</v></row></list><tail><row id="no"/></tail></shop><!-- <row> after -->
    """

  @Test("chunks give the same as the whole for every split")
  func everySplit() throws {
    let bytes = Array(Self.torture.utf8)
    let selectors: [XMLSelector] = [.path([], attribute: "id"), .path(["v"], attribute: nil)]
    let whole = try readXML(bytes, record: "shop/list/row", selectors)
    #expect(whole.rows.map { $0[0] } == ["1", "2", ">", "4", "5"])
    #expect(
      whole.rows.map { $0[1] } == ["one", nil, "<row id=\"x\"><v>2</v></row>", "four 😀 & more", "five"])
    for chunk in 1...bytes.count {
      for piece in [7, 1 << 20] {
        let read = try readFast(
          bytes, record: "shop/list/row", selectors, FastReading(piece: piece, chunk: chunk))
        #expect(read == whole, "chunks of \(chunk), pieces of \(piece)")
      }
    }
  }

  /// What several tasks share.
  private final class Shared: Sendable {
    let input: InputFile
    let chain = XMLChain()
    private let taken = Mutex(0)
    init(_ path: String) throws { input = try InputFile(path: path) }

    /// Chunks must be taken in order: whoever waits for the one before knows that somebody reads it.
    func next() -> Int {
      taken.withLock { number in
        defer { number += 1 }
        return number
      }
    }
  }

  @Test("several readers at once find the same records as one")
  func threads() async throws {
    let rows = (0..<6000).map { "<row id=\"\($0)\"><v>value \($0)</v><!-- <row> --></row>\n" }.joined()
    let bytes = Array("<shop><list>\(rows)</list></shop>".utf8)
    let file = try TemporaryFile(bytes)
    let shared = try Shared(file.path)
    let (chunk, tasks) = (5000, 4)
    let chunks = (bytes.count + chunk - 1) / chunk
    let found = try await withThrowingTaskGroup(of: [Int: [String]].self) { group in
      for _ in 0..<tasks {
        group.addTask {
          let reader = XMLChunkReader(
            record: ["shop", "list", "row"], selectors: [.path(["v"], attribute: nil)], chunkSize: chunk)
          var batch = RecordBatch(columnCount: 1)
          var found: [Int: [String]] = [:]
          while case let number = shared.next(), number < chunks {
            _ = try reader.read(
              chunk: number, of: chunks, shared.input, chain: shared.chain, batch: &batch, hash: { _ in },
              sink: { batch in
                for row in 0..<batch.count {
                  found[number, default: []].append(
                    String(decoding: batch.field(0, row) ?? [], as: UTF8.self))
                }
              })
          }
          return found
        }
      }
      return try await group.reduce(into: [:]) { $0.merge($1) { $1 } }
    }
    #expect(shared.chain.isWhole(chunks))
    #expect((0..<chunks).flatMap { found[$0] ?? [] } == (0..<6000).map { "value \($0)" })
  }

  @Test("long records and texts are taken as far as a block can hold them")
  func long() throws {
    let selectors: [XMLSelector] = [.path(["n"], attribute: nil), .path(["p"], attribute: nil)]
    let long = String(repeating: "ж&amp;", count: 5000)
    let comments = String(repeating: "<!-- \(String(repeating: "x", count: 30_000)) -->", count: 4)
    let text = "<r><a><n>\(long)</n>\(comments)<p>1</p></a>\(comments)<a><p>2</p></a><x>\(long)</x></r>"
    for reading in [FastReading(), FastReading(piece: 100), FastReading(chunk: 10_000)] {
      let isTaken = try Self.compare(Array(text.utf8), selectors, reading)
      #expect(isTaken, "\(reading)")
    }
    // Eight mebibytes are too much, and so is a comment that libxml2's reader may refuse.
    let tooLong = "<r><a>\(String(repeating: comments, count: 75))</a></r>"
    #expect(try readFast(Array(tooLong.utf8), record: "r/a", selectors, FastReading(block: 1 << 20)) == nil)
    let endless = "<r><!--\(String(repeating: "x", count: 50_000))--></r>"
    #expect(try readFast(Array(endless.utf8), record: "r/a", selectors) == nil)
  }

  @Test("masks are the same on every path: lengths, alignments, bytes", arguments: 0..<4)
  func masks(seed: Int) {
    var random = SeededRandom(seed)
    let likely = Array("<>&\"'\r\n\t ]]]abcXYZ019-._:/=?!éж€😀\u{FFFD}".utf8)
    for round in 0..<400 {
      let count = Int.random(in: 0...400, using: &random)
      let bytes = (0..<count).map { _ in
        Int.random(in: 0..<1000, using: &random) < (round % 4 == 0 ? 2 : 0)
          ? UInt8.random(in: 0...255, using: &random) : (likely.randomElement(using: &random) ?? 0)
      }
      // Mostly valid text, or nothing beyond the first bad byte would be compared.
      let text = round % 2 == 0 ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
      for skip in 0..<3 where text.count >= skip {
        let part = Array(text.dropFirst(skip))
        for isEnd in [Int32(0), 1] {
          #expect(
            Self.index(part, isEnd, cbs_xml_index) == Self.index(part, isEnd, cbs_xml_index_scalar), "\(part)"
          )
        }
      }
    }
  }

  typealias Index = (
    UnsafePointer<UInt8>?, Int, Int32, UnsafeMutablePointer<cbs_xml_block>?, UnsafeMutablePointer<UInt32>?
  ) -> Int32

  /// All masks and line counts; nil for bytes that no XML may hold.
  static func index(_ bytes: [UInt8], _ isEnd: Int32, _ function: Index) -> [UInt64]? {
    let count = bytes.count / 64 + 2
    var blocks = [cbs_xml_block](repeating: cbs_xml_block(), count: count)
    var lines = [UInt32](repeating: 0, count: count)
    guard function(bytes, bytes.count, isEnd, &blocks, &lines) == 0 else { return nil }
    return blocks.flatMap { [$0.text, $0.value, $0.name, $0.line] } + lines.map(UInt64.init)
  }
}
