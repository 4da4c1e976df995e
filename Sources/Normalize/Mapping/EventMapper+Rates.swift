import Columns
import Declarations
package import EventSchema

/// What records must have rates for, where a missing rate rejects them.
package struct RateRequirement: Sendable {
  package var conversion: CurrencyConversion
  /// The periods of the figures: amounts of other days are in none, and need no rate.
  package var days: [ClosedRange<Day>]

  package init(conversion: CurrencyConversion, days: [ClosedRange<Day>]) {
    self.conversion = conversion
    self.days = days
  }

  func isMet(_ currency: Currency, _ day: Day) -> Bool {
    guard days.contains(where: { $0.contains(day) }) else { return true }
    if case .success = conversion.rate(from: currency, on: day) { return true }
    return false
  }
}

extension EventMapper {
  /// Rejects records with an amount for whose currency and day no rate may be used. Each pair is looked up once.
  mutating func requireRates(_ days: ContiguousArray<Int32>, _ currencies: ContiguousArray<UInt32>) {
    guard let requirement = mapping.rateRequirement, !currencies.isEmpty else { return }
    let report = requirement.conversion.to.packed
    let foreign = currencies.indices.filter { currencies[$0] != report && currencies[$0] != 0 }
    guard !foreign.isEmpty else { return }
    func needs(_ measures: Measure...) -> Bool {
      mapping.needs.everything || measures.contains(where: mapping.needs.measures.contains)
    }
    if mapping.profile.gives != .deal {
      let columns = roles.money.filter { needs($0.measure) }.map(\.position)
      return require(requirement, columns, days, currencies, rows: foreign)
    }
    // Deals are stated when they are created, and again when they are won or lost.
    guard let amount = roles.amount else { return }
    if needs(.dealAmount) { require(requirement, [amount], days, currencies, rows: foreign) }
    guard let status = roles.status, let closed = roles.closed, needs(.wonAmount, .lostAmount, .revenue)
    else { return }
    let ended = foreign.filter { row in
      let code = codes[status][row]
      return code >= 0 && [Meaning.won, Meaning.lost].contains(meanings[Int(code)])
    }
    require(requirement, [amount], self.days[closed], currencies, rows: ended)
  }

  private mutating func require(
    _ requirement: RateRequirement, _ columns: [Int], _ days: ContiguousArray<Int32>,
    _ currencies: ContiguousArray<UInt32>, rows: [Int]
  ) {
    for row in rows where verdicts[row] == 0 && days[row] >= 0 {
      guard let column = columns.first(where: { amounts[$0][row] != Measure.absent }),
        !isMet(requirement, currencies[row], days[row])
      else { continue }
      reject(row, column, .noExchangeRate)
    }
  }

  mutating func isMet(_ requirement: RateRequirement, _ currency: UInt32, _ day: Int32) -> Bool {
    let id = Int(ratedDays.id(Int32(bitPattern: currency), day))
    if id == hasRate.count {
      hasRate.append(requirement.isMet(Currency(packed: currency), Day(number: day)))
    }
    return hasRate[id]
  }
}
