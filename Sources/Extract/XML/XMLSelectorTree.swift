import Declarations

/// The selectors of a profile as one tree of element names, from the root of the document.
///
///     report ─ matrix ─ rows ─ row ─ orderValue   record: report/matrix/rows/row
///       0 ▸ 1      2       3     4       5         node 3 encloses, node 4 is the record
struct XMLSelectorTree {
  /// Where a text goes.
  enum Target: Hashable {
    /// A column of the record.
    case column(Int)
    /// A column that the element around the record fills.
    case enclosing(Int)
    /// The name or value of an item in a name/value list.
    case pairName(Int)
    case pairValue(Int)
    /// A factor of a sum of products.
    case factor(sum: Int, index: Int)
  }

  struct Node {
    var name: String
    var children: [Int] = []
    var texts: [Target] = []
    var attributes: [(name: String, target: Target)] = []
    /// Name/value lists and sums whose items these elements are.
    var pairs: [Int] = []
    var sums: [Int] = []
    var isRecord = false
    /// Encloses the record.
    var isEnclosing = false
    /// Its place in the record's path, from 1; 0 beside it.
    var pathPlace = 0
  }

  /// A name/value list: the columns to fill, by name.
  struct Pairs {
    var list: [String]
    var name: String
    var value: String
    var columns: [(equals: [UInt8], column: Int)]
  }

  struct Sum {
    var column: Int
    var factorCount: Int
  }

  /// The document; its child is the root element.
  private(set) var nodes = [Node(name: "")]
  private(set) var pairs: [Pairs] = []
  private(set) var sums: [Sum] = []
  private(set) var isFromEnclosing: [Bool]
  /// Columns that take the first of several values.
  private(set) var takesFirst: [Bool]
  /// Names from the root to the record.
  let record: [String]

  init(record: [String], selectors: [XMLSelector]) {
    self.record = record
    isFromEnclosing = Array(repeating: false, count: selectors.count)
    takesFirst = isFromEnclosing
    let enclosing = record.count < 2 ? nil : node(Array(record.dropLast()), below: 0)
    let recordNode = node(record, below: 0)
    if !record.isEmpty { nodes[recordNode].isRecord = true }
    for place in record.indices { nodes[node(Array(record[...place]), below: 0)].pathPlace = place + 1 }
    if let enclosing { nodes[enclosing].isEnclosing = true }
    for (column, selector) in selectors.enumerated() {
      switch selector {
      case .path(let path, let attribute):
        attach(attribute.map { "@\($0)" } ?? ".", below: node(path, below: recordNode), .column(column))
      case .anyOf(let paths):
        takesFirst[column] = true
        for path in paths {
          let source = path.attribute.map { "@\($0)" } ?? "."
          attach(source, below: node(path.elements, below: recordNode), .column(column))
        }
      case .parent(let path, let attribute):
        isFromEnclosing[column] = true
        guard let enclosing else { continue }
        attach(attribute.map { "@\($0)" } ?? ".", below: node(path, below: enclosing), .enclosing(column))
      case .named(let list, let name, let value, let equals):
        add(list, name, value, equals: Array(equals.utf8), column, below: recordNode)
      case .sumOfProducts(let items, let factors):
        let item = node(items, below: recordNode)
        for (index, factor) in factors.enumerated() {
          attach(factor, below: item, .factor(sum: sums.count, index: index))
        }
        nodes[item].sums.append(sums.count)
        sums.append(Sum(column: column, factorCount: factors.count))
      }
    }
  }

  private mutating func add(
    _ list: [String], _ name: String, _ value: String, equals: [UInt8], _ column: Int, below record: Int
  ) {
    if let known = pairs.firstIndex(where: { $0.list == list && $0.name == name && $0.value == value }) {
      pairs[known].columns.append((equals, column))
      return
    }
    let item = node(list, below: record)
    attach(name, below: item, .pairName(pairs.count))
    attach(value, below: item, .pairValue(pairs.count))
    nodes[item].pairs.append(pairs.count)
    pairs.append(Pairs(list: list, name: name, value: value, columns: [(equals, column)]))
  }

  /// Sends a text to a target: `name` is a child element, `@name` an attribute, `.` the element's own text.
  private mutating func attach(_ source: String, below base: Int, _ target: Target) {
    if source == "." {
      nodes[base].texts.append(target)
    } else if source.hasPrefix("@") {
      nodes[base].attributes.append((String(source.dropFirst()), target))
    } else {
      nodes[node([source], below: base)].texts.append(target)
    }
  }

  /// The node at a path, made where missing.
  private mutating func node(_ path: [String], below base: Int) -> Int {
    var at = base
    for name in path {
      if let child = nodes[at].children.first(where: { nodes[$0].name == name }) {
        at = child
        continue
      }
      nodes.append(Node(name: name))
      nodes[at].children.append(nodes.count - 1)
      at = nodes.count - 1
    }
    return at
  }
}
