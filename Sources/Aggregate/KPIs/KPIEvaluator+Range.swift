package import Declarations
package import EventSchema

extension KPIEvaluator {
  /// Between which values a KPI lies, where some of its parts may be larger, each by up to so much.
  ///
  /// A formula is monotone in each of its parts as long as no divisor passes 0, so that its least and largest value are
  /// those of parts that have all or nothing of it.
  ///
  /// - Parameters:
  ///   - answers: what inputs say of the parts, in their order.
  ///   - more: how much larger a part may be; nil for none.
  /// - Returns: nil where some of these have no value, and where there are too many.
  package func range(
    of name: String, in scope: FormulaScope = .own, _ answers: [MeasureAnswer],
    more: (ScopedMeasure) -> Exact?
  ) -> ClosedRange<Exact>? {
    let formula = resolved(name, in: scope)
    let open = formula.parts.enumerated().compactMap { place, part in more(part).map { (place, $0) } }
    guard open.count <= 6, answers.count == formula.parts.count else { return nil }
    var range: ClosedRange<Exact>?
    for subset in 0..<(1 << open.count) {
      var larger = answers
      for (bit, (place, amount)) in open.enumerated() where subset & (1 << bit) != 0 {
        switch larger[place] {
        case .value(let value): larger[place] = .value(value + amount)
        case .amount(let value, let things): larger[place] = .amount(value + amount, of: things)
        case .missing, .none: return nil
        }
      }
      guard case .success(let value) = formula.value(larger) else { return nil }
      range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
    }
    return range
  }
}
