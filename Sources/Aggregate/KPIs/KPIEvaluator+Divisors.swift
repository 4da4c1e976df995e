package import Declarations
package import EventSchema

extension KPIEvaluator {
  /// The measures above and below a KPI's fraction bar, as far as they are of the figure's own group.
  package func sides(of name: String, in scope: FormulaScope = .own) -> (above: [Measure], below: [Measure])?
  {
    let formula = resolved(name, in: scope)
    guard case .divide(let a, by: let b, _) = formula.root else { return nil }
    func measures(_ node: ResolvedFormula.Node) -> [Measure] {
      node.places.sorted().map { formula.parts[$0] }.filter { !$0.scope.isTotal }.map(\.measure)
    }
    return (measures(a), measures(b))
  }

  /// The smallest count that a KPI divides by, through other KPIs; nil where it divides by none.
  ///
  /// - Parameter parts: of its evaluation.
  package func smallestDivisor(of name: String, _ parts: [Evaluation.Part]) -> Exact? {
    let formula = resolved(name, in: .own)
    let answers = formula.parts.map { wanted -> MeasureAnswer in
      let part = parts.first {
        $0.measure == wanted.measure && $0.scope == wanted.scope && $0.stating == nil
      }
      return part?.value.map { .value($0) } ?? .none(.missing(wanted.measure))
    }
    var smallest: Exact?
    for divisor in formula.root.divisors where formula.isCount(divisor) {
      guard case .success(let value) = formula.value(of: divisor, answers) else { continue }
      smallest = smallest.map { min($0, value) } ?? value
    }
    return smallest
  }
}

extension ResolvedFormula.Node {
  /// What it divides by, anywhere in it.
  fileprivate var divisors: [Self] {
    switch self {
    case .number, .part, .things, .noValue: []
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .ifZero(let a, let b):
      a.divisors + b.divisors
    case .negate(let a): a.divisors
    case .divide(let a, let b, _): a.divisors + b.divisors + [b]
    }
  }
}

extension ResolvedFormula {
  /// Of what the formula divides by, whether each is below 0.
  func divisorsAreNegative(_ answers: [MeasureAnswer]) -> [Bool] {
    root.divisors.map { divisor in
      guard case .success(let value) = self.value(of: divisor, answers) else { return false }
      return value.isNegative
    }
  }

  /// Whether a part of the formula adds up counts of things, and nothing else.
  fileprivate func isCount(_ node: Node) -> Bool {
    switch node {
    case .number, .noValue, .divide, .multiply: false
    case .part(let place, _): parts[place].measure.unit == .count
    case .things(let mean, _): parts[mean.count].measure.unit == .count
    case .add(let a, let b), .subtract(let a, let b): isCount(a) && isCount(b)
    case .ifZero(let a, _), .negate(let a): isCount(a)
    }
  }
}
