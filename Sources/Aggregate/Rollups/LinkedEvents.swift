package import Columns
package import Declarations
package import EventSchema

/// Events that wait for another file: refunds for the day of their order, orders for the deal they came from. A
/// rollup; empty unless the pipeline asks for such a look-up.
///
/// Of what is referred to it keeps a token and a day; of what waits, the amount and its group. Ids are tokens from
/// the mapper on. Merging is associative and commutative: the earliest day of an id counts, and nothing is looked up
/// before all files are read.
package struct LinkedEvents: Sendable {
  private struct Waiting: Sendable {
    var link: EventBatch.Link
    var token: PersonToken
    var day: Int32
    var group: Int32
    var currency: UInt32
    var units: Int64
  }
  /// What became of the events that waited, as far as their own days lie in the periods.
  package struct Outcome: Sendable {
    /// Refunds that name an order which no input has: booked on their own day.
    package var unknownOrders = 0
    /// Orders whose revenue is that of a deal, and how much that is, per currency as stated.
    package var countedAsDeals = 0
    package var dealMoney: [Currency: Exact] = [:]
  }

  package let dimensions: [Dimension]
  /// First byte: the kind of rollup; second: the version of its encoding.
  private static let mark: [UInt8] = [5, 1]

  private var orders = PersonTable()
  private var orderDays: ContiguousArray<Int32> = []
  private var deals = PersonTable()
  private var waiting: ContiguousArray<Waiting> = []
  private var groups = TextGroups()

  package init(dimensions: [Dimension]) { self.dimensions = dimensions }

  /// Takes orders, won deals, and events that wait; all others leave no trace.
  package mutating func add(_ batch: EventBatch, dictionaries: Dictionaries) {
    guard !batch.links.isEmpty else { return }
    if let link = batch.waitsFor { return wait(batch, link, dictionaries) }
    switch batch.kind {
    case .order:
      for (token, day) in zip(batch.links, batch.days) where !token.isNobody { addOrder(token, day) }
    case .deal where batch.measures.contains(.wonDeals):
      for token in batch.links where !token.isNobody { _ = deals.index(of: token) }
    case .ad, .cost, .visit, .email, .stage, .deal, .refund, .plan, .content, .survey, .market, .account,
      .touch:
      break
    }
  }

  private mutating func addOrder(_ token: PersonToken, _ day: Int32) {
    let (index, isNew) = orders.index(of: token)
    if isNew { orderDays.append(day) } else { orderDays[index] = min(orderDays[index], day) }
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
          link: link, token: batch.links[row], day: batch.days[row], group: group,
          currency: batch.currencies.isEmpty ? 0 : batch.currencies[row], units: values[row]))
    }
  }

  package mutating func merge(_ other: LinkedEvents) {
    for (token, day) in zip(other.orders.tokens, other.orderDays) { addOrder(token, day) }
    for token in other.deals.tokens { _ = deals.index(of: token) }
    let names = other.groups.texts.map { groups.number(of: $0) }
    for var event in other.waiting {
      event.group = names[Int(event.group)]
      waiting.append(event)
    }
  }

  /// The sums of a shape for the events that waited, and what is to be said about them.
  package func finish(shape: GroupedSumsShape, refunds: RefundsDeclaration) -> (GroupedSums, Outcome) {
    // Looking up adds what is not there: to a copy.
    var (orders, deals) = (self.orders, self.deals)
    var sums = GroupedSums(shape: shape)
    var outcome = Outcome()
    for event in waiting {
      var booked = event.day
      var rateDay = event.day
      switch event.link {
      case .order:
        let (index, isNew) = orders.index(of: event.token)
        let orderDay = isNew || index >= orderDays.count ? nil : orderDays[index]
        if orderDay == nil, shape.periods.slot(ofDay: event.day) >= 0 { outcome.unknownOrders += 1 }
        if refunds.bookedOn == .order { booked = orderDay ?? event.day }
        rateDay = refunds.rateOf == .order ? orderDay ?? event.day : event.day
      case .deal:
        let (index, isNew) = deals.index(of: event.token)
        if !isNew, index < self.deals.count {
          guard shape.periods.slot(ofDay: event.day) >= 0 else { continue }
          outcome.countedAsDeals += 1
          let currency = Currency(packed: event.currency)
          let known = outcome.dealMoney[currency] ?? .zero
          outcome.dealMoney[currency] = known + Exact(units: Int128(event.units), scale: 6)
          continue
        }
      }
      add(event, booked: booked, rateDay: rateDay, shape, to: &sums)
    }
    return (sums, outcome)
  }

  private func add(
    _ event: Waiting, booked: Int32, rateDay: Int32, _ shape: GroupedSumsShape, to sums: inout GroupedSums
  ) {
    let slot = Int(shape.periods.slot(ofDay: booked))
    let measure: Measure = event.link == .order ? .refunds : .revenue
    guard slot >= 0, let place = shape.measures.firstIndex(of: measure) else { return }
    let texts = shape.dimensions.map { dimension in
      dimensions.firstIndex(of: dimension).map { groups[event.group][$0] } ?? []
    }
    var cells = Array(repeating: GroupedSums.Cell(), count: shape.measures.count)
    cells[place] = .init(sum: Int128(event.units), stated: 1)
    let isForeign = event.currency != 0 && event.currency != shape.reportCurrency?.packed
    sums.add(
      cells,
      to: .init(texts: texts, slot: slot, currency: event.currency, rateDay: isForeign ? rateDay : 0))
  }
}

// MARK: Encoding

extension LinkedEvents {
  package enum Failure: Error, Equatable, Sendable {
    case wrongVersion
    case damaged(CanonicalDecoder.Failure)
  }

  /// The canonical bytes of one partition: an event and what it refers to are in the same.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    func isMine(_ token: PersonToken) -> Bool {
      count == 1 || FirstByPerson.partition(of: token, count: count) == partition
    }
    var encoder = CanonicalEncoder()
    for byte in Self.mark { encoder.write(byte: byte) }
    let own = zip(orders.tokens, orderDays).filter { isMine($0.0) }.sorted { $0.0 < $1.0 }
    encoder.write(UInt64(own.count))
    for (token, day) in own {
      encoder.write(token)
      encoder.write(Int(day))
    }
    let won = deals.tokens.filter(isMine).sorted()
    encoder.write(UInt64(won.count))
    for token in won { encoder.write(token) }
    let events = waiting.filter { isMine($0.token) }.map(bytes).sorted { $0.lexicographicallyPrecedes($1) }
    encoder.write(UInt64(events.count))
    for event in events { encoder.write(event) }
    return encoder.bytes
  }

  private func bytes(_ event: Waiting) -> [UInt8] {
    var encoder = CanonicalEncoder()
    encoder.write(byte: event.link == .order ? 0 : 1)
    encoder.write(event.token)
    encoder.write(Int(event.day))
    encoder.write(Int(event.currency))
    encoder.write(Int(event.units))
    for text in groups[event.group] { encoder.write(text) }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension]) throws(Failure) {
    self.init(dimensions: dimensions)
    var decoder = CanonicalDecoder(bytes)
    do throws(CanonicalDecoder.Failure) {
      guard try [decoder.byte(), decoder.byte()] == Self.mark else { throw .unexpected(offset: 0) }
      for _ in 0..<(try decoder.unsigned()) {
        let token = try decoder.token()
        addOrder(token, Int32(truncatingIfNeeded: try decoder.integer()))
      }
      for _ in 0..<(try decoder.unsigned()) { _ = deals.index(of: try decoder.token()) }
      for _ in 0..<(try decoder.unsigned()) {
        var event = CanonicalDecoder(try decoder.string())
        let link: EventBatch.Link = try event.byte() == 0 ? .order : .deal
        let token = try event.token()
        let day = Int32(truncatingIfNeeded: try event.integer())
        let currency = UInt32(truncatingIfNeeded: try event.integer())
        let units = Int64(try event.integer())
        var texts: [[UInt8]] = []
        for _ in dimensions { texts.append(try event.string()) }
        waiting.append(
          Waiting(
            link: link, token: token, day: day, group: groups.number(of: texts), currency: currency,
            units: units))
      }
    } catch {
      if error == .unexpected(offset: 0) { throw .wrongVersion }
      throw .damaged(error)
    }
  }
}

extension CanonicalEncoder {
  fileprivate mutating func write(_ token: PersonToken) {
    write(token.high)
    write(token.low)
  }
}

extension CanonicalDecoder {
  fileprivate mutating func token() throws(Failure) -> PersonToken {
    let high = try unsigned()
    return PersonToken(low: try unsigned(), high: high)
  }
}
