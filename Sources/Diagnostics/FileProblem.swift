/// Why a file, or a whole input, counts nothing: for reports, which say it in their own language.
package enum FileProblem: Hashable, Sendable {
  case noMatch(pattern: String)
  /// No row has the profile's headings.
  case headings(profile: String, missing: [String])
  /// It is certain to be an export of another profile.
  case otherProfile(String, wanted: String)
  /// All of its records were rejected; the reason of the first as `RejectReason` writes it.
  case noneUsable(records: Int, reason: String)
  case notUTF8
  case empty
  case noPeriod
  /// Headings of amounts name several currencies: two of them.
  case currencies(heading: String, currency: String, other: String, otherCurrency: String)
}
