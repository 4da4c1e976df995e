import Declarations
package import Diagnostics
package import EventSchema

/// Dated exchange rates, as they are stated: by day, or as averages of whole periods.
package struct RateTable: Sendable {
  struct Pair: Hashable, Sendable { var from: Currency, to: Currency }
  struct Entry: Sendable {
    var period: Period
    var rate: Exact
    /// Half of the last decimal that is written.
    var precision: Exact
    /// Place among `files`.
    var file: Int
    /// 1-based, in its file.
    var line: Int

    /// How many days the period ended before a day.
    func age(on day: Day) -> Int { max(0, day - period.last) }
    var days: Int { period.dayCount }
  }

  /// Per pair and length of period, ascending by day.
  private var rates: [Pair: [Grain: [Entry]]] = [:]
  /// Which currencies stand beside which, either way.
  private var neighbours: [Currency: Set<Currency>] = [:]
  /// Where the rates come from, relative to the root.
  package private(set) var files: [String] = []

  /// The first day that some rate is of; nil for an empty table.
  package var firstDay: Day? { rates.values.joined().flatMap(\.value).map(\.period.first).min() }

  package init() {}

  /// The heading row of its files.
  package static let heading = RateFileReader.heading

  /// Reads files of `day,from,to,rate` with a heading line, such as `2026-03-01,USD,EUR,0.9213`: one USD is
  /// 0.9213 EUR. UTF-8, LF or CRLF; empty lines are skipped. A day may be a month or a quarter.
  ///
  /// - Parameter averages: what a line's day stands for, where it is not the day itself.
  /// - Returns: the sound lines, and everything that is wrong with the others.
  package static func load(
    _ files: [(path: String, bytes: [UInt8])], averages: Grain? = nil
  ) -> (table: RateTable, diagnostics: [Diagnostic]) {
    var reader = RateFileReader(averages: averages)
    for file in files { reader.read(file.bytes, file: file.path) }
    var table = RateTable()
    table.files = reader.files
    for line in reader.lines {
      let entry = Entry(
        period: line.key.period, rate: line.rate, precision: line.precision, file: line.file,
        line: line.number)
      table.rates[Pair(from: line.key.from, to: line.key.to), default: [:]][entry.period.grain, default: []]
        .append(entry)
      table.neighbours[line.key.from, default: []].insert(line.key.to)
      table.neighbours[line.key.to, default: []].insert(line.key.from)
    }
    for pair in table.rates.keys {
      for grain in Grain.allCases { table.rates[pair]?[grain]?.sort { $0.period < $1.period } }
    }
    return (table, reader.diagnostics)
  }

  /// The rates of a pair by their periods.
  func entries(_ from: Currency, _ to: Currency) -> [Period: Entry] {
    let lists = rates[Pair(from: from, to: to)] ?? [:]
    return Dictionary(lists.values.joined().map { ($0.period, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The currencies that stand beside one.
  func beside(_ currency: Currency) -> Set<Currency> { neighbours[currency] ?? [] }

  /// The currencies that stand beside both.
  func between(_ from: Currency, _ to: Currency) -> Set<Currency> {
    (neighbours[from] ?? []).intersection(neighbours[to] ?? [])
  }

  /// The entry for a day: of periods that hold it the shortest, else the newest that ended before; and the first
  /// day after it that has one.
  func around(_ pair: Pair, _ day: Day) -> (best: Entry?, after: Day?) {
    var best: Entry?
    var after: Day?
    for list in (rates[pair] ?? [:]).values {
      var low = 0
      var high = list.count
      while low < high {
        let middle = (low + high) / 2
        if list[middle].period.first <= day { low = middle + 1 } else { high = middle }
      }
      if low < list.count {
        after = min(after ?? list[low].period.first, list[low].period.first)
      }
      guard low > 0 else { continue }
      let entry = list[low - 1]
      if let known = best, (known.age(on: day), known.days) <= (entry.age(on: day), entry.days) { continue }
      best = entry
    }
    return (best, after)
  }
}
