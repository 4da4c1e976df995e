package import EventSchema

extension InputMapping {
  /// Figures are of these days, too.
  package mutating func reach(_ days: ClosedRange<Day>) {
    rateRequirement?.days.append(days)
    spreadDays = spreadDays.map {
      min($0.lowerBound, days.lowerBound.number)...max($0.upperBound, days.upperBound.number)
    }
  }
}
