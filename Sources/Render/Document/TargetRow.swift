package import Declarations
package import EventSchema

/// A figure held against what it was meant to be.
package struct TargetRow: Sendable {
  package enum Result: String, Sendable, CaseIterable {
    case met, missed
    /// The figure has no value; its note says why.
    case noData = "no_data"
    /// The goal is for the whole period, and what is there so far does not settle it.
    case underWay = "under_way"
  }

  /// What may still become of the figure.
  package enum Outlook: Sendable, Hashable {
    /// The period is over.
    case settled
    /// A sum in a period that is not over: what is reached stays reached.
    case growing
    case changing
  }

  /// The KPI's identifier.
  package var kpi: String
  package var title: LocalizedText
  /// Whose figure it is; empty: that of everything.
  package var places: [Target.Place]
  package var bound: Bound
  package var goal: Figure
  /// As the pipeline file states it, where that is another currency.
  package var stated: Figure?
  package var actual: Figure
  /// Actual over goal; goal over actual where the goal is a ceiling.
  package var achievement: Figure
  package var outlook: Outlook

  package init(
    kpi: String, title: LocalizedText, places: [Target.Place] = [], bound: Bound, goal: Figure,
    stated: Figure? = nil, actual: Figure, outlook: Outlook = .settled, rounding: Exact.Rounding = .halfEven
  ) {
    self.kpi = kpi
    self.title = title
    self.places = places
    self.bound = bound
    self.goal = goal
    self.stated = stated
    self.actual = actual
    self.outlook = outlook
    achievement = Figure(Self.achievement(actual.value, bound, goal.value), .percent, decimals: 1)
    self.goal.showDigits(rounding)
    self.goal.tellApart(from: &self.actual, rounding)
    var met = Figure(Exact(1), .percent, decimals: 1)
    achievement.tellApart(from: &met, rounding)
    if achievement.value == nil, actual.value != nil { achievement.note = Note(.noteNoAchievement) }
  }

  package var result: Result {
    guard let value = actual.value, let goal = goal.value else { return .noData }
    let holds = bound.allows(value, goal)
    switch (outlook, bound) {
    case (.settled, _): return holds ? .met : .missed
    case (.growing, .atLeast): return holds ? .met : .underWay
    case (.growing, .atMost): return holds ? .underWay : .missed
    case (.changing, _): return .underWay
    }
  }

  /// No value where the two don't make a share: of nothing, or of less than nothing. A loss is not minus 1000 % of a
  /// profit; finance calls that not meaningful and shows the amounts.
  private static func achievement(_ actual: Exact?, _ bound: Bound, _ goal: Exact?) -> Exact? {
    guard let actual, let goal, .zero < goal else { return nil }
    switch bound {
    case .atLeast: return actual.isNegative ? nil : actual / goal
    case .atMost: return .zero < actual ? goal / actual : nil
    }
  }
}

extension TargetRow {
  /// What stands below a table of targets.
  static func remarks(_ rows: [TargetRow]) -> [Note] {
    [Note(.noteAchievement)] + (rows.contains { $0.result == .underWay } ? [Note(.noteTargetOpen)] : [])
  }
}

extension TargetRow.Result {
  var word: Word {
    switch self {
    case .met: .targetMet
    case .missed: .targetMissed
    case .noData: .targetNoData
    case .underWay: .targetUnderWay
    }
  }

  /// What stands beside a figure.
  var mark: String? {
    switch self {
    case .met: "✓"
    case .missed: "✗"
    case .noData, .underWay: nil
    }
  }

  /// Of several targets of one figure, the one that is missed speaks.
  package static func of(_ rows: [TargetRow]) -> Self? {
    let results = rows.map(\.result)
    return results.contains(.missed) ? .missed : results.first
  }
}

extension Wording {
  /// `at most €15.42 (120 CNY)`
  func goal(_ row: TargetRow) -> String {
    let word: Word =
      switch row.bound {
      case .atLeast: .targetAtLeast
      case .atMost: .targetAtMost
      }
    let goal = text(word, ["value": .figure(row.goal)])
    return row.stated.map { text(.targetStated, ["goal": .text(goal), "stated": .figure($0)]) } ?? goal
  }

  /// `✓ met: at least 3.00 (119.0%)`
  func statement(_ row: TargetRow) -> String {
    let found = labelled(text(row.result.word), goal(row))
    guard row.achievement.value != nil else { return found }
    return text(.targetStated, ["goal": .text(found), "stated": .figure(row.achievement)])
  }

  private func labelled(_ term: String, _ text: String) -> String {
    self.text(.labelled, ["term": .text(term), "text": .text(text)])
  }

  /// `Channel: Paid Search`, or the word for everything.
  func place(_ row: TargetRow) -> String {
    if row.places.isEmpty { return text(.total) }
    return row.places.map { labelled(text($0.dimension), $0.value) }.joined(separator: text(.listSeparator))
  }
}
