import Columns
import EventSchema

/// Whose channel refunds have that state none.
extension LinkedEvents {
  package struct RefundChannel: Sendable, Hashable {
    /// The input of the refunds.
    package var input: Int
    package var channel: [UInt8]
    /// That of the order, else what their own rules say.
    package var isOfOrder: Bool
  }

  /// How many refunds that state no origin have which channel, whenever they were; empty where nothing is looked up.
  package var refundChannels: [RefundChannel: Int] {
    guard let ofOrder = inherited.firstIndex(of: .channel), let own = dimensions.firstIndex(of: .channel)
    else {
      return [:]
    }
    let asked = ordersAsked
    var channels: [RefundChannel: Int] = [:]
    for event in waiting where event.link == .order && !event.keepsOrigin {
      let index = orders.index(ofKnown: event.token)
      let inherited = index.flatMap { index -> [UInt8]? in
        guard asked.order(index, self).input != Order.several else { return nil }
        return asked.origin(index, self)[ofOrder]
      }
      let channel = RefundChannel(
        input: Int(event.input), channel: inherited ?? groups[event.group][own], isOfOrder: inherited != nil)
      channels[channel, default: 0] += 1
    }
    return channels
  }
}
