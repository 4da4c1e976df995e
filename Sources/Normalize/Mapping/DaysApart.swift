/// Days that records speak about, and no event of theirs has.
package struct DaysApart: Sendable {
  /// Of records that gave no event because of what they state.
  package var dropped: ClosedRange<Int32>?
  /// Of records that are left out because they cover several periods.
  package var longer: ClosedRange<Int32>?
  /// The channels that these name, where a column says them.
  package var longerChannels: Set<[UInt8]> = []
  /// Of records of experiments, whose events count in the report's period.
  package var ofExperiments: ClosedRange<Int32>?

  package init() {}

  /// Adds up: the least ranges that hold those of both.
  package mutating func merge(_ other: DaysApart) {
    dropped = dropped.joined(with: other.dropped)
    longer = longer.joined(with: other.longer)
    longerChannels.formUnion(other.longerChannels)
    ofExperiments = ofExperiments.joined(with: other.ofExperiments)
  }
}

extension ClosedRange<Int32>? {
  /// The least range that holds both.
  package func joined(with other: ClosedRange<Int32>?) -> ClosedRange<Int32>? {
    guard let self, let other else { return self ?? other }
    return Swift.min(self.lowerBound, other.lowerBound)...Swift.max(self.upperBound, other.upperBound)
  }
}
