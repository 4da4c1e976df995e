package import Declarations
package import EventSchema

/// Computes KPIs exactly; a formula may use other KPIs.
package struct KPIEvaluator: Sendable {
  package let kpis: [String: KPI]
  /// Measures that some input of the plan states; an optional measure that none states counts as 0.
  package let stated: Set<Measure>
  /// What the pipeline file takes for true because no export says it.
  package let assumed: [Assumption: Exact]

  /// A name that a formula uses, with the functions that it stands in.
  package struct Reference: Hashable, Sendable {
    package var name: String
    package var scope: FormulaScope
    package var column: Int
  }
  /// A measure or assumption that a KPI comes down to.
  private struct Leaf: Hashable {
    var name: String
    var scope: FormulaScope
  }
  /// A measure that a KPI comes down to.
  package struct ScopedMeasure: Hashable, Sendable {
    package var measure: Measure
    package var scope: FormulaScope

    package init(measure: Measure, scope: FormulaScope) {
      self.measure = measure
      self.scope = scope
    }
  }

  /// Per KPI, its formula down to measures of the figure's own group and period.
  private var resolvedByName: [String: ResolvedFormula] = [:]

  /// Measures that a pipeline file makes stand at a period's end, rather than happen in it.
  package let standing: Set<Measure>

  package init(
    kpis: [KPI], stated: Set<Measure>, assumed: [Assumption: Exact] = [:], standing: Set<Measure> = []
  ) {
    self.kpis = Dictionary(kpis.map { ($0.name, $0) }) { first, _ in first }
    self.stated = stated
    self.assumed = assumed
    self.standing = standing
    for kpi in kpis { resolvedByName[kpi.name] = resolved(kpi.name, in: .own) }
  }

  // MARK: Parts

  /// Whether some formula takes a part of it over all groups.
  package var usesTotal: Bool { scopes.contains(where: \.isTotal) }

  /// What formulas ask for where there is something of it.
  package var having: Set<Measure> { Set(scopes.flatMap(\.having)) }

  /// The dimensions that sums need for figures by some of them: channels tell where there is something of a measure.
  package func dimensions(_ dimensions: [Dimension], of names: [String]) -> [Dimension] {
    let asksWhere = names.contains { parts(of: $0).contains { !$0.scope.having.isEmpty } }
    return asksWhere && !dimensions.contains(.channel) ? dimensions + [.channel] : dimensions
  }

  /// Where all KPIs take their parts from.
  package var scopes: Set<FormulaScope> { Set(resolvedByName.values.flatMap { $0.parts.map(\.scope) }) }

  /// Names a formula uses, directly.
  package static func names(in formula: Formula) -> [(name: String, column: Int)] {
    references(in: formula).map { ($0.name, $0.column) }
  }

  /// Names a formula uses, directly, with the functions that they stand in.
  package static func references(in formula: Formula, _ scope: FormulaScope = .own) -> [Reference] {
    switch formula {
    case .number: []
    case .name(let name, let column): [Reference(name: name, scope: scope, column: column)]
    case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _),
      .divide(let a, let b, _), .ifZero(let a, let b):
      references(in: a, scope) + references(in: b, scope)
    case .negate(let a): references(in: a, scope)
    case .call(let function, let a, _): references(in: a, scope.entering(function))
    }
  }

  /// The measures a KPI needs, through other KPIs and whatever functions, in order of first use; behind them those that
  /// only say where.
  package func measures(of name: String) -> [Measure] {
    var measures: [Measure] = []
    let parts = parts(of: name)
    for part in parts where !measures.contains(part.measure) { measures.append(part.measure) }
    for part in parts { measures += part.scope.having.filter { !measures.contains($0) } }
    return measures
  }

  /// The measures a KPI needs, and from where; in order of first use.
  package func parts(of name: String) -> [ScopedMeasure] { resolved(name, in: .own).parts }

  func resolved(_ name: String, in scope: FormulaScope) -> ResolvedFormula {
    if scope.isOwn, let known = resolvedByName[name] { return known }
    return ResolvedFormula(name, in: scope, kpis: kpis, assumed: assumed)
  }

  /// What a KPI assumes, through other KPIs; in order of first use.
  package func assumptions(of name: String) -> [Assumption] {
    var assumptions: [Assumption] = []
    for leaf in leaves(of: name) {
      guard let assumption = Assumption(rawValue: leaf.name), !assumptions.contains(assumption) else {
        continue
      }
      assumptions.append(assumption)
    }
    return assumptions
  }

  /// The names that are no KPIs, in order of first use.
  private func leaves(of name: String) -> [Leaf] {
    var found: [Leaf] = []
    var visited: Set<Leaf> = []
    // A KPI that leads back to itself is refused elsewhere; here it must only end.
    func visit(_ leaf: Leaf, _ path: [String]) {
      guard !path.contains(leaf.name), visited.insert(leaf).inserted else { return }
      guard let kpi = kpis[leaf.name] else {
        found.append(leaf)
        return
      }
      for inner in Self.references(in: kpi.formula) {
        let next = Leaf(name: inner.name, scope: leaf.scope.entering(inner.scope))
        // A KPI that carries a measure's name is that measure.
        if inner.name == leaf.name, Measure(rawValue: inner.name) != nil {
          if !found.contains(next) { found.append(next) }
        } else {
          visit(next, path + [leaf.name])
        }
      }
    }
    visit(Leaf(name: name, scope: .own), [])
    return found
  }

  // MARK: Evaluation

  /// - Parameters:
  ///   - isCovered: whether some input states the measure for this group in any period. An optional
  ///     measure that none states counts as 0 beside one that is stated; alone it is no value.
  ///   - value: the measure's value in the cell at hand.
  package func evaluate(
    _ name: String, isCovered: (Measure) -> Bool, _ value: (Measure) -> Exact?
  ) -> Evaluation {
    evaluate(name) { part in
      value(part.measure).map { .value($0) } ?? .missing(isCovered: isCovered(part.measure))
    }
  }

  /// - Parameters:
  ///   - scope: where the whole KPI is taken from.
  ///   - answer: what the inputs say of a measure; asked once for each.
  package func evaluate(
    _ name: String, in scope: FormulaScope = .own, _ answer: (ScopedMeasure) -> MeasureAnswer
  ) -> Evaluation {
    let formula = resolved(name, in: scope)
    let answers = formula.parts.map(answer)
    var evaluation = Evaluation(value: nil, reason: nil, parts: formula.parts(answers))
    switch formula.value(answers) {
    case .success(let value): evaluation.value = value
    case .failure(let stop): evaluation.reason = stop.reason
    }
    return evaluation
  }
}
