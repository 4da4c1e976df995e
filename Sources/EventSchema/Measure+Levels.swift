/// Levels: how many there are, as exports state it for single days. Nobody counts them up from events.
extension Measure {
  /// Which of the statements of a period makes its level.
  package enum LevelRule: Sendable, Hashable { case last, first, average }

  /// The measure that exports state, and how a period's level is made of what they say; nil for all that is no level.
  package var level: (stated: Measure, rule: LevelRule)? {
    switch self {
    case .followers: (.followers, .last)
    case .firstFollowers: (.followers, .first)
    case .averageFollowers: (.followers, .average)
    case .listSize: (.listSize, .last)
    case .firstListSize: (.listSize, .first)
    case .averageListSize: (.listSize, .average)
    default: nil
    }
  }

  package var isLevel: Bool { level != nil }
  /// Those that exports state.
  package static let statedLevels = allCases.filter { $0.level?.stated == $0 }
}
