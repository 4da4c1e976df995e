import Columns
import Declarations
import EventSchema

/// Money given back that can't be right, or that its order can't explain.
extension EventMapper {
  /// What the orders amount to as stated, before tax and the like are taken off; empty where nothing is held
  /// against it.
  func statedWorths() -> ContiguousArray<Int64> {
    guard mapping.profile.gives == .order, mapping.comparesRefunds, let revenue = revenuePosition,
      mapping.needs.links || inFile(refundPosition) != nil
    else { return [] }
    return amounts[revenue]
  }

  /// Rejects refunds below 0, which would lower what was given back, or raise it where that is their sign. A row that
  /// is a refund as a whole may state its refund as it states its amount.
  mutating func rejectNegativeRefunds(_ count: Int) {
    guard [.order, .refund].contains(mapping.profile.gives), let position = inFile(refundPosition) else {
      return
    }
    rejectContradictions(position, count)
    rejectNegatives(in: position, count, .negativeRefund)
  }

  /// A row that is a refund as a whole, and whose own column says another amount: which of them is true, nothing says.
  private mutating func rejectContradictions(_ position: Int, _ count: Int) {
    guard !returned.isEmpty, let revenue = revenuePosition else { return }
    for row in 0..<count where returned[row] {
      let (stated, amount) = (amounts[position][row], amounts[revenue][row])
      if stated == Measure.absent || stated == 0 || stated == amount || stated == -amount { continue }
      reject(row, position, .contradictingRefund)
    }
  }

  /// Notes refunds in accepted rows of orders that were made before the order, or are more than it.
  ///
  /// A line of an order, or a row of many orders, may state what was given back of others.
  mutating func noteOddRefunds(_ time: EventTimes, _ currencies: ContiguousArray<UInt32>) {
    guard mapping.profile.gives == .order, let position = inFile(refundPosition),
      !mapping.profile.columns.contains(where: { $0.field == .measure(.orders) })
    else { return }
    let date = inFile(roles.refundDay)
    let line = inFile(roles.line)
    for row in amounts[position].indices where verdicts[row] == 0 {
      let given = amounts[position][row]
      guard given > 0, returned.isEmpty || !returned[row] else { continue }
      let currency = currencies.isEmpty ? 0 : currencies[row]
      if let date, days[date][row] != .min, days[date][row] < time.days[row] {
        result.oddRefunds.append(OddRefund(.beforeOrder, row: row, units: given, currency: currency))
      }
      guard !worths.isEmpty, worths[row] != Measure.absent, worths[row] < given else { continue }
      if isLine(row, line) { continue }
      result.oddRefunds.append(
        OddRefund(.beyondOrder, row: row, units: given - worths[row], currency: currency))
    }
  }
}
