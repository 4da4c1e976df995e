import Aggregate
import Declarations
import EventSchema
import Render

extension Figures {
  /// Where a formula takes a measure from, where that is not the figure's own group and period.
  struct Elsewhere: Hashable {
    var scope = FormulaScope.own
    /// First and last of the periods; nil for the figure's own.
    var periods: ClosedRange<Period>?

    /// The figure's own group and period.
    static let own = Elsewhere()
  }
}

extension Figures.Elsewhere {
  /// - Parameters:
  ///   - period: the one looked at, perhaps of several.
  ///   - isOwn: whether it is the figure's own.
  ///   - isOfAll: whether the figure's own group is all of them.
  init(
    _ part: KPIEvaluator.ScopedMeasure, in period: Period, isOwn: Bool, isOfAll: Bool
  ) {
    scope = (isOfAll ? part.scope.ofOwnGroup : part.scope).havingAnything
    periods = isOwn ? nil : period...period
  }

  /// Of another period: what a figure is held against.
  init(base: Period) { periods = base...base }

  mutating func formUnion(_ other: Self) {
    guard let mine = periods, let theirs = other.periods else { return }
    periods = min(mine.lowerBound, theirs.lowerBound)...max(mine.upperBound, theirs.upperBound)
  }

  /// The note, with where that is before it.
  func labelled(_ note: Note) -> Note {
    var note = note
    if let periods {
      let term = Note.Argument.span(periods.lowerBound, periods.upperBound)
      note = Note(.labelled, ["term": term, "text": .note(note)])
    }
    if scope.isTotal { note = Note(.labelled, ["term": .word(.total), "text": .note(note)]) }
    return note
  }
}
