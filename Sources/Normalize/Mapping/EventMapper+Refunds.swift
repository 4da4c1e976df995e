import Columns
import Declarations
import EventSchema

/// Orders, and money given back for them, which is never netted: it counts as refunds.
extension EventMapper {
  /// Rows of orders whose amount as stated is below 0, before tax and the like are taken off; empty for none.
  func returnedRows(_ count: Int) -> ContiguousArray<Bool> {
    guard mapping.profile.gives == .order, mapping.negatives == .refunds, let position = revenuePosition
    else { return [] }
    let values = amounts[position]
    guard Self.hasNegative(values.span) else { return [] }
    return ContiguousArray(values.map { $0 < 0 && $0 != Measure.absent })
  }

  var revenuePosition: Int? { roles.measures.first { $0.measure == .revenue }?.position }
  var refundPosition: Int? { roles.measures.first { $0.measure == .refunds }?.position }

  static func hasNegative(_ values: Span<Int64>) -> Bool {
    var found = false
    for row in 0..<values.count {
      let value = values[row]
      found = found || (value < 0 && value != Measure.absent)
    }
    return found
  }

  mutating func appendOrders(_ base: EventBatch, _ batch: borrowing RecordBatch) {
    var base = base
    base.links = linkTokens(roles.key, batch)
    if !base.links.isEmpty, mapping.refunds.channelOf == .order { base.statesOrigin = originsOfOrders(base) }
    var orders = orderEvents(base)
    if !base.links.isEmpty { orders.worths = worths }
    addBuyers(to: &orders)
    countOrdersOfLinesOnce(&orders, batch)
    appendDatedRefunds(base, &orders)
    appendOrdersOfDeals(base, &orders, batch)
    noteFiltered(base)
    noteRejected(base)
    guard !returned.isEmpty else { return append(orders, keeping: nil) }
    append(orders, keeping: ContiguousArray(returned.map { !$0 }))
    appendReturned(base)
  }

  /// Keeps orders that were filtered where refunds look for them: the order is known, though it counts nowhere.
  private mutating func noteFiltered(_ base: EventBatch) {
    guard dropped > 0, !base.links.isEmpty, mapping.refunds.needsOrder else { return }
    // Of an order that was cancelled in several exports the last one says whose it was.
    let stale = Set(restating.lazy.filter { !$0.role.counts }.map(\.row))
    let rows = (0..<Int32(base.count)).filter { row in
      let place = Int(row)
      return verdicts[place] == Self.notKept && !stale.contains(place) && !base.links[place].isNobody
        && base.days[place] != .min
        && (returned.isEmpty || !returned[place])
    }
    guard !rows.isEmpty else { return }
    result.filteredOrders = base.selecting(ContiguousArray(rows))
  }
  static let notKept = FilterReason.allCases.firstIndex(of: .notKept).map { UInt8(2 + $0) }

  /// Keeps rows of orders that are rejected: refunds of them are not of orders that nobody has, and need not be of the
  /// order's other rows.
  private mutating func noteRejected(_ base: EventBatch) {
    guard !result.rejects.isEmpty, !base.links.isEmpty, mapping.refunds.needsOrder else { return }
    // A row below 0 is a refund itself.
    let rows = (0..<Int32(base.count)).filter { row in
      verdicts[Int(row)] == 1 && !base.links[Int(row)].isNobody && (returned.isEmpty || !returned[Int(row)])
    }
    if !rows.isEmpty { result.rejectedOrders = base.selecting(ContiguousArray(rows)) }
  }

  /// Rows of orders that say themselves where they came from, or have it from their deal.
  private mutating func originsOfOrders(_ base: EventBatch) -> ContiguousArray<Bool> {
    var states = statesOrigin(base.count)
    for row in rowsOfDeals where row < states.count { states[row] = true }
    return states
  }

  /// Whether a row of orders is a part of its order.
  ///
  /// - Parameter line: the column of lines, where the file has one.
  func isLine(_ row: Int, _ line: Int?) -> Bool {
    if mapping.severalRows == .addUp { return true }
    return line.map { cells[$0][row].length > 0 } ?? false
  }

  /// Rows that are lines of orders state 0 orders each; their orders are counted once, whatever the group: by tokens
  /// of their ids, which are the input's own.
  private func countOrdersOfLinesOnce(_ orders: inout EventBatch, _ batch: borrowing RecordBatch) {
    let line = inFile(roles.line)
    guard line != nil || mapping.severalRows == .addUp, let key = inFile(roles.key),
      let place = orders.measures.firstIndex(of: .orders), mapping.needs.measures.contains(.orders),
      !mapping.profile.columns.contains(where: { $0.field == .measure(.orders) })
    else { return }
    var once = CountedPeople(.orders)
    for row in 0..<orders.count where verdicts[row] == 0 && isLine(row, line) {
      if !returned.isEmpty, returned[row] { continue }
      orders.values[place][row] = 0
      once.rows.append(Int32(row))
    }
    let (column, block) = (cells[key], batch.bytes)
    once.persons = PersonNormaliser.tokens(
      of: ContiguousArray(once.rows.map { UInt32(bitPattern: $0) }).span, column.span, block.span,
      mapping.personKey.within(mapping.name))
    orders.people.append(once)
  }

  /// Rows with a negative amount: refunds of the order whose id they carry.
  private mutating func appendReturned(_ base: EventBatch) {
    guard let revenue = revenuePosition else { return }
    var refunds = base
    refunds.kind = .refund
    refunds.measures = [.refunds]
    let stated = refundPosition.map { amounts[$0] }
    refunds.values = [
      ContiguousArray(
        (0..<base.count).map { row in
          // The row's own refund column says the same amount, where it says one.
          if let stated, stated[row] != Measure.absent, stated[row] != 0 {
            return stated[row] < 0 ? -stated[row] : stated[row]
          }
          return amounts[revenue][row] == Measure.absent ? Measure.absent : -amounts[revenue][row]
        })
    ]
    if let dates = refundDates(base) {
      refunds.days = dates
      refunds.rateDays = dates
      refunds.instants = []
    }
    append(waiting(refunds, returned), keeping: returned)
  }

  /// The days on which money was given back, as a column says it, else the rows' own; nil without such a column.
  private func refundDates(_ base: EventBatch) -> ContiguousArray<Int32>? {
    guard let date = roles.refundDay, present[date] else { return nil }
    return ContiguousArray(zip(days[date], base.days).map { $0 == .min ? $1 : $0 })
  }

  /// Refunds in the rows of orders that say when they were made: a statement of their own.
  private mutating func appendDatedRefunds(_ base: EventBatch, _ orders: inout EventBatch) {
    guard let dates = refundDates(base), let position = refundPosition,
      let place = orders.measures.firstIndex(of: .refunds)
    else { return }
    var refunds = base
    refunds.kind = .refund
    refunds.links = []
    refunds.instants = []
    refunds.measures = [.refunds]
    refunds.values = [amounts[position]]
    refunds.days = mapping.refunds.bookedOn == .refund ? dates : base.days
    refunds.rateDays = mapping.refunds.rateOf == .refund ? dates : base.days
    orders.measures.remove(at: place)
    orders.values.remove(at: place)
    let returned = self.returned
    append(
      refunds,
      keeping: ContiguousArray(
        (0..<base.count).map { row in
          amounts[position][row] != Measure.absent && (returned.isEmpty || !returned[row])
        }))
  }

  /// Orders that name a deal wait until it is known whether the deal counts: then their revenue is the deal's.
  private mutating func appendOrdersOfDeals(
    _ base: EventBatch, _ orders: inout EventBatch, _ batch: borrowing RecordBatch
  ) {
    guard mapping.needs.revenueIs == .ordersAndWonDeals, let deal = roles.deal, present[deal],
      let place = orders.measures.firstIndex(of: .revenue)
    else { return }
    var sales = base
    sales.links = linkTokens(deal, batch)
    sales.waiting = base.links
    let ofDeals = ContiguousArray(
      sales.links.indices.map { !sales.links[$0].isNobody && (returned.isEmpty || !returned[$0]) })
    guard ofDeals.contains(true) else { return }
    sales.measures = [.revenue]
    sales.values = [orders.values[place]]
    sales.waitsFor = .deal
    append(sales, keeping: ofDeals)
    for row in ofDeals.indices where ofDeals[row] { orders.values[place][row] = Measure.absent }
  }

  /// Events of a file of refunds.
  mutating func refundEvents(_ base: EventBatch, _ batch: borrowing RecordBatch) -> EventBatch {
    var refunds = measures(base)
    refunds.links = linkTokens(roles.key, batch)
    return waiting(refunds)
  }

  /// - Parameter isRefund: rows that are refunds; nil for all.
  private mutating func waiting(_ refunds: EventBatch, _ isRefund: ContiguousArray<Bool>? = nil) -> EventBatch
  {
    var refunds = refunds
    guard mapping.refunds.needsOrder, !refunds.links.isEmpty else { return refunds }
    refunds.waitsFor = .order
    guard mapping.refunds.channelOf == .order, let values = refunds.values.first else { return refunds }
    refunds.statesOrigin = statesOrigin(refunds.count)
    derived.note(
      waiting: ContiguousArray(
        refunds.statesOrigin.indices.map { row in
          !refunds.statesOrigin[row] && isRefund?[row] ?? true && values[row] != Measure.absent
        }))
    return refunds
  }

  /// The rows that say themselves where they came from: their input does, or a column of theirs.
  mutating func statesOrigin(_ count: Int) -> ContiguousArray<Bool> {
    let stating = Dimension.traffic
    if stating.contains(where: { mapping.constants[$0] != nil }) {
      return ContiguousArray(repeating: true, count: count)
    }
    var states = ContiguousArray(repeating: false, count: count)
    for dimension in stating {
      guard let position = roles.dimensions[dimension], !codes[position].isEmpty else { continue }
      let told = notes(dimension, position)
      for row in 0..<count where codes[position][row] >= 0 {
        if told?[Int(codes[position][row])] ?? true { states[row] = true }
      }
    }
    return states
  }

  /// Of a column of notes, such as a shop's, which of them have parameters: others say nothing. Nil for all else.
  private mutating func notes(_ dimension: Dimension, _ position: Int) -> ContiguousArray<Bool>? {
    guard dimension == .landingPage, mapping.profile.columns[mapping.wanted[position]].personal,
      let table = textColumns[position]?.table
    else { return nil }
    while tellingNotes.count < table.count {
      let says = mapping.traffic.parameters(of: table[Int32(tellingNotes.count)])
      tellingNotes.append(says != UTMParameters())
    }
    return tellingNotes
  }

  /// Tokens of the ids in a column; empty where nothing is looked up.
  func linkTokens(_ position: Int?, _ batch: borrowing RecordBatch) -> ContiguousArray<PersonToken> {
    guard mapping.needs.links, let position, !cells[position].isEmpty else { return [] }
    let (column, block) = (cells[position], batch.bytes)
    let rows = ContiguousArray(0..<UInt32(batch.count))
    return PersonNormaliser.tokens(of: rows.span, column.span, block.span, mapping.personKey)
  }
}
