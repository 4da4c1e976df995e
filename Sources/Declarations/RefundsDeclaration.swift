import EventSchema

/// `normalize: refunds: {booked_on: refund_date, rate_of: order_date}`
package struct RefundsDeclaration: Sendable, Hashable {
  package enum Date: String, Sendable, CaseIterable {
    case refund = "refund_date"
    case order = "order_date"
  }

  package enum Origin: String, Sendable, CaseIterable { case order, refund }

  /// The day that a refund counts on.
  package var bookedOn: Date
  /// The day whose rate converts it.
  package var rateOf: Date

  /// Whose channel and campaign a refund has that states none; nil: the order's, where refunds are an input of
  /// their own.
  package var channelOf: Origin?

  /// - Parameter rateOf: nil: the day it is booked on.
  package init(bookedOn: Date = .refund, rateOf: Date? = nil, channelOf: Origin? = nil) {
    self.bookedOn = bookedOn
    self.rateOf = rateOf ?? bookedOn
    self.channelOf = channelOf
  }

  /// Whether a refund that names an order needs to know the order.
  package var needsOrder: Bool { bookedOn == .order || rateOf == .order || channelOf == .order }
}

/// `normalize: orders: {channel_of: deal}`: whose channel and campaign an order has that states none.
package enum OrderOrigin: String, Sendable, CaseIterable { case deal, order }

/// What a negative amount in a table of orders is.
package enum NegativeAmounts: String, Sendable, CaseIterable {
  /// Money given back: counts as refunds, and its row is no order.
  case refunds
  /// Part of a sum that may be below 0, such as a day's net sales: taken off revenue as it stands.
  case revenue
}

/// Parts of an order's total that revenue may be net of.
package enum OrderPart: String, Sendable, CaseIterable, Hashable {
  case tax, discount, shipping

  package var field: Field {
    switch self {
    case .tax: .tax
    case .discount: .discount
    case .shipping: .shipping
    }
  }
}

extension Profile {
  /// What a row of orders with a negative amount is. Of orders, it is one given back; rows that stand for many
  /// orders sum up sales and returns.
  package var negatives: NegativeAmounts {
    if let negativeAmounts { return negativeAmounts }
    return columns.contains { $0.field == .measure(.orders) } ? .revenue : .refunds
  }
}
