import Declarations
import EventSchema

/// A formula in the language's names, and once more with the numbers put in.
struct FormulaWording {
  let wording: Wording
  let definition: Definition

  /// `Revenue ÷ Spend`
  var names: String {
    write(definition.formula, outer: 0) { definition.terms[$0].map { wording.text($0.title) } ?? $0 }
  }

  /// `61,728.00 ÷ 12,345.60 = 5.00`
  var numbers: String {
    let left = write(definition.formula, outer: 0) { name in
      definition.terms[name].map { wording.figure($0.figure) } ?? wording.text(.notAvailable)
    }
    return left + " = " + wording.figure(definition.result)
  }

  /// Binding strength: sums 1, products 2, signs 3. The right side of - and ÷ needs one more.
  private func write(_ formula: Formula, outer: Int, _ name: (String) -> String) -> String {
    func binary(_ a: Formula, _ sign: String, _ b: Formula, _ own: Int, right: Int) -> String {
      let text = write(a, outer: own, name) + " \(sign) " + write(b, outer: right, name)
      return own < outer ? "(\(text))" : text
    }
    let minus = wording.minus.rawValue
    switch formula {
    case .number(let value): return wording.number(value, decimals: decimals(of: value))
    case .name(let text, _): return name(text)
    case .add(let a, let b, _): return binary(a, "+", b, 1, right: 1)
    case .subtract(let a, let b, _): return binary(a, minus, b, 1, right: 2)
    case .multiply(let a, let b, _): return binary(a, "×", b, 2, right: 2)
    case .divide(let a, let b, _): return binary(a, "÷", b, 2, right: 3)
    case .negate(let a): return minus + write(a, outer: 3, name)
    case .ifZero(let a, let b):
      return wording.text(
        .ifZero, ["a": .text(write(a, outer: 0, name)), "b": .text(write(b, outer: 0, name))])
    }
  }

  /// Constants of formulas are finite decimals.
  private func decimals(of value: Exact) -> Int {
    let text = value.description
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex) - 1
  }
}
