import Declarations
import EventSchema

/// A KPI's formula with all names looked up, down to measures: computed for thousands of figures, resolved once.
struct ResolvedFormula: Sendable {
  struct Stop: Error {
    var reason: NoValueReason
    /// Beside a stated summand the missing one counts as 0.
    var countsAsZero = false
  }
  /// What becomes of a sum of which the measure is missing.
  enum Absence: Sendable { case makesUnknown, countsAsZero }
  indirect enum Node: Sendable {
    case number(Exact)
    /// One of the parts, by its place.
    case part(Int, ifMissing: Absence)
    case noValue(NoValueReason)
    case add(Node, Node)
    case subtract(Node, Node)
    case multiply(Node, Node)
    /// The term is how the divisor is called.
    case divide(Node, by: Node, Formula.Term)
    case negate(Node)
    case ifZero(Node, Node)
    /// How many things an amount on the other side of a fraction bar is of: those alone that state it.
    case things(Mean, ifMissing: Absence)
  }
  /// Places of an amount, and of how many things it is of.
  struct Mean: Sendable, Hashable {
    var amount: Int
    var count: Int
  }

  /// The measures that the formula comes down to, in order of first use.
  let parts: [KPIEvaluator.ScopedMeasure]
  /// Per part, what the formula holds it against.
  let comparables: [KPIEvaluator.Comparables]
  /// The counts that stand in means, and the places of the parts that stand as they are.
  let means: [Mean]
  let plain: Set<Int>
  let root: Node

  /// - Parameter scope: where the whole KPI is taken from.
  init(_ name: String, in scope: FormulaScope, kpis: [String: KPI], assumed: [Assumption: Exact]) {
    var resolver = Resolver(kpis: kpis, assumed: assumed)
    root = resolver.node(name, .init(owner: "", optional: [], scope: scope))
    parts = resolver.parts
    (means, plain) = (root.means, root.plain)
    comparables = Self.comparables(root, parts, optional: resolver.optional)
  }

  /// - Parameter answers: what inputs say of the parts, in their order.
  func value(_ answers: [MeasureAnswer]) -> Result<Exact, Stop> { value(of: root, answers) }

  func value(of node: Node, _ answers: [MeasureAnswer]) -> Result<Exact, Stop> {
    func both(_ a: Node, _ b: Node, _ operation: (Exact, Exact) -> Result<Exact, Stop>) -> Result<Exact, Stop>
    {
      value(of: a, answers).flatMap { left in value(of: b, answers).flatMap { operation(left, $0) } }
    }
    switch node {
    case .number(let number): return .success(number)
    case .noValue(let reason): return .failure(Stop(reason: reason))
    case .part(let place, let absence):
      switch answers[place] {
      case .value(let value), .amount(let value, _): return .success(value)
      case .none(let reason): return .failure(Stop(reason: reason))
      case .missing(let isCovered):
        let part = parts[place]
        let reason: NoValueReason =
          part.scope.isOwn ? .missing(part.measure) : .missingIn(part.measure, part.scope)
        return .failure(Stop(reason: reason, countsAsZero: !isCovered && absence == .countsAsZero))
      }
    case .add(let a, let b): return Self.sum(value(of: a, answers), value(of: b, answers), +)
    case .subtract(let a, let b): return Self.sum(value(of: a, answers), value(of: b, answers), -)
    case .multiply(let a, let b): return both(a, b) { .success($0 * $1) }
    case .negate(let a): return value(of: a, answers).map { -$0 }
    case .ifZero(let a, let b):
      return value(of: a, answers).flatMap { $0.isZero ? value(of: b, answers) : .success($0) }
    case .divide(let a, let b, let term):
      return both(a, b) { left, right in
        // Growth on what was below 0 would have the wrong sign.
        if right.isNegative, holdsAgainst(b, a) { return .failure(Stop(reason: .negativeBase)) }
        return (left / right).map { .success($0) } ?? .failure(Stop(reason: .divisionByZero(term)))
      }
    case .things(let mean, let absence):
      if let things = Self.things(mean, answers) { return .success(things) }
      return value(of: .part(mean.count, ifMissing: absence), answers)
    }
  }

  /// Whether a divisor is of another period what stands above it of the own one: the base of a growth.
  private func holdsAgainst(_ divisor: Node, _ dividend: Node) -> Bool {
    func isOfOther(_ place: Int) -> Bool {
      parts[place].scope.steps.contains { $0 == .previous || $0 == .yearAgo }
    }
    let base = divisor.places
    return !base.isEmpty && base.allSatisfy(isOfOther)
      && dividend.places.contains { place in
        !isOfOther(place) && base.contains { parts[$0].measure == parts[place].measure }
      }
  }

  /// How many things state the amount, where that is not how many there are.
  static func things(_ mean: Mean, _ answers: [MeasureAnswer]) -> Exact? {
    guard case .amount(_, let things) = answers[mean.amount], let all = answers[mean.count].value else {
      return nil
    }
    return things == all ? nil : things
  }

  private static func sum(
    _ a: Result<Exact, Stop>, _ b: Result<Exact, Stop>, _ operation: (Exact, Exact) -> Exact
  ) -> Result<Exact, Stop> {
    switch (a, b) {
    case (.success(let left), .success(let right)): .success(operation(left, right))
    case (.success(let left), .failure(let stop)): stop.countsAsZero ? .success(left) : b
    case (.failure(let stop), .success(let right)): stop.countsAsZero ? .success(operation(.zero, right)) : a
    case (.failure(let left), .failure(let right)): left.countsAsZero ? .failure(right) : .failure(left)
    }
  }
}

private struct Resolver {
  struct Context: Hashable {
    /// The KPI whose formula it is.
    var owner: String
    /// Measures that the KPIs on the way down declared optional.
    var optional: Set<Measure>
    var scope: FormulaScope
  }

  let kpis: [String: KPI]
  let assumed: [Assumption: Exact]
  private(set) var parts: [KPIEvaluator.ScopedMeasure] = []
  /// Places of parts that count as 0 where no input states them.
  private(set) var optional: Set<Int> = []
  /// KPIs on the way down: one that leads back to itself is refused elsewhere; here it must only end.
  private var path: [String] = []
  /// What formulas came to: one that uses another many times is no longer for it.
  private var known: [Context: ResolvedFormula.Node] = [:]

  init(kpis: [String: KPI], assumed: [Assumption: Exact]) {
    self.kpis = kpis
    self.assumed = assumed
  }

  mutating func node(_ name: String, _ context: Context) -> ResolvedFormula.Node {
    // A KPI that carries a measure's name is that measure.
    if name != context.owner, !path.contains(name), let kpi = kpis[name] {
      let inner = Context(
        owner: name, optional: context.optional.union(kpi.optional), scope: context.scope)
      if let node = known[inner] { return node }
      path.append(name)
      let node = node(kpi.formula, inner)
      path.removeLast()
      known[inner] = node
      return node
    }
    if let measure = Measure(rawValue: name) {
      let part = KPIEvaluator.ScopedMeasure(measure: measure, scope: context.scope)
      let place = parts.firstIndex(of: part) ?? parts.count
      if place == parts.count { parts.append(part) }
      guard context.optional.contains(measure) else { return .part(place, ifMissing: .makesUnknown) }
      optional.insert(place)
      return .part(place, ifMissing: .countsAsZero)
    }
    guard let assumption = Assumption(rawValue: name) else {
      return .noValue(.divisionByZero(.name(name)))
    }
    return assumed[assumption].map { .number($0) } ?? .noValue(.notAssumed(assumption))
  }

  private mutating func node(_ formula: Formula, _ context: Context) -> ResolvedFormula.Node {
    switch formula {
    case .number(let number): return .number(number)
    case .name(let name, _): return node(name, context)
    case .add(let a, let b, _): return .add(node(a, context), node(b, context))
    case .subtract(let a, let b, _): return .subtract(node(a, context), node(b, context))
    case .multiply(let a, let b, _): return .multiply(node(a, context), node(b, context))
    case .divide(let a, let b, _):
      let (left, right) = (node(a, context), node(b, context))
      return .divide(
        left.counting(ResolvedFormula.means(right.places, left.places, of: parts)),
        by: right.counting(ResolvedFormula.means(left.places, right.places, of: parts)),
        Self.term(b, context.scope))
    case .negate(let a): return .negate(node(a, context))
    case .ifZero(let a, let b): return .ifZero(node(a, context), node(b, context))
    case .call(let function, let a, _):
      var inner = context
      inner.scope = context.scope.entering(function)
      return node(a, inner)
    }
  }

  /// How a divisor is called: `previous(spend)`, or by all names in a composite one.
  private static func term(_ formula: Formula, _ scope: FormulaScope) -> Formula.Term {
    switch formula {
    case .name(let name, _): .name(scope.text(of: name))
    case .call(let function, let inner, _): term(inner, scope.entering(function))
    case .number, .add, .subtract, .multiply, .divide, .negate, .ifZero:
      .composite(
        KPIEvaluator.references(in: formula, scope).reduce(into: []) { names, reference in
          let name = reference.scope.text(of: reference.name)
          if !names.contains(name) { names.append(name) }
        })
    }
  }
}
