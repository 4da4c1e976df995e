import Declarations

/// Selectors compiled to a tree of element names: what to capture where, below a record or its parent.
struct XMLSelectorTree: Sendable {
  struct Node: Sendable {
    var children: [(name: Int, node: Int)] = []
    /// Selectors that take this element's text.
    var texts: [Int] = []
    /// Selectors that take an attribute of this element.
    var attributes: [(name: [UInt8], selector: Int)] = []
    /// Name/value lists whose item this element is: (selector, node of name, node of value, wanted name)
    var named: [(selector: Int, name: Int, value: Int, equals: [UInt8])] = []
    /// Sums whose item this element is: (selector, nodes of the factors)
    var sums: [(selector: Int, factors: [Int])] = []
    /// Text is kept for the item above.
    var isPart = false
    /// Nodes whose kept text an item forgets when it begins.
    var parts: [Int] = []

    var capturesText: Bool { !texts.isEmpty || isPart }
  }

  private(set) var nodes: [Node] = [Node(), Node()]
  /// Node of the record element, and of the element that encloses it.
  static let record = 0
  static let parent = 1
  private(set) var names: [[UInt8]] = []

  init(_ selectors: [XMLSelector]) {
    for (index, selector) in selectors.enumerated() {
      switch selector {
      case .path(let path, let attribute): capture(index, at: node(Self.record, path), attribute)
      case .parent(let path, let attribute): capture(index, at: node(Self.parent, path), attribute)
      case .named(let list, let name, let value, let equals):
        let item = node(Self.record, list)
        let nameNode = part(item, name)
        let valueNode = part(item, value)
        nodes[item].named.append((index, nameNode, valueNode, Array(equals.utf8)))
      case .sumOfProducts(let items, let factors):
        let item = node(Self.record, items)
        let factorNodes = factors.map { part(item, $0) }
        nodes[item].sums.append((index, factorNodes))
      }
    }
  }

  private mutating func capture(_ selector: Int, at node: Int, _ attribute: String?) {
    if let attribute {
      nodes[node].attributes.append((Array(attribute.utf8), selector))
    } else {
      nodes[node].texts.append(selector)
    }
  }

  private mutating func part(_ item: Int, _ name: String) -> Int {
    let node = node(item, [name])
    nodes[node].isPart = true
    if !nodes[item].parts.contains(node) { nodes[item].parts.append(node) }
    return node
  }

  private mutating func node(_ start: Int, _ path: [String]) -> Int {
    var current = start
    for component in path {
      let name = nameID(component)
      if let child = nodes[current].children.first(where: { $0.name == name }) {
        current = child.node
      } else {
        nodes.append(Node())
        nodes[current].children.append((name, nodes.count - 1))
        current = nodes.count - 1
      }
    }
    return current
  }

  mutating func nameID(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    if let known = names.firstIndex(of: bytes) { return known }
    names.append(bytes)
    return names.count - 1
  }
}
