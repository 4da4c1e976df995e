extension InputDeclaration {
  /// What becomes of statements that several files of the input make.
  package enum Overlap: String, Sendable, CaseIterable {
    /// Those of the file exported last count, the others are replaced.
    case latestWins = "latest_wins"
    /// All count: the files complement each other.
    case addUp = "add_up"
    case refuse
  }

  /// What becomes of several rows of one thing in a file, such as an order.
  package enum SeveralRows: String, Sendable, CaseIterable {
    /// They multiply it, as a join does: the run stops.
    case refuse
    /// Each is a part of the thing, such as a line of an order, with an amount of its own.
    case addUp = "add_up"
    /// Each repeats the whole thing.
    case countOnce = "count_once"
  }
}
