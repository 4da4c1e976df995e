package import EventSchema

/// The account of one file: every record and every unit of money ends in exactly one place.
///
///     records = accepted + filtered + rejected + duplicate + replaced
///     money   = accepted + filtered + rejected + duplicate + replaced   per measure and currency
///
/// A rollup: parts of a file add up.
package struct ReconciliationLedger: Sendable, Equatable {
  package struct MoneyKey: Sendable, Hashable, Comparable {
    package var measure: Measure
    /// Empty when the records name none that is known.
    package var currency: String
    /// How a currency that is none is written, where it was meant as one: `QQQ`, `руб.`.
    package var written: String
    package init(measure: Measure, currency: String, written: String = "") {
      self.measure = measure
      self.currency = currency
      self.written = written
    }
    package static func < (a: MoneyKey, b: MoneyKey) -> Bool {
      (a.measure, a.currency, a.written) < (b.measure, b.currency, b.written)
    }
  }
  /// Units of 10^-6.
  package struct Money: Sendable, Equatable {
    package var records: Int128 = 0
    package var accepted: Int128 = 0
    package var filtered: Int128 = 0
    package var rejected: Int128 = 0
    package var duplicate: Int128 = 0
    package var replaced: Int128 = 0
    /// Rejected records whose amount can't be read.
    package var unreadable = 0
    /// Of what is accepted, records of costs below 0, and their money: it lowers what the others cost.
    package var credits = 0
    package var credited: Int128 = 0
    package init() {}
  }
  /// What all records state of a count.
  package struct Count: Sendable, Equatable {
    package var records: Int128 = 0
    /// Records whose count can't be read.
    package var unreadable = 0
    package init() {}
  }
  package struct Imbalance: Sendable, Equatable {
    package var what: String
    package var stated: String
    package var accounted: String
  }

  package var records = 0
  package var lines = 0
  package var events = 0
  package var accepted = 0
  /// By reason.
  package var filtered: [String: Int] = [:]
  /// Of records that are filtered since the profile keeps other texts of a column, by text; empty: no text.
  package var notKept: [[UInt8]: Int] = [:]
  /// Of deals that count as open since the profile does not name their stages, by stage; empty: no stage.
  package var unnamedStages: [[UInt8]: UnnamedStage] = [:]
  package var rejected = 0
  /// How many are of some days, mostly of one; `noDay` where these can't be read.
  package var rejectedDays: [ClosedRange<Int32>: Int] = [:]
  package static let noDay = Int32.min...Int32.min
  package var duplicate = 0
  package var replaced = 0
  package var money: [MoneyKey: Money] = [:]
  /// Of counts that the export's own totals sum up.
  package var counts: [Measure: Count] = [:]
  package var oldestDay: Int32?
  package var newestDay: Int32?
  /// The last day that events are about; that of the newest, where events span days, its last.
  package var lastDay: Int32?
  /// The same two of events that begin by the run's day; nothing of later ones has happened.
  package var newestPastDay: Int32?
  package var lastPastDay: Int32?
  /// Days behind the run's own.
  package var daysAhead: Set<Int32> = []
  /// The days that the file's events are about.
  package var ranges = RowRanges()

  package init() {}

  /// All of some.
  package init(merging ledgers: some Sequence<ReconciliationLedger>) {
    for ledger in ledgers { merge(ledger) }
  }

  package mutating func merge(_ other: ReconciliationLedger) {
    records += other.records
    lines += other.lines
    events += other.events
    accepted += other.accepted
    rejected += other.rejected
    rejectedDays.merge(other.rejectedDays, uniquingKeysWith: +)
    duplicate += other.duplicate
    replaced += other.replaced
    filtered.merge(other.filtered, uniquingKeysWith: +)
    notKept.merge(other.notKept, uniquingKeysWith: +)
    unnamedStages.merge(other.unnamedStages, uniquingKeysWith: +)
    for (key, amounts) in other.money {
      var mine = money[key] ?? Money()
      mine.records += amounts.records
      mine.accepted += amounts.accepted
      mine.filtered += amounts.filtered
      mine.rejected += amounts.rejected
      mine.duplicate += amounts.duplicate
      mine.replaced += amounts.replaced
      mine.unreadable += amounts.unreadable
      mine.credits += amounts.credits
      mine.credited += amounts.credited
      money[key] = mine
    }
    for (measure, count) in other.counts {
      counts[measure, default: Count()].records += count.records
      counts[measure, default: Count()].unreadable += count.unreadable
    }
    ranges.merge(other.ranges)
    daysAhead.formUnion(other.daysAhead)
    if let day = other.oldestDay { oldestDay = min(oldestDay ?? day, day) }
    if let day = other.newestDay { newestDay = max(newestDay ?? day, day) }
    if let day = other.lastDay { lastDay = max(lastDay ?? day, day) }
    if let day = other.newestPastDay { newestPastDay = max(newestPastDay ?? day, day) }
    if let day = other.lastPastDay { lastPastDay = max(lastPastDay ?? day, day) }
  }

  /// From the first day of an event to the last that events are about; nil without events.
  package var days: ClosedRange<Int32>? {
    oldestDay.flatMap { first in lastDay.map { first...max(first, $0) } }
  }

  /// The same by the run's day: what is booked ahead, or dated wrongly, says nothing of the days before it.
  package var pastDays: ClosedRange<Int32>? {
    oldestDay.flatMap { first in lastPastDay.map { first...max(first, $0) } }
  }

  /// Those texts, the commonest first.
  package var commonestNotKept: [(text: String, count: Int)] {
    notKept.sorted { a, b in
      a.value == b.value ? a.key.lexicographicallyPrecedes(b.key) : a.value > b.value
    }.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
  }

  /// The stages that the profile does not name, those of most deals first.
  package var commonestUnnamedStages: [(text: String, stage: UnnamedStage)] {
    unnamedStages.sorted { a, b in
      a.value.deals == b.value.deals
        ? a.key.lexicographicallyPrecedes(b.key) : a.value.deals > b.value.deals
    }.map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
  }

  /// Whether records were read, and none ever counted.
  package var countsNone: Bool { records > 0 && accepted + duplicate + replaced == 0 }

  package var filteredCount: Int { filtered.values.reduce(0, +) }

  /// Where the account does not add up: empty, or the run fails.
  package func imbalances() -> [Imbalance] {
    var found: [Imbalance] = []
    let accounted = accepted + filteredCount + rejected + duplicate + replaced
    if accounted != records {
      found.append(Imbalance(what: "records", stated: String(records), accounted: String(accounted)))
    }
    for (key, amounts) in money.sorted(by: { $0.key < $1.key }) {
      let sum =
        amounts.accepted + amounts.filtered + amounts.rejected + amounts.duplicate + amounts.replaced
      if sum != amounts.records {
        found.append(
          Imbalance(
            what: "\(key.measure.rawValue) \(key.currency)\(key.written)",
            stated: Exact(units: amounts.records, scale: 6).description,
            accounted: Exact(units: sum, scale: 6).description))
      }
    }
    return found
  }
}

/// The days that events of a file are about: single ones, and ranges of several.
package struct RowRanges: Sendable, Equatable {
  /// Of first and last `Day.number`, which differ.
  package private(set) var ranges: Set<ClosedRange<Int32>> = []
  /// From the first single day to the last; nil for none.
  package private(set) var singleDays: ClosedRange<Int32>?

  package init() {}

  package mutating func merge(_ other: RowRanges) {
    ranges.formUnion(other.ranges)
    if let days = other.singleDays { addSingle(days) }
  }

  /// - Parameter last: empty where every event is of one day.
  package mutating func add(first: Span<Int32>, last: Span<Int32>, all: ClosedRange<Int32>) {
    if last.isEmpty { return addSingle(all) }
    // Mostly a row is of the days of the one before.
    var known = Int32.max...Int32.max
    for row in 0..<first.count where first[row] != known.lowerBound || last[row] != known.upperBound {
      known = first[row]...max(first[row], last[row])
      if known.count > 1 { ranges.insert(known) } else { addSingle(known) }
    }
  }

  private mutating func addSingle(_ days: ClosedRange<Int32>) {
    let mine = singleDays ?? days
    singleDays = min(mine.lowerBound, days.lowerBound)...max(mine.upperBound, days.upperBound)
  }
}
