import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Kernel
import Render

/// Who came in the same month, and what share of them had done something by the end of each month since, or in it.
///
/// Only months that are over have a share; the row of all adds up the cohorts that are old enough, never their shares.
struct CohortFacts {
  let planned: PlannedCohorts
  let plan: Plan
  /// By the months' places; of everything.
  let counts: CohortCounts
  /// Months in which nothing is known of what they did.
  let unknown: Set<Int>
  /// The first month whose cohort is known; nil for none.
  let first: Int?
  private let lacksHistory: Bool

  private static let shownAges = 12
  private static let shades = 5

  static func facts(_ result: RunResult) throws(Diagnostics) -> SectionFacts {
    var tables: [FactTable] = []
    var list: [JSONValue] = []
    for planned in result.plan.cohorts {
      let cohorts = try CohortFacts(planned, result)
      tables.append(cohorts.table)
      list.append(cohorts.json)
    }
    return SectionFacts(tables: tables, json: [("list", .array(list))])
  }

  init(_ planned: PlannedCohorts, _ result: RunResult) throws(Diagnostics) {
    self.planned = planned
    plan = result.plan
    let periods = plan.kernel.shapes[planned.shape].periods
    let histories = result.rollups.histories
    var unknown: Set<Int> = []
    var known = 0
    let counts: CohortCounts
    switch planned.declaration.show {
    case .winRate: counts = histories?.lengths?.cohortsWon(in: periods).accumulated ?? CohortCounts(periods)
    case .leadToMQL: counts = Self.leads(histories, .cohortMQLs, periods)
    case .leadQuality: counts = Self.leads(histories, .cohortSQLs, periods)
    case .leadToCustomer: counts = Self.leads(histories, .cohortCustomers, periods)
    case .retention:
      counts =
        result.rollups.firsts?.cohorts(of: .buyers, in: result.rollups.people[planned.shape], periods)
        ?? CohortCounts(periods)
      let figures = try Figures(result, shape: planned.shape)
      let all = figures.table.breakdown(by: [])
      for (place, month) in planned.months.enumerated() {
        if figures.measure(.orders, all, all.whole, month) == nil { unknown.insert(place) }
        if !figures.historyReaches(before: month.first) { known = place + 1 }
      }
    }
    self.counts = counts
    self.unknown = unknown
    lacksHistory = known > 0
    // Before the first one nothing is known to have come.
    first = counts.sizes.indices.first { $0 >= known && counts.sizes[$0] > 0 }
  }

  private static func leads(_ histories: Histories?, _ measure: Measure, _ periods: PeriodIndex)
    -> CohortCounts
  {
    (histories?.paths?.cohorts(reaching: measure, in: periods) ?? CohortCounts(periods)).accumulated
  }

  private var cohorts: Range<Int> { (first ?? counts.sizes.count)..<counts.sizes.count }

  /// How many of a cohort did it at an age; nil where that is not known, or not yet.
  private func reached(_ cohort: Int, age: Int) -> Int? {
    let slot = cohort + age
    return slot < counts.sizes.count && !unknown.contains(slot) ? counts.active[cohort][slot] : nil
  }

  private func share(_ cohort: Int, age: Int) -> Exact? {
    reached(cohort, age: age).flatMap { Exact($0) / Exact(counts.sizes[cohort]) }
  }

  /// Of all cohorts that are old enough.
  private func pooled(age: Int) -> Exact? {
    let old = cohorts.filter { reached($0, age: age) != nil }
    let sum = old.reduce(0) { $0 + (reached($1, age: age) ?? 0) }
    return Exact(sum) / Exact(old.reduce(0) { $0 + counts.sizes[$1] })
  }

  // MARK: Table

  private var table: FactTable {
    let ages = min(cohorts.count, Self.shownAges)
    let isRepeat = planned.declaration.show == .retention
    // Everybody ordered in the month of the first order: that shades nothing.
    let shares = cohorts.flatMap { cohort in
      (0..<ages).compactMap { age in isRepeat && age == 0 ? nil : share(cohort, age: age) }
    }
    let most = shares.max() ?? .zero
    let rows = cohorts.map { cohort in
      FactTable.Row(
        [.period(planned.months[cohort]), .figure(size(counts.sizes[cohort]))]
          + (0..<ages).map { age in
            guard cohort + age < counts.sizes.count else { return .empty }
            let share = share(cohort, age: age)
            return .shaded(Self.figure(share), shade: Self.shade(share, of: most))
          })
    }
    let total = FactTable.Row(
      [.word(.cohortAll), .figure(size(cohorts.reduce(0) { $0 + counts.sizes[$1] }))]
        + (0..<ages).map { .figure(Self.figure(pooled(age: $0))) }, .total)
    return FactTable(
      caption: caption,
      columns: [.init(.cohortMonth, .text), .init(sizeWord)]
        + (0..<ages).map { FactTable.Column(.cohortMonth, text: String($0)) },
      rows: rows.isEmpty ? [] : rows + [total], notes: notes)
  }

  private static func figure(_ share: Exact?) -> Figure { Figure(share, .percent, decimals: 1) }

  private func size(_ count: Int) -> Figure {
    let limit = plan.file.aggregate.smallBelow
    return Figure(
      Exact(count), .count, decimals: 0,
      note: count > 0 && count < limit ? Note(.noteSmall, ["n": .count(limit)]) : nil)
  }

  /// From 0 for nothing to the darkest, in equal steps.
  private static func shade(_ share: Exact?, of most: Exact) -> Int {
    guard let share, !most.isZero else { return 0 }
    return (0..<shades).count { share * Exact(shades) > most * Exact($0) }
  }

  private var sizeWord: Word {
    switch planned.declaration.show {
    case .winRate: .measureDealsCreated
    case .leadToMQL, .leadQuality, .leadToCustomer: .measureLeads
    case .retention: .measureNewCustomers
    }
  }

  private var caption: Word {
    switch planned.declaration.show {
    case .winRate: .cohortsWon
    case .leadToMQL: .cohortsMqls
    case .leadQuality: .cohortsSqls
    case .leadToCustomer: .cohortsCustomers
    case .retention: .cohortsRetention
    }
  }

  private var notes: [Note] {
    guard !cohorts.isEmpty else { return lacksHistory ? [Note(.noteNoHistory)] : [] }
    var notes = [Note(.cohortsAges), Note(.cohortsPooled)]
    if planned.declaration.show == .retention { notes.append(Note(.cohortsNobody)) }
    if lacksHistory {
      notes.append(Note(.cohortsNoHistory, ["month": .period(planned.months[cohorts.lowerBound])]))
    }
    if cohorts.count > Self.shownAges { notes.append(Note(.cohortsMoreAges)) }
    return notes
  }

  // MARK: report.json

  private var json: JSONValue {
    .object([
      ("by", .string(planned.declaration.by.rawValue)), ("show", .string(planned.declaration.show.rawValue)),
      ("cohorts", .array(cohorts.map(json))),
      ("all", .array((0..<cohorts.count).map { .optional(pooled(age: $0)?.description) })),
    ])
  }

  /// Of months that are over, from the cohort's own on.
  private func json(_ cohort: Int) -> JSONValue {
    let ages = 0..<(counts.sizes.count - cohort)
    return .object([
      ("month", .string(planned.months[cohort].description)), ("size", .integer(counts.sizes[cohort])),
      ("reached", .array(ages.map { reached(cohort, age: $0).map { .integer($0) } ?? .null })),
      ("shares", .array(ages.map { .optional(share(cohort, age: $0)?.description) })),
    ])
  }
}
