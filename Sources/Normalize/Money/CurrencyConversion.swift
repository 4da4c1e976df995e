package import Declarations
package import EventSchema

/// How amounts come into the report's currency: by a stated rate, its inverse, or two of these through a third
/// currency. Never 1:1 between two currencies, and never by a rounded rate.
package struct CurrencyConversion: Sendable {
  /// The way from one currency to another.
  package enum Path: Sendable, Hashable, Comparable {
    case direct, inverse
    /// Two rates, by way of this currency.
    case through(Currency)
  }

  package struct Rate: Sendable {
    /// Units of the report's currency for one unit.
    package var value: Exact
    package var path: Path
    /// What the rates are of: a day, or the period of an average.
    package var periods: [Period]
    /// Places among the table's files.
    package var files: [Int]
    /// Days that the oldest of the rates had passed.
    package var age: Int
    /// Days that the longest of the periods has.
    var days: Int

    static let one = Rate(value: Exact(1), path: .direct, periods: [], files: [], age: 0, days: 1)
  }

  /// No rate that may be used; the nearest days around that have one.
  package struct Missing: Error, Equatable, Sendable {
    package var from: Currency
    package var to: Currency
    package var day: Day
    package var before: Day?
    package var after: Day?
    /// Currencies through which it could be converted, where there are several.
    package var bases: [Currency] = []
    /// Days that the newest earlier rate had passed, where earlier ones may be used.
    package var age: Int?
    /// An earlier rate may be used, if it is not too old.
    package var mayBeEarlier = false
  }

  package var table: RateTable
  package var to: Currency
  /// Nil: the only currency that stands beside both.
  package var through: Currency?
  package var previous: CurrencyDeclaration.PreviousRates

  package init(
    table: RateTable, to: Currency, through: Currency? = nil,
    previous: CurrencyDeclaration.PreviousRates = .unused
  ) {
    self.table = table
    self.to = to
    self.through = through
    self.previous = previous
  }

  /// The rate of a day, or the newest earlier one where that is allowed.
  ///
  /// Of all ways the least old wins, then the one of the shortest period: a day's rate before a month's average;
  /// then the stated rate, its inverse, and the way through a third currency.
  package func rate(from: Currency, on day: Day) -> Result<Rate, Missing> {
    if from == to { return .success(.one) }
    var ways = legs(from, to, day)
    let bases = bases(from)
    if bases.count == 1 {
      let base = bases[0]
      if let first = best(legs(from, base, day).rates), let second = best(legs(base, to, day).rates) {
        ways.rates.append(Self.chained(first, second, base))
      }
    }
    let found = best(ways.rates)
    if let found, isAllowed(found) { return .success(found) }
    let before = ways.rates.filter { $0.path == .direct || $0.path == .inverse }.compactMap(\.periods.first)
    var missing = Missing(from: from, to: to, day: day, after: ways.after)
    missing.before = before.map(\.last).max()
    if bases.count > 1 { missing.bases = bases }
    if previous != .unused { (missing.mayBeEarlier, missing.age) = (true, found?.age) }
    return .failure(missing)
  }

  private func isAllowed(_ rate: Rate) -> Bool {
    switch previous {
    case .unused: rate.age == 0
    case .used(let days): rate.age <= days ?? .max
    }
  }

  func bases(_ from: Currency) -> [Currency] {
    if let through { return through == from || through == to ? [] : [through] }
    return table.between(from, to).sorted()
  }

  /// The stated rate and the inverse of the opposite one, of any age, as far as there are.
  private func legs(_ from: Currency, _ to: Currency, _ day: Day) -> (rates: [Rate], after: Day?) {
    var rates: [Rate] = []
    let direct = table.around(RateTable.Pair(from: from, to: to), day)
    let inverse = table.around(RateTable.Pair(from: to, to: from), day)
    if let entry = direct.best { rates.append(Self.leg(entry, entry.rate, .direct, day)) }
    if let entry = inverse.best, let value = Exact(1) / entry.rate {
      rates.append(Self.leg(entry, value, .inverse, day))
    }
    return (rates, [direct.after, inverse.after].compactMap { $0 }.min())
  }

  private static func leg(_ entry: RateTable.Entry, _ value: Exact, _ path: Path, _ day: Day) -> Rate {
    Rate(
      value: value, path: path, periods: [entry.period], files: [entry.file], age: entry.age(on: day),
      days: entry.days)
  }

  private static func chained(_ first: Rate, _ second: Rate, _ base: Currency) -> Rate {
    Rate(
      value: first.value * second.value, path: .through(base), periods: first.periods + second.periods,
      files: first.files + second.files, age: max(first.age, second.age), days: max(first.days, second.days))
  }

  private func best(_ rates: [Rate]) -> Rate? {
    rates.min { ($0.age, $0.days, $0.path) < ($1.age, $1.days, $1.path) }
  }
}
