import Aggregate
import Columns
import Declarations
package import EventSchema
import Kernel
import Normalize

/// A figure of a day that a later export of an input states otherwise than an earlier one.
package struct RestatedFigure: Sendable, Hashable {
  /// What an export states otherwise than the one before it.
  package struct Change: Sendable, Hashable {
    /// The last export that states what was before, and the first that states what is so since.
    package var fileBefore: String
    package var file: String
    /// What `now` is of; nil for what is no money.
    package var currency: Currency?
    /// Nil where nothing was stated.
    package var before: Exact?
    /// What `before` is of, where it is another currency.
    package var currencyBefore: Currency?
    package var now: Exact?
  }

  package var input: Int
  package var day: Day
  package var measure: Measure
  /// Nil for what is no money.
  package var currency: Currency?
  /// What was stated first. Nil where nothing was stated.
  package var before: Exact?
  /// What `before` is of, where the export states another currency now.
  package var currencyBefore: Currency?
  package var now: Exact?
  /// All changes from `before` to `now`, in the order of export.
  package var changes: [Change] = []

  /// Whether a change of a day and measure leads to the figure, or from it.
  fileprivate func takes(_ change: RestatedFigure) -> Bool {
    let mine = [currency, currencyBefore ?? currency]
    return mine.contains(change.currency) || mine.contains(change.currencyBefore ?? change.currency)
  }
}

extension RunResult {
  /// Every figure that differs, by input, day, measure and currency: of records that were stated before.
  package var restated: [RestatedFigure] { plan.inputs.indices.flatMap { restated(of: $0) } }

  /// Those of one input, without a tax that its amounts include, as figures are.
  func restated(of input: Int) -> [RestatedFigure] {
    let all = restatements(of: input)
    if all.steps.isEmpty { return [] }
    let ends = StatedFigures(all.ends, of: input, plan)
    let exports = exports(of: input)
    struct Place: Hashable { var day: Day, measure: Measure }
    var figures = Dictionary(grouping: ends.changes) { Place(day: $0.day, measure: $0.measure) }
    for step in all.steps.sorted(by: { $0.key < $1.key }) {
      for change in StatedFigures(step.value, of: input, plan).changes {
        let place = Place(day: change.day, measure: change.measure)
        var known = figures[place] ?? []
        if !known.contains(where: { $0.takes(change) }) {
          // Stated again as it was first: it was something else in between.
          known.append(ends.figure(change.day, change.measure, change.currency))
        }
        guard let index = known.firstIndex(where: { $0.takes(change) }) else { continue }
        known[index].changes.append(
          RestatedFigure.Change(
            fileBefore: exports[Int(step.key.before)] ?? "", file: exports[Int(step.key.now)] ?? "",
            currency: change.currency, before: change.before, currencyBefore: change.currencyBefore,
            now: change.now))
        figures[place] = known
      }
    }
    return figures.values.joined().sorted { a, b in
      (a.day, a.measure, a.currency?.packed ?? 0) < (b.day, b.measure, b.currency?.packed ?? 0)
    }
  }

  func restatements(of input: Int) -> Restatements {
    var all = Restatements()
    for file in files where file.file.input == input { all.merge(file.restatements) }
    return all
  }

  /// The exports of an input by their places in the order of export.
  func exports(of input: Int) -> [Int: String] {
    let mine = files.map(\.file).filter { $0.input == input }
    return Dictionary(zip(Overlap.ranks(mine), mine.map(Overlap.export))) { first, _ in first }
  }
}

/// What records of an input stated of a day before and now, as figures.
private struct StatedFigures {
  private let stated: Restatements.Stated
  private let input: Int
  private let plan: Plan
  private let byDay: [Int32: [(key: Restatements.Key, value: Restatements.Amounts)]]
  /// Measures that were stated of any day, before and now.
  private let before: Set<Measure>
  private let now: Set<Measure>
  private let net: [Measure: Exact]

  init(_ stated: Restatements.Stated, of input: Int, _ plan: Plan) {
    (self.stated, self.input, self.plan) = (stated, input, plan)
    net = plan.netShares[ComposedText.of(plan.inputs[input].declaration.name)] ?? [:]
    byDay = Dictionary(grouping: stated.amounts.map { (key: $0.key, value: $0.value) }) { $0.key.day }
    let logs = Set(plan.inputs[input].profile.gives.logs)
    before = logs.union(stated.amounts.filter { $0.value.before != nil }.map(\.key.measure))
    now = logs.union(stated.amounts.filter { $0.value.now != nil }.map(\.key.measure))
  }

  /// Those that differ.
  var changes: [RestatedFigure] {
    Self.pairingCurrencies(stated.changes.map(figure).filter { $0.before != $0.now })
  }

  func figure(_ day: Day, _ measure: Measure, _ currency: Currency?) -> RestatedFigure {
    figure(Restatements.Key(day: day.number, measure: measure, currency: currency?.packed ?? 0))
  }

  private func figure(_ key: Restatements.Key) -> RestatedFigure {
    RestatedFigure(
      input: input, day: Day(number: key.day), measure: key.measure,
      currency: key.currency == 0 ? nil : Currency(packed: key.currency),
      before: value(key, before) { $0.before }, now: value(key, now) { $0.now })
  }

  /// A thing that moved to another day, or that is lost instead of won, is none where it was. What the later export
  /// says nothing about at all is not known.
  private func value(
    _ key: Restatements.Key, _ known: Set<Measure>, _ side: (Restatements.Amounts) -> Int128?
  ) -> Exact? {
    let measure = key.measure
    let isThing = plan.inputs[input].profile.rowsOfKey != .many
    func units(_ measure: Measure) -> Int128? {
      (byDay[key.day] ?? []).filter { $0.key.measure == measure }.compactMap { side($0.value) }.first
    }
    // Amounts of deals that are there are unknown where none is stated, not 0.
    func areUnknown() -> Bool {
      measure.countedThings.flatMap(units).map { $0 != 0 && units(measure) == nil } ?? false
    }
    let stated = stated.amounts[key].flatMap(side)
    guard let units = stated ?? (isThing && known.contains(measure) && !areUnknown() ? 0 : nil) else {
      return nil
    }
    return Exact(units: units, scale: measure.scale) * (net[measure] ?? Exact(1))
  }

  /// Where all of a measure of a day went from one currency to another, the two are one change: 12 USD before, now 12 EUR.
  private static func pairingCurrencies(_ changes: [RestatedFigure]) -> [RestatedFigure] {
    var paired: [RestatedFigure] = []
    var start = 0
    while start < changes.count {
      var end = start + 1
      while end < changes.count, changes[end].day == changes[start].day,
        changes[end].measure == changes[start].measure
      { end += 1 }
      let same = changes[start..<end]
      let gone = same.filter { ($0.before ?? .zero) != .zero && ($0.now ?? .zero) == .zero }
      let come = same.filter { ($0.before ?? .zero) == .zero && ($0.now ?? .zero) != .zero }
      if same.count == 2, var change = come.first, let old = gone.first, old.currency != nil {
        (change.before, change.currencyBefore) = (old.before, old.currency)
        paired.append(change)
      } else {
        paired += same
      }
      start = end
    }
    return paired
  }
}
