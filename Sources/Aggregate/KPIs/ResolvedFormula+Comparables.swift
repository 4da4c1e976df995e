package import Declarations
package import EventSchema

extension KPIEvaluator {
  /// What a formula holds one of its measures against.
  package struct Comparables: Sendable {
    package var part: ScopedMeasure
    /// Measures of the same place and kind of rows that it is divided by, or that are taken off it: the figure is of rows
    /// that state all of them. What is only added up is not among them.
    package var against: [Measure] = []
    /// Where no input states it, it counts as 0.
    package var isOptional = false

    package init(part: ScopedMeasure, against: [Measure] = [], isOptional: Bool = false) {
      self.part = part
      self.against = against
      self.isOptional = isOptional
    }
  }

  /// Per measure of a KPI, what its formula holds it against.
  ///
  /// - Parameter scope: where the whole KPI is taken from.
  package func comparables(of name: String, in scope: FormulaScope = .own) -> [Comparables] {
    resolved(name, in: scope).comparables
  }
}

extension ResolvedFormula {
  static func comparables(
    _ root: Node, _ parts: [KPIEvaluator.ScopedMeasure], optional: Set<Int>
  ) -> [KPIEvaluator.Comparables] {
    var comparison = Comparison(parts)
    comparison.visit(root)
    return parts.indices.map { place in
      .init(
        part: parts[place],
        against: parts.indices.filter { $0 != place && comparison.sets[$0] == comparison.sets[place] }
          .map { parts[$0].measure },
        isOptional: optional.contains(place))
    }
  }
}

/// Which parts of a formula are held against each other, directly or through others.
private struct Comparison {
  let parts: [KPIEvaluator.ScopedMeasure]
  /// Per part, the set that it is in.
  var sets: [Int]

  init(_ parts: [KPIEvaluator.ScopedMeasure]) {
    self.parts = parts
    sets = Array(parts.indices)
  }

  mutating func visit(_ node: ResolvedFormula.Node) {
    switch node {
    case .number, .noValue, .part, .things: break
    case .add(let a, let b), .multiply(let a, let b), .ifZero(let a, let b):
      visit(a)
      visit(b)
    case .negate(let inner): visit(inner)
    case .subtract(let a, let b), .divide(let a, by: let b, _):
      visit(a)
      visit(b)
      for left in a.places {
        for right in b.places where areComparable(left, right) { join(left, right) }
      }
    }
  }

  private func areComparable(_ a: Int, _ b: Int) -> Bool {
    guard let kind = parts[a].measure.rowsOf else { return false }
    return parts[b].measure.rowsOf == kind && parts[a].scope == parts[b].scope
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (from, to) = (max(sets[a], sets[b]), min(sets[a], sets[b]))
    for place in sets.indices where sets[place] == from { sets[place] = to }
  }
}
