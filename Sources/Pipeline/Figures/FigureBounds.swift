import Aggregate
import Declarations
import EventSchema

/// Between which values a figure lies, whatever is missing of it.
struct FigureBounds: Hashable {
  /// Nil where nobody knows.
  var least: Exact?
  var most: Exact?

  init(least: Exact?, most: Exact?) { (self.least, self.most) = (least, most) }

  /// - Parameter onlyGrows: whether it is a sum, to which what is missing can only add.
  init(_ figure: Figures.Value, onlyGrows: Bool) {
    guard let value = figure.evaluation.value else { return }
    let certain = figure.gaps.filter(\.isCertain)
    if certain.isEmpty {
      (least, most) = (value, value)
    } else if let range = figure.range, certain.allSatisfy({ $0.unnamed != nil }) {
      (least, most) = (range.lowerBound, range.upperBound)
    } else if onlyGrows, !figure.mayBeLess {
      least = value
    }
  }

  /// What a condition says of the figure wherever it lies; nil where that differs, or is unknown.
  ///
  /// - Parameter side: to which the figure goes until the condition holds.
  func certainly(_ side: AlertDeclaration.Direction, _ holds: (Exact) -> Bool) -> Bool? {
    let exact = FigureBounds(least: .zero, most: .zero)
    return certainly(side, from: exact) { value, _ in holds(value) }
  }

  /// The same of a figure and of what it is held against, that goes to the other side until the condition holds.
  func certainly(
    _ side: AlertDeclaration.Direction, from base: FigureBounds, _ holds: (Exact, Exact) -> Bool
  ) -> Bool? {
    let isRising = side == .rising
    let hardest = (isRising ? least : most, isRising ? base.most : base.least)
    if case (let value?, let base?) = hardest, holds(value, base) { return true }
    let easiest = (isRising ? most : least, isRising ? base.least : base.most)
    if case (let value?, let base?) = easiest, !holds(value, base) { return false }
    return nil
  }
}
