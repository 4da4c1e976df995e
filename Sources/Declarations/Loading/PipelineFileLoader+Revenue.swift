import Diagnostics

/// Reading what counts as revenue, and when money given back counts.
extension PipelineFileLoader {
  static let refundKeys: [KeySpec] = [
    KeySpec("booked_on", "refund_date or order_date: the day on which it counts (default: refund_date)"),
    KeySpec("rate_of", "refund_date or order_date: the day whose rate converts it (default: as booked_on)"),
    KeySpec(
      "channel_of",
      "order or refund: whose channel, campaign, source and medium a refund has that states none of them (default: order, where an input of refunds stands beside one of orders)"
    ),
  ]

  static let orderKeys: [KeySpec] = [
    KeySpec(
      "channel_of",
      "deal or order: whose channel, campaign, source and medium an order has that states none of them (default: deal, where orders name their deals)"
    )
  ]

  private static let netOf = "orders net of "

  /// `orders`, `won deals`, `orders and won deals`, `orders net of tax, discount and shipping`.
  func revenue(_ map: MappingReader, _ declaration: inout NormalizeDeclaration) {
    guard let text = map.located("revenue_is") else { return }
    guard text.value.hasPrefix(Self.netOf) else {
      declaration.revenueIs = map.choice("revenue_is", NormalizeDeclaration.Revenue.self)
      return
    }
    declaration.revenueIs = .orders
    var parts: Set<OrderPart> = []
    let words = text.value.dropFirst(Self.netOf.count).split { $0 == " " || $0 == "," }.map(String.init)
    for word in words where word != "and" {
      if let part = OrderPart(rawValue: word) {
        parts.insert(part)
      } else {
        reader.unknown(word, "part of an order", OrderPart.allCases.map(\.rawValue), at: text.location)
      }
    }
    if parts.isEmpty {
      reader.report(
        text.location, "'revenue_is' does not say what orders are net of",
        hint: "orders net of tax, discount and shipping")
    }
    declaration.revenueNetOf = Located(parts, at: text.location)
  }

  func ordersChannelOf(_ node: YAMLNode) -> Located<OrderOrigin>? {
    guard let map = reader.mapping(node, "'orders'", keys: Self.orderKeys) else { return nil }
    return map.choice("channel_of", OrderOrigin.self).map { Located($0, at: node.location) }
  }

  func refunds(_ node: YAMLNode) -> RefundsDeclaration? {
    guard let map = reader.mapping(node, "'refunds'", keys: Self.refundKeys) else { return nil }
    return RefundsDeclaration(
      bookedOn: map.choice("booked_on", RefundsDeclaration.Date.self) ?? .refund,
      rateOf: map.choice("rate_of", RefundsDeclaration.Date.self),
      channelOf: map.choice("channel_of", RefundsDeclaration.Origin.self))
  }
}
