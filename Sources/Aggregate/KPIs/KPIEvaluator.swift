package import Declarations
package import Diagnostics
package import EventSchema

/// Why a figure has no value.
package enum NoValueReason: Sendable, Hashable {
  /// No input states this measure here.
  case missing(Measure)
  /// The divisor is zero.
  case divisionByZero(Formula.Term)
  /// The pipeline file does not assume it.
  case notAssumed(Assumption)
}

extension Formula {
  /// What stood below a fraction bar, for the note: a name, or something composite.
  package enum Term: Sendable, Hashable {
    case name(String)
    case composite
  }
}

/// A KPI with numbers put in.
package struct Evaluation: Sendable, Hashable {
  package var value: Exact?
  package var reason: NoValueReason?
  /// The measures the formula uses, in order of first use.
  package var parts: [Part]

  package struct Part: Sendable, Hashable {
    package var measure: Measure
    package var value: Exact?
  }
}

/// Computes KPIs exactly; a formula may use other KPIs.
package struct KPIEvaluator: Sendable {
  package let kpis: [String: KPI]
  /// Measures that some input of the plan states; an optional measure that none states counts as 0.
  package let stated: Set<Measure>
  /// What the pipeline file takes for true because no export says it.
  package let assumed: [Assumption: Exact]

  /// Per KPI, what `measures(of:)` finds: asked for every figure.
  private var measuresByName: [String: [Measure]] = [:]

  package init(kpis: [KPI], stated: Set<Measure>, assumed: [Assumption: Exact] = [:]) {
    self.kpis = Dictionary(kpis.map { ($0.name, $0) }) { first, _ in first }
    self.stated = stated
    self.assumed = assumed
    for kpi in kpis { measuresByName[kpi.name] = findMeasures(of: kpi.name) }
  }

  // MARK: Checks

  /// Names a formula uses, directly.
  package static func names(in formula: Formula) -> [(name: String, column: Int)] {
    switch formula {
    case .number: []
    case .name(let name, let column): [(name, column)]
    case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _),
      .divide(let a, let b, _), .ifZero(let a, let b):
      names(in: a) + names(in: b)
    case .negate(let a): names(in: a)
    }
  }

  /// The measures a KPI needs, through other KPIs; in order of first use.
  package func measures(of name: String) -> [Measure] { measuresByName[name] ?? findMeasures(of: name) }

  /// What a KPI assumes, through other KPIs; in order of first use.
  package func assumptions(of name: String) -> [Assumption] {
    leaves(of: name).compactMap(Assumption.init(rawValue:))
  }

  private func findMeasures(of name: String) -> [Measure] {
    leaves(of: name).compactMap(Measure.init(rawValue:))
  }

  /// The names that are no KPIs, in order of first use.
  private func leaves(of name: String) -> [String] {
    var found: [String] = []
    var visited: Set<String> = []
    func visit(_ name: String) {
      guard visited.insert(name).inserted else { return }
      guard let kpi = kpis[name] else {
        found.append(name)
        return
      }
      for (inner, _) in Self.names(in: kpi.formula) {
        // A KPI that carries a measure's name is that measure.
        if inner == name, Measure(rawValue: name) != nil {
          if !found.contains(name) { found.append(name) }
        } else {
          visit(inner)
        }
      }
    }
    visit(name)
    return found
  }

  /// What is wrong with a KPI: circles, and units that don't add up.
  package func problems(of kpi: KPI) -> [Diagnostic] {
    if let circle = circle(from: kpi.name, path: []) {
      return [
        Diagnostic(
          at: kpi.location, "the KPI '\(kpi.name)' leads back to itself: \(circle.joined(separator: " → "))")
      ]
    }
    do throws(UnitError) {
      let power = try unit(of: kpi.formula, in: kpi.name)
      let wanted = kpi.shown == .money ? 1 : 0
      if power != wanted {
        return [
          Diagnostic(
            at: kpi.location,
            "the KPI '\(kpi.name)' is \(Self.describe(power)), but shown as \(kpi.shown.rawValue)",
            hint: power == 1 ? "set `shown_as: money`" : "check the formula's units")
        ]
      }
      return []
    } catch {
      return [
        Diagnostic(
          at: kpi.location,
          "column \(error.column) of the formula of '\(kpi.name)' adds \(Self.describe(error.left)) and \(Self.describe(error.right))",
          hint: "both sides of + and - must be money, or both plain numbers")
      ]
    }
  }

  private struct UnitError: Error { var column: Int, left: Int, right: Int }

  private static func describe(_ power: Int) -> String {
    switch power {
    case 0: "a plain number"
    case 1: "money"
    default: "money to the power of \(power)"
    }
  }

  private func circle(from name: String, path: [String]) -> [String]? {
    if path.contains(name) { return path + [name] }
    guard let kpi = kpis[name] else { return nil }
    for (inner, _) in Self.names(in: kpi.formula) where !(inner == name && Measure(rawValue: inner) != nil) {
      if let found = circle(from: inner, path: path + [name]) { return found }
    }
    return nil
  }

  /// The power of money in a formula: 1 for money, 0 for plain numbers.
  private func unit(of formula: Formula, in owner: String) throws(UnitError) -> Int {
    switch formula {
    case .number: return 0
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] { return try unit(of: kpi.formula, in: name) }
      let isMoney = Measure(rawValue: name)?.unit == .money || Assumption(rawValue: name)?.isMoney == true
      return isMoney ? 1 : 0
    case .add(let a, let b, let column), .subtract(let a, let b, let column):
      let (left, right) = (try unit(of: a, in: owner), try unit(of: b, in: owner))
      if left != right { throw UnitError(column: column, left: left, right: right) }
      return left
    case .multiply(let a, let b, _): return try unit(of: a, in: owner) + unit(of: b, in: owner)
    case .divide(let a, let b, _): return try unit(of: a, in: owner) - unit(of: b, in: owner)
    case .negate(let a): return try unit(of: a, in: owner)
    case .ifZero(let a, _): return try unit(of: a, in: owner)
    }
  }

  // MARK: Evaluation

  /// - Parameters:
  ///   - isCovered: whether some input states the measure for this group in any period. An optional
  ///     measure that none states counts as 0 beside one that is stated; alone it is no value.
  ///   - value: the measure's value in the cell at hand.
  package func evaluate(
    _ name: String, isCovered: (Measure) -> Bool, _ value: (Measure) -> Exact?
  ) -> Evaluation {
    var evaluation = Evaluation(value: nil, reason: nil, parts: [])
    for measure in measures(of: name) {
      evaluation.parts.append(.init(measure: measure, value: value(measure)))
    }
    func lookUp(_ measure: Measure) -> Result<Exact, Stop> {
      // A measure is looked up once, however often a formula uses it.
      let part = evaluation.parts.first { $0.measure == measure }
      if let known = part.map(\.value) ?? value(measure) { return .success(known) }
      return .failure(Stop(reason: .missing(measure), countsAsZero: !isCovered(measure)))
    }
    switch compute(name, owner: "", optional: [], lookUp) {
    case .success(let value): evaluation.value = value
    case .failure(let stop): evaluation.reason = stop.reason
    }
    return evaluation
  }

  private struct Stop: Error {
    var reason: NoValueReason
    /// Beside a stated summand the missing one counts as 0.
    var countsAsZero = false
  }

  /// - Parameter optional: measures that the KPIs on the way down declared optional.
  private func compute(
    _ name: String, owner: String, optional: Set<Measure>, _ value: (Measure) -> Result<Exact, Stop>
  ) -> Result<Exact, Stop> {
    if name != owner, let kpi = kpis[name] {
      return compute(kpi.formula, owner: name, optional: optional.union(kpi.optional), value)
    }
    if let assumption = Assumption(rawValue: name) {
      return assumed[assumption].map { .success($0) } ?? .failure(Stop(reason: .notAssumed(assumption)))
    }
    guard let measure = Measure(rawValue: name) else {
      return .failure(Stop(reason: .divisionByZero(.name(name))))
    }
    return value(measure).mapError { stop in
      Stop(reason: stop.reason, countsAsZero: stop.countsAsZero && optional.contains(measure))
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

  private func compute(
    _ formula: Formula, owner: String, optional: Set<Measure>, _ value: (Measure) -> Result<Exact, Stop>
  ) -> Result<Exact, Stop> {
    func part(_ formula: Formula) -> Result<Exact, Stop> {
      compute(formula, owner: owner, optional: optional, value)
    }
    func both(_ a: Formula, _ b: Formula, _ operation: (Exact, Exact) -> Result<Exact, Stop>) -> Result<
      Exact, Stop
    > {
      part(a).flatMap { left in part(b).flatMap { operation(left, $0) } }
    }
    switch formula {
    case .number(let number): return .success(number)
    case .name(let name, _): return compute(name, owner: owner, optional: optional, value)
    case .add(let a, let b, _): return sum(part(a), part(b), +)
    case .subtract(let a, let b, _): return sum(part(a), part(b), -)
    case .multiply(let a, let b, _): return both(a, b) { .success($0 * $1) }
    case .negate(let a): return part(a).map { -$0 }
    case .ifZero(let a, let b):
      return part(a).flatMap { $0.isZero ? part(b) : .success($0) }
    case .divide(let a, let b, _):
      return both(a, b) { left, right in
        if let quotient = left / right { return .success(quotient) }
        if case .name(let name, _) = b { return .failure(Stop(reason: .divisionByZero(.name(name)))) }
        return .failure(Stop(reason: .divisionByZero(.composite)))
      }
    }
  }
}
