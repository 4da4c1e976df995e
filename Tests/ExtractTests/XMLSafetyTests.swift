import Columns
import Declarations
import Diagnostics
import Extract
import Testing

@Suite("Hostile and broken XML")
struct XMLSafetyTests {
  struct Hostile: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var kind: XMLError.Kind
    var testDescription: String { name }
  }

  static let laughs =
    "<!DOCTYPE r [<!ENTITY a \"ha\">"
    + (1...20).map {
      "<!ENTITY a\($0) \"\(String(repeating: "&a\($0 == 1 ? "" : String($0 - 1));", count: 10))\">"
    }.joined()
    + "]>"

  static let hostile = [
    Hostile(name: "billion laughs", text: "\(laughs)<r><a>&a20;</a></r>", kind: .doctype),
    Hostile(
      name: "doubling parameter entities",
      text: "<!DOCTYPE r [<!ENTITY % a 'x'><!ENTITY % b '%a;%a;'>%b;]><r/>", kind: .doctype),
    Hostile(
      name: "an external entity",
      text: "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r><a>&x;</a></r>", kind: .doctype),
    Hostile(
      name: "an external subset", text: "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r><a>1&nbsp;00</a></r>",
      kind: .doctype),
    Hostile(name: "a plain DOCTYPE", text: "<!DOCTYPE r><r/>", kind: .doctype),
    Hostile(name: "nothing", text: "", kind: .empty),
    Hostile(name: "white space", text: " \n\n", kind: .empty),
    Hostile(name: "a declaration alone", text: "<?xml version='1.0'?>\n", kind: .empty),
    Hostile(name: "a comment alone", text: "<!-- nothing -->", kind: .empty),
    Hostile(name: "CSV", text: "day,clicks\n", kind: .notMarkup),
    Hostile(
      name: "an open declaration", text: "<?xml version='1.0' " + String(repeating: " ", count: 2000),
      kind: .unclosedDeclaration),
    Hostile(
      name: "version 2.0", text: "<?xml version='2.0'?><r><a>1</a></r>", kind: .unsupportedVersion("2.0")),
    Hostile(name: "version 1.", text: "<?xml version='1.'?><r/>", kind: .unsupportedVersion("1.")),
    Hostile(name: "version 1.0b", text: "<?xml version='1.0b'?><r/>", kind: .unsupportedVersion("1.0b")),
    Hostile(name: "a file cut in a record", text: "<r><a>1</a><a>2", kind: .truncated(openElements: 2)),
    Hostile(name: "a file cut behind a record", text: "<r><a>1</a>\n", kind: .truncated(openElements: 1)),
    Hostile(name: "a file cut in the last tag", text: "<r><a>1</a></r", kind: .truncated(openElements: 1)),
  ]

  @Test("is refused by name", arguments: hostile)
  func refused(_ c: Hostile) {
    #expect(xmlProblem(c.text)?.kind == c.kind)
    #expect(xmlProblem(Array(c.text.utf8), piece: 1)?.kind == c.kind)
    #expect(xmlProblem(c.text)?.hint != nil)
  }

  @Test("two roots and text behind the root are refused")
  func afterRoot() {
    #expect(xmlProblem("<r><a>1</a></r><r/>")?.kind == .contentAfterRoot)
    #expect(xmlProblem("<r><a>1</a></r>x")?.kind == .contentAfterRoot)
    #expect(xmlProblem("<r><a>1</a></r>\n<!-- end -->\n") == nil)
  }

  @Test("a mismatched tag is refused with its line")
  func mismatch() throws {
    let error = try #require(xmlProblem("<r>\n<a>1</b>\n</r>"))
    #expect(error.line == 2)
    guard case .mismatchedTag = error.kind else { return #expect(Bool(false), "\(error)") }
  }

  @Test("an entity inside an amount never shortens the number")
  func entities() throws {
    for text in ["<r><a>1&nbsp;00</a></r>", "<r><a>1&x;00</a></r>", "<r><a v='1&x;00'>1</a></r>"] {
      let error = try #require(xmlProblem(text))
      guard case .undeclaredEntity = error.kind else { return #expect(Bool(false), "\(text): \(error)") }
    }
    #expect(
      try readXML("<r><a>1&#160;00&lt;</a></r>", record: "r/a", [.path([], attribute: nil)]).rows == [
        ["1\u{A0}00<"]
      ])
  }

  @Test("a DOCTYPE is seen in UTF-16, too")
  func wideDoctype() throws {
    let text = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r><a>&x;</a></r>"
    let units: [[UInt8]] = text.utf16.map { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let file = try TemporaryFile([0xFF, 0xFE] + units.joined())
    let (bytes, _) = try readAll(file)
    #expect(xmlProblem(bytes)?.kind == .doctype)
  }

  @Test("depth is limited to 128")
  func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<x>", count: depth) + String(repeating: "</x>", count: depth)
    }
    #expect(xmlProblem(nested(128)) == nil)
    #expect(xmlProblem(nested(129))?.kind == .tooDeep(limit: 128))
    #expect(xmlProblem(nested(200))?.kind == .tooDeep(limit: 128))
  }

  @Test("attribute, depth and text bombs are refused by name")
  func bombs() {
    let attributes = (0..<300).map { " a\($0)=''" }.joined()
    #expect(xmlProblem("<r\(attributes)/>")?.kind == .tooManyAttributes(limit: 256))
    let many = (0..<50_000).map { " a\($0)=''" }.joined()
    #expect(xmlProblem("<r><a\(many)/></r>")?.kind == .tooManyAttributes(limit: 256))
    let depth = String(repeating: "<x>", count: 200_000)
    #expect(xmlProblem(depth)?.kind == .tooDeep(limit: 128))
    let value = String(repeating: "x", count: 11_000_000)
    #expect(xmlProblem("<r><a b='\(value)'/></r>")?.kind == .endlessMarkup(.tag, limitInBytes: 1 << 20))
    #expect(xmlProblem("<r><a>\(value)</a></r>")?.kind == .fieldTooLong(limitInBytes: 1 << 20))
  }

  @Test("a document cut off anywhere before its end is refused")
  func cut() {
    let text = Array("<?xml version='1.0'?><r i='1'><!-- x --><a>1&amp;<![CDATA[2]]></a ><?p?><a/>é</r>".utf8)
    for count in 0..<text.count { #expect(xmlProblem(Array(text[..<count])) != nil, "\(count) bytes") }
    #expect(xmlProblem(text) == nil)
  }

  @Test("fields, records and their number are limited")
  func sizes() {
    func problem(_ text: String, _ change: (inout XMLLimits) -> Void) -> XMLError.Kind? {
      var limits = XMLLimits()
      change(&limits)
      do throws(XMLError) {
        _ = try readXML(
          text, record: "r/a", [.path(["x"], attribute: nil), .path(["y"], attribute: nil)], limits: limits)
        return nil
      } catch {
        return error.kind
      }
    }
    let text = "<r><a><x>12345</x><y>67890</y></a><a><z>123456789012</z></a></r>"
    #expect(problem(text) { $0.fieldBytes = 5 } == nil)
    #expect(problem(text) { $0.fieldBytes = 4 } == .fieldTooLong(limitInBytes: 4))
    #expect(problem(text) { $0.recordBytes = 10 } == nil)
    #expect(problem(text) { $0.recordBytes = 9 } == .recordTooLong(limitInBytes: 9))
    #expect(problem(text) { $0.records = 2 } == nil)
    #expect(problem(text) { $0.records = 1 } == .tooManyRecords(limit: 1))
  }

  @Test("NUL and bytes that are not UTF-8 are refused with their line")
  func characters() throws {
    #expect(xmlProblem("<r>\n<a>1\0</a></r>") == XMLError(.nul, line: 2))
    let bad: [[UInt8]] = [[0xE9], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF]]
    for bytes in bad {
      for (open, close) in [
        ("<r>\n<a>1", "0</a></r>"), ("<r>\n<a b='", "'/></r>"), ("<r>\n<a><![CDATA[", "]]></a></r>"),
      ] {
        let error = xmlProblem(Array(open.utf8) + bytes + Array(close.utf8))
        #expect(error != nil, "\(bytes) in \(open)")
        #expect(error?.line == 2, "\(bytes) in \(open)")
      }
    }
    #expect(xmlProblem("<r><a>\u{1}</a></r>") != nil)
    #expect(xmlProblem("<r><a>&#0;</a></r>") != nil)
  }

  @Test("encodings that hide markup are refused by name before any parser")
  func declaredEncodings() throws {
    for name in ["UTF-7", "IBM037", "KOI8-R", "x-user-defined"] {
      #expect(throws: InputError.encoding(.unsupported(name), line: 0)) {
        try readAll(TemporaryFile("<?xml version='1.0' encoding='\(name)'?><r/>"))
      }
    }
    #expect(throws: InputError.encoding(.unsupported("EBCDIC"), line: 0)) {
      try readAll(TemporaryFile([0x4C, 0x6F, 0xA7, 0x94, 0x93, 0x40]), encoding: .xml)
    }
    // UTF-16 without mark or declaration.
    #expect(throws: InputError.encoding(.unmarkedUTF16, line: 0)) {
      try readAll(TemporaryFile(Array("<r><a>1</a></r>".utf8).flatMap { [$0, 0] }))
    }
  }

  @Test("a declaration does not change how the parser reads the bytes")
  func lyingDeclaration() throws {
    for name in ["UTF-7", "UTF-16", "ISO-8859-1", "windows-1251"] {
      let text = "<?xml version='1.0' encoding='\(name)'?><r><a>+ADw-Жé</a></r>"
      // Without the stream that would transcode it.
      let read = try readXML(Array(text.utf8), record: "r/a", [.path([], attribute: nil)])
      #expect(read.rows == [["+ADw-Жé"]])
    }
    // .NET writes this into UTF-8 files.
    let file = try TemporaryFile("<?xml version=\"1.0\" encoding=\"utf-16\"?><r><a>é</a></r>")
    #expect(xmlProblem(try readAll(file).text) == nil)
  }

  @Test("after a failure every further call fails the same way")
  func sticky() throws {
    var reader = XMLRecordReader(record: ["r", "a"], selectors: [])
    var batch = RecordBatch(columnCount: 0)
    var problems: [XMLError] = []
    for text in ["<!DOCTYPE r><r><a/></r>", "<r><a/></r>"] {
      do throws(XMLError) { try reader.feed(Array(text.utf8).span, batch: &batch) } catch {
        problems.append(error)
      }
    }
    do throws(XMLError) { try reader.finish(batch: &batch) } catch { problems.append(error) }
    #expect(problems == Array(repeating: XMLError(.doctype, line: 1), count: 3))
    #expect(batch.count == 0)
    let count = reader.recordCount
    #expect(count == 0)
  }

  @Test("messages say where and what to do")
  func prose() {
    let diagnostic = XMLError(.truncated(openElements: 2), line: 7).diagnostic(file: "orders.xml")
    #expect(diagnostic.location?.description == "orders.xml:7")
    #expect(diagnostic.message == "the XML file ends too early: 2 elements are still open")
    #expect(diagnostic.hint == "fetch the file again: it was not written or transferred completely")
  }
}
