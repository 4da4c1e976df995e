package import EventSchema

/// How many records may be rejected before a run counts as incomplete: `0.5%` of them, or `20`.
package enum RejectLimit: Sendable, Hashable {
  case share(Exact)
  case count(Int)

  /// What a pipeline file writes.
  package static let samples = "a share such as 0.5% or a number such as 20"

  package init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let value = Exact(decimal: text.dropLast()), !value.isNegative, value <= Exact(100),
        let share = value / Exact(100)
      else { return nil }
      self = .share(share)
    } else {
      guard let count = Int(text), count >= 0, String(count) == text else { return nil }
      self = .count(count)
    }
  }

  /// Whether so many rejected records are within the limit; of no records, none are too many.
  package func allows(_ rejected: Int, of records: Int) -> Bool {
    switch self {
    case .count(let most): rejected <= most
    case .share(let most): (Exact(rejected) / Exact(records)).map { $0 <= most } ?? true
    }
  }

  /// The same of a part of the records: of 13 rows 5 % is one, but never half of them.
  package func allows(_ rejected: Int, ofPart records: Int) -> Bool {
    if allows(rejected, of: records) { return true }
    guard case .share(let most) = self else { return false }
    return Exact(rejected - 1) < most * Exact(records) && rejected * 2 < records
  }
}
