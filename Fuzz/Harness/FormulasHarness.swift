internal import Declarations
internal import EventSchema

/// What is read of a formula, written out and read again, is the same formula.
package enum FormulasHarness {
  package static func problem(_ input: [UInt8]) -> String? {
    let text = String(decoding: input, as: UTF8.self)
    let length = text.unicodeScalars.count
    let formula: Formula
    do throws(FormulaError) {
      formula = try FormulaParser.parse(text)
    } catch {
      if error.message.isEmpty { return "an error without words" }
      return (1...(length + 1)).contains(error.column) ? nil : "column \(error.column) of \(length)"
    }
    let printed = self.text(formula)
    do throws(FormulaError) {
      let again = self.text(try FormulaParser.parse(printed))
      return again == printed ? nil : "\(printed) came back as \(again)"
    } catch {
      // Printing writes every pair of parentheses, which may be too many.
      if case .tooDeep = error { return nil }
      return "\(printed): \(error.message) in column \(error.column)"
    }
  }

  private static func text(_ formula: Formula) -> String {
    switch formula {
    case .number(let value): value.description
    case .name(let name, _): name
    case .add(let a, let b, _): "(\(text(a)) + \(text(b)))"
    case .subtract(let a, let b, _): "(\(text(a)) - \(text(b)))"
    case .multiply(let a, let b, _): "(\(text(a)) * \(text(b)))"
    case .divide(let a, let b, _): "(\(text(a)) / \(text(b)))"
    case .negate(let a): "(-\(text(a)))"
    case .ifZero(let a, let b): "if_zero(\(text(a)), \(text(b)))"
    case .call(let function, let a, _): function.text(of: text(a))
    }
  }
}
