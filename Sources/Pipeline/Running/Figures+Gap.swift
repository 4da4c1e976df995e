extension Figures {
  /// The days of a period that an input covers, where these are not all.
  struct Gap: Hashable {
    var input: String
    var days: [ClosedRange<Int32>]
    /// Whether days are certainly missing: files state theirs, or a history does not reach back. Rows that begin
    /// later or end earlier may as well say that nothing happened.
    var isCertain = false
  }
}

extension Figures.Value {
  /// Some of it is certainly unknown: no verdict can rest on it.
  var isKnownInPart: Bool { gaps.contains(where: \.isCertain) }
}
