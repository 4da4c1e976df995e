import Columns
package import EventSchema

extension LinkedEvents {
  package typealias Failure = RollupFailure

  /// The canonical bytes of one partition: an event and what it refers to are in the same.
  package func encode(partition: Int = 0, of count: Int = 1) -> [UInt8] {
    func isMine(_ token: PersonToken) -> Bool {
      token.isIn(partition, of: count)
    }
    var encoder = CanonicalEncoder(mark: Self.mark)
    let own = zip(orders.tokens, statements).filter { isMine($0.0) }.sorted { $0.0 < $1.0 }
    encoder.write(UInt64(own.count))
    for (token, order) in own {
      encoder.write(token)
      encoder.write(Int(order.day))
      encoder.write(Int(order.input))
      encoder.write(byte: order.counts ? 1 : 0)
      encoder.write(byte: order.worth == nil ? 0 : 1)
      encoder.write(Int(order.worth?.units ?? 0))
      encoder.write(Int(order.worth?.currency ?? 0))
      for text in origins[order.origin] { encoder.write(text) }
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
    encoder.write(byte: event.keepsOrigin ? 1 : 0)
    encoder.write(Int(event.input))
    encoder.write(event.token)
    encoder.write(event.own)
    encoder.write(Int(event.day))
    encoder.write(Int(event.currency))
    encoder.write(Int(event.units))
    for text in groups[event.group] { encoder.write(text) }
    return encoder.bytes
  }

  package init(decoding bytes: [UInt8], dimensions: [Dimension], inherited: [Dimension] = []) throws(Failure)
  {
    self.init(dimensions: dimensions, inherited: inherited)
    try CanonicalDecoder.read(bytes, mark: Self.mark) { decoder throws(CanonicalDecoder.Failure) in
      for _ in 0..<(try decoder.unsigned()) {
        let token = try decoder.token()
        let day = Int32(truncatingIfNeeded: try decoder.integer())
        let input = Int32(truncatingIfNeeded: try decoder.integer())
        let counts = try decoder.byte() == 1
        let isKnown = try decoder.byte() == 1
        let units = Int64(try decoder.integer())
        let currency = UInt32(truncatingIfNeeded: try decoder.integer())
        let texts = try decoder.texts(inherited.count)
        addOrder(
          token,
          Order(
            day: day, origin: origins.number(of: texts), input: input,
            worth: isKnown ? Worth(currency: currency, units: units) : nil, counts: counts))
      }
      for _ in 0..<(try decoder.unsigned()) { _ = deals.index(of: try decoder.token()) }
      for _ in 0..<(try decoder.unsigned()) {
        var event = CanonicalDecoder(try decoder.string())
        let link: EventBatch.Link = try event.byte() == 0 ? .order : .deal
        let keepsOrigin = try event.byte() == 1
        let input = Int32(truncatingIfNeeded: try event.integer())
        let (token, own) = (try event.token(), try event.token())
        let day = Int32(truncatingIfNeeded: try event.integer())
        let currency = UInt32(truncatingIfNeeded: try event.integer())
        let units = Int64(try event.integer())
        let group = groups.number(of: try event.texts(dimensions.count))
        waiting.append(
          Waiting(
            link: link, token: token, own: own, day: day, group: group, currency: currency, units: units,
            input: input, keepsOrigin: keepsOrigin))
      }
    }
  }
}
