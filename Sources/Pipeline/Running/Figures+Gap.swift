import Aggregate
import EventSchema

extension Figures {
  /// What a figure lacks of an input.
  struct Gap: Hashable {
    enum Kind: Hashable {
      /// It covers some of the days only.
      case days
      /// Rows of longer times are left out.
      case longerRows
      /// Rows by conversion action repeat it, and no others state it on these days.
      case onlyByAction
      /// So many of its records were rejected.
      case rejected(Int, of: Int)
    }
    var input: String
    /// The days that it covers; those that rows by conversion action are of.
    var days: [ClosedRange<Int32>] = []
    var kind = Kind.days
    /// Whether days are certainly missing: files state theirs, or a history does not reach back. Rows that begin
    /// later or end earlier may as well say that nothing happened.
    var isCertain = false
  }
}

extension Figures.Value {
  /// Some of it is certainly unknown: no verdict can rest on it.
  var isKnownInPart: Bool { gaps.contains(where: \.isCertain) }
}

extension FigureTable.Breakdown {
  /// What an input leaves open of some days: those that its files don't cover, and those before the day from which on
  /// it is complete; nil where it knows all of them.
  func gap(of input: String, in whole: ClosedRange<Int32>, since: Day?) -> Figures.Gap? {
    let covered = partlyCovered(whole, by: input)
    guard let since, whole.lowerBound < since.number else {
      return covered.map { Figures.Gap(input: input, days: $0, isCertain: statesDays(input)) }
    }
    guard since.number <= whole.upperBound else { return Figures.Gap(input: input, isCertain: true) }
    let known = since.number...whole.upperBound
    let days = (covered ?? [known]).filter { $0.overlaps(known) }.map { $0.clamped(to: known) }
    return Figures.Gap(input: input, days: days, isCertain: true)
  }
}
