package import EventSchema

/// How many came in each period of an index, and how many of them did something in it and in each later one.
package struct CohortCounts: Sendable {
  /// Who came, by slot.
  package private(set) var sizes: [Int]
  /// By the slot of who came, then by the slot in which they did it.
  package private(set) var active: [[Int]]

  package init(_ periods: PeriodIndex) {
    sizes = Array(repeating: 0, count: periods.periods.count)
    active = sizes.map { _ in Array(repeating: 0, count: periods.periods.count) }
  }

  mutating func add(_ cohort: Int, count: Int = 1) { sizes[cohort] += count }

  mutating func note(_ cohort: Int, at slot: Int, count: Int = 1) { active[cohort][slot] += count }

  /// Who had done it by the end of each slot, where everybody is noted once.
  package var accumulated: CohortCounts {
    var counts = self
    for cohort in active.indices {
      for slot in active.indices.dropFirst() {
        counts.active[cohort][slot] += counts.active[cohort][slot - 1]
      }
    }
    return counts
  }
}

extension LengthCounts {
  /// Deals by the period in which they were created, and by that in which they were won.
  package func cohortsWon(in periods: PeriodIndex) -> CohortCounts {
    var counts = CohortCounts(periods)
    for entry in entries {
      let cohort = Int(periods.slot(ofDay: entry.day))
      guard cohort >= 0, entry.outcome != .answered else { continue }
      counts.add(cohort, count: entry.count)
      guard entry.outcome == .won else { continue }
      // Deals that are entered after they were closed were won at once.
      let closed = Int64(entry.day) + max(0, entry.length)
      if let day = Int32(exactly: closed), case let slot = Int(periods.slot(ofDay: day)), slot >= 0 {
        counts.note(cohort, at: slot, count: entry.count)
      }
    }
    return counts
  }
}

extension FirstByPerson {
  /// People by the period of their first event, and by those in which a measure counts them.
  package func cohorts(
    of measure: Measure, in people: DistinctPeople, _ periods: PeriodIndex
  ) -> CohortCounts {
    var counts = CohortCounts(periods)
    for slot in slots(in: periods) { counts.add(slot) }
    people.people(of: measure) { person, slot in
      let cohort = self.slot(of: person, in: periods)
      if cohort >= 0, cohort <= slot { counts.note(cohort, at: slot) }
    }
    return counts
  }
}
