import Declarations

extension Formula {
  /// Whether it is no sum of what stands in it.
  var divides: Bool {
    switch self {
    case .number, .name: false
    case .divide: true
    case .add(let a, let b, _), .subtract(let a, let b, _), .multiply(let a, let b, _), .ifZero(let a, let b):
      a.divides || b.divides
    case .negate(let a): a.divides
    // Shares of a total and figures of other periods say nothing of parts of this one.
    case .call: true
    }
  }
}
