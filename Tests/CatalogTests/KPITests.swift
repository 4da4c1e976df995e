import Aggregate
import Declarations
import EventSchema
import Testing

@Suite("Built-in KPIs") struct KPITests {
  static let library = CatalogLibrary()
  static let all: [KPI] = library.kpiNames.compactMap { try? library.kpi($0) ?? nil }

  @Test("every KPI file loads and every name is its file's", arguments: library.kpiNames)
  func loads(_ name: String) throws {
    let kpi = try #require(try Self.library.kpi(name))
    #expect(kpi.name == name)
    #expect(!kpi.tests.isEmpty)
    for language in ["en", "zh-Hans", "ru"] {
      #expect(kpi.title.texts[language]?.isEmpty == false, "title in \(language)")
      #expect(kpi.description.texts[language]?.isEmpty == false, "description in \(language)")
    }
  }

  @Test("the tests in the KPI files hold", arguments: library.kpiNames)
  func inlineTests(_ name: String) throws {
    let kpi = try #require(try Self.library.kpi(name))
    for test in kpi.tests {
      let evaluator = KPIEvaluator(kpis: Self.all, stated: Set(test.given.keys))
      let figure = evaluator.evaluate(name, isCovered: { test.given[$0] != nil }) { test.given[$0] }
      #expect(figure.value == test.expected, "\(test.location)")
    }
  }

  @Test("units add up and no KPI leads back to itself", arguments: library.kpiNames)
  func units(_ name: String) throws {
    let kpi = try #require(try Self.library.kpi(name))
    #expect(KPIEvaluator(kpis: Self.all, stated: []).problems(of: kpi).isEmpty)
  }

  private func evaluate(_ formula: String, shown: KPI.Shown, _ given: [Measure: Exact]) throws -> Evaluation {
    let parsed = try FormulaParser.parse(formula)
    let location = try #require(Self.all.first).location
    let kpi = KPI(
      name: "own", title: LocalizedText("own"), description: LocalizedText(""), formula: parsed, shown: shown,
      decimals: 2,
      better: .neutral, location: location)
    return KPIEvaluator(kpis: Self.all + [kpi], stated: Set(given.keys))
      .evaluate("own", isCovered: { given[$0] != nil }) { given[$0] }
  }

  @Test("a division by zero has no value and says what was zero")
  func divisionByZero() throws {
    let figure = try evaluate("spend / clicks", shown: .money, [.spend: Exact(10), .clicks: .zero])
    #expect(figure.value == nil)
    #expect(figure.reason == .divisionByZero(.name("clicks")))
  }

  @Test("a missing measure is no value, never zero")
  func missing() throws {
    let figure = try evaluate("revenue - spend", shown: .money, [.revenue: Exact(10)])
    #expect(figure.value == nil)
    #expect(figure.reason == .missing(.spend))
  }

  @Test("an optional cost counts as 0 beside a stated one, alone it is no value")
  func optional() throws {
    #expect(try evaluate("marketing_cost", shown: .money, [.spend: Exact(10)]).value == Exact(10))
    #expect(try evaluate("marketing_cost", shown: .money, [.revenue: Exact(10)]).value == nil)
  }
}
