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
    let several = severalOrigins { isMine(orders.tokens[Int($0)]) }
    let own = orders.tokens.indices.filter { isMine(orders.tokens[$0]) }
      .sorted { orders.tokens[$0] < orders.tokens[$1] }
    encoder.write(UInt64(own.count))
    for index in own {
      let (token, order) = (orders.tokens[index], statements[index])
      encoder.write(token)
      encoder.write(Int(order.day))
      encoder.write(Int(order.input))
      encoder.write(byte: order.counts ? 1 : 0)
      encoder.write(byte: order.worth == nil ? 0 : 1)
      encoder.write(Int(order.worth?.units ?? 0))
      encoder.write(Int(order.worth?.currency ?? 0))
      let said = inOrder((several[Int32(index)] ?? [order.origin]).map { origins[$0] })
      encoder.write(UInt64(said.count))
      for text in said.joined() { encoder.write(text) }
    }
    encodeUnread(isMine, &encoder)
    let won = deals.tokens.filter(isMine).sorted()
    encoder.write(UInt64(won.count))
    for token in won { encoder.write(token) }
    let events = waiting.filter { isMine($0.token) }.map(bytes).sorted { $0.lexicographicallyPrecedes($1) }
    encoder.write(UInt64(events.count))
    for event in events { encoder.write(event) }
    return encoder.bytes
  }

  private func encodeUnread(_ isMine: (PersonToken) -> Bool, _ encoder: inout CanonicalEncoder) {
    var lines: [PersonToken: [Int32: Set<Int32>]] = [:]
    for line in unread where isMine(rejected.tokens[Int(line.order)]) {
      lines[rejected.tokens[Int(line.order)], default: [:]][line.input, default: []].insert(line.origin)
    }
    encoder.write(UInt64(lines.count))
    for (token, said) in lines.sorted(by: { $0.key < $1.key }) {
      encoder.write(token)
      encoder.write(UInt64(said.count))
      for (input, numbers) in said.sorted(by: { $0.key < $1.key }) {
        encoder.write(Int(input))
        encoder.write(UInt64(numbers.count))
        for text in inOrder(numbers.map { origins[$0] }).joined() { encoder.write(text) }
      }
    }
  }

  private func inOrder(_ groups: [[[UInt8]]]) -> [[[UInt8]]] {
    groups.sorted { $0.lexicographicallyPrecedes($1) { $0.lexicographicallyPrecedes($1) } }
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
        let worth = isKnown ? Worth(currency: currency, units: units) : nil
        for place in 0..<(try decoder.unsigned()) {
          let origin = origins.number(of: try decoder.texts(inherited.count + 1))
          if place == 0 {
            addOrder(
              token, Order(day: day, origin: origin, input: input, worth: worth, counts: counts))
          } else if let index = orders.index(ofKnown: token) {
            addLine(Line(order: Int32(index), origin: origin))
          }
        }
      }
      for _ in 0..<(try decoder.unsigned()) {
        let order = Int32(rejected.index(of: try decoder.token()).index)
        for _ in 0..<(try decoder.unsigned()) {
          let input = Int32(truncatingIfNeeded: try decoder.integer())
          for _ in 0..<(try decoder.unsigned()) {
            let origin = origins.number(of: try decoder.texts(inherited.count + 1))
            unread.append(UnreadLine(order: order, origin: origin, input: input))
          }
        }
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
