import Declarations
import EventSchema

/// The periods of a drafted pipeline, chosen from the days that the files hold.
struct DraftPeriod: Sendable {
  var grain: Grain
  var first: Period
  var focus: Period
  /// Why, for a comment.
  var why: String
  /// Rows that no period of this grain holds.
  var cutRows: Int

  /// How many periods a first report lists.
  private static func most(_ grain: Grain) -> Int {
    switch grain {
    case .day: 28
    case .week, .month, .days: 13
    case .quarter: 8
    case .half, .year: 4
    }
  }

  /// - Parameter groups: inputs with at least one day.
  init?(_ all: [FolderSurvey.Group]) {
    // A plan reaches as far as somebody plans, and says nothing of what happened.
    let results = all.filter { $0.profile.gives != .plan && $0.days != nil }
    let groups = results.isEmpty ? all : results
    let days = groups.compactMap(\.days)
    guard let oldest = days.map(\.first).min(), let newest = days.map(\.last).max() else { return nil }
    let span = newest - oldest + 1
    let month = Period(.month, containing: newest - 3)
    let holdsMonth = Self.isWhole(month, newest: newest) && oldest <= month.first + 3
    var grain: Grain = span >= 45 || holdsMonth ? .month : span >= 14 ? .week : .day
    // A few rows across the end of a period are left out and named; an input of such rows decides the grain.
    func cutsTooMany(_ grain: Grain) -> Int {
      // Costs can be spread over their days.
      groups.count { group in
        guard group.profile.gives != .cost else { return false }
        let (events, all) = group.cut(grain)
        return events * 10 > all
      }
    }
    let wished = grain
    if cutsTooMany(grain) > 0 {
      // The finest that serves most inputs.
      let order: [Grain] = [.day, .week, .month, .quarter]
      let ranked = order.enumerated().min { a, b in
        (cutsTooMany(a.element), a.offset) < (cutsTooMany(b.element), b.offset)
      }
      grain = ranked?.element ?? grain
    }
    self.grain = grain
    cutRows = groups.reduce(0) { $0 + ($1.profile.gives == .cost ? 0 : $1.cut(grain).events) }
    let focus = Self.focus(groups, grain, newest: newest)
    self.focus = focus
    let reach = Self.most(grain)
    var first = focus
    for _ in 1..<reach where first.previous.last >= oldest { first = first.previous }
    self.first = first
    var why = "The files hold \(oldest) to \(newest)"
    if grain == wished {
      why += ", \(span == 1 ? "1 day" : "\(span) days"): one report per \(grain.rawValue)."
    } else {
      why += "; many rows cover several days at once, which only a whole \(grain.rawValue) holds."
    }
    let holding = groups.count { Self.has($0, focus) }
    why +=
      " \(focus) is the newest\(Self.isWhole(focus, newest: newest) ? " whole" : "") \(grain.rawValue) in which "
    why +=
      holding == groups.count ? "all inputs have rows." : "\(holding) of \(groups.count) inputs have rows."
    if !results.isEmpty, all.contains(where: { $0.profile.gives == .plan }) {
      why += " Plans decide nothing here."
    }
    self.why = why
  }

  static func holds(_ range: ClosedRange<Int32>, _ grain: Grain) -> Bool {
    Period(grain, containing: Day(number: range.lowerBound)).contains(Day(number: range.upperBound))
  }

  /// Whether the newest of all days lies at a period's end; a weekend without orders is no end.
  private static func isWhole(_ period: Period, newest: Day) -> Bool {
    let slack =
      switch period.grain {
      case .day: 0
      case .week: 2
      case .month, .quarter, .half, .year, .days: 3
      }
    return newest >= period.last - slack
  }

  private static func has(_ group: FolderSurvey.Group, _ period: Period) -> Bool {
    let days = period.first.number...period.last.number
    return group.files.contains { $0.activeDays.contains(where: days.contains) }
  }

  /// The newest whole period in which at least half of the inputs have rows; where there is none, the one in
  /// which most have.
  private static func focus(_ groups: [FolderSurvey.Group], _ grain: Grain, newest: Day) -> Period {
    let days = groups.reduce(into: Set<Int32>()) { all, group in
      for file in group.files { all.formUnion(file.activeDays) }
    }
    let periods = Set(days.map { Period(grain, containing: Day(number: $0)) }).sorted(by: >)
    let whole = periods.filter { isWhole($0, newest: newest) }
    let candidates = (whole.isEmpty ? periods : whole).prefix(60)
    let counted = candidates.map { period in (period: period, inputs: groups.count { has($0, period) }) }
    let half = counted.first { $0.inputs * 2 >= groups.count }
    let most = counted.max { ($0.inputs, $0.period) < ($1.inputs, $1.period) }
    return half?.period ?? most?.period ?? Period(grain, containing: newest)
  }
}
