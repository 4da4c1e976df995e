import Glibc

/// The name of an element or attribute as bytes, compared eight at a time.
///
/// Whoever makes one vouches that `bytes` may be read up to the name's end and seven bytes further.
struct XMLName {
  /// The first eight bytes, zeros behind a shorter name.
  var head: UInt64
  var length: Int
  var bytes: UnsafePointer<UInt8>

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    self.bytes = bytes
    self.length = length
    head = Self.head(bytes, length)
  }

  @inline(__always)
  static func head(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self).littleEndian
    return length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: 8 &* length)) &- 1)
  }

  @inline(__always)
  static func == (a: XMLName, b: XMLName) -> Bool {
    guard a.length == b.length, a.head == b.head else { return false }
    // Both names are longer than eight bytes here.
    return a.length <= 8 || memcmp(a.bytes + 8, b.bytes + 8, a.length - 8) == 0
  }
}

/// The selector tree in flat form, asked once per element: made once per reader, then only read.
///
/// Names stand here as bytes. Those that no XML can have are left out: so a name that matches is a good one.
final class XMLNodes {
  typealias Target = XMLSelectorTree.Target

  struct Node {
    var children: Range<Int>
    var texts: Range<Int>
    var attributes: Range<Int>
    var pairs: Range<Int>
    var sums: Range<Int>
    var isRecord = false
    /// Encloses the record.
    var isEnclosing = false
    /// Its place in the record's path, from 1; 0 beside it.
    var pathPlace = 0

    var kind: Kind {
      var kind: Kind = []
      // A record, or text is wanted: nothing of it counts before its end.
      if isRecord || !texts.isEmpty { kind.insert(.whole) }
      // Anything happens at its start or end.
      if isRecord || isEnclosing || pathPlace > 0 || !texts.isEmpty || !pairs.isEmpty || !sums.isEmpty {
        kind.insert(.busy)
      }
      if isRecord { kind.insert(.record) }
      if !texts.isEmpty { kind.insert(.text) }
      return kind
    }
  }

  /// What the walk asks of a node for every tag, in one byte.
  struct Kind: OptionSet {
    let rawValue: UInt8
    static let busy = Kind(rawValue: 1)
    static let whole = Kind(rawValue: 2)
    static let text = Kind(rawValue: 4)
    static let record = Kind(rawValue: 8)
  }

  let tree: XMLSelectorTree
  let kinds: UnsafeMutableBufferPointer<Kind>
  let nodes: UnsafeMutableBufferPointer<Node>
  let children: UnsafeMutableBufferPointer<(name: XMLName, node: Int32)>
  let attributes: UnsafeMutableBufferPointer<(name: XMLName, target: Target)>
  let texts: UnsafeMutableBufferPointer<Target>
  /// Numbers of name/value lists and of sums, by node.
  let numbers: UnsafeMutableBufferPointer<Int>
  private let nameBytes: UnsafeMutableBufferPointer<UInt8>

  init(_ tree: XMLSelectorTree) {
    self.tree = tree
    var flat = Flat()
    for node in tree.nodes { flat.add(node, tree) }
    // Names are read eight bytes at a time.
    let bytes = Self.buffer(flat.bytes + Array(repeating: 0, count: 8))
    nameBytes = bytes
    func name(_ range: Range<Int>) -> XMLName {
      // The range lies within the bytes copied above; the base of a buffer of eight bytes or more exists.
      XMLName(UnsafePointer(bytes.baseAddress! + range.lowerBound), range.count)
    }
    nodes = Self.buffer(flat.nodes)
    kinds = Self.buffer(flat.nodes.map(\.kind))
    children = Self.buffer(flat.children.map { (name($0.name), $0.node) })
    attributes = Self.buffer(flat.attributes.map { (name($0.name), $0.target) })
    texts = Self.buffer(flat.texts)
    numbers = Self.buffer(flat.numbers)
  }

  deinit {
    nodes.deallocate()
    kinds.deallocate()
    children.deallocate()
    attributes.deallocate()
    texts.deallocate()
    numbers.deallocate()
    nameBytes.deallocate()
  }

  private static func buffer<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
    // All values are trivial, so that deallocating is enough.
    let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: max(1, values.count))
    _ = buffer.initialize(from: values)
    return UnsafeMutableBufferPointer(start: buffer.baseAddress, count: values.count)
  }

  /// Names from the root to the element around the record: what is open where a record starts.
  var parentPath: [[UInt8]] { tree.record.dropLast().map { Array($0.utf8) } }

  /// The nodes of `parentPath`.
  var parentNodes: [Int32] {
    var at = 0
    return tree.record.dropLast().map { name in
      at = tree.nodes[at].children.first { tree.nodes[$0].name == name } ?? 0
      return Int32(at)
    }
  }

  /// The flat form while it is made: names as ranges of `bytes`.
  private struct Flat {
    var nodes: [Node] = []
    var children: [(name: Range<Int>, node: Int32)] = []
    var attributes: [(name: Range<Int>, target: Target)] = []
    var texts: [Target] = []
    var numbers: [Int] = []
    var bytes: [UInt8] = []

    mutating func add(_ node: XMLSelectorTree.Node, _ tree: XMLSelectorTree) {
      let (firstChild, firstText, firstAttribute) = (children.count, texts.count, attributes.count)
      for child in node.children {
        if let name = name(tree.nodes[child].name) { children.append((name, Int32(child))) }
      }
      texts += node.texts
      for (text, target) in node.attributes {
        if let name = name(text) { attributes.append((name, target)) }
      }
      let firstPair = numbers.count
      numbers += node.pairs
      let firstSum = numbers.count
      numbers += node.sums
      nodes.append(
        Node(
          children: firstChild..<children.count, texts: firstText..<texts.count,
          attributes: firstAttribute..<attributes.count, pairs: firstPair..<firstSum,
          sums: firstSum..<numbers.count, isRecord: node.isRecord, isEnclosing: node.isEnclosing,
          pathPlace: node.pathPlace))
    }

    private mutating func name(_ text: String) -> Range<Int>? {
      let utf8 = Array(text.utf8)
      guard XMLNameRules.isName(utf8.span) else { return nil }
      bytes += utf8
      return (bytes.count - utf8.count)..<bytes.count
    }
  }
}

/// What may stand in a name without a colon: XML 1.0, fifth edition, productions 4 and 4a.
enum XMLNameRules {
  static func isName(_ name: Span<UInt8>) -> Bool {
    var at = 0
    while at < name.count {
      guard let (scalar, count) = scalar(name, at), isAllowed(scalar, isFirst: at == 0) else { return false }
      at += count
    }
    return at > 0
  }

  @inline(__always)
  static func isASCIIStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
  }

  private static func isAllowed(_ c: UInt32, isFirst: Bool) -> Bool {
    switch c {
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D,
      0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF,
      0xFDF0...0xFFFD, 0x10000...0xEFFFF:
      true
    case 0x30...0x39, 0x2D, 0x2E, 0xB7, 0x300...0x36F, 0x203F...0x2040: !isFirst
    default: false
    }
  }

  /// One character of valid UTF-8; nil when it is cut off.
  private static func scalar(_ name: Span<UInt8>, _ at: Int) -> (UInt32, Int)? {
    let first = name[at]
    if first < 0x80 { return (UInt32(first), 1) }
    let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard at + count <= name.count else { return nil }
    var value = UInt32(first) & (0x7F >> UInt32(count))
    for i in 1..<count { value = value << 6 | UInt32(name[at + i] & 0x3F) }
    return (value, count)
  }
}
