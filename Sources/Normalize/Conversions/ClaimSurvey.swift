import Columns
package import EventSchema

/// The days that a file states, by what its rows are of, and what it says of them.
package struct StatedDays: Sendable, Equatable {
  /// What rows of one thing and the same days say.
  package struct Contents: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// What platforms claim.
    package static let measures: [Measure] = [.conversionsClaimed, .conversionValueClaimed]
    /// Something besides claims that is not 0.
    package static let repeats = Contents(rawValue: 1)

    /// That a claim is stated; of other measures nothing.
    package static func states(_ measure: Measure) -> Contents {
      measures.firstIndex(of: measure).map { Contents(rawValue: 2 << UInt8($0)) } ?? []
    }

    /// That more or less than 0 is claimed.
    package static func amounts(_ measure: Measure) -> Contents {
      measures.firstIndex(of: measure).map { Contents(rawValue: 8 << UInt8($0)) } ?? []
    }
  }
  package typealias Spans = [[[UInt8]]: [ClosedRange<Int32>: Contents]]
  /// By the texts of the parts that were asked for.
  package private(set) var spans: Spans = [:]
  /// The same of rows by action that can be read only where nothing but their claims is.
  package private(set) var spansOfClaims: Spans = [:]

  package init() {}

  /// From the first to the last of those rows.
  package var daysOfClaims: ClosedRange<Int32>? {
    spansOfClaims.values.joined().reduce(nil) { $0.joined(with: $1.key) }
  }

  package mutating func add(
    _ contents: Contents, _ days: ClosedRange<Int32>, to thing: [[UInt8]], ofClaims: Bool = false
  ) {
    add([days: contents], to: thing, ofClaims: ofClaims)
  }

  mutating func add(_ more: [ClosedRange<Int32>: Contents], to thing: [[UInt8]], ofClaims: Bool) {
    if ofClaims {
      spansOfClaims[thing, default: [:]].merge(more) { $0.union($1) }
    } else {
      spans[thing, default: [:]].merge(more) { $0.union($1) }
    }
  }

  /// A rollup: what parts of a file state comes together.
  package mutating func merge(_ other: StatedDays) {
    spans.merge(other.spans) { $0.merging($1) { $0.union($1) } }
    spansOfClaims.merge(other.spansOfClaims) { $0.merging($1) { $0.union($1) } }
  }
}

/// Days of which others state what rows claim.
package struct ClaimsElsewhere: Sendable, Hashable {
  /// As `StatedDays.Contents.states` has them.
  package var measures: StatedDays.Contents
  /// Whether it is another action that holds these conversions.
  package var isContained: Bool
  /// Whether the rows state them, too.
  package var isStated: Bool
  package var days: DaysByThing

  package init(measures: StatedDays.Contents, isContained: Bool, isStated: Bool, days: DaysByThing) {
    (self.measures, self.isContained, self.isStated) = (measures, isContained, isStated)
    self.days = days
  }

  /// Which one comes first: no two of a file are equal in it.
  package var order: UInt8 { measures.rawValue << 2 + (isContained ? 0 : 2) + (isStated ? 0 : 1) }
}

/// A worker's own, by its codes.
struct ClaimTally: Sendable {
  private var things: Things
  private var days = PairTable()
  private var spans = PairTable()
  /// Per span what its rows say.
  private var contents: ContiguousArray<UInt8> = []

  init(_ things: Things) { self.things = things }

  /// - Parameter ofClaims: whether nothing but the row's claims can be read.
  mutating func add(
    _ row: Int, _ codes: [ContiguousArray<Int32>], _ days: ClosedRange<Int32>,
    _ said: StatedDays.Contents, ofClaims: Bool
  ) {
    let range = self.days.id(days.lowerBound, days.upperBound) << 1 | (ofClaims ? 1 : 0)
    let id = Int(spans.id(things.id(row, codes), range))
    contents.grow(to: id + 1)
    contents[id] |= said.rawValue
  }

  func stated(_ texts: (Int32, Things) -> [[UInt8]]) -> StatedDays {
    // Texts are put together once per thing: it is stated for many days.
    var byThing: [[Int32: [ClosedRange<Int32>: StatedDays.Contents]]] = [[:], [:]]
    for id in contents.indices {
      let (thing, range) = spans[Int32(id)]
      let (first, last) = days[range >> 1]
      byThing[Int(range & 1)][thing, default: [:]][first...last] = StatedDays.Contents(
        rawValue: contents[id])
    }
    var stated = StatedDays()
    for (ofClaims, spans) in zip([false, true], byThing) {
      for (thing, spans) in spans { stated.add(spans, to: texts(thing, things), ofClaims: ofClaims) }
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
    // What rows by action repeat is not read for figures, and rejects none of them there; rows in all it does.
    let others = Set(stated.filter { !$0.measure.isClaimed }.map(\.position))
    let actions = inFile(roles.dimensions[.action]).map { codes[$0] } ?? []
    let readable = Set(
      result.rejects.filter { others.contains($0.column) && !actions.isEmpty && actions[$0.row] >= 0 }.map(
        \.row)
    ).subtracting(replacedRejects)
    for row in verdicts.indices
    where times.days[row] != .min && (verdicts[row] == 0 || readable.contains(row)) {
      let last = times.lastDays.isEmpty ? times.days[row] : times.lastDays[row]
      guard times.days[row] <= last else { continue }
      var said: StatedDays.Contents = []
      for (measure, position) in stated where amounts[position][row] != Measure.absent {
        said.formUnion(.states(measure))
        guard amounts[position][row] != 0 else { continue }
        said.formUnion(measure.isClaimed ? .amounts(measure) : .repeats)
      }
      tally.add(row, codes, times.days[row]...last, said, ofClaims: verdicts[row] != 0)
    }
    claims = tally
  }

  /// Moves out what the file claims; nil where that is not asked for.
  package mutating func takeClaims() -> StatedDays? {
    guard let tally = claims else { return nil }
    claims = nil
    return tally.stated { texts($0, of: $1) }
  }

  /// Which rows are by action, where a file has rows in all, too, or some that count at another grain; nil elsewhere.
  mutating func rowsByAction(_ count: Int) -> ContiguousArray<Bool>? {
    guard facts.claims == .aloneByAction || !facts.leftOut.isEmpty,
      let position = inFile(roles.dimensions[.action]),
      let table = textColumns[position]?.table
    else { return nil }
    while namesAction.count < table.count {
      namesAction.append(!textOfThing(Int32(namesAction.count), in: position).isEmpty)
    }
    return ContiguousArray(codes[position].prefix(count).map { $0 >= 0 && namesAction[Int($0)] })
  }

  /// Notes which claims of each row others state, and filters rows by action that claim nothing else.
  mutating func findClaimsElsewhere(_ times: EventTimes, _ actions: ContiguousArray<Bool>?, _ count: Int) {
    elsewhere.removeAll(keepingCapacity: true)
    let byAction = facts.claims == .aloneByAction ? actions : nil
    guard byAction != nil || !facts.claimsElsewhere.isEmpty else { return }
    elsewhere.append(contentsOf: repeatElement([], count: count))
    for row in byAction?.indices ?? 0..<0 where byAction?[row] ?? false { elsewhere[row] = .repeats }
    var contained: Set<Int> = []
    for (place, claims) in facts.claimsElsewhere.enumerated() {
      for row in rows(of: claims.days, times, count, &lookups[facts.leftOut.count + place]) {
        elsewhere[row].formUnion(claims.measures)
        if claims.isContained { contained.insert(row) }
      }
    }
    guard facts.claims == .alone || byAction != nil else { return }
    let claimed = claimed
    for row in 0..<count
    where !elsewhere[row].subtracting(.repeats).isEmpty && byAction?[row] ?? true {
      let isAll = claimed.allSatisfy { measure, position in
        amounts[position][row] == Measure.absent || elsewhere[row].contains(.states(measure))
      }
      if isAll { filter(row, contained.contains(row) ? .containedAction : .otherGrain) }
    }
  }

  /// Takes claims out of rows that others state, and all else out of rows by action beside those in all: what is taken
  /// out of money is filtered in the ledger.
  mutating func dropClaims(_ currencies: ContiguousArray<UInt32>, _ count: Int) {
    if elsewhere.isEmpty { return }
    for (measure, position) in facts.claims == .aloneByAction ? roles.measures : claimed
    where present[position] {
      let out = Self.mark(of: measure)
      var money: [UInt32: Int128] = [:]
      for row in 0..<count
      where verdicts[row] == 0 && elsewhere[row].contains(out) && amounts[position][row] != Measure.absent {
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

  /// How rows are marked that don't count a measure.
  private static func mark(of measure: Measure) -> StatedDays.Contents {
    measure.isClaimed ? .states(measure) : .repeats
  }

  /// Adds events of ads or visits. What others state of a row's conversions is not left open by it: such rows are events
  /// without the measure.
  mutating func appendClaiming(_ events: EventBatch) {
    guard elsewhere.contains(where: { !$0.isEmpty }) else { return append(events, keeping: nil) }
    for out in Set(elsewhere).sorted(by: { $0.rawValue < $1.rawValue }) {
      var kept = events
      for (index, measure) in events.measures.enumerated().reversed()
      where out.contains(Self.mark(of: measure)) {
        kept.measures.remove(at: index)
        kept.values.remove(at: index)
      }
      append(kept, keeping: ContiguousArray(elsewhere.map { $0 == out }))
    }
  }
}
