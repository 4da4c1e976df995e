import CLibXML2
import Columns

/// What the parser's events build: records in a batch, and the verdict on the file.
///
/// Advice for whoever changes this: it runs inside libxml2's callbacks, behind a pointer. It must not
/// throw; it notes the first failure and ignores events from then on. Names are compared as pointers,
/// because libxml2 interns the local names of a parser in its dictionary (checked at the root).
struct XMLRecordBuilder: ~Copyable {
  typealias Name = UnsafePointer<xmlChar>
  /// Five pointers per attribute: local name, prefix, namespace, start and end of the value.
  typealias Attributes = UnsafeMutablePointer<Name?>

  /// A node of the selector tree in flat form: ranges of the arrays below.
  private struct Node {
    var children: Range<Int32>
    var texts: Range<Int32>
    var attributes: Range<Int32>
    var pairs: [Int]
    var sums: [Int]
    var isRecord: Bool
    var isEnclosing: Bool
    var pathPlace: Int
    /// Whether anything happens at its start or end besides texts and attributes.
    var isPlain: Bool { !isRecord && !isEnclosing && pairs.isEmpty && sums.isEmpty }
  }

  // The tree.
  private var nodes: ContiguousArray<Node> = []
  private var childNames: ContiguousArray<Name> = []
  private var childNodes: ContiguousArray<Int32> = []
  private var texts: ContiguousArray<XMLSelectorTree.Target> = []
  private var attributeNames: ContiguousArray<Name> = []
  private var attributeTargets: ContiguousArray<XMLSelectorTree.Target> = []
  private let pairs: [XMLSelectorTree.Pairs]
  private let isFromEnclosing: [Bool]
  private let sumColumns: [Int]

  // The file.
  private let context: xmlParserCtxtPtr
  private let limits: XMLLimits
  /// The batch being filled; swapped in while the reader feeds.
  var batch: RecordBatch
  private(set) var failure: XMLError?
  private(set) var isRootClosed = false
  private(set) var root: (name: String, attributes: [(name: String, value: String)])?
  private(set) var recordCount = 0
  private(set) var matchedPathLength = 0
  /// Bytes fed since the last event.
  var quietBytes = 0

  // Open elements.
  /// The node of each open element, -1 for those of no interest.
  private var open: ContiguousArray<Int32> = []
  /// Depths of the open elements whose text is wanted, and their texts so far.
  private var captureDepths: ContiguousArray<Int> = []
  private var captures: ContiguousArray<ContiguousArray<UInt8>> = []
  /// The text being delivered.
  private var value: ContiguousArray<UInt8> = []

  // The record: cells count from the start of `recordBytes`.
  private var row: ContiguousArray<Cell>
  private var recordBytes: ContiguousArray<UInt8> = []
  private var recordLine: Int32 = 0
  private var pairName: [[UInt8]?]
  private var pairValue: [[UInt8]?]
  private var productSums: [ProductSum]

  // The element around the record: cells count from the start of `enclosingBytes`.
  private var enclosing: ContiguousArray<Cell>
  private var enclosingBytes: ContiguousArray<UInt8> = []
  /// Where `enclosingBytes` stand in the batch; -1 when they are not there.
  private var enclosingBase = -1

  init(tree: XMLSelectorTree, context: xmlParserCtxtPtr, limits: XMLLimits) {
    self.context = context
    self.limits = limits
    pairs = tree.pairs
    isFromEnclosing = tree.isFromEnclosing
    sumColumns = tree.sums.map(\.column)
    productSums = tree.sums.map { ProductSum(factorCount: $0.factorCount) }
    pairName = Array(repeating: nil, count: tree.pairs.count)
    pairValue = Array(repeating: nil, count: tree.pairs.count)
    batch = RecordBatch(columnCount: isFromEnclosing.count)
    row = ContiguousArray(repeating: .absent, count: isFromEnclosing.count)
    enclosing = row
    for node in tree.nodes { add(node, tree) }
  }

  private mutating func add(_ node: XMLSelectorTree.Node, _ tree: XMLSelectorTree) {
    let (children, texts, attributes) = (childNodes.count, self.texts.count, attributeNames.count)
    for child in node.children {
      guard let name = intern(tree.nodes[child].name) else { continue }
      childNames.append(name)
      childNodes.append(Int32(child))
    }
    self.texts.append(contentsOf: node.texts)
    for (name, target) in node.attributes {
      guard let name = intern(name) else { continue }
      attributeNames.append(name)
      attributeTargets.append(target)
    }
    nodes.append(
      Node(
        children: Int32(children)..<Int32(childNodes.count), texts: Int32(texts)..<Int32(self.texts.count),
        attributes: Int32(attributes)..<Int32(attributeNames.count), pairs: node.pairs, sums: node.sums,
        isRecord: node.isRecord, isEnclosing: node.isEnclosing, pathPlace: node.pathPlace))
  }

  /// The parser's own pointer for a name; nil only without memory.
  private mutating func intern(_ name: String) -> Name? {
    // NUL-terminated by String; the length excludes the NUL.
    let found = name.withCString { bytes in
      bytes.withMemoryRebound(to: xmlChar.self, capacity: name.utf8.count + 1) {
        xmlDictLookup(context.pointee.dict, $0, Int32(name.utf8.count))
      }
    }
    if found == nil { fail(.outOfMemory) }
    return found
  }

  // MARK: Failures

  private var line: Int { Int(xmlSAX2GetLineNumber(context)) }

  mutating func fail(_ kind: XMLError.Kind) {
    if failure == nil { failure = XMLError(kind, line: line) }
  }

  mutating func fail(_ error: XMLError) {
    if failure == nil { failure = error }
  }

  var openElements: Int { open.count }

  // MARK: Events

  /// Called before each feed: the caller may have taken the batch's records and bytes.
  mutating func beginFeed() {
    enclosingBase = -1
    if batch.count == 0 { batch.bytes.removeAll(keepingCapacity: true) }
  }

  mutating func startElement(_ name: Name, _ attributeCount: Int, _ attributes: Attributes?) {
    quietBytes = 0
    guard failure == nil else { return }
    if open.count >= limits.depth { return fail(.tooDeep(limit: limits.depth)) }
    if attributeCount > limits.attributes { return fail(.tooManyAttributes(limit: limits.attributes)) }
    if open.isEmpty { startRoot(name, attributeCount, attributes) }
    let node = child(of: open.last ?? 0, named: name)
    open.append(node)
    guard node >= 0 else { return }
    let index = Int(node)
    matchedPathLength = max(matchedPathLength, nodes[index].pathPlace)
    if !nodes[index].isPlain { begin(index) }
    if !nodes[index].texts.isEmpty { beginCapture() }
    let wanted = nodes[index].attributes
    if !wanted.isEmpty, let attributes { take(wanted, attributeCount, attributes) }
  }

  mutating func endElement() {
    quietBytes = 0
    guard failure == nil, let node = open.last else { return }
    if node >= 0 {
      let index = Int(node)
      if captureDepths.last == open.count { endCapture(nodes[index].texts) }
      if !nodes[index].isPlain { end(index) }
    }
    open.removeLast()
    if open.isEmpty { isRootClosed = true }
  }

  mutating func characters(_ start: UnsafePointer<xmlChar>, _ count: Int) {
    quietBytes = 0
    guard failure == nil, captureDepths.last == open.count, count > 0 else { return }
    let top = captureDepths.count - 1
    if captures[top].count + count > limits.fieldBytes {
      return fail(.fieldTooLong(limitInBytes: limits.fieldBytes))
    }
    // The parser vouches for `count` bytes until the callback returns.
    captures[top].append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }

  mutating func doctype() {
    fail(.doctype)
    // Before the internal subset is read: nothing in it may be looked at.
    xmlStopParser(context)
  }

  // MARK: Elements

  private func child(of node: Int32, named name: Name) -> Int32 {
    guard node >= 0 else { return -1 }
    for i in nodes[Int(node)].children where childNames[Int(i)] == name { return childNodes[Int(i)] }
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

  private mutating func begin(_ index: Int) {
    if nodes[index].isEnclosing {
      for i in enclosing.indices { enclosing[i] = .absent }
      enclosingBytes.removeAll(keepingCapacity: true)
      enclosingBase = -1
    }
    if nodes[index].isRecord {
      recordLine = Int32(truncatingIfNeeded: line)
      recordBytes.removeAll(keepingCapacity: true)
      for i in row.indices { row[i] = .absent }
      for i in productSums.indices { productSums[i].beginRecord() }
    }
    for i in nodes[index].pairs {
      pairName[i] = nil
      pairValue[i] = nil
    }
    for i in nodes[index].sums { productSums[i].beginItem() }
  }

  private mutating func end(_ index: Int) {
    for i in nodes[index].pairs { endPair(i) }
    for i in nodes[index].sums { productSums[i].endItem() }
    if nodes[index].isRecord { endRecord() }
  }

  private mutating func endPair(_ index: Int) {
    guard let name = pairName[index], let text = pairValue[index] else { return }
    for (equals, column) in pairs[index].columns where equals == name { setColumn(column, text[...]) }
  }

  private mutating func endRecord() {
    for i in productSums.indices {
      if let text = productSums[i].text { setColumn(sumColumns[i], text[...]) }
    }
    guard failure == nil else { return }
    if recordCount >= limits.records { return fail(.tooManyRecords(limit: limits.records)) }
    let added = recordBytes.count + (enclosingBase < 0 ? enclosingBytes.count : 0)
    // Cells hold 32-bit offsets; callers take a batch long before.
    if batch.bytes.count + added > Int(Int32.max) {
      return fail(.recordTooLong(limitInBytes: Int(Int32.max)))
    }
    let base = UInt32(batch.bytes.count)
    batch.bytes.append(contentsOf: recordBytes)
    if enclosingBase < 0 {
      enclosingBase = batch.bytes.count
      batch.bytes.append(contentsOf: enclosingBytes)
    }
    for i in row.indices {
      var cell = isFromEnclosing[i] ? enclosing[i] : row[i]
      if cell.length >= 0 { cell.start += isFromEnclosing[i] ? UInt32(enclosingBase) : base }
      batch.columns[i].append(cell)
    }
    batch.index.append(Int32(recordCount))
    batch.lines.append(recordLine)
    batch.count += 1
    recordCount += 1
  }

  // MARK: Texts

  private mutating func beginCapture() {
    captureDepths.append(open.count)
    if captures.count < captureDepths.count {
      captures.append([])
    } else {
      captures[captureDepths.count - 1].removeAll(keepingCapacity: true)
    }
  }

  private mutating func endCapture(_ targets: Range<Int32>) {
    captureDepths.removeLast()
    swap(&value, &captures[captureDepths.count])
    for i in targets { deliver(to: texts[Int(i)]) }
  }

  private mutating func take(_ wanted: Range<Int32>, _ count: Int, _ attributes: Attributes) {
    for i in 0..<count {
      guard let name = attributes[5 * i] else { continue }
      for j in wanted where attributeNames[Int(j)] == name {
        if setValue(attributes, i) { deliver(to: attributeTargets[Int(j)]) }
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

  /// Delivers `value`, trimmed. The first occurrence wins.
  private mutating func deliver(to target: XMLSelectorTree.Target) {
    var (start, end) = (0, value.count)
    while start < end, XMLDeclaration.isSpace(value[start]) { start += 1 }
    while end > start, XMLDeclaration.isSpace(value[end - 1]) { end -= 1 }
    if end - start > limits.fieldBytes { return fail(.fieldTooLong(limitInBytes: limits.fieldBytes)) }
    switch target {
    case .column(let column):
      guard row[column].length < 0 else { return }
      row[column] = Cell(start: UInt32(recordBytes.count), length: Int32(end - start))
      recordBytes.append(contentsOf: value[start..<end])
      checkRecord()
    case .enclosing(let column):
      guard enclosing[column].length < 0 else { return }
      enclosing[column] = Cell(start: UInt32(enclosingBytes.count), length: Int32(end - start))
      enclosingBytes.append(contentsOf: value[start..<end])
      // The copy in the batch lacks this text.
      enclosingBase = -1
      if enclosingBytes.count > limits.recordBytes { fail(.recordTooLong(limitInBytes: limits.recordBytes)) }
    case .pairName(let index):
      if pairName[index] == nil { pairName[index] = Array(value[start..<end]) }
    case .pairValue(let index):
      if pairValue[index] == nil { pairValue[index] = Array(value[start..<end]) }
    case .factor(let sum, let index):
      productSums[sum].take(Array(value[start..<end])[...], as: index)
    }
  }

  private mutating func setColumn(_ column: Int, _ text: ArraySlice<UInt8>) {
    guard row[column].length < 0 else { return }
    row[column] = Cell(start: UInt32(recordBytes.count), length: Int32(text.count))
    recordBytes.append(contentsOf: text)
    checkRecord()
  }

  private mutating func checkRecord() {
    if recordBytes.count > limits.recordBytes { fail(.recordTooLong(limitInBytes: limits.recordBytes)) }
  }
}
