import Columns
import Declarations
import EventSchema

/// Building event batches from the accepted rows of a batch.
extension EventMapper {
  mutating func emit(_ batch: borrowing RecordBatch, time: EventTimes, currencies: ContiguousArray<UInt32>) {
    let count = batch.count
    let meanings = statusMeanings(count)
    let dimensions = derived.codes(
      count: count, columns: codes, texts: textColumns, roles: roles, mapping: mapping,
      dictionaries: &dictionaries)
    let persons = personTokens(batch)
    let entities = entityCodes(count)
    var base = EventBatch(kind: mapping.profile.gives)
    base.input = mapping.index
    base.count = count
    base.days = time.days
    base.lastDays = time.lastDays
    base.instants = time.instants
    base.currencies = currencies
    base.dimensions = mapping.dimensions
    base.codes = base.dimensions.map { dimensions[$0] ?? ContiguousArray(repeating: -1, count: count) }
    base.persons = persons
    base.entities = entities
    base.rows = ContiguousArray((0..<Int32(count)))
    switch mapping.profile.gives {
    case .ad, .cost, .email, .refund: append(measures(base), keeping: nil)
    case .order: append(orderEvents(base), keeping: nil)
    case .stage:
      append(stageEvents(base, meanings), keeping: nil)
      if mapping.needs.customer == .stage { appendCustomers(base, meanings) }
    case .deal: appendDealEvents(base, meanings)
    }
  }

  /// Adds the batch, reduced to accepted rows (and to those where `keeping` is true).
  private mutating func append(_ events: EventBatch, keeping: ContiguousArray<Bool>?) {
    var rows: ContiguousArray<Int32> = []
    var complete = true
    for row in 0..<events.count {
      if verdicts[row] == 0, keeping?[row] ?? true { rows.append(Int32(row)) } else { complete = false }
    }
    if complete {
      if events.count > 0 { result.events.append(events) }
    } else if !rows.isEmpty {
      result.events.append(events.selecting(rows))
    }
  }

  private func measures(_ base: EventBatch) -> EventBatch {
    var events = base
    for (measure, position) in roles.measures {
      guard measure != .revenue || mapping.needs.revenueIs == .orders else { continue }
      events.measures.append(measure)
      events.values.append(amounts[position])
    }
    return events
  }

  private func orderEvents(_ base: EventBatch) -> EventBatch {
    var events = measures(base)
    events.measures.append(.orders)
    events.values.append(ContiguousArray(repeating: 1, count: base.count))
    return events
  }

  private static let stageMeasures: [(stage: String, measure: Measure)] = [
    ("lead", .leads), ("mql", .mqls), ("sql", .sqls), ("sqo", .sqos), ("opportunity", .opportunities),
  ]

  private func stageEvents(_ base: EventBatch, _ meanings: [String]) -> EventBatch {
    var events = base
    guard let stage = roles.stage else { return events }
    for (name, measure) in Self.stageMeasures {
      events.measures.append(measure)
      events.values.append(
        ContiguousArray(
          (0..<base.count).map { row in
            let code = codes[stage][row]
            return code >= 0 && meanings[Int(code)] == name ? 1 : Measure.absent
          }))
    }
    return events
  }

  /// Whoever reaches the stage `customer` becomes one: stated once more, for the count of new customers.
  private mutating func appendCustomers(_ base: EventBatch, _ meanings: [String]) {
    guard let stage = roles.stage else { return }
    var customers = base
    customers.measures = [.newCustomers]
    customers.values = [ContiguousArray(repeating: 1, count: base.count)]
    let codes = codes[stage]
    append(customers, keeping: ContiguousArray(codes.map { $0 >= 0 && meanings[Int($0)] == "customer" }))
  }

  /// A deal is stated when it is created, and again when it is won or lost.
  private mutating func appendDealEvents(_ base: EventBatch, _ meanings: [String]) {
    let count = base.count
    let ones = ContiguousArray<Int64>(repeating: 1, count: count)
    let amount = roles.amount.map { amounts[$0] } ?? ContiguousArray(repeating: Measure.absent, count: count)
    var won = ContiguousArray(repeating: false, count: count)
    var lost = won
    if let status = roles.status {
      for row in 0..<count where codes[status][row] >= 0 {
        let meaning = meanings[Int(codes[status][row])]
        won[row] = meaning == "won"
        lost[row] = meaning == "lost"
      }
    }
    let closed = roles.closed.map { days[$0] } ?? ContiguousArray(repeating: .min, count: count)
    for row in 0..<count where (won[row] || lost[row]) && closed[row] == .min {
      reject(row, roles.closed ?? -1, .missingValue)
    }
    var created = base
    created.measures = [.dealsCreated, .dealAmount]
    created.values = [ones, amount]
    append(created, keeping: nil)
    var wins = base
    wins.days = closed
    wins.instants = roles.closed.flatMap { instants[$0].isEmpty ? nil : instants[$0] } ?? []
    var losses = wins
    wins.measures = [.wonDeals, .wonAmount]
    wins.values = [ones, amount]
    if mapping.needs.revenueIs == .wonDeals {
      wins.measures.append(.revenue)
      wins.values.append(amount)
    }
    append(wins, keeping: won)
    losses.measures = [.lostDeals, .lostAmount]
    losses.values = [ones, amount]
    append(losses, keeping: lost)
  }

  /// Our words for the status or stage texts, by code; unknown ones reject their records.
  private mutating func statusMeanings(_ count: Int) -> [String] {
    let known: Set<String>
    switch mapping.profile.gives {
    case .deal: known = ["open", "won", "lost"]
    case .stage: known = Set(Self.stageMeasures.map(\.stage)).union(["customer", "upsell"])
    case .ad, .cost, .email, .order, .refund: return []
    }
    guard let position = mapping.profile.gives == .deal ? roles.status : roles.stage,
      let table = textColumns[position]?.table
    else { return [] }
    let column = mapping.profile.columns[mapping.wanted[position]]
    let meanings = (0..<Int32(table.count)).map { code in
      column.meaning(of: table[code]).flatMap { known.contains($0) ? $0 : nil } ?? ""
    }
    for row in 0..<count where codes[position][row] >= 0 {
      if meanings[Int(codes[position][row])].isEmpty { reject(row, position, .unknownValue) }
    }
    return meanings
  }

  /// Tokens of the people or accounts behind the records; hashed once per distinct key.
  private mutating func personTokens(_ batch: borrowing RecordBatch) -> ContiguousArray<PersonToken> {
    guard mapping.needs.persons else { return [] }
    // The person, else the account.
    let positions = [roles.person, roles.dimensions[.account]].compactMap { $0 }
    guard !positions.isEmpty else { return [] }
    for position in positions { extendTokens(position) }
    return ContiguousArray(
      (0..<batch.count).map { row in
        for position in positions {
          let code = codes[position][row]
          if code >= 0, let token = tokens[position]?[Int(code)], !token.isNobody { return token }
        }
        return .nobody
      })
  }

  private mutating func extendTokens(_ position: Int) {
    guard let table = textColumns[position]?.table else { return }
    var known = tokens[position] ?? []
    while known.count < table.count {
      let key = PersonNormaliser.normalise(table[Int32(known.count)])
      known.append(key.isEmpty ? .nobody : mapping.personKey.hash(key.span))
    }
    tokens[position] = known
  }

  private mutating func entityCodes(_ count: Int) -> ContiguousArray<Int32> {
    guard mapping.needs.persons || mapping.needs.everything, let position = roles.key,
      let table = textColumns[position]?.table
    else { return [] }
    while entities.count < table.count {
      entities.append(
        table[Int32(entities.count)].withSpan { dictionaries.entities.intern($0, 0, $0.count).code })
    }
    return ContiguousArray(
      (0..<count).map { row in
        let code = codes[position][row]
        return code < 0 ? -1 : entities[Int(code)]
      })
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
    selected.instants = pick(instants)
    selected.currencies = pick(currencies)
    selected.codes = codes.map(pick)
    selected.values = values.map(pick)
    selected.persons = pick(persons)
    selected.entities = pick(entities)
    selected.rows = pick(self.rows)
    return selected
  }
}
