import Columns
import EventSchema

/// What refunds have of their orders, whose rows may say different things.
extension LinkedEvents {
  /// What one more row of an order says.
  struct Line: Sendable {
    /// Index of the order in `orders`.
    var order: Int32
    /// Number of its texts in `origins`.
    var origin: Int32
  }
  /// What a rejected row says.
  struct UnreadLine: Sendable, Hashable {
    /// Index of its order in `rejected`.
    var order: Int32
    /// Number of its texts in `origins`.
    var origin: Int32
    var input: Int32
  }

  /// The last text of an origin: whether the row says itself where it came from.
  static let stating: [UInt8] = [1]
  static let silent: [UInt8] = []

  /// Keeps what a row says besides the one that its order is known by.
  mutating func addLine(_ line: Line) {
    if line.origin != statements[Int(line.order)].origin { lines.append(line) }
  }

  /// All that the rows of orders say which don't say the same, by index of the order; each once.
  ///
  /// - Parameter isMeant: whether an order matters.
  func severalOrigins(_ isMeant: (Int32) -> Bool) -> [Int32: Set<Int32>] {
    var all: [Int32: Set<Int32>] = [:]
    for line in lines where isMeant(line.order) {
      all[line.order, default: [statements[Int(line.order)].origin]].insert(line.origin)
    }
    return all
  }

  /// The orders that are asked for, once all files are read.
  struct Asked {
    /// By index of the order, what refunds have of orders whose rows don't say the same, per dimension of
    /// `inherited`; nil where nobody knows which of them is meant.
    fileprivate(set) var differing: [Int32: [[UInt8]?]] = [:]
    /// Orders of which another input has a row that was rejected.
    fileprivate(set) var ofSeveralInputs: Set<Int32> = []

    func order(_ index: Int, _ events: LinkedEvents) -> Order {
      var order = events.statements[index]
      if ofSeveralInputs.contains(Int32(index)) { order.input = Order.several }
      return order
    }

    func origin(_ index: Int, _ events: LinkedEvents) -> [[UInt8]?] {
      differing[Int32(index)] ?? events.origins[events.statements[index].origin].dropLast().map(Optional.some)
    }
  }

  /// Rows that were filtered or rejected are asked like those that count: money may have been given back for them.
  var ordersAsked: Asked {
    var asked = Asked()
    guard !lines.isEmpty || !unread.isEmpty else { return asked }
    let indices = Set(
      waiting.lazy.filter { $0.link == .order }.compactMap { orders.index(ofKnown: $0.token) }.map(Int32.init)
    )
    var said = severalOrigins(indices.contains)
    for line in unread {
      guard let index = orders.index(ofKnown: rejected.tokens[Int(line.order)]).map(Int32.init),
        indices.contains(index)
      else { continue }
      let order = statements[Int(index)]
      if line.input != order.input { asked.ofSeveralInputs.insert(index) }
      if line.origin != order.origin { said[index, default: [order.origin]].insert(line.origin) }
    }
    asked.differing = said.mapValues(common)
    return asked
  }

  /// What rows of one order agree on. A blank is no statement, but of a product: it is another thing that was sold.
  /// Where the order came from say those rows that state it: what one of them says as a whole, or what all say.
  private func common(_ numbers: Set<Int32>) -> [[UInt8]?] {
    let rows = numbers.map { origins[$0] }
    let stating = rows.filter { $0[inherited.count] == Self.stating }
    let traffic = stating.isEmpty ? rows : stating
    func texts(_ rows: [[[UInt8]]], _ place: Int) -> Set<[UInt8]> { Set(rows.map { $0[place] }) }
    func only(_ texts: Set<[UInt8]>) -> [UInt8]? { texts.count > 1 ? nil : texts.first ?? [] }
    var common = inherited.indices.map { place -> [UInt8]? in
      let dimension = inherited[place]
      if dimension == .product { return only(texts(rows, place)) }
      let found = texts(Dimension.ofOrders.contains(dimension) ? rows : traffic, place)
      return only(found.subtracting([[]]))
    }
    let places = inherited.indices.filter { !Dimension.ofOrders.contains(inherited[$0]) }
    let isOfOneRow = traffic.contains { row in
      places.allSatisfy { common[$0] == nil || common[$0] == row[$0] }
    }
    if !isOfOneRow { for place in places { common[place] = only(texts(traffic, place)) } }
    return common
  }

  // MARK: Refunds

  /// What a refund says itself.
  func own(_ dimension: Dimension, of event: Waiting) -> [UInt8] {
    dimensions.firstIndex(of: dimension).map { groups[event.group][$0] } ?? []
  }

  /// Whether a refund has what it says itself. Where it came from is one statement; of all else, each is taken from its
  /// order that it does not state.
  func keeps(_ dimension: Dimension, _ event: Waiting) -> Bool {
    Dimension.ofOrders.contains(dimension) ? !own(dimension, of: event).isEmpty : event.keepsOrigin
  }

  /// Notes what a refund has of its one order.
  func note(_ refund: Waiting, _ texts: [[UInt8]?], _ outcome: inout Outcome) {
    var inherits = false
    for (dimension, text) in zip(inherited, texts) where !keeps(dimension, refund) {
      if text == nil { outcome.undecided[dimension, default: 0] += 1 }
      if text != nil, !Dimension.ofOrders.contains(dimension) { inherits = true }
    }
    if inherits { outcome.inheriting += 1 }
  }
}

extension LinkedEvents.Outcome {
  /// - Parameter isRejected: whether a row of the order was rejected.
  mutating func note(_ found: LinkedEvents.Order?, isRejected: Bool) {
    guard let found else {
      if isRejected { rejectedOrders += 1 } else { unknownOrders += 1 }
      return
    }
    if found.input == LinkedEvents.Order.several {
      ambiguousOrders += 1
    } else if !found.counts {
      filteredOrders += 1
    }
  }
}
