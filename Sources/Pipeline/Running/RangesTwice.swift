import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Render

/// A file whose rows all cover one range of days, beside another export of the input that states some of these days: as
/// another range, or day by day. No row tells them apart, so they count twice.
package struct RangesTwice: Sendable {
  var input: Int
  var file: String
  var days: ClosedRange<Day>
  var other: String
  var otherDays: ClosedRange<Day>

  /// Those of both.
  var shared: ClosedRange<Int32> {
    let days = days.clamped(to: otherDays)
    return days.lowerBound.number...days.upperBound.number
  }

  var note: Note {
    Note(
      .noteRangesTwice,
      [
        "file": .text(file), "days": .span(days), "other": .text(other), "other_days": .span(otherDays),
      ])
  }

  var warning: Diagnostic {
    Diagnostic(
      .warning, at: SourceLocation(file: file),
      "the file covers \(days.lowerBound) to \(days.upperBound), '\(other)' "
        + "\(otherDays.lowerBound) to \(otherDays.upperBound): days of both count twice",
      hint: "export both by day, or drop one of them")
  }
}

extension Runner {
  /// Of every file the first other one, in their order.
  func rangesTwice(_ results: [FileResult]) -> [RangesTwice] {
    let spans = results.map(StatedSpan.init)
    return results.indices.compactMap { place in
      let input = results[place].file.input
      guard plan.inputs[input].overlap != .addUp, let mine = spans[place], mine.isRange else { return nil }
      let other = results.indices.first { other in
        guard other != place, results[other].file.input == input, let theirs = spans[other],
          mine.repeats(theirs, isBefore: other < place, kind: plan.inputs[input].profile.gives)
        else { return false }
        return Overlap.export(results[other].file) != Overlap.export(results[place].file)
          && Self.haveOneGrain(results[other].file, results[place].file)
      }
      guard let other, let theirs = spans[other] else { return nil }
      return RangesTwice(
        input: input, file: results[place].file.source.title, days: mine.days,
        other: results[other].file.source.title,
        otherDays: theirs.days)
    }
  }
}

/// The days that a file's rows are about.
private struct StatedSpan {
  var days: ClosedRange<Day>
  /// Whether every row is about all of them, and they are several.
  var isRange: Bool

  init?(_ file: FileResult) {
    guard file.ledger.accepted > 0 else { return nil }
    if case .one(let range) = file.ledger.ranges {
      (days, isRange) = (Day(number: range.lowerBound)...Day(number: range.upperBound), true)
    } else {
      guard let range = file.ledger.days else { return nil }
      (days, isRange) = (Day(number: range.lowerBound)...Day(number: range.upperBound), false)
    }
  }

  /// Of a range, whether the other file states some of its days again.
  ///
  /// - Parameter isBefore: whether the other one is: of two ranges the later one tells.
  func repeats(_ other: StatedSpan, isBefore: Bool, kind: EventKind) -> Bool {
    guard days != other.days, days.overlaps(other.days) else { return false }
    return other.isRange ? isBefore : kind == .ad || kind == .visit
  }
}
