import EventSchema

/// Which things of several sides are the same: those that agree in all that both name, be it a campaign's id or its name.
///
/// Advice for whoever changes this: it is asked for every stretch of days, which may be one for each day, so texts are
/// numbers here, and what things are by the dimensions that two of them name is numbered once.
struct SameThings {
  /// A thing as one side states it.
  struct Statement {
    var thing: Int
    var side: Int
  }
  private struct Kind: Hashable { var side: Int, named: Int, apart: Int }
  /// By thing, which dimensions it names: bits in their order.
  private var masks: [Int] = []
  /// By thing and dimension the number of the text, -1 for none.
  private var texts: [[Int32]] = []
  /// By thing a number of what else keeps it apart.
  private var apart: [Int] = []
  /// By dimensions, then by thing: equal for things that agree in these.
  private var numbers: [Int: [Int32]] = [:]
  private let campaign: Int
  private let campaignID: Int

  /// - Parameters:
  ///   - things: by their texts of the dimensions, empty for none; numbered from 0.
  ///   - apart: by thing what else keeps things apart.
  init(_ things: [[[UInt8]]], _ dimensions: [Dimension], apart: [[UInt8]]) {
    campaign = dimensions.firstIndex(of: .campaign).map { 1 << $0 } ?? 0
    campaignID = dimensions.firstIndex(of: .campaignID).map { 1 << $0 } ?? 0
    var known = dimensions.map { _ in [[UInt8]: Int32]() }
    var knownApart: [[UInt8]: Int] = [:]
    for (thing, apart) in zip(things, apart) {
      var (mask, numbers) = (0, [Int32](repeating: -1, count: dimensions.count))
      for (place, text) in thing.enumerated() where dimensions[place] != .action && !text.isEmpty {
        let number = known[place][text] ?? Int32(known[place].count)
        known[place][text] = number
        numbers[place] = number
        mask |= 1 << place
      }
      if Self.isNamedByID(thing, dimensions) { mask &= ~campaign }
      masks.append(mask)
      texts.append(numbers)
      let number = knownApart[apart] ?? knownApart.count
      knownApart[apart] = number
      self.apart.append(number)
    }
  }

  /// A name that is the id says no more than that.
  private static func isNamedByID(_ thing: [[UInt8]], _ dimensions: [Dimension]) -> Bool {
    guard let name = dimensions.firstIndex(of: .campaign), let id = dimensions.firstIndex(of: .campaignID)
    else { return false }
    return !thing[id].isEmpty && thing[id] == thing[name]
  }

  /// The places of statements of the same things, joined over sides.
  mutating func joined(_ statements: [Statement]) -> [[Int]] {
    var parents: [Int] = []
    var kinds: [Kind: [Int]] = [:]
    var nodes: [Int] = []
    var things: [Int] = []
    var known: [Int: Int] = [:]
    let sides = (statements.lazy.map(\.side).max() ?? 0) + 1
    for statement in statements {
      let key = statement.thing * sides + statement.side
      if let node = known[key] {
        nodes.append(node)
        continue
      }
      let node = parents.count
      known[key] = node
      nodes.append(node)
      parents.append(node)
      things.append(statement.thing)
      let kind = Kind(side: statement.side, named: masks[statement.thing], apart: apart[statement.thing])
      kinds[kind, default: []].append(node)
    }
    let ofApart = Dictionary(grouping: kinds) { $0.key.apart }
    for kinds in ofApart.values where kinds.count > 1 {
      for (mine, ours) in kinds {
        for (theirs, others) in kinds where mine.side < theirs.side {
          var shared = mine.named & theirs.named
          if shared & campaignID != 0 { shared &= ~campaign }
          join(ours, others, things, by: shared, &parents)
        }
      }
    }
    var groups: [Int: [Int]] = [:]
    for (place, node) in nodes.enumerated() {
      groups[Self.root(node, &parents), default: []].append(place)
    }
    return Array(groups.values)
  }

  private mutating func join(
    _ ours: [Int], _ theirs: [Int], _ things: [Int], by shared: Int, _ parents: inout [Int]
  ) {
    let numbers = numbers(by: shared)
    var first: [Int32: Int] = [:]
    first.reserveCapacity(theirs.count)
    for node in theirs where first[numbers[things[node]]] == nil { first[numbers[things[node]]] = node }
    var met: Set<Int32> = []
    for node in ours {
      let number = numbers[things[node]]
      guard let same = first[number] else { continue }
      Self.unite(node, same, &parents)
      met.insert(number)
    }
    for node in theirs {
      let number = numbers[things[node]]
      if met.contains(number), let same = first[number] { Self.unite(node, same, &parents) }
    }
  }

  /// By thing a number of its texts of some dimensions.
  private mutating func numbers(by shared: Int) -> [Int32] {
    if let known = numbers[shared] { return known }
    var known: [[Int32]: Int32] = [:]
    let found = texts.map { texts in
      let key = texts.indices.map { shared >> $0 & 1 == 1 ? texts[$0] : -1 }
      let number = known[key] ?? Int32(known.count)
      known[key] = number
      return number
    }
    numbers[shared] = found
    return found
  }

  private static func unite(_ a: Int, _ b: Int, _ parents: inout [Int]) {
    let (a, b) = (root(a, &parents), root(b, &parents))
    parents[max(a, b)] = min(a, b)
  }

  private static func root(_ node: Int, _ parents: inout [Int]) -> Int {
    var root = node
    while parents[root] != root { root = parents[root] }
    var node = node
    while parents[node] != root { (parents[node], node) = (root, parents[node]) }
    return root
  }
}
