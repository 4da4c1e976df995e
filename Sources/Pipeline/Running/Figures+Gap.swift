extension Figures {
  /// The days of a period that an input covers, where these are not all.
  struct Gap: Hashable {
    var input: String
    var days: [ClosedRange<Int32>]
    /// Whether days are certainly missing: files state theirs, or a history does not reach back. Rows that begin
    /// later or end earlier may as well say that nothing happened; those of no more than half of the days don't.
    var isDecisive = false
  }
}

extension Figures.Value {
  /// So much of it is unknown that no verdict can rest on it.
  var isKnownInPart: Bool { gaps.contains(where: \.isDecisive) }
}
