import Aggregate
import Declarations
import Diagnostics
package import EventSchema
package import Normalize

/// Amounts of one currency, and the rates by which they were converted.
package struct RateUse: Sendable {
  package var from: Currency
  package var path: CurrencyConversion.Path
  /// Stated amounts, as figures count them.
  package var amounts = 0
  /// What the rates are of: from the first day of the oldest to the last of the newest.
  package var days: ClosedRange<Day>
  package var grains: Set<Grain> = []
  package var files: Set<Int> = []
  /// Days that the oldest rate had passed when it was used.
  package var age = 0
  /// Amounts whose rate is not of their day.
  package var older = 0

  fileprivate init(_ from: Currency, _ rate: CurrencyConversion.Rate, on day: Day) {
    self.from = from
    path = rate.path
    days = Self.days(rate) ?? day...day
  }

  fileprivate mutating func add(_ amounts: Int, at rate: CurrencyConversion.Rate) {
    self.amounts += amounts
    if let days = Self.days(rate) {
      self.days = min(self.days.lowerBound, days.lowerBound)...max(self.days.upperBound, days.upperBound)
    }
    grains.formUnion(rate.periods.map(\.grain))
    files.formUnion(rate.files)
    age = max(age, rate.age)
    if rate.age > 0 { older += amounts }
  }

  private static func days(_ rate: CurrencyConversion.Rate) -> ClosedRange<Day>? {
    guard let first = rate.periods.map(\.first).min(), let last = rate.periods.map(\.last).max() else {
      return nil
    }
    return first...last
  }
}

/// Looks up every rate that sums need, before anything is computed: all that are missing are told at once.
struct AmountConverter {
  private struct Key: Hashable {
    var currency: Currency
    var day: Day
  }
  private struct Way: Hashable {
    var from: Currency
    var path: CurrencyConversion.Path
  }

  private let plan: Plan
  private var rates: [Key: Exact] = [:]
  private var missing: [Currency: [CurrencyConversion.Missing]] = [:]
  private var byWay: [Way: RateUse] = [:]
  /// All currencies that amounts are in.
  private var currencies: Set<Currency> = []

  init(plan: Plan, _ sums: GroupedSums, _ shape: GroupedSumsShape) {
    self.plan = plan
    let money = shape.measures.indices.filter { shape.measures[$0].unit == .money }
    var amounts: [Key: Int] = [:]
    for (key, cells) in sums.rows where key.currency != 0 {
      let stated = money.reduce(0) { $0 + cells[$1].stated }
      if stated > 0 { currencies.insert(Currency(packed: key.currency)) }
      guard stated > 0, let (currency, day) = key.conversion else { continue }
      amounts[Key(currency: currency, day: day), default: 0] += stated
    }
    for (key, count) in amounts.sorted(by: { ($0.key.currency, $0.key.day) < ($1.key.currency, $1.key.day) })
    {
      switch plan.conversion.rate(from: key.currency, on: key.day) {
      case .success(let rate):
        rates[key] = rate.value
        byWay[
          Way(from: key.currency, path: rate.path), default: RateUse(key.currency, rate, on: key.day)
        ].add(count, at: rate)
      case .failure(let problem): missing[key.currency, default: []].append(problem)
      }
    }
  }

  func rate(_ currency: Currency, _ day: Day) -> Exact? { rates[Key(currency: currency, day: day)] }

  /// By currency, then by the way taken.
  var uses: [RateUse] { byWay.values.sorted { ($0.from, $0.path) < ($1.from, $1.path) } }

  /// Why some amounts have no value: empty, or the run fails.
  var problems: [Diagnostic] {
    guard !missing.isEmpty else { return [] }
    let declared = plan.file.currency
    let place = declared?.rates.first?.location ?? SourceLocation(file: plan.file.file)
    let names = currencies.sorted().map(\.description)
    let all =
      names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    if declared == nil, plan.reportCurrency.packed == 0 {
      let rates = names.count > 1 ? ", rates: …" : ""
      return [
        Diagnostic(
          at: place, "amounts in \(all), and no currency to report in",
          hint: "set `currency: {report_in: \(names.first ?? "EUR")\(rates)}`")
      ]
    }
    if declared?.rates.isEmpty ?? true {
      return [
        Diagnostic(
          at: place,
          "amounts in \(all), to be reported in \(plan.reportCurrency), and no rates to convert them by",
          hint: "name a rate table under `currency: rates:`, a CSV with day,from,to,rate")
      ]
    }
    return missing.sorted { $0.key < $1.key }.compactMap { .missingRates($0.value, at: place) }
  }
}
