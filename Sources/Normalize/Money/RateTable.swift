package import Declarations
package import Diagnostics
package import EventSchema

/// Dated exchange rates: a rate from the table, its inverse, or nothing. Never 1:1 between two
/// currencies, never through a third one.
package struct RateTable: Sendable {
  /// No rate that may be used; the nearest days around that have one.
  package struct Missing: Error, Equatable, Sendable {
    package var from: Currency
    package var to: Currency
    package var day: Day
    package var before: Day?
    package var after: Day?
  }

  private struct Pair: Hashable, Sendable { var from: Currency, to: Currency }
  /// Ascending by day.
  private var rates: [Pair: [(day: Day, rate: Exact)]] = [:]

  package init() {}

  /// Reads `day,from,to,rate` with a heading line, such as `2026-03-01,USD,EUR,0.9213`: one USD is
  /// 0.9213 EUR. UTF-8, LF or CRLF; empty lines are skipped.
  ///
  /// - Returns: the sound lines, and everything that is wrong with the others.
  package static func load(_ bytes: [UInt8], file: String) -> (table: RateTable, diagnostics: [Diagnostic]) {
    var reader = RateFileReader(file: file)
    reader.read(bytes)
    var table = RateTable()
    for line in reader.lines {
      table.rates[Pair(from: line.key.from, to: line.key.to), default: []].append((line.key.day, line.rate))
    }
    for pair in table.rates.keys { table.rates[pair]?.sort { $0.day < $1.day } }
    return (table, reader.diagnostics)
  }

  /// The rate of a day, or the newest earlier one where the policy allows it.
  ///
  /// The newer of direct and inverse wins, the direct one where both are of the same day.
  /// - Parameter noOlderThan: days that an earlier rate may be old; nil for any age.
  package func rate(
    from: Currency, to: Currency, on day: Day, _ policy: CurrencyDeclaration.MissingRate, noOlderThan: Int?
  ) -> Result<(rate: Exact, day: Day), Missing> {
    if from == to { return .success((Exact(1), day)) }
    let direct = around(Pair(from: from, to: to), day)
    let inverse = around(Pair(from: to, to: from), day)
    var best = direct.before
    if let other = inverse.before, best.map({ other.day > $0.day }) ?? true {
      best = (Exact(1) / other.rate).map { (other.day, $0) }
    }
    if let best, best.day == day || (policy == .usePrevious && day - best.day <= noOlderThan ?? .max) {
      return .success((best.rate, best.day))
    }
    let after = [direct.after, inverse.after].compactMap { $0 }.min()
    return .failure(Missing(from: from, to: to, day: day, before: best?.day, after: after))
  }

  /// The newest rate up to a day, and the first day after it that has one.
  private func around(_ pair: Pair, _ day: Day) -> (before: (day: Day, rate: Exact)?, after: Day?) {
    guard let list = rates[pair] else { return (nil, nil) }
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].day <= day { low = middle + 1 } else { high = middle }
    }
    return (low == 0 ? nil : list[low - 1], low < list.count ? list[low].day : nil)
  }
}

extension Diagnostic {
  /// - Parameter location: the rate table, or where the pipeline file names it.
  package static func missingRate(_ missing: RateTable.Missing, at location: SourceLocation?) -> Diagnostic {
    let known =
      switch (missing.before, missing.after) {
      case (let before?, let after?): "the nearest known are of \(before) and \(after)"
      case (let day?, nil), (nil, let day?): "the nearest known is of \(day)"
      case (nil, nil): "the table has none for these two"
      }
    return Diagnostic(
      at: location, "no rate from \(missing.from) to \(missing.to) for \(missing.day); \(known)",
      hint: "add a line '\(missing.day),\(missing.from),\(missing.to),…' to the rate table, "
        + "or allow an earlier rate with `if_rate_missing: use_previous`")
  }
}
