package import Declarations
package import Diagnostics
package import EventSchema

/// Dated exchange rates: a rate from the table, its inverse, or nothing. Never 1:1, never through a third currency.
package struct RateTable: Sendable {
  package enum Missing: Error, Equatable, Sendable {
    /// No rate of the day; the nearest earlier day that has one.
    case noRate(from: Currency, to: Currency, day: Day, nearest: Day?)
  }
  private struct Pair: Hashable, Sendable { var from: Currency, to: Currency }
  private var rates: [Pair: [(day: Day, rate: Exact)]] = [:]

  package init() {}

  /// Reads `day,from,to,rate` with a heading line.
  package static func load(_ bytes: [UInt8], file: String) -> (table: RateTable, diagnostics: [Diagnostic]) {
    var table = RateTable()
    var diagnostics: [Diagnostic] = []
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, raw) in lines.enumerated() {
      let line = index == 0 && raw.first == "\u{FEFF}" ? raw.dropFirst() : raw
      let at = SourceLocation(file: file, line: index + 1, column: 1)
      if index == 0 {
        if line.lowercased() != "day,from,to,rate" {
          diagnostics.append(
            Diagnostic(at: at, "expected the heading 'day,from,to,rate', found '\(line.prefix(60))'"))
          return (table, diagnostics)
        }
        continue
      }
      if line.isEmpty { continue }
      let parts = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let day = Day(iso: parts[0]), let from = Currency(parts[1]), let to = Currency(parts[2]),
        let rate = Exact(decimal: parts[3]), rate > .zero, from != to
      else {
        diagnostics.append(Diagnostic(at: at, "expected a line such as '2026-03-01,USD,EUR,0.9213', found '\(line.prefix(60))'"))
        continue
      }
      if table.rates[Pair(from: from, to: to)]?.contains(where: { $0.day == day && $0.rate != rate }) == true {
        diagnostics.append(Diagnostic(at: at, "a second rate of \(from) to \(to) for \(day)", hint: "keep one of them"))
        continue
      }
      table.rates[Pair(from: from, to: to), default: []].append((day, rate))
    }
    for pair in table.rates.keys { table.rates[pair]?.sort { $0.day < $1.day } }
    return (table, diagnostics)
  }

  /// The rate of a day, or the newest earlier one where the policy allows it.
  package func rate(
    from: Currency, to: Currency, on day: Day, _ policy: CurrencyDeclaration.MissingRate, noOlderThan: Int?
  ) -> Result<(rate: Exact, day: Day), Missing> {
    if from == to { return .success((Exact(1), day)) }
    let direct = newest(Pair(from: from, to: to), day)
    let inverse = newest(Pair(from: to, to: from), day).flatMap { found in (Exact(1) / found.rate).map { (day: found.day, rate: $0) } }
    let best: (day: Day, rate: Exact)? =
      if let direct, let inverse { inverse.day > direct.day ? inverse : direct } else { direct ?? inverse }
    guard let best else { return .failure(.noRate(from: from, to: to, day: day, nearest: nil)) }
    let isAllowed = best.day == day || (policy == .usePrevious && day - best.day <= noOlderThan ?? .max)
    return isAllowed ? .success((best.rate, best.day)) : .failure(.noRate(from: from, to: to, day: day, nearest: best.day))
  }

  private func newest(_ pair: Pair, _ day: Day) -> (day: Day, rate: Exact)? {
    guard let list = rates[pair] else { return nil }
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].day <= day { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : list[low - 1]
  }
}
