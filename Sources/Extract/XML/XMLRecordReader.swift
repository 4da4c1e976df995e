import CXMLPush
package import Columns
package import Declarations
import EventSchema

/// Why an XML file is refused; lines are 1-based.
package enum XMLFailure: Error, Sendable, Hashable {
  case notWellFormed(message: String, line: Int)
  case doctype(line: Int)
  case entity(line: Int)
  case tooDeep(line: Int)
  /// More bytes than any sane markup has between two events: an attribute or comment bomb.
  case tooMuchMarkup(line: Int)
  case fieldTooLong(line: Int)
  case noRecordElement(expected: String)
}

/// Reads records out of XML with libxml2's SAX2 push parser: never a tree, never a file name.
///
/// Advice for whoever changes this: the verdict is ours. After `xmlStopParser` old libxml2 still says
/// "well-formed", so a file counts only when no flag of ours is set, the last chunk returned 0 and
/// the root was closed. Text arrives as UTF-8 (we transcode); the XML declaration never reaches the
/// parser, which would otherwise switch encodings.
package final class XMLRecordReader {
  static let maximumDepth = 128
  static let maximumMarkup = 64 << 10
  static let maximumField = 1 << 20
  private static let piece = 16 << 10

  private let record: [Int]
  private let recordPath: String
  private let tree: XMLSelectorTree
  private let selectorCount: Int
  private var parser: OpaquePointer?
  private var nameIDs: [UnsafePointer<UInt8>: Int] = [:]

  private var batch: RecordBatch
  private var failure: XMLFailure?
  private var depth = 0
  /// How many leading elements of the record's path are open.
  private var matched = 0
  private var rootClosed = false
  private var sinceEvent = 0
  private var prologue: [UInt8]? = []

  /// Node of the tree for every open element below the record or its parent; -1: of no interest.
  private var open: [Int] = []
  private var text: ContiguousArray<UInt8> = []
  private var isCapturing = false
  private var captured: [[UInt8]?]
  private var cells: [Cell]
  private var sums: [Exact?]
  private var badSums: [[UInt8]?]
  private var parentValues: [[UInt8]?]
  private var recordLine = 0
  private var recordNumber: Int32 = 0
  /// Whether the record element occurred at all.
  package private(set) var recordCount = 0

  package init(record: [String], selectors: [XMLSelector]) {
    var tree = XMLSelectorTree(selectors)
    self.record = record.map { tree.nameID($0) }
    recordPath = record.joined(separator: "/")
    self.tree = tree
    selectorCount = selectors.count
    batch = RecordBatch(columnCount: selectors.count)
    captured = Array(repeating: nil, count: tree.nodes.count)
    cells = Array(repeating: .absent, count: selectors.count)
    sums = Array(repeating: nil, count: selectors.count)
    badSums = Array(repeating: nil, count: selectors.count)
    parentValues = Array(repeating: nil, count: selectors.count)
    var events = Self.events
    parser = cxml_create(&events, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { cxml_free(parser) }

  // MARK: Feeding

  /// Feeds some text; finished records are appended to `batch`.
  package func feed(_ bytes: ContiguousArray<UInt8>, batch: inout RecordBatch) throws(XMLFailure) {
    swap(&self.batch, &batch)
    defer { swap(&self.batch, &batch) }
    if var head = prologue {
      head += bytes
      guard let clean = Self.withoutDeclaration(head) else {
        prologue = head
        return
      }
      prologue = nil
      try parse(clean)
    } else {
      try parse(Array(bytes))
    }
  }

  /// Ends the file: throws unless it was whole.
  package func finish(batch: inout RecordBatch) throws(XMLFailure) {
    swap(&self.batch, &batch)
    defer { swap(&self.batch, &batch) }
    if let head = prologue {
      prologue = nil
      try parse(head)
    }
    let code = cxml_feed(parser, nil, 0, 1)
    if let failure { throw failure }
    if code != 0 || !rootClosed { throw parserFailure() }
    if recordCount == 0, matchedDepthSeen < record.count - 1 { throw .noRecordElement(expected: recordPath) }
  }

  private var matchedDepthSeen = 0

  private func parse(_ bytes: [UInt8]) throws(XMLFailure) {
    var position = 0
    while position < bytes.count {
      let count = min(Self.piece, bytes.count - position)
      sinceEvent += count
      let code = bytes.withUnsafeBytes {
        cxml_feed(parser, $0.baseAddress!.assumingMemoryBound(to: CChar.self) + position, Int32(count), 0)
      }
      if let failure { throw failure }
      if code != 0 { throw parserFailure() }
      if sinceEvent > Self.maximumMarkup { throw .tooMuchMarkup(line: line) }
      position += count
    }
  }

  private var line: Int { Int(cxml_line(parser)) }

  private func parserFailure() -> XMLFailure {
    var line: Int32 = 0
    guard let error = cxml_error(parser, &line) else { return .notWellFormed(message: "the file ends too early", line: self.line) }
    return .notWellFormed(message: String(String(cString: error).prefix { $0 != "\n" }), line: Int(line))
  }

  /// Replaces the XML declaration by blanks, line breaks kept; nil while its end is not there yet.
  private static func withoutDeclaration(_ head: [UInt8]) -> [UInt8]? {
    guard let start = head.firstIndex(where: { $0 > 0x20 }) else { return head.count > 4096 ? head : nil }
    let mark = Array("<?xml".utf8)
    if head.count - start < 6 { return nil }
    guard head[start...].starts(with: mark), head[start + 5] <= 0x20 else { return head }
    var clean = head
    for i in start..<head.count {
      if head[i] == UInt8(ascii: "?"), i + 1 < head.count, head[i + 1] == UInt8(ascii: ">") {
        clean[i] = 0x20
        clean[i + 1] = 0x20
        return clean
      }
      if clean[i] != 0x0A { clean[i] = 0x20 }
    }
    return head.count > 4096 ? head : nil
  }

  private func stop(_ failure: XMLFailure) {
    if self.failure == nil { self.failure = failure }
    cxml_stop(parser)
  }

  // MARK: Events

  private func id(of name: UnsafePointer<UInt8>) -> Int {
    if let known = nameIDs[name] { return known }
    let bytes = Array(UnsafeBufferPointer(start: name, count: strlen(name)))
    let id = tree.names.firstIndex(of: bytes) ?? -1
    // libxml2 interns names: one pointer per distinct name.
    if nameIDs.count < 65_536 { nameIDs[name] = id }
    return id
  }

  private func startElement(_ name: UnsafePointer<UInt8>, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    sinceEvent = 0
    depth += 1
    if depth > Self.maximumDepth { return stop(.tooDeep(line: line)) }
    let id = id(of: name)
    if matched < record.count {
      guard matched == depth - 1, id == record[matched] else { return startBesideRecord(id, count, attributes) }
      matched += 1
      matchedDepthSeen = max(matchedDepthSeen, matched)
      if matched == record.count - 1 { beginParent(count, attributes) }
      if matched == record.count { beginRecord(count, attributes) }
      return
    }
    push(child(of: open.last ?? -1, id), count, attributes)
  }

  /// An element next to the records, inside the element that encloses them.
  private func startBesideRecord(_ id: Int, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    guard matched == record.count - 1, record.count > 0 else { return }
    let above = open.isEmpty ? XMLSelectorTree.parent : open[open.count - 1]
    push(child(of: above, id), count, attributes)
  }

  private func child(of node: Int, _ id: Int) -> Int {
    guard node >= 0, id >= 0 else { return -1 }
    return tree.nodes[node].children.first { $0.name == id }?.node ?? -1
  }

  private func push(_ node: Int, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    open.append(node)
    isCapturing = false
    guard node >= 0 else { return }
    take(tree.nodes[node], count, attributes)
    for part in tree.nodes[node].parts { captured[part] = nil }
    if tree.nodes[node].capturesText {
      isCapturing = true
      text.removeAll(keepingCapacity: true)
    }
  }

  private func take(_ node: XMLSelectorTree.Node, _ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    guard !node.attributes.isEmpty, let attributes else { return }
    for index in 0..<count {
      // localname, prefix, URI, value, end
      guard let name = attributes[index * 5], let start = attributes[index * 5 + 3], let end = attributes[index * 5 + 4] else { continue }
      let bytes = UnsafeBufferPointer(start: name, count: strlen(name))
      for (wanted, selector) in node.attributes where bytes.elementsEqual(wanted) {
        set(selector, Array(UnsafeBufferPointer(start: start, count: end - start)))
      }
    }
  }

  private func beginParent(_ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    for i in parentValues.indices { parentValues[i] = nil }
    take(tree.nodes[XMLSelectorTree.parent], count, attributes)
  }

  private func beginRecord(_ count: Int, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    recordLine = line
    for i in 0..<selectorCount {
      cells[i] = .absent
      sums[i] = nil
      badSums[i] = nil
    }
    open.removeAll(keepingCapacity: true)
    push(XMLSelectorTree.record, count, attributes)
  }

  private func endElement() {
    sinceEvent = 0
    depth -= 1
    if depth == 0 { rootClosed = true }
    if let node = open.popLast() {
      if node >= 0 { finishNode(node) }
      isCapturing = false
      if open.isEmpty, matched == record.count, depth == record.count - 1 {
        endRecord()
        matched -= 1
      }
      return
    }
    if matched > depth { matched = depth }
  }

  private func finishNode(_ index: Int) {
    let node = tree.nodes[index]
    if isCapturing, node.capturesText {
      let value = trimmedXML(text)
      for selector in node.texts { set(selector, value) }
      if node.isPart, captured[index] == nil { captured[index] = value }
    }
    for (selector, name, value, equals) in node.named where captured[name] == equals {
      set(selector, captured[value] ?? [])
    }
    for (selector, factors) in node.sums { addProduct(selector, factors.map { captured[$0] ?? [] }) }
  }

  private func addProduct(_ selector: Int, _ factors: [[UInt8]]) {
    var product = Exact(1)
    for factor in factors {
      guard let value = Exact(decimal: String(decoding: factor, as: UTF8.self)) else {
        badSums[selector] = factor
        return
      }
      product = product * value
    }
    sums[selector] = sums[selector].map { $0 + product } ?? product
  }

  /// The first occurrence wins.
  private func set(_ selector: Int, _ value: [UInt8]) {
    if matched < record.count {
      if parentValues[selector] == nil { parentValues[selector] = value }
      return
    }
    guard cells[selector].length < 0 else { return }
    if value.count > Self.maximumField { return stop(.fieldTooLong(line: line)) }
    cells[selector] = Cell(start: UInt32(batch.bytes.count), length: Int32(value.count))
    batch.bytes.append(contentsOf: value)
  }

  private func endRecord() {
    for selector in 0..<selectorCount {
      if let bad = badSums[selector] {
        // Not a number for whoever reads the cell: the record is rejected there, with its place.
        set(selector, Array("?".utf8) + bad)
      } else if let sum = sums[selector] {
        set(selector, Array(sum.description.utf8))
      }
      if cells[selector].length < 0, let value = parentValues[selector] { set(selector, value) }
      batch.columns[selector].append(cells[selector])
    }
    batch.index.append(recordNumber)
    batch.lines.append(Int32(recordLine))
    batch.count += 1
    recordNumber += 1
    recordCount += 1
  }

  private func characters(_ start: UnsafePointer<UInt8>, _ length: Int) {
    sinceEvent = 0
    guard isCapturing else { return }
    text.append(contentsOf: UnsafeBufferPointer(start: start, count: length))
    if text.count > Self.maximumField { stop(.fieldTooLong(line: line)) }
  }

  private func trimmedXML(_ text: ContiguousArray<UInt8>) -> [UInt8] {
    var slice = text[...]
    while let first = slice.first, first <= 0x20 { slice = slice.dropFirst() }
    while let last = slice.last, last <= 0x20 { slice = slice.dropLast() }
    return Array(slice)
  }

  // MARK: The handler

  private static func reader(_ data: UnsafeMutableRawPointer?) -> XMLRecordReader? {
    data.map { Unmanaged<XMLRecordReader>.fromOpaque($0).takeUnretainedValue() }
  }

  private static var events: cxml_events {
    cxml_events(
      start: { data, name, count, attributes in
        guard let name else { return }
        XMLRecordReader.reader(data)?.startElement(name, Int(count), attributes)
      },
      end: { XMLRecordReader.reader($0)?.endElement() },
      text: { data, text, length in
        guard let text else { return }
        XMLRecordReader.reader(data)?.characters(text, Int(length))
      },
      markup: { XMLRecordReader.reader($0)?.sinceEvent = 0 },
      doctype: { data in
        guard let reader = XMLRecordReader.reader(data) else { return }
        reader.stop(.doctype(line: reader.line))
      },
      entity: { data in
        guard let reader = XMLRecordReader.reader(data) else { return }
        reader.stop(.entity(line: reader.line))
      })
  }
}

/// Length of a C string of bytes.
private func strlen(_ text: UnsafePointer<UInt8>) -> Int {
  var end = text
  while end.pointee != 0 { end += 1 }
  return end - text
}
