package import Declarations
package import EventSchema

extension KPIEvaluator {
  /// Between which values a KPI lies, where some of its parts may be less or more.
  ///
  /// A formula is monotone in each of its parts as long as no divisor passes 0, so that its least and largest value are
  /// those of parts that have the least or the most of it.
  ///
  /// - Parameters:
  ///   - answers: what inputs say of the parts, in their order.
  ///   - leeway: by how much a part may be less or more; nil for not at all.
  /// - Returns: nil where some of these have no value, where a divisor may be 0, and where there are too many.
  package func range(
    of name: String, in scope: FormulaScope = .own, _ answers: [MeasureAnswer],
    leeway: (ScopedMeasure) -> Leeway?
  ) -> ClosedRange<Exact>? {
    let formula = resolved(name, in: scope)
    guard answers.count == formula.parts.count, let corners = corners(formula, answers, leeway) else {
      return nil
    }
    var range: ClosedRange<Exact>?
    var signs: [Bool]?
    for corner in corners {
      guard case .success(let value) = formula.value(corner) else { return nil }
      let divisors = formula.divisorsAreNegative(corner)
      if let signs, signs != divisors { return nil }
      signs = divisors
      range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }
    return range
  }

  /// The first part that keeps a KPI from a value for being 0, and may be more.
  package func partThatMayBeMore(
    of name: String, in scope: FormulaScope = .own, _ answers: [MeasureAnswer],
    leeway: (ScopedMeasure) -> Leeway?
  ) -> ScopedMeasure? {
    let formula = resolved(name, in: scope)
    guard answers.count == formula.parts.count else { return nil }
    return formula.parts.indices.first { place in
      let one = corners(formula, answers) { $0 == formula.parts[place] ? leeway($0) : nil }
      return (one ?? []).contains { (try? formula.value($0).get()) != nil }
    }.map { formula.parts[$0] }
  }

  /// The answers with the least or the most of each part that is open; nil where there are too many.
  private func corners(
    _ formula: ResolvedFormula, _ answers: [MeasureAnswer], _ leeway: (ScopedMeasure) -> Leeway?
  ) -> [[MeasureAnswer]]? {
    let open = formula.parts.enumerated().compactMap { place, part in leeway(part).map { (place, $0) } }
    guard open.count <= 6 else { return nil }
    return (0..<(1 << open.count)).map { subset in
      var corner = answers
      for (bit, (place, leeway)) in open.enumerated() {
        corner[place] = corner[place].adding(subset & (1 << bit) == 0 ? leeway.less : leeway.more)
      }
      return corner
    }
  }
}

extension MeasureAnswer {
  /// An optional part that nobody states here may be what is added to it.
  fileprivate func adding(_ amount: Exact) -> MeasureAnswer {
    switch self {
    case .value(let value): .value(value + amount)
    case .amount(let value, let things): .amount(value + amount, of: things)
    case .missing(isCovered: false) where !amount.isZero: .value(amount)
    case .missing, .none: self
    }
  }
}
