import Declarations
import EventSchema
import Testing

@Suite("Formulas") struct FormulaParserTests {
  struct Parsed: Sendable, CustomTestStringConvertible {
    var text: String, tree: String
    var testDescription: String { "\(text) → \(tree)" }
  }

  /// The tree with every operation in parentheses.
  private func tree(_ formula: Formula) -> String {
    switch formula {
    case .number(let value): value.description
    case .name(let name, _): name
    case .add(let a, let b, _): "(\(tree(a)) + \(tree(b)))"
    case .subtract(let a, let b, _): "(\(tree(a)) - \(tree(b)))"
    case .multiply(let a, let b, _): "(\(tree(a)) * \(tree(b)))"
    case .divide(let a, let b, _): "(\(tree(a)) / \(tree(b)))"
    case .negate(let a): "(- \(tree(a)))"
    case .ifZero(let a, let b): "if_zero(\(tree(a)), \(tree(b)))"
    case .call(let function, let a, _): function.text(of: tree(a))
    }
  }

  @Test(
    "operations bind as in arithmetic",
    arguments: [
      Parsed(text: "spend", tree: "spend"),
      Parsed(text: "a - b - c", tree: "((a - b) - c)"),
      Parsed(text: "a / b / c", tree: "((a / b) / c)"),
      Parsed(text: "a + b * c", tree: "(a + (b * c))"),
      Parsed(text: "(a + b) * c", tree: "((a + b) * c)"),
      Parsed(text: "-a * b", tree: "((- a) * b)"),
      Parsed(text: "a - -1.50", tree: "(a - (- 1.5))"),
      Parsed(
        text: "1000*spend/if_zero( impressions ,1 )", tree: "((1000 * spend) / if_zero(impressions, 1))"),
      Parsed(text: "a/total(a)", tree: "(a / total(a))"),
      Parsed(text: "-previous(a + b) * c", tree: "((- previous((a + b))) * c)"),
      Parsed(text: "rolling( year_ago(a), 12 )", tree: "rolling(year_ago(a), 12)"),
      Parsed(text: "where( a+b , spend )/spend", tree: "(where((a + b), spend) / spend)"),
      Parsed(text: "total", tree: "total"),
    ])
  func parsed(_ c: Parsed) throws {
    #expect(tree(try FormulaParser.parse(c.text)) == c.tree)
  }

  struct Failed: Sendable, CustomTestStringConvertible {
    var text: String, error: FormulaError
    var testDescription: String { "\(text) → \(error)" }
  }

  @Test(
    "an error names the column of the formula's own text",
    arguments: [
      Failed(text: "", error: .ends(column: 1)),
      Failed(text: "spend /", error: .ends(column: 8)),
      Failed(text: "(a + b", error: .ends(column: 7)),
      Failed(text: "a b", error: .unexpected("b", column: 3)),
      Failed(text: "a ^ 2", error: .unexpected("^", column: 3)),
      Failed(text: "2 * 1.2.3", error: .unexpected("1.2.3", column: 5)),
      Failed(text: "a + ) b", error: .unexpected(")", column: 5)),
      Failed(text: "if_zero(a)", error: .unexpected(")", column: 10)),
      Failed(text: "previous(a", error: .ends(column: 11)),
      Failed(text: "a - previos(a)", error: .unknownFunction("previos", column: 5)),
      Failed(text: "rolling(a)", error: .unexpected(")", column: 10)),
      Failed(text: "rolling(a, 1)", error: .notACount("1", column: 12)),
      Failed(text: "rolling(a, b)", error: .notACount("b", column: 12)),
      Failed(text: "where(a)", error: .unexpected(")", column: 8)),
      Failed(text: "where(a, 3)", error: .notAMeasure("3", column: 10)),
      Failed(text: "where(a, reach)", error: .notAMeasure("reach", column: 10)),
      Failed(text: "where(a, spent)", error: .notAMeasure("spent", column: 10)),
      Failed(text: "where(a", error: .ends(column: 8)),
      Failed(text: "total()", error: .unexpected(")", column: 7)),
      Failed(text: "расход × 2", error: .unexpected("×", column: 8)),
    ])
  func failed(_ c: Failed) {
    #expect(throws: c.error) { try FormulaParser.parse(c.text) }
  }

  @Test(
    "whatever is wrong with a formula is told at once, as far as the rest can still be read",
    arguments: [
      (
        "previos(a) + meian(b)",
        [FormulaError.unknownFunction("previos", column: 1), .unknownFunction("meian", column: 14)]
      ),
      (
        "a % previos(b) $ c",
        [.unexpected("%", column: 3), .unknownFunction("previos", column: 5), .unexpected("$", column: 16)]
      ),
      ("rolling(a, x) + meian(b)", [.notACount("x", column: 12), .unknownFunction("meian", column: 17)]),
      ("a + ) * meian(b)", [.unexpected(")", column: 5), .unknownFunction("meian", column: 9)]),
      ("previous(a) / b", []),
    ])
  func allErrors(_ text: String, _ errors: [FormulaError]) {
    let read = FormulaParser.read(text)
    #expect(read.errors == errors)
    #expect((read.formula == nil) == !errors.isEmpty)
  }

  @Test("an unknown function is answered with the nearest one")
  func nearestFunction() {
    #expect(FormulaError.unknownFunction("previos", column: 1).hint == "did you mean 'previous'?")
    #expect(
      FormulaError.unknownFunction("median", column: 1).hint.hasPrefix("there are if_zero(a, b), previous(a)")
    )
  }

  @Test("a formula that nests or runs on without end is refused, not followed")
  func deep() {
    let texts = [
      String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "a",
      "a" + String(repeating: "+a", count: 100_000),
    ]
    for text in texts {
      #expect { try FormulaParser.parse(text) } throws: { error in
        if case .tooDeep = error as? FormulaError { true } else { false }
      }
    }
  }
}
