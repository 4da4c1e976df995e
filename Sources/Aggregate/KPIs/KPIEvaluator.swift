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

  /// Per KPI, what `parts(of:)` finds: asked for every figure.
  private var partsByName: [String: [ScopedMeasure]] = [:]

  /// Measures that a pipeline file makes stand at a period's end, rather than happen in it.
  package let standing: Set<Measure>

  package init(
    kpis: [KPI], stated: Set<Measure>, assumed: [Assumption: Exact] = [:], standing: Set<Measure> = []
  ) {
    self.kpis = Dictionary(kpis.map { ($0.name, $0) }) { first, _ in first }
    self.stated = stated
    self.assumed = assumed
    self.standing = standing
    for kpi in kpis { partsByName[kpi.name] = findParts(of: kpi.name) }
  }

  // MARK: Parts

  /// Whether some formula takes a part of it over all groups.
  package var usesTotal: Bool { scopes.contains(where: \.isTotal) }

  /// Where all KPIs take their parts from.
  package var scopes: Set<FormulaScope> { Set(partsByName.values.joined().map(\.scope)) }

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

  /// The measures a KPI needs, through other KPIs and whatever functions; in order of first use.
  package func measures(of name: String) -> [Measure] {
    var measures: [Measure] = []
    for part in parts(of: name) where !measures.contains(part.measure) { measures.append(part.measure) }
    return measures
  }

  /// The measures a KPI needs, and from where; in order of first use.
  package func parts(of name: String) -> [ScopedMeasure] { partsByName[name] ?? findParts(of: name) }

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

  private func findParts(of name: String) -> [ScopedMeasure] {
    leaves(of: name).compactMap { leaf in
      Measure(rawValue: leaf.name).map { ScopedMeasure(measure: $0, scope: leaf.scope) }
    }
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
    let parts = parts(of: name).map { ScopedMeasure(measure: $0.measure, scope: scope.entering($0.scope)) }
    let answers = parts.map(answer)
    func lookUp(_ wanted: ScopedMeasure) -> Result<Exact, Stop> {
      switch parts.firstIndex(of: wanted).map({ answers[$0] }) ?? answer(wanted) {
      case .value(let value): return .success(value)
      case .none(let reason): return .failure(Stop(reason: reason))
      case .missing(let isCovered):
        let reason: NoValueReason =
          wanted.scope == .own ? .missing(wanted.measure) : .missingIn(wanted.measure, wanted.scope)
        return .failure(Stop(reason: reason, countsAsZero: !isCovered))
      }
    }
    var evaluation = Evaluation(value: nil, reason: nil, parts: [])
    for (part, answer) in zip(parts, answers) {
      evaluation.parts.append(.init(measure: part.measure, scope: part.scope, value: answer.value))
    }
    switch compute(name, Context(owner: "", optional: [], scope: scope), lookUp) {
    case .success(let value): evaluation.value = value
    case .failure(let stop): evaluation.reason = stop.reason
    }
    return evaluation
  }

  struct Stop: Error {
    var reason: NoValueReason
    /// Beside a stated summand the missing one counts as 0.
    var countsAsZero = false
  }
  struct Context {
    /// The KPI whose formula it is.
    var owner: String
    /// Measures that the KPIs on the way down declared optional.
    var optional: Set<Measure>
    var scope: FormulaScope
  }
  typealias LookUp = (ScopedMeasure) -> Result<Exact, Stop>

  private func compute(_ name: String, _ context: Context, _ value: LookUp) -> Result<Exact, Stop> {
    if name != context.owner, let kpi = kpis[name] {
      let inner = Context(
        owner: name, optional: context.optional.union(kpi.optional), scope: context.scope)
      return compute(kpi.formula, inner, value)
    }
    if let assumption = Assumption(rawValue: name) {
      return assumed[assumption].map { .success($0) } ?? .failure(Stop(reason: .notAssumed(assumption)))
    }
    guard let measure = Measure(rawValue: name) else {
      return .failure(Stop(reason: .divisionByZero(.name(name))))
    }
    return value(ScopedMeasure(measure: measure, scope: context.scope)).mapError { stop in
      Stop(reason: stop.reason, countsAsZero: stop.countsAsZero && context.optional.contains(measure))
    }
  }

  private func sum(
    _ a: Result<Exact, Stop>, _ b: Result<Exact, Stop>, _ operation: (Exact, Exact) -> Exact
  ) -> Result<Exact, Stop> {
    switch (a, b) {
    case (.success(let left), .success(let right)): .success(operation(left, right))
    case (.success(let left), .failure(let stop)): stop.countsAsZero ? .success(left) : b
    case (.failure(let stop), .success(let right)): stop.countsAsZero ? .success(operation(.zero, right)) : a
    case (.failure(let left), .failure(let right)): left.countsAsZero ? .failure(right) : .failure(left)
    }
  }

  func compute(_ formula: Formula, _ context: Context, _ value: LookUp) -> Result<Exact, Stop> {
    func part(_ formula: Formula) -> Result<Exact, Stop> { compute(formula, context, value) }
    func both(_ a: Formula, _ b: Formula, _ operation: (Exact, Exact) -> Result<Exact, Stop>) -> Result<
      Exact, Stop
    > {
      part(a).flatMap { left in part(b).flatMap { operation(left, $0) } }
    }
    switch formula {
    case .number(let number): return .success(number)
    case .name(let name, _): return compute(name, context, value)
    case .add(let a, let b, _): return sum(part(a), part(b), +)
    case .subtract(let a, let b, _): return sum(part(a), part(b), -)
    case .multiply(let a, let b, _): return both(a, b) { .success($0 * $1) }
    case .negate(let a): return part(a).map { -$0 }
    case .ifZero(let a, let b):
      return part(a).flatMap { $0.isZero ? part(b) : .success($0) }
    case .call(let function, let a, _):
      var inner = context
      inner.scope = context.scope.entering(function)
      return compute(a, inner, value)
    case .divide(let a, let b, _):
      return both(a, b) { left, right in
        if let quotient = left / right { return .success(quotient) }
        return .failure(Stop(reason: .divisionByZero(Self.term(b, context.scope))))
      }
    }
  }

  /// How a divisor is called: `previous(spend)`, or by all names in a composite one.
  private static func term(_ formula: Formula, _ scope: FormulaScope) -> Formula.Term {
    switch formula {
    case .name(let name, _): .name(scope.text(of: name))
    case .call(let function, let inner, _): term(inner, scope.entering(function))
    case .number, .add, .subtract, .multiply, .divide, .negate, .ifZero:
      .composite(
        references(in: formula, scope).reduce(into: []) { names, reference in
          let name = reference.scope.text(of: reference.name)
          if !names.contains(name) { names.append(name) }
        })
    }
  }
}
