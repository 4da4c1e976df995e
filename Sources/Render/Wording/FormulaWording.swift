import Declarations
import EventSchema

/// A formula in the language's names, and once more with the numbers put in.
struct FormulaWording {
  let wording: Wording
  let definition: Definition

  /// `Revenue ÷ Spend`
  var names: String { write(definition.formula, outer: 0, .own, .names) }

  /// `61,728.00 ÷ 12,345.60 = 5.00`
  var numbers: String {
    write(definition.formula, outer: 0, .own, .numbers) + " = " + wording.figure(definition.result)
  }

  private enum Style { case names, numbers }

  /// Binding strength: sums 1, products 2, signs 3. The right side of - and ÷ needs one more.
  private func write(_ formula: Formula, outer: Int, _ scope: FormulaScope, _ style: Style) -> String {
    func binary(_ a: Formula, _ sign: String, _ b: Formula, _ own: Int, right: Int) -> String {
      let text = write(a, outer: own, scope, style) + " \(sign) " + write(b, outer: right, scope, style)
      return own < outer ? "(\(text))" : text
    }
    let minus = wording.minus.rawValue
    switch formula {
    case .number(let value): return wording.number(value, decimals: decimals(of: value))
    case .name(let text, _): return term(text, scope, style)
    case .add(let a, let b, _): return binary(a, "+", b, 1, right: 1)
    case .subtract(let a, let b, _): return binary(a, minus, b, 1, right: 2)
    case .multiply(let a, let b, _): return binary(a, "×", b, 2, right: 2)
    case .divide(let a, let b, _): return binary(a, "÷", b, 2, right: 3)
    case .negate(let a): return minus + write(a, outer: 3, scope, style)
    case .ifZero(let a, let b):
      return wording.text(
        .ifZero,
        ["a": .text(write(a, outer: 0, scope, style)), "b": .text(write(b, outer: 0, scope, style))])
    case .call(let function, let a, _):
      let inner = scope.entering(function)
      switch style {
      case .names: return call(function, write(a, outer: 3, inner, style))
      // The numbers are those of the other period already.
      case .numbers: return write(a, outer: outer, inner, style)
      }
    }
  }

  private func term(_ name: String, _ scope: FormulaScope, _ style: Style) -> String {
    let term = definition.terms[scope.text(of: name)]
    switch style {
    case .names: return term.map { wording.text($0.title) } ?? name
    case .numbers: return term.map { wording.figure($0.figure) } ?? wording.text(.notAvailable)
    }
  }

  /// `Revenue (period before)`
  private func call(_ function: FormulaFunction, _ inner: String) -> String {
    let a = Note.Argument.text(inner)
    switch function {
    case .previous: return wording.text(.functionPrevious, ["a": a])
    case .yearAgo: return wording.text(.functionYearAgo, ["a": a])
    case .total: return wording.text(.functionTotal, ["a": a])
    case .whereThereIs(let measure):
      return wording.text(.functionWhere, ["a": a, "measure": .word(Word(measure))])
    case .yearToDate: return wording.text(.functionYearToDate, ["a": a])
    case .rolling(let count): return wording.text(.functionRolling, ["a": a, "n": .count(count)])
    }
  }

  /// Constants of formulas are finite decimals.
  private func decimals(of value: Exact) -> Int {
    let text = value.description
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return text.distance(from: point, to: text.endIndex) - 1
  }
}
