/// Deals in a stage that their profile does not name, and takes for open: how many, since when, and what they amount to.
package struct UnnamedStage: Sendable, Equatable {
  package var deals = 0
  /// `Day.number` of the first day on which one was created.
  package var firstDay = Int32.max
  /// Units of 10^-6, as stated.
  package var amounts: [Currency: Int128] = [:]

  package init() {}

  package mutating func merge(_ other: UnnamedStage) {
    deals += other.deals
    firstDay = min(firstDay, other.firstDay)
    amounts.merge(other.amounts, uniquingKeysWith: +)
  }

  package static func + (a: UnnamedStage, b: UnnamedStage) -> UnnamedStage {
    var sum = a
    sum.merge(b)
    return sum
  }
}
