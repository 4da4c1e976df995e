import Declarations
package import EventSchema

/// What kind of quantity a KPI is, by its formula.
extension KPIEvaluator {
  /// Whether a rate of a cohort can only rise as it grows older: what became of those who came, of whom there will be no
  /// more.
  package func onlyRisesWithAge(_ name: String) -> Bool {
    let formula = resolved(name, in: .own)
    guard case .divide(.part(let became, _), by: .part(let came, _), _) = formula.root else { return false }
    let (above, below) = (formula.parts[became].measure, formula.parts[came].measure)
    return above.countsWhatBecame && !below.isOfCohort
      && formula.parts[became].scope == formula.parts[came].scope
  }

  /// Whether a measure over several periods is that of the last, not their sum.
  package func stands(_ measure: Measure) -> Bool {
    measure.stands || measure.isLevel || standing.contains(measure)
  }

  /// Whether a KPI is a sum of what is stated day by day, so that it never sinks within a period: nothing subtracted,
  /// no ratio, nothing that stands for a while only.
  package func onlyGrows(_ name: String) -> Bool {
    kpis[name].map { onlyGrows($0.formula, in: name) } ?? false
  }

  private func onlyGrows(_ formula: Formula, in owner: String) -> Bool {
    switch formula {
    case .name(let name, _):
      if name != owner, kpis[name] != nil { return onlyGrows(name) }
      guard let measure = Measure(rawValue: name) else { return false }
      return measure.addsUpByDay && !stands(measure)
    case .add(let a, let b, _): return onlyGrows(a, in: owner) && onlyGrows(b, in: owner)
    // So many hours of seconds; over several periods, or all groups, sums grow as they do in one.
    case .divide(let a, .number(let by), _): return !by.isNegative && onlyGrows(a, in: owner)
    case .multiply(.number(let by), let a, _), .multiply(let a, .number(let by), _):
      return !by.isNegative && onlyGrows(a, in: owner)
    case .call(_, let inner, _): return onlyGrows(inner, in: owner)
    case .number, .subtract, .multiply, .divide, .negate, .ifZero: return false
    }
  }

  /// Whether a KPI is of the same size however long its period is: a quotient of sums, a share, a mean or a growth rate, not
  /// the difference of sums of two periods.
  package func isRate(_ name: String) -> Bool {
    kpis[name].map { size($0.formula, in: name) == 0 } ?? false
  }

  /// The power of time in a formula: 1 for sums, 0 for their quotients; nil where both are added up.
  private func size(_ formula: Formula, in owner: String) -> Int? {
    func both(_ a: Formula, _ b: Formula, _ operation: (Int, Int) -> Int?) -> Int? {
      size(a, in: owner).flatMap { left in size(b, in: owner).flatMap { operation(left, $0) } }
    }
    switch formula {
    case .number: return 0
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] { return size(kpi.formula, in: name) }
      // What is assumed is of no period.
      return Measure(rawValue: name).map { $0.isOfLengths || $0.isStatedRatio ? 0 : 1 } ?? 0
    case .add(let a, let b, _), .subtract(let a, let b, _): return both(a, b) { $0 == $1 ? $0 : nil }
    case .multiply(let a, let b, _): return both(a, b, +)
    case .divide(let a, let b, _): return both(a, b, -)
    case .negate(let a), .call(_, let a, _): return size(a, in: owner)
    // What stands in for 0 is mostly a number, whatever it stands in for.
    case .ifZero(let a, _): return size(a, in: owner)
    }
  }

  /// Whether figures of groups add up to that of all: sums of measures, perhaps times a number; no ratio.
  package func addsUp(_ name: String) -> Bool { kpis[name].map { addsUp($0.formula, in: name) } ?? false }

  private func addsUp(_ formula: Formula, in owner: String) -> Bool {
    switch formula {
    case .name(let name, _):
      if name != owner, let kpi = kpis[name] { return addsUp(kpi.formula, in: name) }
      return Measure(rawValue: name).map { !$0.isOfLengths && !$0.isOpaque } ?? false
    case .add(let a, let b, _), .subtract(let a, let b, _):
      return addsUp(a, in: owner) && addsUp(b, in: owner)
    case .multiply(let a, let b, _):
      return addsUp(a, in: owner) && isOfNoGroup(b, in: owner)
        || addsUp(b, in: owner) && isOfNoGroup(a, in: owner)
    case .divide(let a, let b, _): return addsUp(a, in: owner) && isOfNoGroup(b, in: owner)
    case .negate(let a): return addsUp(a, in: owner)
    // Shares of a total and figures of other periods say nothing of parts of this one.
    case .number, .ifZero, .call: return false
    }
  }

  /// Numbers and what is assumed.
  private func isOfNoGroup(_ formula: Formula, in owner: String) -> Bool {
    switch formula {
    case .number: true
    case .name(let name, _):
      name != owner && kpis[name] != nil
        ? isOfNoGroup(kpis[name]?.formula ?? formula, in: name) : Assumption(rawValue: name) != nil
    case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _),
      .divide(let a, let b, _), .ifZero(let a, let b):
      isOfNoGroup(a, in: owner) && isOfNoGroup(b, in: owner)
    case .negate(let a), .call(_, let a, _): isOfNoGroup(a, in: owner)
    }
  }
}
