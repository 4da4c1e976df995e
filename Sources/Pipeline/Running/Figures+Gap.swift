extension Figures {
  /// What a figure lacks of an input.
  struct Gap: Hashable {
    enum Kind: Hashable {
      /// It covers some of the days only.
      case days
      /// Rows of longer times are left out.
      case longerRows
      /// So many of its records were rejected.
      case rejected(Int, of: Int)
    }
    var input: String
    /// The days that it covers.
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
