import Columns
package import Declarations
package import EventSchema

/// Events that wait for another file: refunds for the day and the channel of their order, orders for the deal they
/// came from. A rollup; empty unless the pipeline asks for such a look-up.
///
/// Of what is referred to it keeps a token, a day and where it came from; of what waits, the amount and its group.
/// Ids are tokens from the mapper on. Merging is associative and commutative: of an id's days the earliest counts, all
/// that its rows say of where it came from is kept, whatever became of them, and nothing is looked up before all files
/// are read.
package struct LinkedEvents: Sendable {
  struct Order: Sendable {
    var day: Int32
    /// Number of what one of its rows says in `origins`; `lines` has what others say.
    var origin: Int32
    /// The input that states it; `several` where more than one does: then nobody knows which is meant.
    var input: Int32
    /// The amount of those of its rows that count, as stated; nil where that is not known.
    var worth: Worth?
    /// False where all of its rows were filtered. One row that counts gives the day and the amount; where the order
    /// came from and what it was of, all rows are asked.
    var counts = true

    static let several: Int32 = -1
  }
  /// An amount in one currency.
  struct Worth: Sendable {
    var currency: UInt32
    var units: Int64

    /// Both together; nil where they can't be added.
    static func sum(_ a: Worth?, _ b: Worth?) -> Worth? {
      guard let a, let b, a.currency == b.currency else { return nil }
      let (sum, overflow) = a.units.addingReportingOverflow(b.units)
      return overflow ? nil : Worth(currency: a.currency, units: sum)
    }
  }
  struct Waiting: Sendable {
    var link: EventBatch.Link
    /// The order or deal that it refers to.
    var token: PersonToken
    /// The order that waits for its deal; nobody for refunds.
    var own: PersonToken
    var day: Int32
    var group: Int32
    var currency: UInt32
    var units: Int64
    var input: Int32
    /// It says itself where it came from.
    var keepsOrigin: Bool
  }

  package let dimensions: [Dimension]
  /// Those of `dimensions` that a refund has from its order.
  package let inherited: [Dimension]
  /// First byte: the kind of rollup; second: the version of its encoding.
  static let mark: [UInt8] = [5, 6]

  var orders = PersonTable()
  var statements: ContiguousArray<Order> = []
  /// What rows of orders say: the texts of `inherited`, and whether they say themselves where they came from.
  var origins = TextGroups()
  /// Rows of orders that say something else than the one in `statements`.
  var lines: ContiguousArray<Line> = []
  /// Orders of which rows were rejected, as far as their ids are known, and what these rows say.
  var rejected = PersonTable()
  var unread: ContiguousArray<UnreadLine> = []
  var deals = PersonTable()
  var waiting: ContiguousArray<Waiting> = []
  var groups = TextGroups()

  package init(dimensions: [Dimension], inherited: [Dimension] = []) {
    self.dimensions = dimensions
    self.inherited = inherited
  }

  /// Takes orders, won deals, and events that wait; all others leave no trace.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard !batch.links.isEmpty else { return }
    if let link = batch.waitsFor { return wait(batch, link, dictionaries) }
    switch batch.kind {
    case .order: addOrders(batch, dictionaries)
    case .deal where batch.measures.contains(.wonDeals):
      for token in batch.links where !token.isNobody { _ = deals.index(of: token) }
    case .ad, .cost, .visit, .email, .stage, .deal, .refund, .plan, .content, .survey, .variant, .market,
      .account,
      .touch, .contract, .level:
      break
    }
  }

  /// Takes rows of orders that count nowhere, since they were filtered: a refund may be of them.
  package mutating func add(filtered orders: EventBatch, dictionaries: Dictionaries) {
    addOrders(orders, dictionaries, counts: .not)
  }

  private enum Counting { case normally, not }

  /// Takes rows of orders that were rejected: nothing counts, but they are of an order, too.
  package mutating func add(rejected orders: EventBatch, dictionaries: Dictionaries) {
    eachOrigin(of: orders, dictionaries) { events, row, origin in
      let (index, _) = events.rejected.index(of: orders.links[row])
      events.unread.append(UnreadLine(order: Int32(index), origin: origin, input: Int32(orders.input)))
    }
  }

  /// Hands over the rows of orders that have an id, with the number of what each says in `origins`.
  private mutating func eachOrigin(
    of batch: EventBatch, _ dictionaries: Dictionaries, _ take: (inout Self, Int, Int32) -> Void
  ) {
    var (stating, silent) = (GroupNumbers(inherited, batch), GroupNumbers(inherited, batch))
    for row in 0..<batch.count where !batch.links[row].isNobody {
      let text = { dictionaries.text($0, $1) }
      let origin =
        batch.statesOrigin.isEmpty || batch.statesOrigin[row]
        ? stating.number(ofRow: row, text: text) { origins.number(of: $0 + [Self.stating]) }
        : silent.number(ofRow: row, text: text) { origins.number(of: $0 + [Self.silent]) }
      take(&self, row, origin)
    }
  }

  private mutating func addOrders(
    _ batch: EventBatch, _ dictionaries: Dictionaries, counts: Counting = .normally
  ) {
    eachOrigin(of: batch, dictionaries) { events, row, origin in
      let units = batch.worths.isEmpty ? Measure.absent : batch.worths[row]
      let currency = batch.currencies.isEmpty ? 0 : batch.currencies[row]
      let order = Order(
        day: batch.days[row], origin: origin, input: Int32(batch.input),
        worth: units == Measure.absent ? nil : Worth(currency: currency, units: units),
        counts: counts == .normally)
      events.addOrder(batch.links[row], order)
    }
  }

  mutating func addOrder(_ token: PersonToken, _ order: Order) {
    let (index, isNew) = orders.index(of: token)
    if isNew { return statements.append(order) }
    let known = statements[index]
    addLine(Line(order: Int32(index), origin: order.origin))
    if known.input != order.input { statements[index].input = Order.several }
    guard known.counts == order.counts else {
      guard order.counts else { return }
      (statements[index].day, statements[index].worth) = (order.day, order.worth)
      statements[index].counts = true
      return
    }
    statements[index].day = min(known.day, order.day)
    statements[index].worth = Worth.sum(known.worth, order.worth)
  }

  private mutating func wait(_ batch: EventBatch, _ link: EventBatch.Link, _ dictionaries: Dictionaries) {
    guard let values = batch.values.first else { return }
    var numbers = GroupNumbers(dimensions, batch)
    for row in 0..<batch.count where values[row] != Measure.absent {
      let group = numbers.number(ofRow: row) { dimension, code in
        dictionaries.text(dimension, code)
      } in: {
        groups.number(of: $0)
      }
      waiting.append(
        Waiting(
          link: link, token: batch.links[row], own: batch.waiting.isEmpty ? .nobody : batch.waiting[row],
          day: batch.days[row], group: group,
          currency: batch.currencies.isEmpty ? 0 : batch.currencies[row], units: values[row],
          input: Int32(batch.input), keepsOrigin: batch.statesOrigin.isEmpty || batch.statesOrigin[row]))
    }
  }

  package mutating func merge(_ other: LinkedEvents) {
    let places = other.origins.texts.map { origins.number(of: $0) }
    for (token, statement) in zip(other.orders.tokens, other.statements) {
      var order = statement
      order.origin = places[Int(order.origin)]
      addOrder(token, order)
    }
    for line in other.lines {
      guard let order = orders.index(ofKnown: other.orders.tokens[Int(line.order)]) else { continue }
      addLine(Line(order: Int32(order), origin: places[Int(line.origin)]))
    }
    let unreadOrders = other.rejected.tokens.map { Int32(rejected.index(of: $0).index) }
    for var line in other.unread {
      line.order = unreadOrders[Int(line.order)]
      line.origin = places[Int(line.origin)]
      unread.append(line)
    }
    for token in other.deals.tokens { _ = deals.index(of: token) }
    let names = other.groups.texts.map { groups.number(of: $0) }
    for var event in other.waiting {
      event.group = names[Int(event.group)]
      waiting.append(event)
    }
  }
}

// MARK: Finishing

extension LinkedEvents {
  /// What became of the events that waited, as far as their own days lie in the periods.
  package struct Outcome: Sendable {
    /// Refunds that name an order which no input has: booked on their own day.
    package var unknownOrders = 0
    /// Refunds of orders whose rows were rejected: the same.
    package var rejectedOrders = 0
    /// Refunds of orders that were filtered: they count where the order would.
    package var filteredOrders = 0
    /// Refunds that name an order which several inputs have: the same.
    package var ambiguousOrders = 0
    /// Refunds that have the channel of their order.
    package var inheriting = 0
    /// Refunds that state none of a dimension, and have none of their order's, since its rows differ.
    package var undecided: [Dimension: Int] = [:]
    /// Refunds that do not fit the one order that they name.
    package var odd: [RefundOddity: OddRefunds] = [:]
    /// Orders whose revenue is that of a deal, and how much that is, per currency as stated.
    package var countedAsDeals = 0
    package var dealMoney: [Currency: Exact] = [:]
    /// Orders that name several deals.
    package var fannedOut = 0
    /// What these would count more than once, since they state the same amount under each of the deals.
    package var multiplied: [Currency: Exact] = [:]
  }

  /// The sums of a shape for the events that waited, and what is to be said about them.
  package func finish(shape: GroupedSumsShape, refunds: RefundsDeclaration) -> (GroupedSums, Outcome) {
    let asked = ordersAsked
    var sums = GroupedSums(shape: shape)
    var outcome = Outcome()
    var returns: [Int: Return] = [:]
    for event in waiting {
      switch event.link {
      case .order:
        let index = orders.index(ofKnown: event.token)
        let order = index.map { asked.order($0, self) }
        let origin = index.map { asked.origin($0, self) }
        add(event, of: order, origin, shape, refunds, to: &sums, &outcome)
        guard let index, let order, order.counts, order.input != Order.several else { continue }
        let isMine = shape.periods.slot(ofDay: event.day) >= 0
        if isMine, event.day < order.day, event.units > 0 {
          outcome.odd[.beforeOrder, default: OddRefunds()].add(event.units, event.currency)
        }
        returns[index, default: Return(currency: event.currency)].add(event, isMine)
      case .deal:
        guard deals.index(ofKnown: event.token) != nil else {
          add(event, booked: event.day, rateDay: event.day, shape, to: &sums)
          continue
        }
        guard shape.periods.slot(ofDay: event.day) >= 0 else { continue }
        outcome.countedAsDeals += 1
        outcome.dealMoney.add(event.units, event.currency)
      }
    }
    fanOut(shape, &outcome)
    for (index, given) in returns where given.isMine {
      let order = statements[index]
      guard let worth = order.worth, let given = given.worth, given.currency == worth.currency,
        worth.units < given.units
      else { continue }
      outcome.odd[.beyondOrder, default: OddRefunds()].add(given.units - worth.units, worth.currency)
    }
    return (sums, outcome)
  }

  /// What was given back of one order; nil where that is not of one currency.
  private struct Return {
    var worth: Worth?
    /// Whether some of it lies in the periods.
    var isMine = false

    init(currency: UInt32) { worth = Worth(currency: currency, units: 0) }

    mutating func add(_ event: Waiting, _ isMine: Bool) {
      self.isMine = self.isMine || isMine
      worth = Worth.sum(worth, Worth(currency: event.currency, units: event.units))
    }
  }

  /// Adds a refund, with the days and the channel of its order where these are known.
  private func add(
    _ refund: Waiting, of found: Order?, _ origin: [[UInt8]?]?, _ shape: GroupedSumsShape,
    _ refunds: RefundsDeclaration, to sums: inout GroupedSums, _ outcome: inout Outcome
  ) {
    let isMine = shape.periods.slot(ofDay: refund.day) >= 0
    let order = found?.input == Order.several ? nil : found
    if isMine { outcome.note(found, isRejected: rejected.index(ofKnown: refund.token) != nil) }
    let booked = refunds.bookedOn == .order ? order?.day ?? refund.day : refund.day
    let rateDay = refunds.rateOf == .order ? order?.day ?? refund.day : refund.day
    let texts = order == nil ? nil : origin
    if isMine, let texts { note(refund, texts, &outcome) }
    add(refund, booked: booked, rateDay: rateDay, origin: texts, shape, to: &sums)
  }

  private func add(
    _ event: Waiting, booked: Int32, rateDay: Int32, origin: [[UInt8]?]? = nil, _ shape: GroupedSumsShape,
    to sums: inout GroupedSums
  ) {
    let slot = Int(shape.periods.slot(ofDay: booked))
    let measure: Measure = event.link == .order ? .refunds : .revenue
    guard slot >= 0, let place = shape.measures.firstIndex(of: measure) else { return }
    let texts = shape.dimensions.map { dimension -> [UInt8] in
      let own = own(dimension, of: event)
      guard let place = inherited.firstIndex(of: dimension), let text = origin?[place] else { return own }
      return keeps(dimension, event) ? own : text
    }
    var cells = Array(repeating: GroupedSums.Cell(), count: shape.measures.count)
    cells[place] = .init(sum: Int128(event.units), stated: 1)
    let isForeign = event.currency != 0 && event.currency != shape.reportCurrency?.packed
    sums.add(
      cells,
      to: .init(
        texts: texts, slot: slot, currency: event.currency, rateDay: isForeign ? rateDay : 0,
        isBelowZero: event.units < 0))
  }

  private struct Claim: Hashable {
    var order: PersonToken
    var day: Int32
    var currency: UInt32
    var units: Int64
  }

  /// Orders that stand on several deals, as a join of both multiplies them: by deal one row, each with the order's
  /// whole amount.
  private func fanOut(_ shape: GroupedSumsShape, _ outcome: inout Outcome) {
    var deals: [PersonToken: PersonToken] = [:]
    var several: Set<PersonToken> = []
    for event in waiting where event.link == .deal && !event.own.isNobody {
      if deals.updateValue(event.token, forKey: event.own).map({ $0 != event.token }) ?? false {
        several.insert(event.own)
      }
    }
    guard !several.isEmpty else { return }
    outcome.fannedOut = several.count
    var claims: [Claim: Set<PersonToken>] = [:]
    for event in waiting where several.contains(event.own) && event.units != 0 {
      guard shape.periods.slot(ofDay: event.day) >= 0 else { continue }
      let claim = Claim(order: event.own, day: event.day, currency: event.currency, units: event.units)
      claims[claim, default: []].insert(event.token)
    }
    for (claim, deals) in claims {
      for _ in deals.dropFirst() { outcome.multiplied.add(claim.units, claim.currency) }
    }
  }
}
