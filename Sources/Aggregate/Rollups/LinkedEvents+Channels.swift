import Columns
package import EventSchema

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
    var channels: [RefundChannel: Int] = [:]
    for event in waiting where event.link == .order && !event.keepsOrigin {
      let order = orders.index(ofKnown: event.token).map { statements[$0] }
      let isOfOrder = order.map { $0.input != Order.several } ?? false
      let channel = isOfOrder ? origins[order?.origin ?? 0][ofOrder] : groups[event.group][own]
      channels[
        RefundChannel(input: Int(event.input), channel: channel, isOfOrder: isOfOrder), default: 0] += 1
    }
    return channels
  }
}
