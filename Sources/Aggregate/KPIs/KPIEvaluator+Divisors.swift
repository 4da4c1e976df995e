import Declarations
package import EventSchema

extension KPIEvaluator {
  /// The smallest count that a KPI divides by, through other KPIs; nil where it divides by none.
  ///
  /// - Parameter parts: of its evaluation.
  package func smallestDivisor(of name: String, _ parts: [Evaluation.Part]) -> Exact? {
    guard let kpi = kpis[name] else { return nil }
    var smallest: Exact?
    func lookUp(_ wanted: ScopedMeasure) -> Result<Exact, Stop> {
      let part = parts.first { $0.measure == wanted.measure && $0.scope == wanted.scope }
      return part?.value.map { .success($0) } ?? .failure(Stop(reason: .missing(wanted.measure)))
    }
    func visit(_ formula: Formula, _ context: Context) {
      switch formula {
      case .number: break
      case .name(let name, _):
        guard name != context.owner, let inner = kpis[name] else { return }
        visit(inner.formula, Context(owner: name, optional: [], scope: context.scope))
      case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _),
        .ifZero(let a, let b):
        visit(a, context)
        visit(b, context)
      case .negate(let a): visit(a, context)
      case .call(let function, let a, _):
        var inner = context
        inner.scope = context.scope.entering(function)
        visit(a, inner)
      case .divide(let a, let b, _):
        visit(a, context)
        visit(b, context)
        guard isCount(b, context.owner), case .success(let value) = compute(b, context, lookUp) else {
          return
        }
        smallest = smallest.map { min($0, value) } ?? value
      }
    }
    visit(kpi.formula, Context(owner: name, optional: [], scope: .own))
    return smallest
  }

  /// Whether a formula adds up counts of things, and nothing else.
  private func isCount(_ formula: Formula, _ owner: String) -> Bool {
    switch formula {
    case .number, .divide, .multiply: false
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] {
        isCount(kpi.formula, name)
      } else {
        Measure(rawValue: name)?.unit == .count
      }
    case .add(let a, let b, _), .subtract(let a, let b, _): isCount(a, owner) && isCount(b, owner)
    case .ifZero(let a, _), .negate(let a), .call(_, let a, _): isCount(a, owner)
    }
  }
}
