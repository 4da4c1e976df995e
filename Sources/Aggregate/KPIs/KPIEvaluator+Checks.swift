package import Declarations
package import Diagnostics
import EventSchema

/// What can be wrong with KPIs although their formulas can be read.
extension KPIEvaluator {
  /// What is wrong with a KPI: circles, units that don't add up, windows within windows.
  package func problems(of kpi: KPI) -> [Diagnostic] {
    if let circle = circle(from: kpi.name, path: []) {
      return [
        Diagnostic(
          at: kpi.location, "the KPI '\(kpi.name)' leads back to itself: \(circle.joined(separator: " → "))")
      ]
    }
    var wrong: [Wrong] = []
    let power = unit(of: kpi.formula, in: kpi.name, .own, &wrong)
    guard wrong.isEmpty else { return wrong.map { diagnostic($0, of: kpi) } }
    let wanted = kpi.shown == .money ? 1 : 0
    guard let power, power != wanted else { return power == 0 ? mixedKinds(in: kpi) : [] }
    return [
      Diagnostic(
        at: kpi.location,
        "the KPI '\(kpi.name)' is \(Self.describe(power)), but shown as \(kpi.shown.rawValue)",
        hint: power == 1 ? "set `shown_as: money`" : "check the formula's units")
    ]
  }

  private func mixedKinds(in kpi: KPI) -> [Diagnostic] {
    var clashes: [KindClash] = []
    let kind = kind(of: kpi.formula, in: kpi.name, &clashes)
    if !clashes.isEmpty {
      return clashes.map { clash in
        Diagnostic(
          at: kpi.location(ofColumn: clash.column),
          "column \(clash.column) of the formula of '\(kpi.name)' adds \(clash.left.rawValue) and \(clash.right.rawValue)",
          hint: "both sides of + and - must be of one kind: divide or multiply one of them until they are")
      }
    }
    guard let kind, !kind.shown.contains(kpi.shown) else { return [] }
    return [
      Diagnostic(
        at: kpi.location, "the KPI '\(kpi.name)' is \(kind.rawValue), but shown as \(kpi.shown.rawValue)",
        hint: "set `shown_as: \(kind.shown[0].rawValue)`")
    ]
  }

  private enum Wrong {
    /// The powers of money on both sides of a plus or minus.
    case units(left: Int, right: Int, column: Int, owner: String)
    case windows(column: Int, owner: String)
    case zero(column: Int, owner: String)
  }

  private func diagnostic(_ wrong: Wrong, of kpi: KPI) -> Diagnostic {
    switch wrong {
    case .units(let left, let right, let column, let owner):
      Diagnostic(
        at: (kpis[owner] ?? kpi).location(ofColumn: column),
        "column \(column) of the formula of '\(owner)' adds \(Self.describe(left)) and \(Self.describe(right))",
        hint: "both sides of + and - must be money, or both plain numbers")
    case .zero(let column, let owner):
      Diagnostic(
        at: (kpis[owner] ?? kpi).location(ofColumn: column),
        "column \(column) of the formula of '\(owner)' divides by 0", hint: "such a KPI never has a value")
    case .windows(let column, let owner):
      Diagnostic(
        at: (kpis[owner] ?? kpi).location(ofColumn: column),
        "column \(column) of the formula of '\(owner)' takes several periods of what takes several periods already",
        hint: "year_to_date() and rolling() can't stand in each other: periods would count more than once")
    }
  }

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

  /// The power of money in a formula: 1 for money, 0 for plain numbers; nil where a name that nobody knows may be
  /// either. Where both sides of a plus differ, the left one is taken, and the rest looked at all the same.
  private func unit(
    of formula: Formula, in owner: String, _ scope: FormulaScope, _ wrong: inout [Wrong]
  ) -> Int? {
    switch formula {
    case .number: return 0
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] { return unit(of: kpi.formula, in: name, scope, &wrong) }
      if let measure = Measure(rawValue: name) { return measure.unit == .money ? 1 : 0 }
      return Assumption(rawValue: name).map { $0.isMoney ? 1 : 0 }
    case .add(let a, let b, let column), .subtract(let a, let b, let column):
      let left = unit(of: a, in: owner, scope, &wrong)
      let right = unit(of: b, in: owner, scope, &wrong)
      guard let left, let right else { return left ?? right }
      if left != right { wrong.append(.units(left: left, right: right, column: column, owner: owner)) }
      return left
    case .multiply(let a, let b, _):
      let left = unit(of: a, in: owner, scope, &wrong)
      let right = unit(of: b, in: owner, scope, &wrong)
      return left.flatMap { left in right.map { left + $0 } }
    case .divide(let a, let b, let column):
      if constant(b, in: owner)?.isZero ?? false { wrong.append(.zero(column: column, owner: owner)) }
      let left = unit(of: a, in: owner, scope, &wrong)
      let right = unit(of: b, in: owner, scope, &wrong)
      return left.flatMap { left in right.map { left - $0 } }
    case .negate(let a): return unit(of: a, in: owner, scope, &wrong)
    case .ifZero(let a, let b):
      let value = unit(of: a, in: owner, scope, &wrong)
      // What stands in for 0 is mostly a number, whatever it stands in for.
      _ = unit(of: b, in: owner, scope, &wrong)
      return value
    case .call(let function, let a, let column):
      if function.isWindow, scope.hasWindow { wrong.append(.windows(column: column, owner: owner)) }
      return unit(of: a, in: owner, scope.entering(function), &wrong)
    }
  }

  /// What a formula comes to whatever is stated: `2 - 2`. Nil where it depends on that, or has no value.
  private func constant(_ formula: Formula, in owner: String) -> Exact? {
    func both(_ a: Formula, _ b: Formula, _ operation: (Exact, Exact) -> Exact?) -> Exact? {
      constant(a, in: owner).flatMap { left in constant(b, in: owner).flatMap { operation(left, $0) } }
    }
    switch formula {
    case .number(let number): return number
    case .name(let name, _):
      return name == owner ? nil : kpis[name].flatMap { constant($0.formula, in: name) }
    case .add(let a, let b, _): return both(a, b, +)
    case .subtract(let a, let b, _): return both(a, b, -)
    case .multiply(let a, let b, _):
      if let left = constant(a, in: owner), left.isZero { return left }
      if let right = constant(b, in: owner), right.isZero { return right }
      return both(a, b, *)
    case .divide(let a, let b, _): return both(a, b, /)
    case .negate(let a): return constant(a, in: owner).map { -$0 }
    case .ifZero(let a, let b):
      return constant(a, in: owner).flatMap { $0.isZero ? constant(b, in: owner) : $0 }
    // The sum of several periods is that of so many constants: known here to be 0 alone.
    case .call(_, let a, _): return constant(a, in: owner).flatMap { $0.isZero ? $0 : nil }
    }
  }
}
