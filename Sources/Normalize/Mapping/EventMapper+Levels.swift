import Declarations
import EventSchema

extension EventMapper {
  /// Nobody has fewer than no followers: such a row is a change, not a level.
  mutating func rejectNegativeLevels(_ count: Int) {
    guard mapping.profile.gives == .level else { return }
    for (_, position) in roles.measures {
      let values = amounts[position]
      guard Self.hasNegative(values.span) else { continue }
      for row in 0..<count where values[row] < 0 && values[row] != Measure.absent {
        reject(row, position, .notACount)
      }
    }
  }
}
