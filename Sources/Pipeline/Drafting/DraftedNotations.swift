import Declarations
import Engines
import Extract

/// How an input's text, numbers and days are written, where its own bytes or cells say that the usual way is not theirs.
struct DraftedNotations: Sendable, Hashable {
  private(set) var numbers: NumberStyle?
  private(set) var days: DatePattern?
  /// Not stated by anything: to be asked.
  var encoding: EncodingGuess?
  /// The cells that say so, for comments.
  private(set) var reasons: [String] = []

  static func == (a: Self, b: Self) -> Bool {
    a.numbers == b.numbers && a.days == b.days && a.encoding?.encoding == b.encoding?.encoding
  }
  func hash(into hasher: inout Hasher) {
    hasher.combine(numbers)
    hasher.combine(days)
    hasher.combine(encoding?.encoding)
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

  /// Takes over the pattern that reads every cell of all columns of days, none of which the profile's own reads.
  ///
  /// - Returns: false where there is none, or several that read other days.
  mutating func takeDays(_ columns: [TableSketch.Column]) -> Bool {
    let found = columns.filter { $0.look.kind != .empty }.map { column -> [String] in
      switch column.look.kind {
      case .dates(let patterns), .times(let patterns): patterns
      default: []
      }
    }
    guard days == nil, let first = found.first else { return false }
    let common = first.filter { pattern in found.allSatisfy { $0.contains(pattern) } }
    guard let text = common.first, CellLook.otherPattern(common) == nil, let pattern = DatePattern(text)
    else { return false }
    days = pattern
    return true
  }

  /// The lines of an input's entry, but for the encoding, which is asked about.
  var lines: [String] {
    (numbers?.sample.map { ["numbers: \"\($0)\""] } ?? [])
      + (days.map { ["dates: \($0.text)"] } ?? [])
  }
}
