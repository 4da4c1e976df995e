import EventSchema

/// Lengths and how often each occurred; what medians and shares of cohorts are computed from.
struct Lengths: Sendable {
  private struct Observation: Sendable {
    var length: Int64
    var outcome: LengthOutcome
    var count: Int
  }
  private var observations: [Observation] = []

  mutating func add(_ length: Int64, _ outcome: LengthOutcome, count: Int) {
    observations.append(Observation(length: length, outcome: outcome, count: count))
  }

  private var count: Int { observations.reduce(0) { $0 + $1.count } }

  /// The middle one, or the mean of the middle two; nil where there are none.
  var median: Exact? {
    let sorted = observations.sorted { $0.length < $1.length }
    let count = self.count
    guard count > 0 else { return nil }
    func length(at place: Int) -> Int64 {
      var before = 0
      for observation in sorted {
        before += observation.count
        if place < before { return observation.length }
      }
      return 0
    }
    let sum = length(at: (count - 1) / 2) + length(at: count / 2)
    return Exact(Int(sum)) / Exact(2)
  }

  /// The share that was won within so many days, as far as can be told: cumulative incidence after Aalen and Johansen,
  /// lost deals being the competing outcome and open ones censored. Where nothing is censored it is won over all.
  ///
  /// - Parameter days: nil for as long as anybody was watched.
  /// - Returns: nil where there are no deals, or where those still open are all younger than `days`.
  func incidence(within days: Int64?) -> Exact? {
    let sorted = observations.sorted { $0.length < $1.length }
    var atRisk = count
    guard atRisk > 0 else { return nil }
    var undecided = Exact(1)
    var won = Exact.zero
    var next = sorted.startIndex
    while next < sorted.endIndex {
      let length = sorted[next].length
      if let days, length > days { return won }
      let end = sorted[next...].firstIndex { $0.length > length } ?? sorted.endIndex
      func ended(_ outcome: LengthOutcome) -> Int {
        sorted[next..<end].reduce(0) { $0 + ($1.outcome == outcome ? $1.count : 0) }
      }
      let (wins, losses, open) = (ended(.won), ended(.lost), ended(.open))
      if wins + losses > 0, let share = undecided / Exact(atRisk) {
        won = won + share * Exact(wins)
        undecided = share * Exact(atRisk - wins - losses)
      }
      atRisk -= wins + losses + open
      if let days, atRisk == 0, open > 0, length < days, !undecided.isZero { return nil }
      next = end
    }
    return won
  }
}

extension LengthCounts {
  /// A value of a group in a period.
  struct Value: Sendable {
    var group: Int
    var slot: Int
    var measure: Measure
    var value: Exact
  }

  /// What the lengths say at some grouping.
  ///
  /// - Parameters:
  ///   - measures: those that are asked for.
  ///   - asOf: what happens after this day is not known yet.
  ///   - group: the group of some texts of the shape; nil leaves them out.
  func values(
    of measures: [Measure], in shape: GroupedSumsShape, asOf: Day, group: ([[UInt8]]) -> Int?
  ) -> [Value] {
    let places = groups.texts.map { group(shape.texts($0, of: dimensions)) }
    var cycles: [Place: Lengths] = [:]
    var responses: [Place: Lengths] = [:]
    var cohorts: [Place: Lengths] = [:]
    func add(
      _ entry: Entry, on day: Int64, as length: Int64, _ outcome: LengthOutcome,
      to lengths: inout [Place: Lengths]
    ) {
      guard let group = places[Int(entry.group)], let day = Int32(exactly: day) else { return }
      let slot = Int(shape.periods.slot(ofDay: day))
      guard slot >= 0 else { return }
      lengths[Place(group: group, slot: slot), default: Lengths()].add(length, outcome, count: entry.count)
    }
    for entry in entries {
      let day = Int64(entry.day)
      switch entry.outcome {
      case .answered: add(entry, on: day, as: entry.length, .answered, to: &responses)
      case .won, .lost, .open:
        if entry.outcome == .won, entry.length >= 0 {
          add(entry, on: day + entry.length, as: entry.length, .won, to: &cycles)
        }
        let watched = Int64(asOf.number) - day
        guard watched >= 0 else { continue }
        let isOpen = entry.outcome == .open || entry.length > watched
        add(
          entry, on: day, as: isOpen ? watched : max(0, entry.length), isOpen ? .open : entry.outcome,
          to: &cohorts)
      }
    }
    return measures.flatMap { measure -> [Value] in
      if let days = Self.horizons[measure] {
        return Self.values(measure, cohorts) { $0.incidence(within: days) }
      }
      return Self.values(measure, measure == .medianCycleDays ? cycles : responses, \.median)
    }
  }

  /// Within how many days cohorts' deals are to be won; nil for as long as they were watched.
  private static let horizons: [Measure: Int64?] = [
    .winIncidence: nil, .winIncidence30: 30, .winIncidence60: 60, .winIncidence90: 90, .winIncidence180: 180,
  ]

  private struct Place: Hashable {
    var group: Int
    var slot: Int
  }

  private static func values(_ measure: Measure, _ lengths: [Place: Lengths], _ value: (Lengths) -> Exact?)
    -> [Value]
  {
    lengths.compactMap { place, lengths in
      value(lengths).map { Value(group: place.group, slot: place.slot, measure: measure, value: $0) }
    }
  }
}
