import CLibXML2

/// A piece of XML as a flat list, for readers that follow a fixed grammar (workbooks).
///
///     <c r="A1"><v>7</v></c>   start c · attribute r "A1" · start v · text "7" · end v · end c
struct XMLTokens: Sendable {
  enum Kind: UInt8, Sendable { case start, attribute, text, end }

  struct Token: Sendable {
    var kind: Kind
    /// Position in the reader's list of element or attribute names; -1 for other elements.
    var name: Int16
    /// Where the value or text stands in `bytes`.
    var start: Int32
    var length: Int32
  }

  var list: ContiguousArray<Token> = []
  var bytes: ContiguousArray<UInt8> = []

  func range(_ token: Token) -> Range<Int> { Int(token.start)..<(Int(token.start) + Int(token.length)) }
  func text(_ token: Token) -> String { String(decoding: bytes[range(token)], as: UTF8.self) }

  mutating func removeAll() {
    list.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
  }
}

/// Names by which a reader of tokens knows elements and attributes: local names, prefixes do not matter.
struct XMLVocabulary: Sendable {
  var elements: [String]
  var attributes: [String]
  /// Elements whose text is wanted, and that of the elements inside them.
  var textIn: [String]
}

/// libxml2's front end for tokens.
///
/// Advice for whoever changes this: it runs inside libxml2's callbacks, behind a pointer. It must not
/// throw; it notes the first failure and ignores events from then on. Names are compared as pointers,
/// because libxml2 interns the local names of a parser in its dictionary (checked at the root).
struct XMLTokenEvents {
  typealias Name = UnsafePointer<xmlChar>

  var tokens = XMLTokens()
  private let context: xmlParserCtxtPtr
  private let limits: XMLLimits
  private var elements: [Name?] = []
  private var attributes: [Name?] = []
  private var textElements: [Bool] = []
  /// The name of each open element, -1 for unknown ones.
  private var open: ContiguousArray<Int16> = []
  /// How many open elements want text.
  private var wanting = 0
  private(set) var failure: XMLError?
  private(set) var isRootClosed = false
  private(set) var root: String?

  init(_ vocabulary: XMLVocabulary, context: xmlParserCtxtPtr, limits: XMLLimits) {
    self.context = context
    self.limits = limits
    elements = vocabulary.elements.map { intern($0) }
    attributes = vocabulary.attributes.map { intern($0) }
    textElements = vocabulary.elements.map { vocabulary.textIn.contains($0) }
  }

  /// The parser's own pointer for a name; nil only without memory.
  private mutating func intern(_ name: String) -> Name? {
    let bytes = Array(name.utf8)
    let found = xmlDictLookup(context.pointee.dict, bytes, Int32(bytes.count))
    if found == nil { fail(.outOfMemory) }
    return found
  }

  var line: Int { Int(xmlSAX2GetLineNumber(context)) }
  var openElements: Int { open.count }

  mutating func fail(_ kind: XMLError.Kind) {
    if failure == nil { failure = XMLError(kind, line: line) }
  }

  mutating func startElement(_ name: Name, _ count: Int, _ values: UnsafeMutablePointer<Name?>?) {
    guard failure == nil else { return }
    if open.count >= limits.depth { return fail(.tooDeep(limit: limits.depth)) }
    if root == nil {
      // Were names not interned, nothing would match and every workbook would look empty.
      guard xmlDictOwns(context.pointee.dict, name) == 1 else {
        return fail(.malformed(code: 0, detail: "this build of libxml2 does not intern names"))
      }
      root = String(cString: name)
    }
    let code = Int16(truncatingIfNeeded: elements.firstIndex(of: name) ?? -1)
    open.append(code)
    if code >= 0, textElements[Int(code)] { wanting += 1 }
    tokens.list.append(.init(kind: .start, name: code, start: 0, length: 0))
    guard code >= 0, let values else { return }
    // Five pointers per attribute: local name, prefix, namespace, start and end of the value.
    for i in 0..<count {
      guard let index = attributes.firstIndex(of: values[5 * i]), let start = values[5 * i + 3],
        let end = values[5 * i + 4]
      else { continue }
      // Both point into the same value, the end behind it.
      append(
        .attribute, Int16(truncatingIfNeeded: index), UnsafeBufferPointer(start: start, count: end - start))
    }
  }

  mutating func endElement() {
    guard failure == nil, let code = open.popLast() else { return }
    if code >= 0, textElements[Int(code)] { wanting -= 1 }
    tokens.list.append(.init(kind: .end, name: code, start: 0, length: 0))
    if open.isEmpty { isRootClosed = true }
  }

  mutating func characters(_ start: Name, _ count: Int) {
    guard failure == nil, count > 0, wanting > 0 else { return }
    // The parser vouches for `count` bytes until the callback returns.
    append(.text, -1, UnsafeBufferPointer(start: start, count: count))
  }

  private mutating func append(_ kind: XMLTokens.Kind, _ name: Int16, _ text: UnsafeBufferPointer<UInt8>) {
    let start = tokens.bytes.count
    tokens.bytes.append(contentsOf: text)
    // Without entity substitution libxml2 leaves every ampersand of an attribute as `&#38;`, and nothing else.
    if kind == .attribute, text.contains(UInt8(ascii: "&")) {
      let plain = String(decoding: text, as: UTF8.self).split(
        separator: "&#38;", omittingEmptySubsequences: false)
      tokens.bytes.removeLast(text.count)
      tokens.bytes.append(contentsOf: plain.joined(separator: "&").utf8)
    }
    let length = tokens.bytes.count - start
    tokens.list.append(.init(kind: kind, name: name, start: Int32(start), length: Int32(length)))
  }

  mutating func doctype() {
    fail(.doctype)
    // Before the internal subset is read: nothing in it may be looked at.
    xmlStopParser(context)
  }
}
