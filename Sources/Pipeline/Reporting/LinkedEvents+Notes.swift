import Aggregate
import Diagnostics
import EventSchema
import Render

/// What is said of refunds and orders that were looked up by their ids.
extension LinkedEvents.Outcome {
  /// Refunds whose orders are not there, and orders whose revenue is a deal's.
  var warnings: [Note] {
    var notes: [Note] = []
    if unknownOrders > 0 { notes.append(Note(.noteUnknownOrders, ["n": .count(unknownOrders)])) }
    if rejectedOrders > 0 { notes.append(Note(.noteRejectedOrders, ["n": .count(rejectedOrders)])) }
    if filteredOrders > 0 { notes.append(Note(.noteFilteredOrders, ["n": .count(filteredOrders)])) }
    if ambiguousOrders > 0 { notes.append(Note(.noteAmbiguousOrders, ["n": .count(ambiguousOrders)])) }
    notes += undecided.sorted { $0.key < $1.key }.map { dimension, count -> Note in
      Note(.noteOrdersDiffer, ["n": .count(count), "dimension": .dimension(dimension)])
    }
    if countedAsDeals > 0 {
      notes.append(
        Note(.noteCountedAsDeals, ["n": .count(countedAsDeals), "amounts": .list(dealMoney.amounts)]))
    }
    if fannedOut > 0 { notes.append(Note(.noteOrdersOfSeveralDeals, ["n": .count(fannedOut)])) }
    return notes
  }

  var remarks: [Note] {
    inheriting > 0 ? [Note(.noteRefundsInherit, ["n": .count(inheriting)])] : []
  }

  /// Why nothing can be counted: the same money would count more than once.
  var multiplication: Diagnostic? {
    guard !multiplied.isEmpty else { return nil }
    return Diagnostic(
      .error,
      "\(fannedOut == 1 ? "1 order names" : "\(fannedOut) orders name") several deals, with the same amount each time: "
        + "\(multiplied.text) would count more than once",
      hint: "export one row per order, or say `revenue_is: won deals`")
  }
}
