import CLibXML2

/// libxml2's front end: its events, found in the selector tree and handed to the builder.
///
/// Advice for whoever changes this: it runs inside libxml2's callbacks, behind a pointer. It must not
/// throw; it notes the first failure and ignores events from then on. Names are compared as pointers,
/// because libxml2 interns the local names of a parser in its dictionary (checked at the root).
struct XMLParserEvents: ~Copyable {
  typealias Name = UnsafePointer<xmlChar>
  /// Five pointers per attribute: local name, prefix, namespace, start and end of the value.
  typealias Attributes = UnsafeMutablePointer<Name?>

  var builder: XMLRecordBuilder
  private let context: xmlParserCtxtPtr
  private let limits: XMLLimits
  private let nodes: XMLNodes
  /// The parser's own pointers for the names of the tree's children and attributes, in its order.
  private var childNames: ContiguousArray<Name?> = []
  private var attributeNames: ContiguousArray<Name?> = []

  private var noted: XMLError?
  private(set) var isRootClosed = false
  private(set) var root: (name: String, attributes: [(name: String, value: String)])?
  /// The node of each open element, -1 for those of no interest.
  private var open: ContiguousArray<Int32> = []
  /// Of each open element whether it has another namespace than the record it stands in.
  private var foreign: ContiguousArray<Bool> = []
  private var recordNamespace: Name?
  /// The CDATA section so far ends with a CR.
  private var endsWithReturn = false
  /// An attribute's value.
  private var value = ContiguousArray<UInt8>(repeating: 0, count: 64)

  init(_ tree: XMLSelectorTree, context: xmlParserCtxtPtr, limits: XMLLimits) {
    self.context = context
    self.limits = limits
    nodes = XMLNodes(tree)
    builder = XMLRecordBuilder(nodes, limits: limits)
    for child in nodes.children { childNames.append(intern(child.name)) }
    for attribute in nodes.attributes { attributeNames.append(intern(attribute.name)) }
  }

  /// The parser's own pointer for a name; nil only without memory.
  private mutating func intern(_ name: XMLName) -> Name? {
    // The name's bytes live as long as the nodes.
    let found = xmlDictLookup(context.pointee.dict, name.bytes, Int32(name.length))
    if found == nil { fail(.outOfMemory) }
    return found
  }

  // MARK: Failures

  /// The first failure: of the front end or of the builder.
  var failure: XMLError? { noted ?? builder.failure.map { XMLError($0, line: line) } }

  private var line: Int { Int(xmlSAX2GetLineNumber(context)) }

  /// Whether events still count; notes where the builder failed.
  private mutating func isGood() -> Bool {
    if noted != nil { return false }
    guard let kind = builder.failure else { return true }
    fail(kind)
    return false
  }

  mutating func fail(_ kind: XMLError.Kind) {
    if noted == nil { noted = XMLError(kind, line: line) }
  }

  var openElements: Int { open.count }

  // MARK: Events

  mutating func startElement(
    _ name: Name, _ namespace: Name?, _ attributeCount: Int, _ attributes: Attributes?
  ) {
    endsWithReturn = false
    guard noted == nil else { return }
    if open.count >= limits.depth { return fail(.tooDeep(limit: limits.depth)) }
    if open.isEmpty { startRoot(name, attributeCount, attributes) }
    let node = child(of: open.last ?? 0, named: name)
    let isForeign = builder.isInRecord && xmlStrEqual(namespace, recordNamespace) == 0
    if node < 0, let parent = open.last, parent >= 0, !nodes.nodes[Int(parent)].texts.isEmpty {
      builder.beginUnknown()
    }
    open.append(node)
    foreign.append(isForeign)
    guard node >= 0 else { return }
    builder.isForeign = isForeign
    builder.begin(node)
    if nodes.nodes[Int(node)].isRecord {
      builder.setLine(line)
      recordNamespace = namespace
    }
    let wanted = nodes.nodes[Int(node)].attributes
    if !wanted.isEmpty, let attributes { take(wanted, attributeCount, attributes) }
    _ = isGood()
  }

  mutating func endElement() {
    endsWithReturn = false
    guard noted == nil, let node = open.last else { return }
    let isForeign = foreign.removeLast()
    if node >= 0 {
      builder.isForeign = isForeign
      builder.end(node)
      _ = isGood()
    }
    open.removeLast()
    if open.isEmpty { isRootClosed = true }
  }

  /// A piece of a CDATA section. Line breaks in it are as they stand in the file in some versions of libxml2.
  mutating func section(_ start: Name, _ count: Int) {
    let text = UnsafeBufferPointer(start: start, count: count)
    guard endsWithReturn || text.contains(0x0D) else { return characters(start, count) }
    var plain: ContiguousArray<UInt8> = []
    for byte in text {
      if byte != 0x0A || !endsWithReturn { plain.append(byte == 0x0D ? 0x0A : byte) }
      endsWithReturn = byte == 0x0D
    }
    let endsWithReturn = self.endsWithReturn
    plain.withUnsafeBufferPointer { if let start = $0.baseAddress { characters(start, $0.count) } }
    self.endsWithReturn = endsWithReturn
  }

  mutating func characters(_ start: Name, _ count: Int) {
    endsWithReturn = false
    guard noted == nil, count > 0, let node = open.last, node >= 0 else { return }
    guard !nodes.nodes[Int(node)].texts.isEmpty else { return }
    // The parser vouches for `count` bytes until the callback returns.
    builder.text(UnsafeBufferPointer(start: start, count: count), at: -1)
    _ = isGood()
  }

  mutating func doctype() {
    fail(.doctype)
    // Before the internal subset is read: nothing in it may be looked at.
    xmlStopParser(context)
  }

  // MARK: Elements

  private func child(of node: Int32, named name: Name) -> Int32 {
    guard node >= 0 else { return -1 }
    for i in nodes.nodes[Int(node)].children where childNames[i] == name { return nodes.children[i].node }
    return -1
  }

  private mutating func startRoot(_ name: Name, _ count: Int, _ attributes: Attributes?) {
    // Were names not interned, nothing would match and every file would look empty.
    guard xmlDictOwns(context.pointee.dict, name) == 1 else {
      return fail(.malformed(code: 0, detail: "this build of libxml2 does not intern names"))
    }
    var found: [(name: String, value: String)] = []
    for i in 0..<count {
      guard let attributes, let key = attributes[5 * i], setValue(attributes, i) else { continue }
      found.append((String(cString: key), String(decoding: value, as: UTF8.self)))
    }
    root = (String(cString: name), found)
  }

  /// Hands over the wanted attributes: those with a prefix only where none of the name stands without.
  private mutating func take(_ wanted: Range<Int>, _ count: Int, _ attributes: Attributes) {
    for i in 0..<count {
      guard let name = attributes[5 * i] else { continue }
      let isPlain = attributes[5 * i + 1] == nil
      if !isPlain,
        (0..<count).contains(where: { attributes[5 * $0] == name && attributes[5 * $0 + 1] == nil })
      {
        continue
      }
      for j in wanted where attributeNames[j] == name {
        guard setValue(attributes, i) else { continue }
        // Out and back in, so that the value can't change meanwhile.
        var text = ContiguousArray<UInt8>()
        swap(&text, &value)
        text.withUnsafeBufferPointer {
          // An array that held something once has a base; an empty value may have none.
          if let start = $0.baseAddress { builder.attribute(j, start, $0.count, at: -1) }
        }
        swap(&text, &value)
      }
    }
  }

  /// Puts an attribute's text into `value`.
  private mutating func setValue(_ attributes: Attributes, _ index: Int) -> Bool {
    guard let start = attributes[5 * index + 3], let end = attributes[5 * index + 4] else { return false }
    // Both point into the same value, the end behind it.
    let text = UnsafeBufferPointer(start: start, count: end - start)
    value.removeAll(keepingCapacity: true)
    value.append(contentsOf: text)
    // Without entity substitution libxml2 leaves every ampersand of an attribute as `&#38;`, and
    // nothing else.
    guard value.contains(UInt8(ascii: "&")) else { return true }
    let escape = Array("&#38;".utf8)
    var (from, to) = (0, 0)
    while from < value.count {
      value[to] = value[from]
      from += value[from...].starts(with: escape) ? escape.count : 1
      to += 1
    }
    value.removeLast(value.count - to)
    return true
  }
}
