import Columns
import Declarations
import EventSchema

/// Building event batches from the accepted rows of a batch.
extension EventMapper {
  mutating func emit(_ batch: borrowing RecordBatch, time: EventTimes, currencies: ContiguousArray<UInt32>) {
    let count = batch.count
    judgeMeanings(count)
    judgeEvents(count)
    judgeScores(count)
    judgeTouches(count)
    judgeProbabilities(count)
    requireRates(time.days, currencies)
    requireRatesOfSpreadDays(time, currencies)
    extendAccounts()
    extendMailings()
    var dictionaries = Dictionaries([])
    swap(&dictionaries, &self.dictionaries)
    let source = DerivedDimensions.Source(
      count: count, columns: codes, texts: textColumns, roles: roles, mapping: mapping)
    var dimensionCodes = derived.codes(source, dictionaries: &dictionaries)
    swap(&dictionaries, &self.dictionaries)
    inherit(&dimensionCodes, batch)
    var base = EventBatch(kind: mapping.profile.gives)
    base.input = mapping.index
    base.count = count
    base.days = time.days
    base.lastDays = time.lastDays
    base.instants = time.instants
    base.currencies = currencies
    base.dimensions = mapping.dimensions
    base.codes = dimensionCodes
    base.persons = personTokens(batch)
    base.entities = entityCells()
    base.rows = ContiguousArray((0..<Int32(count)))
    base.belowZero = rowsBelowZero()
    switch mapping.profile.gives {
    case .cost where mapping.spread != nil && !base.lastDays.isEmpty:
      let spread = spreadOverDays(measures(base))
      if spread.count > 0 { result.events.append(spread) }
    case .ad, .visit: appendClaiming(measures(base))
    case .cost, .plan, .variant, .level: append(measures(base), keeping: nil)
    case .refund: append(refundEvents(base, batch), keeping: nil)
    case .email: append(emailEvents(base, batch), keeping: nil)
    case .order: appendOrders(base, batch)
    case .stage:
      var stages = stageEvents(base)
      addResponses(to: &stages)
      append(stages, keeping: nil)
      notePaths(base, batch)
      if mapping.needs.customer == .stage { appendCustomers(base) }
    case .deal: appendDealEvents(base, batch)
    case .content: appendContent(base)
    case .survey: append(surveyEvents(base), keeping: nil)
    case .contract: appendContracts(base)
    case .market: append(measures(base), keeping: nil)
    case .account: append(accountEvents(base), keeping: nil)
    case .touch:
      append(touchEvents(base), keeping: nil)
      noteTouched(base, batch)
    }
  }

  /// Adds the batch, reduced to accepted rows (and to those where `keeping` is true).
  mutating func append(_ events: EventBatch, keeping: ContiguousArray<Bool>?) {
    guard events.count > 0 else { return }
    if dropped == 0, keeping == nil { return result.events.append(events) }
    var rows: ContiguousArray<Int32> = []
    for row in 0..<events.count where verdicts[row] == 0 && keeping?[row] ?? true { rows.append(Int32(row)) }
    if !rows.isEmpty { result.events.append(rows.count == events.count ? events : events.selecting(rows)) }
  }

  func measures(_ base: EventBatch) -> EventBatch {
    var events = base
    for (measure, position) in roles.measures {
      guard measure != .revenue || mapping.needs.revenueIs.countsOrders else { continue }
      // What another file states is not left open by this one.
      guard facts.claims.takes(measure) else { continue }
      if facts.claims == .besideActions, measure.isClaimed, !present[position] { continue }
      // Rows below 0 are how a file without a column of refunds states them: the others leave nothing open.
      if measure == .refunds, !present[position], !returned.isEmpty { continue }
      events.measures.append(measure)
      events.values.append(amounts[position])
    }
    for (measure, position) in roles.shownRatios {
      events.measures.append(measure)
      events.values.append(amounts[position])
    }
    addPartsOfCosts(&events)
    return events
  }

  /// The parts of costs that name an account or a tool are measures of their own.
  private func addPartsOfCosts(_ events: inout EventBatch) {
    guard mapping.profile.gives == .cost,
      let cost = roles.measures.first(where: { $0.measure == .cost })?.position
    else { return }
    for (measure, dimension) in [(Measure.accountCost, Dimension.account), (.toolCost, .tool)] {
      guard mapping.needs.measures.contains(measure), let position = roles.dimensions[dimension] else {
        continue
      }
      var values = amounts[cost]
      for row in values.indices where codes[position][row] < 0 { values[row] = Measure.absent }
      events.measures.append(measure)
      events.values.append(values)
    }
  }

  func orderEvents(_ base: EventBatch) -> EventBatch {
    var events = measures(base)
    // A row of sales by day stands for as many orders as it states, or for none that it could count.
    if mapping.profile.columns.contains(where: { $0.field == .measure(.orders) }) { return events }
    events.measures.append(.orders)
    events.values.append(ContiguousArray(repeating: 1, count: base.count))
    return events
  }

  private func stageEvents(_ base: EventBatch) -> EventBatch {
    var events = base
    guard let stage = roles.stage else { return events }
    for (index, measure) in Meaning.stageMeasures.enumerated() {
      events.measures.append(measure)
      events.values.append(
        ContiguousArray(
          (0..<base.count).map { row in
            let code = codes[stage][row]
            return code >= 0 && Int(meanings[Int(code)]) == index ? 1 : Measure.absent
          }))
    }
    return events
  }

  /// Whoever reaches the stage `customer` becomes one: stated once more, for the count of new customers.
  private mutating func appendCustomers(_ base: EventBatch) {
    guard let stage = roles.stage else { return }
    var customers = base
    customers.measures = [.newCustomers]
    customers.values = [ContiguousArray(repeating: 1, count: base.count)]
    let isCustomer = codes[stage].map { $0 >= 0 && meanings[Int($0)] == Meaning.customer }
    append(customers, keeping: ContiguousArray(isCustomer))
  }

  /// A deal is stated when it is created, and again when it is won or lost.
  private mutating func appendDealEvents(_ base: EventBatch, _ batch: borrowing RecordBatch) {
    let count = base.count
    let ones = ContiguousArray<Int64>(repeating: 1, count: count)
    let amount = roles.amount.map { amounts[$0] } ?? ContiguousArray(repeating: Measure.absent, count: count)
    var won = ContiguousArray(repeating: false, count: count)
    var lost = won
    if let status = roles.status {
      for row in 0..<count where codes[status][row] >= 0 {
        let meaning = meanings[Int(codes[status][row])]
        won[row] = meaning == Meaning.won
        lost[row] = meaning == Meaning.lost
      }
    }
    let closed = roles.closed.map { days[$0] } ?? ContiguousArray(repeating: .min, count: count)
    for row in 0..<count where (won[row] || lost[row]) && closed[row] == .min {
      reject(row, roles.closed ?? -1, .missingValue)
    }
    var created = base
    created.measures = [.dealsCreated, .dealAmount]
    created.values = [ones, amount]
    if asks(for: { $0 == .createdWonAmount }) {
      created.measures.append(.createdWonAmount)
      created.values.append(
        ContiguousArray(amount.indices.map { amount[$0] == Measure.absent || won[$0] ? amount[$0] : 0 }))
    }
    append(created, keeping: nil)
    var wins = base
    wins.days = closed
    wins.instants = roles.closed.flatMap { instants[$0].isEmpty ? nil : instants[$0] } ?? []
    var losses = wins
    wins.links = linkTokens(roles.key, batch)
    // That a deal was not lost needs no 0: its kind logs that (`EventKind.logs`). A 0 beside lost deals whose amounts
    // nobody states would make these look known.
    wins.measures = [.wonDeals, .wonAmount]
    wins.values = [ones, amount]
    if mapping.needs.revenueIs.countsDeals {
      wins.measures.append(.revenue)
      wins.values.append(amount)
    }
    let outcomes = DealOutcomes(won: won, lost: lost, closed: closed)
    addCycles(base, outcomes, to: &wins)
    addClosedCycles(base, outcomes, to: &wins)
    addTypes(to: &wins)
    append(wins, keeping: won)
    losses.measures = [.lostDeals, .lostAmount]
    losses.values = [ones, amount]
    addClosedCycles(base, outcomes, to: &losses)
    // A lost deal makes nobody a customer.
    losses.persons = []
    append(losses, keeping: lost)
    noteDeals(base, outcomes)
    tallyOrigins(base, batch)
    noteCreated(base, batch)
  }
}

extension EventBatch {
  /// The batch reduced to some rows.
  func selecting(_ rows: ContiguousArray<Int32>) -> EventBatch {
    func pick<Element>(_ column: ContiguousArray<Element>) -> ContiguousArray<Element> {
      column.isEmpty ? [] : ContiguousArray(rows.map { column[Int($0)] })
    }
    var selected = self
    selected.count = rows.count
    selected.days = pick(days)
    selected.lastDays = pick(lastDays)
    selected.rateDays = pick(rateDays)
    selected.instants = pick(instants)
    selected.links = pick(links)
    selected.worths = pick(worths)
    selected.waiting = pick(waiting)
    selected.statesOrigin = pick(statesOrigin)
    selected.currencies = pick(currencies)
    selected.belowZero = pick(belowZero)
    selected.codes = codes.map(pick)
    selected.values = values.map(pick)
    selected.logged?.kinds = logged.map { pick($0.kinds) } ?? []
    selected.persons = pick(persons)
    selected.entities = pick(entities)
    selected.rows = pick(self.rows)
    if !people.isEmpty {
      var place = ContiguousArray<Int32>(repeating: -1, count: count)
      for (new, old) in rows.enumerated() { place[Int(old)] = Int32(new) }
      selected.people = people.map { $0.moved(to: place) }
    }
    return selected
  }
}

extension CountedPeople {
  /// The people of the rows that have a place.
  fileprivate func moved(to place: ContiguousArray<Int32>) -> CountedPeople {
    var moved = CountedPeople(measure)
    for (row, person) in zip(rows, persons) where place[Int(row)] >= 0 {
      moved.rows.append(place[Int(row)])
      moved.persons.append(person)
    }
    return moved
  }
}
