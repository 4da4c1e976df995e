import EventSchema

/// Which things of several sides are the same: those that agree in all that both name, be it a campaign's id or its name.
struct SameThings {
  private struct Node: Hashable { var thing: Int, side: Int }
  private struct Kind: Hashable { var side: Int, named: Set<Dimension> }
  /// What each thing is.
  private let named: [[Dimension: [UInt8]]]
  private var nodes: [Node] = []
  private var places: [Node: Int] = [:]
  private var kinds: [[UInt8]: [Kind: [Int]]] = [:]
  private var parents: [Int] = []

  init(named: [[Dimension: [UInt8]]]) { self.named = named }

  /// What a thing is, besides its action, by the texts of dimensions. A name that is the id says no more than that.
  static func named(_ thing: [[UInt8]], _ dimensions: [Dimension]) -> [Dimension: [UInt8]] {
    var named: [Dimension: [UInt8]] = [:]
    for (dimension, text) in zip(dimensions, thing) where dimension != .action && !text.isEmpty {
      named[dimension] = text
    }
    if let id = named[.campaignID], named[.campaign] == id { named[.campaign] = nil }
    return named
  }

  /// A thing as one side states it; numbered from 0.
  ///
  /// - Parameter apart: what else keeps things apart.
  mutating func node(of thing: Int, side: Int, apart: [UInt8]) -> Int {
    let node = Node(thing: thing, side: side)
    if let place = places[node] { return place }
    let place = nodes.count
    places[node] = place
    nodes.append(node)
    parents.append(place)
    let kind = Kind(side: side, named: Set(named[thing].keys))
    kinds[apart, default: [:]][kind, default: []].append(place)
    return place
  }

  /// The nodes of same things, joined over sides.
  mutating func joined() -> [[Int]] {
    for kinds in kinds.values {
      for (mine, ours) in kinds {
        for (theirs, others) in kinds where mine.side < theirs.side {
          var shared = mine.named.intersection(theirs.named)
          if shared.contains(.campaignID) { shared.remove(.campaign) }
          join(ours, others, by: shared.sorted())
        }
      }
    }
    return Array(Dictionary(grouping: nodes.indices) { root($0) }.values)
  }

  private mutating func join(_ ours: [Int], _ theirs: [Int], by parts: [Dimension]) {
    var mine: [[[UInt8]?]: [Int]] = [:]
    for node in ours { mine[texts(node, parts), default: []].append(node) }
    for node in theirs {
      let key = texts(node, parts)
      guard let same = mine[key] else { continue }
      for other in same { unite(node, other) }
      // They are one by now.
      mine[key] = [node]
    }
  }

  private func texts(_ node: Int, _ parts: [Dimension]) -> [[UInt8]?] {
    parts.map { named[nodes[node].thing][$0] }
  }

  private func root(_ node: Int) -> Int {
    var node = node
    while parents[node] != node { node = parents[node] }
    return node
  }

  private mutating func unite(_ a: Int, _ b: Int) {
    let (a, b) = (shortened(a), shortened(b))
    parents[max(a, b)] = min(a, b)
  }

  /// The root, to which all on the way point from now on.
  private mutating func shortened(_ node: Int) -> Int {
    let root = root(node)
    var node = node
    while parents[node] != root { (parents[node], node) = (root, parents[node]) }
    return root
  }
}
