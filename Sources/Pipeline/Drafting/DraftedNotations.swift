import Declarations
import Engines

/// How an input's numbers and days are written, where its own cells say that the usual way is not theirs.
struct DraftedNotations: Sendable, Hashable {
  private(set) var numbers: NumberStyle?
  private(set) var days: DatePattern?
  /// The cells that say so, for comments.
  private(set) var reasons: [String] = []

  static func == (a: Self, b: Self) -> Bool { a.numbers == b.numbers && a.days == b.days }
  func hash(into hasher: inout Hasher) {
    hasher.combine(numbers)
    hasher.combine(days)
  }

  /// Takes over the notation that a column's cell needs.
  ///
  /// - Returns: false where another cell needed another one already.
  mutating func take(_ column: RefutedColumn) -> Bool {
    if column.isDate {
      guard days == nil, let pattern = DatePattern(column.other) else { return false }
      days = pattern
    } else {
      guard numbers == nil, let style = NumberStyle(sample: column.other) else { return false }
      numbers = style
    }
    reasons.append(
      "'\(column.text)' under '\(column.name)' in line \(column.line) can only be \(column.other).")
    return true
  }

  /// The lines of an input's entry.
  var lines: [String] {
    (numbers?.sample.map { ["numbers: \"\($0)\""] } ?? []) + (days.map { ["dates: \($0.text)"] } ?? [])
  }
}
