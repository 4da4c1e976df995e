import Columns
import Declarations
import Extract
import Testing

/// Long things, read by both readers: the limits are the same for each, to the byte, however a file is cut.
@Suite("Limits of XML")
struct XMLLimitTests {
  /// Above what the fast reader takes, so that it may not decide.
  static let limit = 60_000
  static var limits: XMLLimits {
    var limits = XMLLimits()
    (limits.markupBytes, limits.fieldBytes) = (limit, limit)
    return limits
  }

  struct Long: Sendable, CustomTestStringConvertible {
    var name: String
    /// What stands around `x` repeated.
    var before: String
    var after: String
    /// Bytes of markup or text beside the repeated ones.
    var own: Int
    /// What is said of one byte more than the limit; nil where nothing limits it.
    var kind: XMLError.Kind?
    /// What the text's record states: the repeated text itself, or `1`.
    var states = States.one
    enum States { case one, repeated }
    var testDescription: String { name }

    init(
      _ name: String, _ before: String, _ after: String, own: Int, _ kind: XMLError.Kind?,
      states: States = .one
    ) {
      (self.name, self.before, self.after, self.own, self.kind) = (name, before, after, own, kind)
      self.states = states
    }
  }

  private static func endless(_ markup: XMLError.Markup, limit: Int = limit) -> XMLError.Kind {
    .endlessMarkup(markup, limitInBytes: limit)
  }

  static let long: [Long] = [
    Long("a comment", "<a><v>1</v><!--", "--></a>", own: 7, endless(.comment)),
    Long("a comment beside the root", "", "", own: 7, endless(.comment)),
    Long("an instruction", "<a><v>1</v><?p ", "?></a>", own: 6, endless(.instruction)),
    Long("an attribute nobody wants", "<a><v>1</v><z n='", "'/></a>", own: 9, endless(.tag)),
    Long("a wanted attribute", "<a><w n='", "'/></a>", own: 9, endless(.tag), states: .repeated),
    Long("an end tag", "<a><v>1</v", "></a>", own: 4, endless(.tag)),
    Long("wanted text", "<a><v>", "</v></a>", own: 0, .fieldTooLong(limitInBytes: limit), states: .repeated),
    Long(
      "a wanted section", "<a><v><![CDATA[", "]]></v></a>", own: 0, .fieldTooLong(limitInBytes: limit),
      states: .repeated),
    Long("text nobody wants", "<a><v>1</v><z>", "</z></a>", own: 0, nil),
    Long("a section nobody wants", "<a><v>1</v><z><![CDATA[", "]]></z></a>", own: 0, nil),
  ]

  /// - Parameter prefix: what makes one of the two readers take the file.
  private static func document(_ long: Long, _ length: Int, prefix: String) -> [UInt8] {
    let fill = String(repeating: long.name == "an end tag" ? " " : "x", count: length - long.own)
    if long.before.isEmpty { return Array("<!--\(fill)-->\n<r\(prefix)>\n<a><v>1</v></a></r>".utf8) }
    return Array("<r\(prefix)>\n\(long.before)\(fill)\(long.after)\n<a><v>2</v></a></r>".utf8)
  }

  @Test("are the same on both paths and for every cut, and told with their line", arguments: long)
  func agree(_ long: Long) throws {
    let selectors: [XMLSelector] = [.path(["v"], attribute: nil), .path(["w"], attribute: "n")]
    for length in [40_959, 40_961, Self.limit - 1, Self.limit, Self.limit + 1, 300_000] {
      for prefix in ["", " xmlns:p='urn:p' p:x=''"] {
        let bytes = Self.document(long, length, prefix: prefix)
        let isGood = long.kind == nil || length <= Self.limit
        let fast = try readFast(
          bytes, record: "r/a", selectors, FastReading(block: 1 << 16), limits: Self.limits)
        #expect(isGood || fast == nil, "\(length)")
        for (first, piece) in [(0, 1 << 20), (1, 8 << 10), (17, 5000)] {
          do throws(XMLError) {
            let read = try readXML(
              bytes, record: "r/a", selectors, first: first, piece: piece, limits: Self.limits)
            #expect(isGood, "\(length) in pieces of \(piece)")
            let value = read.rows.first?.compactMap(\.self).joined()
            #expect(
              value == (long.states == .one ? "1" : String(repeating: "x", count: length - long.own)),
              "\(length) in pieces of \(piece)")
            #expect(fast == nil || fast == read)
          } catch {
            #expect(error.kind == long.kind, "\(length) in pieces of \(piece)")
            #expect(error.line == (long.before.isEmpty ? 1 : 2), "\(length) in pieces of \(piece)")
            #expect(!isGood && error.hint != nil)
          }
        }
      }
    }
  }

  @Test("long plain text and sections are the fast reader's, too")
  func fast() throws {
    let fill = String(repeating: "x", count: 300_000)
    for text in ["<r><a><v>\(fill)</v></a></r>", "<r><a><v><![CDATA[\(fill)]]></v></a></r>"] {
      let read = try readFast(Array(text.utf8), record: "r/a", [.path(["v"], attribute: nil)])
      #expect(read?.rows == [[fill]])
    }
  }

  @Test("sections longer than a piece keep their line breaks, characters and brackets, wherever they are cut")
  func sections() throws {
    let unit = "é\r\n]]]x<b>€&amp;\r😀]]"
    let plain = unit.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    for shift in 0..<24 {
      let (head, count) = (String(repeating: "y", count: shift), 700)
      let section = head + String(repeating: unit, count: count)
      let text = "<p:r xmlns:p='urn:p'><a><v><![CDATA[\(section)]]></v></a></p:r>"
      let read = try readXML(Array(text.utf8), record: "r/a", [.path(["v"], attribute: nil)])
      #expect(read.rows == [[head + String(repeating: plain, count: count)]], "\(shift)")
    }
  }

  @Test("an ampersand without its semicolon is told with its line at once, in pieces of any size")
  func ampersands() {
    let fill = String(repeating: "x", count: 100_000)
    for text in ["A & B", "A &", "A &amp", "A &\(fill)", "A &é<b/>"] {
      for piece in [1 << 20, 1000, 1] where piece > 1 || text.utf8.count < 100 {
        let error = xmlProblem(Array("<r>\n<a>\(text)</a></r>".utf8), piece: piece)
        #expect(error == XMLError(.bareAmpersand, line: 2), "\(text.prefix(9)) in pieces of \(piece)")
      }
    }
  }

  @Test("endless markup is refused as soon as it is too long, and what is wrong before it is told first")
  func endless() {
    let fill = String(repeating: "x>", count: 600_000)
    for (text, markup) in [
      ("<r>\n\n<!--", XMLError.Markup.comment), ("<r>\n\n<?p ", .instruction), ("<r>\n\n<a b='", .tag),
    ] {
      let bytes = Array((text + fill).utf8)
      #expect(xmlProblem(bytes) == XMLError(Self.endless(markup, limit: 1 << 20), line: 3))
    }
    guard case .mismatchedTag = xmlProblem("<r>\n<a></b><!--" + fill)?.kind else {
      return #expect(Bool(false), "the tag before it")
    }
    #expect(xmlProblem("<r>\n<a b='1>\n<c>") != nil)
  }

  @Test("any version 1.x is read as 1.0, and blanks before the declaration do not matter")
  func versions() throws {
    for head in [
      "<?xml version='1.1'?>", "<?xml version=\"1.25\" encoding='utf-8'?>", "\n \n<?xml version='1.0'?>",
    ] {
      #expect(xmlProblem("\(head)<r><a>1</a></r>") == nil)
      #expect(
        try readFast(Array("\(head)<r><a>1</a></r>".utf8), record: "r/a", [.path([], attribute: nil)]) != nil)
    }
    let blanks = String(repeating: " \n", count: 100_000)
    #expect(xmlProblem("\(blanks)<?xml version='1.0'?><r><a>1</a></r>") == nil)
    let late = "\n\n<?xml version='3.0'?><r/>"
    #expect(xmlProblem(late) == XMLError(.unsupportedVersion("3.0"), line: 3))
    #expect(xmlProblem(late)?.message == "the file says that it is XML '3.0'")
  }
}
