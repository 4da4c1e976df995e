package import Diagnostics
package import EventSchema

/// Two ways from one currency to another by which one day's amounts would become different ones, by more than the
/// rates are rounded.
package struct RateContradiction: Sendable, Equatable {
  /// Lines of the rate files, as `file:line`.
  package var stated: [String]
  package var other: [String]
  package var from: Currency
  package var to: Currency
  package var path: CurrencyConversion.Path
  /// How many days or periods the two ways contradict each other on, and from the first day to the last.
  package var count: Int
  package var days: ClosedRange<Day>
}

extension CurrencyConversion {
  /// Rates between which amounts could choose and that contradict each other: once per pair and other way, with
  /// the lines of the first day.
  package var contradictions: [RateContradiction] {
    table.beside(to).sorted().flatMap { from -> [RateContradiction] in
      let straight = steps(from, to)
      var found = contradiction(from, straight.direct, straight.inverse, .inverse)
      let bases = bases(from)
      let any = straight.direct.merging(straight.inverse) { first, _ in first }
      if bases.count == 1, !any.isEmpty {
        let (first, second) = (steps(from, bases[0]).any, steps(bases[0], to).any)
        let through = first.compactMapValues { step in second[step.period].map { step.followed(by: $0) } }
        found += contradiction(from, any, through, .through(bases[0]))
      }
      return found
    }
  }

  /// A rate as far as its decimals tell.
  private struct Step {
    var period: Period
    var low: Exact
    var high: Exact
    var lines: [String]

    func contradicts(_ other: Step) -> Bool { high < other.low || other.high < low }

    func followed(by next: Step) -> Step {
      Step(period: period, low: low * next.low, high: high * next.high, lines: lines + next.lines)
    }
  }

  private struct Steps {
    var direct: [Period: Step]
    var inverse: [Period: Step]
    var any: [Period: Step] { direct.merging(inverse) { first, _ in first } }
  }

  private func steps(_ from: Currency, _ to: Currency) -> Steps {
    func step(_ entry: RateTable.Entry) -> Step? {
      let low = entry.rate - entry.precision
      guard low > .zero else { return nil }
      return Step(
        period: entry.period, low: low, high: entry.rate + entry.precision,
        lines: ["\(table.files[entry.file]):\(entry.line)"])
    }
    func inverse(_ step: Step) -> Step? {
      guard let low = Exact(1) / step.high, let high = Exact(1) / step.low else { return nil }
      return Step(period: step.period, low: low, high: high, lines: step.lines)
    }
    return Steps(
      direct: table.entries(from, to).compactMapValues(step),
      inverse: table.entries(to, from).compactMapValues { step($0).flatMap(inverse) })
  }

  private func contradiction(
    _ from: Currency, _ stated: [Period: Step], _ other: [Period: Step], _ path: Path
  ) -> [RateContradiction] {
    let pairs = stated.compactMap { period, step -> (Step, Step)? in
      other[period].flatMap { step.contradicts($0) ? (step, $0) : nil }
    }.sorted { $0.0.period < $1.0.period }
    guard let first = pairs.first else { return [] }
    let last = pairs.map(\.0.period.last).max() ?? first.0.period.last
    return [
      RateContradiction(
        stated: first.0.lines, other: first.1.lines, from: from, to: to, path: path, count: pairs.count,
        days: first.0.period.first...last)
    ]
  }
}

extension Diagnostic {
  /// Rates that contradict each other, for the terminal.
  package static func contradicting(_ rates: RateContradiction) -> Diagnostic {
    let way =
      switch rates.path {
      case .direct: "the rate"
      case .inverse: "the inverse rate"
      case .through(let base): "the rates through \(base)"
      }
    let (first, last) = (rates.days.lowerBound, rates.days.upperBound)
    let when = first == last ? "on \(first)" : "\(rates.count) times from \(first) to \(last)"
    return Diagnostic(
      .warning,
      "the rate from \(rates.from) to \(rates.to) and \(way) contradict each other \(when): "
        + "\(rates.stated.joined(separator: ", ")) and \(rates.other.joined(separator: ", "))",
      hint: "the rate of the shortest period counts, then the stated one: take the wrong lines out")
  }
}
