import Columns
import Declarations
import EventSchema

/// How deals stand and how long they and leads take: noted beside their events where a figure needs it.
extension EventMapper {
  /// What became of the deals of a batch.
  struct DealOutcomes {
    var won: ContiguousArray<Bool>
    var lost: ContiguousArray<Bool>
    /// `Int32.min` where not stated.
    var closed: ContiguousArray<Int32>

    func isClosed(_ row: Int) -> Bool { won[row] || lost[row] }
  }

  func asks(for wanted: (Measure) -> Bool) -> Bool {
    !mapping.needs.everything && mapping.needs.measures.contains(where: wanted)
  }

  /// Probabilities are shares.
  mutating func judgeProbabilities(_ count: Int) {
    guard let position = roles.probability, present[position] else { return }
    for row in 0..<count where amounts[position][row] != Measure.absent {
      if !(0...1_000_000).contains(amounts[position][row]) { reject(row, position, .notAProbability) }
    }
  }

  mutating func noteDeals(_ base: EventBatch, _ outcomes: DealOutcomes) {
    let accepted = ContiguousArray((0..<Int32(base.count)).filter { verdicts[Int($0)] == 0 })
    guard !accepted.isEmpty else { return }
    if asks(for: \.stands) { noteStanding(base, outcomes, accepted) }
    if asks(for: \.isOfLengths) {
      let deals = base.selecting(accepted)
      let results = ContiguousArray(
        accepted.map { row -> LengthOutcome in
          outcomes.won[Int(row)] ? .won : outcomes.lost[Int(row)] ? .lost : .open
        })
      let lengths = ContiguousArray(
        accepted.map { row -> Int64 in
          let row = Int(row)
          return outcomes.isClosed(row) ? Int64(outcomes.closed[row]) - Int64(base.days[row]) : 0
        })
      result.histories.append(.lengths(deals, results, lengths))
    }
  }

  /// Whose deals are new, and what they come to.
  mutating func noteCreated(_ base: EventBatch, _ batch: borrowing RecordBatch) {
    guard mapping.needs.contribution else { return }
    var deals = base
    deals.measures = [.dealAmount]
    deals.values = [
      roles.amount.map { amounts[$0] } ?? ContiguousArray(repeating: Measure.absent, count: base.count)
    ]
    if let noted = accepted(deals, batch) { result.histories.append(.created(noted)) }
  }

  /// Who was touched.
  mutating func noteTouched(_ base: EventBatch, _ batch: borrowing RecordBatch) {
    guard mapping.needs.contribution, let noted = accepted(base, batch) else { return }
    result.histories.append(.touched(noted))
  }

  /// The accepted rows, with their accounts and people; nil for none.
  private func accepted(_ events: EventBatch, _ batch: borrowing RecordBatch) -> EventBatch? {
    let rows = ContiguousArray((0..<Int32(events.count)).filter { verdicts[Int($0)] == 0 })
    guard !rows.isEmpty else { return nil }
    var noted = events
    (noted.persons, noted.links) = ([], [])
    noted = noted.selecting(rows)
    (noted.persons, noted.links) = parties(of: rows, batch)
    return noted
  }

  /// A deal stands from the day it was created to the day before it was closed. One that was entered after it had
  /// been closed never stood.
  private mutating func noteStanding(
    _ base: EventBatch, _ outcomes: DealOutcomes, _ accepted: ContiguousArray<Int32>
  ) {
    let rows = ContiguousArray(
      accepted.filter { !outcomes.isClosed(Int($0)) || outcomes.closed[Int($0)] >= base.days[Int($0)] })
    let amount =
      roles.amount.map { amounts[$0] } ?? ContiguousArray(repeating: Measure.absent, count: base.count)
    let chance = inFile(roles.probability).map { amounts[$0] }
    var standing = base
    standing.instants = []
    standing.measures = [.openDeals, .pipelineValue, .expectedPipeline, .unweightedDeals]
    let expected = ContiguousArray(
      amount.indices.map { row in
        chance.map { Self.share($0[row], of: amount[row]) } ?? Measure.absent
      })
    standing.values = [
      ContiguousArray(repeating: 1, count: base.count), amount, expected,
      ContiguousArray(
        amount.indices.map { amount[$0] != Measure.absent && expected[$0] == Measure.absent ? 1 : 0 }),
    ]
    result.histories.append(.begins(standing.selecting(rows)))
    standing.days = outcomes.closed
    let ended = ContiguousArray(rows.filter { outcomes.isClosed(Int($0)) })
    if !ended.isEmpty { result.histories.append(.ends(standing.selecting(ended))) }
  }

  /// A share of an amount, both in millionths; absent where either is, or where it takes more than six decimals.
  private static func share(_ share: Int64, of amount: Int64) -> Int64 {
    guard share != Measure.absent, amount != Measure.absent else { return Measure.absent }
    let (whole, rest) = (Int128(share) * Int128(amount)).quotientAndRemainder(dividingBy: 1_000_000)
    return rest == 0 ? Int64(whole) : Measure.absent
  }

  // MARK: Won deals

  /// Days from creation to close, of deals that were not entered later.
  func addCycles(_ base: EventBatch, _ outcomes: DealOutcomes, to wins: inout EventBatch) {
    guard asks(for: { $0 == .cycleDeals }) else { return }
    Self.add([.cycleDays, .cycleDeals], of: Self.lengths(base, outcomes) { outcomes.won[$0] }, to: &wins)
  }

  /// The same of won deals and lost ones.
  func addClosedCycles(_ base: EventBatch, _ outcomes: DealOutcomes, to closed: inout EventBatch) {
    guard asks(for: { $0 == .closedCycleDeals }) else { return }
    let lengths = Self.lengths(base, outcomes) { outcomes.isClosed($0) }
    Self.add([.closedCycleDays, .closedCycleDeals], of: lengths, to: &closed)
  }

  private static func lengths(
    _ base: EventBatch, _ outcomes: DealOutcomes, _ counts: (Int) -> Bool
  ) -> ContiguousArray<Int64> {
    ContiguousArray(
      base.days.indices.map { row -> Int64 in
        guard counts(row), outcomes.closed[row] != .min else { return Measure.absent }
        let length = Int64(outcomes.closed[row]) - Int64(base.days[row])
        return length < 0 ? Measure.absent : length
      })
  }

  private static func add(
    _ measures: [Measure], of lengths: ContiguousArray<Int64>, to events: inout EventBatch
  ) {
    events.measures += measures
    events.values += [lengths, ContiguousArray(lengths.map { $0 == Measure.absent ? $0 : 1 })]
  }

  /// What kind of business won deals are, where the source says so in one of our words.
  mutating func addTypes(to wins: inout EventBatch) {
    guard asks(for: { $0 == .typedDeals }) else { return }
    let constant = mapping.constants[.dealType].map { DealType(Array($0.utf8)) } ?? .unknown
    var types = ContiguousArray(repeating: constant, count: wins.count)
    if let position = roles.dimensions[.dealType], let table = textColumns[position]?.table {
      let column = mapping.profile.columns[mapping.wanted[position]]
      while dealTypes.count < table.count {
        dealTypes.append(DealType(column.word(for: table[Int32(dealTypes.count)])))
      }
      for row in types.indices where codes[position][row] >= 0 {
        types[row] = dealTypes[Int(codes[position][row])]
      }
    }
    func counting(_ isCounted: (DealType) -> Bool) -> ContiguousArray<Int64> {
      ContiguousArray(types.map { $0 == .unknown ? Measure.absent : isCounted($0) ? 1 : 0 })
    }
    wins.measures += [.typedDeals, .upsellDeals, .crossSellDeals]
    wins.values += [counting { _ in true }, counting { $0 == .upsell }, counting { $0 == .crossSell }]
  }

  // MARK: Leads

  /// Seconds from a lead's arrival to the first contact, where both have a time.
  mutating func addResponses(to leads: inout EventBatch) {
    guard asks(for: { $0 == .answeredLeads }), let stage = roles.stage,
      let contact = inFile(roles.firstContact), !instants[contact].isEmpty, !leads.instants.isEmpty
    else { return }
    let seconds = ContiguousArray(
      (0..<leads.count).map { row -> Int64 in
        let (at, then, code) = (leads.instants[row], instants[contact][row], codes[stage][row])
        guard at != .min, then >= at, code >= 0, meanings[Int(code)] == Meaning.lead else {
          return Measure.absent
        }
        return then - at
      })
    leads.measures += [.responseSeconds, .answeredLeads]
    leads.values += [
      ContiguousArray(seconds.map { $0 == Measure.absent ? $0 : $0 * 1_000_000 }),
      ContiguousArray(seconds.map { $0 == Measure.absent ? $0 : 1 }),
    ]
    let answered = ContiguousArray(
      (0..<Int32(leads.count)).filter { verdicts[Int($0)] == 0 && seconds[Int($0)] != Measure.absent })
    guard asks(for: \.isOfLengths), !answered.isEmpty else { return }
    result.histories.append(
      .lengths(
        leads.selecting(answered), ContiguousArray(repeating: .answered, count: answered.count),
        ContiguousArray(answered.map { seconds[Int($0)] })))
  }
}

extension EventMapper {
  /// Which stages leads reached, under their ids.
  mutating func notePaths(_ base: EventBatch, _ batch: borrowing RecordBatch) {
    guard asks(for: \.isOfPaths), let stage = roles.stage, let key = roles.key, !cells[key].isEmpty else {
      return
    }
    let accepted = ContiguousArray(
      (0..<Int32(base.count)).filter { verdicts[Int($0)] == 0 && codes[stage][Int($0)] >= 0 })
    guard !accepted.isEmpty else { return }
    var leads = base.selecting(accepted)
    let (column, block) = (cells[key], batch.bytes)
    let rows = ContiguousArray(accepted.map { UInt32(bitPattern: $0) })
    leads.links = PersonNormaliser.tokens(
      of: rows.span, column.span, block.span, mapping.personKey, ids: mapping.idKey)
    let reasons = inFile(roles.disqualifiedReason).map { cells[$0] }
    result.histories.append(
      .stages(
        leads, ContiguousArray(accepted.map { meanings[Int(codes[stage][Int($0)])] }),
        ContiguousArray(
          accepted.map { row in
            reasons.map { $0[Int(row)].length > 0 ? .disqualified : .qualified } ?? .unknown
          })))
  }

  /// Customers with an order, where first orders make customers; orders that name nobody are left out.
  func addBuyers(to orders: inout EventBatch) {
    guard asks(for: { $0 == .buyers }), mapping.needs.customer == .order, !orders.persons.isEmpty else {
      return
    }
    let rows = ContiguousArray(
      (0..<Int32(orders.count)).filter {
        !orders.persons[Int($0)].isNobody && (returned.isEmpty || !returned[Int($0)])
      })
    orders.measures.append(.buyers)
    orders.values.append(ContiguousArray(repeating: 0, count: orders.count))
    var buyers = CountedPeople(.buyers)
    buyers.rows = rows
    buyers.persons = ContiguousArray(rows.map { orders.persons[Int($0)] })
    orders.people.append(buyers)
  }
}

/// What kind of business a deal is, by our words for it.
enum DealType: Sendable {
  case new, renewal, upsell, crossSell, unknown

  init(_ text: [UInt8]) {
    self =
      switch String(decoding: folded(trimmed(text)), as: UTF8.self) {
      case "new": .new
      case "renewal": .renewal
      case "upsell": .upsell
      case "cross_sell": .crossSell
      default: .unknown
      }
  }
}
