import Columns
import EventSchema

/// What an input's files spent, by things and days: to see which grains state the same days.
package struct GrainFacts: Sendable, Equatable {
  package struct Key: Sendable, Hashable {
    /// By the parts of the survey: empty where the records name none.
    package var thing: [[UInt8]]
    package var first: Int32
    package var last: Int32
    /// `Currency.packed`, 0 for none.
    package var currency: UInt32
  }
  /// Units of 10^-6.
  package private(set) var spend: [Key: Int128] = [:]

  package init() {}

  package mutating func add(_ amount: Int128, to key: Key) { spend[key, default: 0] += amount }

  /// A rollup: parts of a file add up.
  package mutating func merge(_ other: GrainFacts) { spend.merge(other.spend, uniquingKeysWith: +) }
}

/// A worker's own tally, by its codes.
struct GrainTally: Sendable {
  private var days = PairTable()
  private var ofThings = PairTable()
  private var keys = PairTable()
  private var sums: ContiguousArray<Int128> = []

  mutating func add(
    _ times: EventTimes, verdicts: ContiguousArray<UInt8>, except others: ContiguousArray<Bool>?,
    currencies: ContiguousArray<UInt32>, things: ContiguousArray<Int32>, spend: ContiguousArray<Int64>?
  ) {
    for row in verdicts.indices where verdicts[row] == 0 && !(others?[row] ?? false) {
      let last = times.lastDays.isEmpty ? times.days[row] : times.lastDays[row]
      let range = days.id(times.days[row], last)
      let thing = ofThings.id(things[row], range)
      let currency = currencies.isEmpty ? 0 : Int32(bitPattern: currencies[row])
      let id = Int(keys.id(currency, thing))
      sums.grow(to: id + 1)
      if let amount = spend?[row], amount != Measure.absent { sums[id] += Int128(amount) }
    }
  }

  /// Moves everything out.
  ///
  /// - Parameter texts: of a thing.
  mutating func take(_ texts: (Int32) -> [[UInt8]]) -> GrainFacts {
    var facts = GrainFacts()
    for id in sums.indices {
      let (currency, rest) = keys[Int32(id)]
      let (thing, range) = ofThings[rest]
      let (first, last) = days[range]
      facts.add(
        sums[id],
        to: GrainFacts.Key(
          thing: texts(thing), first: first, last: last,
          currency: UInt32(bitPattern: currency)))
    }
    self = GrainTally()
    return facts
  }
}

extension EventMapper {
  /// Filters rows of days that count at another grain; what rows by action claim is settled by itself.
  mutating func dropOtherGrains(_ times: EventTimes, _ byAction: ContiguousArray<Bool>?, _ count: Int) {
    for (place, days) in facts.leftOut.enumerated() {
      for row in rows(of: days, times, count, &lookups[place]) where !(byAction?[row] ?? false) {
        filter(row, .otherGrain)
      }
    }
  }

  /// Notes whose days the file states, where that is asked for.
  mutating func tallyGrains(
    _ times: EventTimes, _ byAction: ContiguousArray<Bool>?, _ currencies: ContiguousArray<UInt32>
  ) {
    guard case .grains(let parts)? = mapping.survey else { return }
    var things = grainThings ?? Things(parts, roles, present: present)
    let ids = ContiguousArray(verdicts.indices.map { verdicts[$0] == 0 ? things.id($0, codes) : 0 })
    grainThings = things
    let spend = roles.measures.first { $0.measure == .spend }.map { amounts[$0.position] }
    grains.add(
      times, verdicts: verdicts, except: byAction, currencies: currencies, things: ids, spend: spend)
  }

  /// Moves out whose days the file states; nil where that is not asked for.
  package mutating func takeGrains() -> GrainFacts? {
    guard case .grains? = mapping.survey else { return nil }
    defer { grainThings = nil }
    let mapper = self
    return grains.take { id in mapper.grainThings.map { mapper.texts(id, of: $0) } ?? [] }
  }
}
