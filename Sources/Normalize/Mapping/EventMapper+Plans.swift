import Declarations
import EventSchema

/// Plans that can't be meant as they stand.
extension EventMapper {
  /// Rejects campaigns that are planned to cost or bring less than nothing: they would lower what others are.
  mutating func rejectNegativePlans(_ count: Int) {
    guard mapping.profile.gives == .plan else { return }
    for (measure, position) in roles.measures where measure.isOfPlan {
      let values = amounts[position]
      guard Self.hasNegative(values.span) else { continue }
      for row in 0..<count where values[row] < 0 && values[row] != Measure.absent {
        reject(row, position, .negativePlan)
      }
    }
  }
}
