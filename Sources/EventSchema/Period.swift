/// The lengths of period a report can have.
package enum Grain: String, Sendable, CaseIterable, Hashable {
  case day, week, month, quarter
}

/// A whole period of one grain. Weeks are ISO 8601 weeks, Monday to Sunday.
package struct Period: Hashable, Sendable, Comparable {
  package let grain: Grain
  package let first: Day

  /// The period of this grain that holds the day.
  package init(_ grain: Grain, containing day: Day) {
    self.grain = grain
    let (year, month, dayOfMonth) = day.civil
    switch grain {
    case .day: first = day
    case .week: first = day - (day.weekday - 1)
    case .month: first = day - (dayOfMonth - 1)
    case .quarter: first = Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1) ?? day
    }
  }

  package var last: Day { next.first - 1 }
  package var dayCount: Int { next.first - first }

  package var next: Period {
    switch grain {
    case .day: Period(grain, containing: first + 1)
    case .week: Period(grain, containing: first + 7)
    case .month: Period(grain, containing: first + 31)
    case .quarter: Period(grain, containing: first + 92)
    }
  }

  package var previous: Period { Period(grain, containing: first - 1) }

  /// The same period one year earlier: the same ISO week number (nil for a week 53 that the year
  /// before does not have), the same month or quarter, the same date (nil for 29 February).
  package var lastYear: Period? {
    let (year, month, day) = first.civil
    switch grain {
    case .day: return Day(year: year - 1, month: month, day: day).map { Period(.day, containing: $0) }
    case .week:
      let (isoYear, week) = isoWeek
      guard let january4 = Day(year: isoYear - 1, month: 1, day: 4) else { return nil }
      let candidate = Period(.week, containing: january4 + 7 * (week - 1))
      return candidate.isoWeek == (isoYear - 1, week) ? candidate : nil
    case .month, .quarter:
      return Day(year: year - 1, month: month, day: 1).map { Period(grain, containing: $0) }
    }
  }

  /// ISO 8601 week-year and week number of the period's first day.
  package var isoWeek: (year: Int, week: Int) {
    let thursday = first - (first.weekday - 1) + 3
    let year = thursday.civil.year
    let january1 = Day(year: year, month: 1, day: 1) ?? thursday
    return (year, (thursday - january1) / 7 + 1)
  }

  package func contains(_ day: Day) -> Bool { first <= day && day <= last }

  package static func < (a: Period, b: Period) -> Bool { a.first < b.first }
}

extension Period: CustomStringConvertible {
  /// Neutral label: `2026-03-01`, `2026-W09`, `2026-03`, `2026-Q1`.
  package var description: String {
    let (year, month, _) = first.civil
    switch grain {
    case .day: return first.description
    case .week:
      let (isoYear, week) = isoWeek
      return "\(padded(isoYear, 4))-W\(padded(week, 2))"
    case .month: return "\(padded(year, 4))-\(padded(month, 2))"
    case .quarter: return "\(padded(year, 4))-Q\((month - 1) / 3 + 1)"
    }
  }

  /// Reads a neutral label back.
  package init?(label: String) {
    let parts = label.split(separator: "-", omittingEmptySubsequences: false)
    if parts.count == 3, let day = Day(iso: label) {
      self.init(.day, containing: day)
      return
    }
    guard parts.count == 2, parts[0].utf8.count == 4, let year = Int(parts[0]) else { return nil }
    let candidate: Period?
    if parts[1].first == "W", let week = Int(parts[1].dropFirst()), week >= 1 {
      candidate = Day(year: year, month: 1, day: 4)
        .map { Period(.week, containing: $0 + 7 * (week - 1)) }
    } else if parts[1].first == "Q", let quarter = Int(parts[1].dropFirst()),
      (1...4).contains(quarter)
    {
      candidate = Day(year: year, month: quarter * 3 - 2, day: 1)
        .map { Period(.quarter, containing: $0) }
    } else if let month = Int(parts[1]) {
      candidate = Day(year: year, month: month, day: 1).map { Period(.month, containing: $0) }
    } else {
      candidate = nil
    }
    guard let candidate, candidate.description == label else { return nil }
    self = candidate
  }
}
