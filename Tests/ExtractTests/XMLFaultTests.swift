import Declarations
import Extract
import Testing

/// Documents that libxml2 and the fast reader read alike (`readXML` compares them), and what is wrong in them.
@Suite("Values in XML that are none") struct XMLFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String, text: String, cells: [String?], faults: [String]
    var selectors: [XMLSelector] = [.path(["v"], attribute: nil)]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "an element twice", text: "<r><a><v>19</v><v>99</v></a></r>", cells: ["19"],
      faults: ["0 in 0: repeated"]),
    Case(
      name: "the same text twice", text: "<r><a><v>5</v><v>5</v></a></r>", cells: ["5"],
      faults: ["0 in 0: repeated"]),
    Case(
      name: "an attribute of an element that stands twice", text: "<r><a><v i='1'/><v i='2'/></a></r>",
      cells: ["1"], faults: ["0 in 0: repeated"], selectors: [.path(["v"], attribute: "i")]),
    Case(
      name: "several of which the first is meant", text: "<r><a><v>19</v><v>99</v></a></r>", cells: ["19"],
      faults: [], selectors: [.anyOf([XMLPath(["v"], attribute: nil)])]),
    Case(
      name: "cents in an element of their own", text: "<r><a><v>19<cents>99</cents></v></a></r>",
      cells: ["19"], faults: ["0 in 0: holdsElements"]),
    Case(
      name: "text on both sides of an element", text: "<r><a><v>1<n>x</n>2</v></a></r>", cells: ["12"],
      faults: ["0 in 0: holdsElements"]),
    Case(
      name: "an element without text", text: "<r><a><v><n/></v></a></r>", cells: [""],
      faults: ["0 in 0: holdsElements"]),
    Case(
      name: "comments and sections, which are no elements",
      text: "<r><a><v>1<!-- <n> -->9<![CDATA[<]]><?p?></v></a></r>", cells: ["19<"], faults: []),
    Case(
      name: "an element that is a column of its own", text: "<r><a><v>19<cents>99</cents></v></a></r>",
      cells: ["19", "99"], faults: [],
      selectors: [.path(["v"], attribute: nil), .path(["v", "cents"], attribute: nil)]),
    Case(
      name: "an item of a list that stands twice",
      text: "<r><a><l><n>x</n><p>1</p></l><l><n>x</n><p>2</p></l></a></r>", cells: ["1"],
      faults: ["0 in 0: repeated"], selectors: [.named(list: ["l"], name: "n", value: "p", equals: "x")]),
    Case(
      name: "an item with two values", text: "<r><a><l><n>x</n><p>1</p><p>2</p></l></a></r>", cells: ["1"],
      faults: ["0 in 0: repeated"], selectors: [.named(list: ["l"], name: "n", value: "p", equals: "x")]),
    Case(
      name: "a factor twice", text: "<r><a><i><p>2</p><p>3</p></i></a></r>", cells: ["?3"], faults: [],
      selectors: [.sumOfProducts(items: ["i"], factors: ["p"])]),
    Case(
      name: "a factor with an element inside", text: "<r><a><i><p>2<c>5</c></p></i></a></r>", cells: ["?"],
      faults: [], selectors: [.sumOfProducts(items: ["i"], factors: ["p"])]),
    Case(
      name: "two texts around the records", text: "<r><d>1</d><d>2</d><a/></r>", cells: ["1"],
      faults: ["0 in 0: repeated"], selectors: [.parent(["d"], attribute: nil)]),
    // Namespaces: an element of the record's own goes before one of another, in whatever order they stand.
    Case(
      name: "another namespace first",
      text: "<r xmlns:g='urn:g'><a><g:v>1</g:v><v>2</v></a></r>", cells: ["2"], faults: []),
    Case(
      name: "another namespace last",
      text: "<r xmlns:g='urn:g'><a><v>2</v><g:v>1</g:v></a></r>", cells: ["2"], faults: []),
    Case(
      name: "another namespace alone", text: "<r xmlns:g='urn:g'><a><g:v>1</g:v></a></r>", cells: ["1"],
      faults: []),
    Case(
      name: "two of another namespace", text: "<r xmlns:g='urn:g'><a><g:v>1</g:v><g:v>2</g:v></a></r>",
      cells: ["1"], faults: ["0 in 0: repeated"]),
    Case(
      name: "two of the record's own beside another",
      text: "<r xmlns:g='urn:g'><a><g:v>1</g:v><v>2</v><v>3</v></a></r>", cells: ["2"],
      faults: ["0 in 0: repeated"]),
    Case(
      name: "another default namespace", text: "<r><a><v xmlns='urn:g'>1</v><v>2</v></a></r>", cells: ["2"],
      faults: []),
    Case(
      name: "a document all in one prefix", text: "<g:r xmlns:g='urn:g'><g:a><g:v>1</g:v></g:a></g:r>",
      cells: ["1"], faults: []),
    Case(
      name: "an attribute with a prefix before one without",
      text: "<r xmlns:g='urn:g'><a g:i='1' i='2'/></r>", cells: ["2"], faults: [],
      selectors: [.path([], attribute: "i")]),
  ]

  @Test("a value that stands twice or holds elements is noted, by both readers alike", arguments: cases)
  func faults(_ c: Case) throws {
    let read = try readXML(c.text, record: "r/a", c.selectors)
    #expect(read.rows == [c.cells])
    #expect(read.faults == c.faults)
    for piece in [1, 7] {
      let pieces = try readXML(Array(c.text.utf8), record: "r/a", c.selectors, piece: piece)
      #expect(pieces.rows == [c.cells] && pieces.faults == c.faults, "pieces of \(piece)")
    }
  }

  @Test("faults stay with their records, however many there are")
  func many() throws {
    let records = (0..<3000).map { $0 % 7 == 3 ? "<a><v>1</v><v>\($0)</v></a>" : "<a><v>\($0)</v></a>" }
    let bytes = Array("<r>\(records.joined())</r>".utf8)
    let expected = (0..<3000).filter { $0 % 7 == 3 }.map { "0 in \($0): repeated" }
    let selectors: [XMLSelector] = [.path(["v"], attribute: nil)]
    #expect(try readXML(bytes, record: "r/a", selectors, piece: 1000).faults == expected)
    for reading in [FastReading(), FastReading(piece: 50, block: 300), FastReading(piece: 90, chunk: 700)] {
      #expect(try readFast(bytes, record: "r/a", selectors, reading)?.faults == expected, "\(reading)")
    }
  }

  @Test(
    "a CR, or CR and LF, in a section is one line break, wherever the text is cut",
    arguments: [("x\r\ny", "x\ny"), ("x\ry", "x\ny"), ("x\r\r\n\ny", "x\n\n\ny"), ("x\n\ry", "x\n\ny")])
  func sections(_ text: String, _ read: String) throws {
    let document = Array("<r><a><v><![CDATA[\(text)]]></v></a></r>".utf8)
    for piece in [1, 2, 3, 1000] {
      #expect(
        try readXML(document, record: "r/a", [.path(["v"], attribute: nil)], piece: piece).rows == [[read]])
    }
  }

  @Test(
    "an ampersand that stands for itself is named",
    arguments: ["<r><a>Bed & Bath</a></r>", "<r><a>AT&T</a></r>", "<r><a i='x&y'/></r>", "<r><a>&</a></r>"])
  func ampersands(_ text: String) {
    #expect(xmlProblem(text)?.kind == .bareAmpersand)
    #expect(xmlProblem(text)?.hint?.contains("'&amp;'") == true)
  }

  @Test(
    "a prefix that nothing declares is refused",
    arguments: ["<r><g:a>1</g:a></r>", "<r><a g:i='1'/></r>", "<r><a>1</a><g:x/></r>", "<g:r/>"])
  func prefixes(_ text: String) {
    for piece in [1, 1000] {
      guard case .undeclaredPrefix = xmlProblem(Array(text.utf8), piece: piece)?.kind else {
        Issue.record("\(text) in pieces of \(piece)")
        continue
      }
    }
  }
}
