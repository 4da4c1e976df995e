import Declarations
import EventSchema

/// Mean amounts: quotients of amounts and of how many things they are of, such as won deals, some of which state none.
extension ResolvedFormula {
  /// Amounts on one side of a fraction bar whose number of things stands on the other.
  static func means(_ amounts: Set<Int>, _ counts: Set<Int>, of parts: [KPIEvaluator.ScopedMeasure]) -> [Mean]
  {
    amounts.sorted().flatMap { amount in
      counts.sorted().filter {
        parts[amount].measure.countedThings == parts[$0].measure && parts[amount].scope == parts[$0].scope
      }.map { Mean(amount: amount, count: $0) }
    }
  }

  /// The parts as they stand in the value: how many things state an amount, where the formula has a mean of it, and
  /// beside that how many there are, where it has these, too.
  func parts(_ answers: [MeasureAnswer]) -> [Evaluation.Part] {
    var found: [Evaluation.Part] = []
    found.reserveCapacity(parts.count)
    for (place, part) in parts.enumerated() {
      let own = Evaluation.Part(measure: part.measure, scope: part.scope, value: answers[place].value)
      guard !means.isEmpty else {
        found.append(own)
        continue
      }
      let counts = means.compactMap { mean -> (of: Measure, things: Exact)? in
        guard mean.count == place, let things = Self.things(mean, answers) else { return nil }
        return (parts[mean.amount].measure, things)
      }
      // One count alone stands for itself: that of the things which the value is of.
      guard let only = counts.first else {
        found.append(own)
        continue
      }
      if counts.count == means.count(where: { $0.count == place }), !plain.contains(place),
        counts.allSatisfy({ $0.things == only.things })
      {
        found.append(.init(measure: part.measure, scope: part.scope, value: only.things))
        continue
      }
      found.append(own)
      for count in counts {
        found.append(
          .init(measure: part.measure, scope: part.scope, stating: count.of, value: count.things))
      }
    }
    return found
  }
}

extension ResolvedFormula.Node {
  /// Places of the parts in it.
  var places: Set<Int> {
    switch self {
    case .number, .noValue: []
    case .part(let place, _): [place]
    case .things(let mean, _): [mean.count]
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .divide(let a, by: let b, _),
      .ifZero(let a, let b):
      a.places.union(b.places)
    case .negate(let inner): inner.places
    }
  }

  /// Places of the parts that stand in it as they are.
  var plain: Set<Int> {
    switch self {
    case .number, .noValue, .things: []
    case .part(let place, _): [place]
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .divide(let a, by: let b, _),
      .ifZero(let a, let b):
      a.plain.union(b.plain)
    case .negate(let inner): inner.plain
    }
  }

  /// Each once, in the formula's order.
  var means: [ResolvedFormula.Mean] {
    switch self {
    case .number, .noValue, .part: []
    case .things(let mean, _): [mean]
    case .add(let a, let b), .subtract(let a, let b), .multiply(let a, let b), .divide(let a, by: let b, _),
      .ifZero(let a, let b):
      a.means + b.means.filter { !a.means.contains($0) }
    case .negate(let inner): inner.means
    }
  }

  /// The same with counts of things whose amounts stand on the other side of a fraction bar. What stands in a quotient of
  /// its own is a share (a win rate) or a mean already, and stays.
  func counting(_ means: [ResolvedFormula.Mean]) -> Self {
    if means.isEmpty { return self }
    switch self {
    case .number, .noValue, .things: return self
    case .part(let place, let absence):
      return means.first { $0.count == place }.map { .things($0, ifMissing: absence) } ?? self
    case .add(let a, let b): return .add(a.counting(means), b.counting(means))
    case .subtract(let a, let b): return .subtract(a.counting(means), b.counting(means))
    case .multiply(let a, let b): return .multiply(a.counting(means), b.counting(means))
    case .negate(let a): return .negate(a.counting(means))
    case .ifZero(let a, let b): return .ifZero(a.counting(means), b.counting(means))
    case .divide(let a, let b, let term):
      return b.places.isEmpty ? .divide(a.counting(means), by: b, term) : self
    }
  }
}
