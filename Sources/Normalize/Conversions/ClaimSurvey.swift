import Columns
package import EventSchema

/// The days that a file states, by what its rows are of, and what it says of them.
package struct StatedDays: Sendable, Equatable {
  package struct Span: Sendable, Hashable {
    package var first: Int32
    package var last: Int32
    /// Whether a row states conversions, and whether it states anything else that is not 0.
    package var claims: Bool
    package var repeats: Bool

    package init(first: Int32, last: Int32, claims: Bool, repeats: Bool) {
      (self.first, self.last, self.claims, self.repeats) = (first, last, claims, repeats)
    }
  }
  /// By the texts of the parts that were asked for.
  package private(set) var spans: [[[UInt8]]: Set<Span>] = [:]

  package init() {}

  package mutating func add(_ span: Span, to thing: [[UInt8]]) { spans[thing, default: []].insert(span) }

  /// A rollup: what parts of a file state comes together.
  package mutating func merge(_ other: StatedDays) { spans.merge(other.spans) { $0.union($1) } }
}

/// A worker's own, by its codes.
struct ClaimTally: Sendable {
  private var things: Things
  private var days = PairTable()
  private var spans = PairTable()
  /// Per span a bit for each kind of row that it has.
  private var kinds: ContiguousArray<UInt8> = []

  init(_ things: Things) { self.things = things }

  mutating func add(
    _ row: Int, _ codes: [ContiguousArray<Int32>], _ first: Int32, _ last: Int32, claims: Bool,
    repeats: Bool
  ) {
    let id = Int(spans.id(things.id(row, codes), days.id(first, last)))
    kinds.grow(to: id + 1)
    kinds[id] |= 1 << UInt8((claims ? 1 : 0) + (repeats ? 2 : 0))
  }

  func stated(_ texts: (Int32, Things) -> [[UInt8]]) -> StatedDays {
    var stated = StatedDays()
    for id in kinds.indices {
      let (thing, range) = spans[Int32(id)]
      let (first, last) = days[range]
      let of = texts(thing, things)
      for kind in 0..<4 where kinds[id] & (1 << UInt8(kind)) != 0 {
        stated.add(
          StatedDays.Span(first: first, last: last, claims: kind & 1 != 0, repeats: kind & 2 != 0), to: of)
      }
    }
    return stated
  }
}

/// Conversions that files claim several times: by action and in all, and under an action that holds another.
extension EventMapper {
  private var claimed: [(measure: Measure, position: Int)] {
    roles.measures.filter { $0.measure.isClaimed && present[$0.position] }
  }

  /// Prepares for noting what a file claims, where that is asked for.
  mutating func beginClaims() {
    guard case .claims(let parts) = mapping.survey else { return }
    claims = ClaimTally(Things(parts.map { [$0] }, roles, present: present))
  }

  /// Notes of what and of which days the file claims conversions, where that is asked for.
  mutating func tallyClaims(_ times: EventTimes) {
    guard var tally = claims else { return }
    claims = nil
    let stated = roles.measures.filter { present[$0.position] }
    func states(_ row: Int, claims: Bool) -> Bool {
      stated.contains { measure, position in
        let value = amounts[position][row]
        return measure.isClaimed == claims && value != Measure.absent && (claims || value != 0)
      }
    }
    // What rows by action repeat is not read for figures, and rejects none of them there.
    let others = Set(stated.filter { !$0.measure.isClaimed }.map(\.position))
    let readable = Set(result.rejects.filter { others.contains($0.column) }.map(\.row))
    for row in verdicts.indices
    where times.days[row] != .min && (verdicts[row] == 0 || readable.contains(row)) {
      let last = times.lastDays.isEmpty ? times.days[row] : times.lastDays[row]
      tally.add(
        row, codes, times.days[row], last,
        claims: states(row, claims: true), repeats: states(row, claims: false))
    }
    claims = tally
  }

  /// Moves out what the file claims; nil where that is not asked for.
  package mutating func takeClaims() -> StatedDays? {
    guard let tally = claims else { return nil }
    claims = nil
    return tally.stated { texts($0, of: $1) }
  }

  /// Filters rows of actions that another one of the input holds.
  mutating func dropContainedActions(_ times: EventTimes, _ count: Int) {
    for days in facts.containedActions {
      for row in rows(of: days, times, count) { filter(row, .containedAction) }
    }
  }

  /// Takes claims out of rows whose days others state by action: what is taken out of money is filtered in the ledger.
  mutating func dropClaims(_ times: EventTimes, _ currencies: ContiguousArray<UInt32>, _ count: Int) {
    guard let elsewhere = facts.claimedElsewhere else { return }
    let rows = rows(of: elsewhere, times, count)
    for (measure, position) in claimed {
      var money: [UInt32: Int128] = [:]
      for row in rows where amounts[position][row] != Measure.absent {
        let currency = currencies.isEmpty ? 0 : currencies[row]
        if measure.unit == .money { money[currency, default: 0] += Int128(amounts[position][row]) }
        amounts[position][row] = Measure.absent
      }
      for (currency, amount) in money.sorted(by: { $0.key < $1.key }) {
        var tally = MoneyTally(measure: measure, currency: currency == 0 ? nil : Currency(packed: currency))
        (tally.records, tally.filtered) = (amount, amount)
        result.money.append(tally)
      }
    }
  }
}
