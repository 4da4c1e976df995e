import Declarations
import Diagnostics
import Testing

@Suite("YAML, read strictly") struct YAMLDocumentTests {
  private func diagnostics(_ text: String) -> [Diagnostic] {
    YAMLDocument.read(text, file: "a.yaml").diagnostics
  }

  private func texts(_ text: String) throws -> [String: String] {
    let (root, diagnostics) = YAMLDocument.read(text, file: "a.yaml")
    try #require(diagnostics.isEmpty)
    guard case .mapping(let entries, _) = try #require(root) else { return [:] }
    var texts: [String: String] = [:]
    for (key, _, value) in entries {
      if case .scalar(let text, _, _) = value { texts[key] = text }
    }
    return texts
  }

  @Test("scalars stay the text that was written")
  func untyped() throws {
    let found = try texts("a: NO\nb: 017\nc: 1_000\nd: 2026-03-01\ne: ~\nf: 1e3\ng: 12:30:00\n")
    #expect(
      found == [
        "a": "NO", "b": "017", "c": "1_000", "d": "2026-03-01", "e": "~", "f": "1e3", "g": "12:30:00",
      ])
  }

  @Test("a byte order mark and CRLF line ends are no part of the text")
  func byteOrderMark() throws {
    #expect(try texts("\u{FEFF}a: b\r\nc: d\r\n") == ["a": "b", "c": "d"])
    #expect(try texts("a: b\nc: \u{FEFF}d\n") == ["a": "b", "c": "d"])
  }

  struct Refused: Sendable, CustomTestStringConvertible {
    var text: String
    var expected: [String: String]
    var testDescription: String { text.prefix(40).debugDescription }
  }

  private static let anchors = "anchors and aliases are not allowed"

  @Test(
    "references, tags and structured keys are refused where they stand",
    arguments: [
      Refused(text: "a: 1️⃣&x b", expected: ["1️⃣": anchors]),
      Refused(text: "a: 1️⃣&x {c: d}\nb: *x", expected: ["1️⃣": anchors]),
      Refused(text: "1️⃣&k a: b", expected: ["1️⃣": anchors]),
      Refused(text: "a: [1️⃣&x b, *x]", expected: ["1️⃣": anchors]),
      Refused(text: "a: {1️⃣<<: {b: c}}", expected: ["1️⃣": "merge keys (<<) are not allowed"]),
      Refused(text: "a: 1️⃣!mine b", expected: ["1️⃣": "tags (!mine) are not allowed"]),
      Refused(
        text: "a: 1️⃣!!python/object b",
        expected: ["1️⃣": "tags (tag:yaml.org,2002:python/object) are not allowed"]),
      Refused(text: "1️⃣!mine a: b", expected: ["1️⃣": "tags (!mine) are not allowed"]),
      Refused(text: "1️⃣{x: y}: b", expected: ["1️⃣": "a key must be text"]),
      Refused(text: "1️⃣[x]: b", expected: ["1️⃣": "a key must be text"]),
    ])
  func refused(_ c: Refused) {
    expectDiagnostics(c.text, c.expected, by: diagnostics)
  }

  @Test(
    "every repeated key is reported where it stands again",
    arguments: [
      Refused(
        text: "a: 1\nb: 2\n1️⃣a: 3\n",
        expected: ["1️⃣": "the key 'a' stands twice in one mapping | the first is in line 1: keep one of them"]),
      Refused(
        text: "x:\n  a: 1\n  1️⃣a: 2\n  2️⃣a: 3\ny: {b: 1, 3️⃣b: 2}\n4️⃣x: 1\n",
        expected: [
          "1️⃣": "the key 'a' stands twice in one mapping", "2️⃣": "the key 'a' stands twice in one mapping",
          "3️⃣": "the key 'b' stands twice in one mapping", "4️⃣": "the key 'x' stands twice in one mapping",
        ]),
      Refused(
        text: "\"канал\": 1\n1️⃣канал: 2\n",
        expected: ["1️⃣": "the key 'канал' stands twice in one mapping"]),
    ])
  func duplicates(_ c: Refused) {
    expectDiagnostics(c.text, c.expected, by: diagnostics)
  }

  struct Explained: Sendable, CustomTestStringConvertible {
    var text: String
    var hint: String
    var testDescription: String { hint }
  }

  @Test(
    "a syntax error names the look-alike character that caused it",
    arguments: [
      Explained(
        text: "name：nightly\ntitle: x\n",
        hint: "line 1 has a full-width colon '：'; YAML needs ':' and a space"),
      Explained(
        text: "name:\u{A0}nightly\ntitle: x\n", hint: "line 1 has a no-break space; replace it by a plain one"
      ),
      Explained(text: "a:\n\tb: c\n", hint: "line 2 is indented by a tab; YAML needs spaces"),
      Explained(
        text: "a:\n  b: 1\n   # a note\n   c: 2\n",
        hint: "line 4 begins behind 3 spaces, line 2 behind 2: what belongs together begins in one column"),
      Explained(
        text: "a:\n  b: {x: 1}\n c: 2\n",
        hint: "line 3 begins behind 1 space, line 2 behind 2: what belongs together begins in one column"),
      Explained(text: "a: “x: y”\n", hint: "line 1 has curly quotes; YAML needs straight ones"),
    ])
  func explained(_ c: Explained) throws {
    let found = diagnostics(c.text)
    #expect(found.count == 1)
    #expect(found.first?.hint == c.hint)
    #expect(try #require(found.first?.location).line > 0)
  }

  @Test("a control character is reported with its place, without quoting the file")
  func control() throws {
    let found = diagnostics("a: b\nsecret: x\u{1}y\n")
    #expect(found.map(\.message) == ["not YAML: control characters are not allowed"])
    #expect(try #require(found.first?.location).line == 2)
  }

  @Test("a file larger than 1 MiB is refused unread")
  func size() {
    let text = "a: " + String(repeating: "x", count: YAMLDocument.maximumBytes - 3)
    #expect(diagnostics(text).isEmpty)
    #expect(diagnostics(text + "x").map(\.message) == ["the file is larger than 1 MiB"])
  }

  @Test("an alias of nothing is a syntax error, also inside what it names")
  func undefinedAlias() throws {
    for text in ["a: *x\n", "a: &x [*x]\n", "? *x\n: b\n", "a: *x\nb: &x c\n"] {
      let found = diagnostics(text)
      #expect(found.map(\.message) == ["not YAML: found undefined alias"], "\(text)")
      let star = text.utf8.prefix { $0 != UInt8(ascii: "*") }.count
      #expect(try #require(found.first?.location).column == star + 1)
    }
  }

  @Test("a second document and an empty file are refused")
  func documents() {
    #expect(diagnostics("a: b\n---\nc: d\n").count == 1)
    #expect(diagnostics("# nothing\n").map(\.message) == ["the file is empty"])
  }

  @Test("deep nesting and alias bombs end in one message, soon")
  func bombs() {
    #expect(diagnostics("a: " + String(repeating: "[", count: 5000)).count == 1)
    let nested = "a: " + String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    #expect(diagnostics(nested).map(\.message) == ["the file nests deeper than 32 levels"])
    // Each level names the one above ten times; the complex key makes a reader that expands it hash 10^12 nodes.
    var bomb = "a: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    for level in 1...12 {
      let names = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
      bomb += "b\(level): &a\(level) [\(names)]\n"
    }
    bomb += "? *a12\n: x\n? *a11\n: y\n"
    #expect(Set(diagnostics(bomb).map(\.message)) == [Self.anchors])
  }

  @Test("a file of nothing but mistakes is reported soon: the first hundred, and how many there are besides")
  func mistakes() {
    let unknown = (0..<40_000).map { "k\($0): 1\n" }.joined()
    let found = ChannelRulesLoader.load(text: unknown, file: "a.yaml").diagnostics
    #expect(found.count == 101)
    #expect(found.prefix(100).allSatisfy { ($0.location?.line ?? 0) <= 100 })
    #expect(found.last?.message.hasSuffix(" more problems") == true)
    let repeated = diagnostics(String(repeating: "a: 1\n", count: 50_000))
    #expect(repeated.count == 101)
    #expect(Set(repeated.dropLast().map(\.message)) == ["the key 'a' stands twice in one mapping"])
    let anchored = diagnostics((0..<5000).map { "k\($0): &a 1\n" }.joined())
    #expect(anchored.count == 101)
    let digits = String(repeating: "9", count: 900_000)
    #expect(throws: FormulaError.self) { try FormulaParser.parse(digits) }
  }

  @Test("stars and ampersands in texts are just text")
  func plain() throws {
    let rows = (0..<40).map { "  R & D *\($0) &x *y\n" }.joined()
    #expect(try texts("files: inputs/*.csv\nname: R & D\ngiven: |\n\(rows)").count == 3)
  }
}
