import Aggregate
import Declarations
import Diagnostics
import EventSchema
import Render

/// A built-in KPI for people: `sluice kpis roas` and its section of `docs/kpis.md`.
struct KPIView {
  let kpi: KPI
  private let evaluator: KPIEvaluator

  init(_ kpi: KPI, _ library: CatalogLibrary) throws(Diagnostics) {
    self.kpi = kpi
    var known: [String: KPI] = [kpi.name: kpi]
    var wanted = [kpi] + kpi.variants
    while let next = wanted.popLast() {
      known[next.name] = next
      for (name, _) in KPIEvaluator.names(in: next.formula) where known[name] == nil {
        if let inner = try library.kpi(name) { wanted.append(inner) }
      }
    }
    evaluator = KPIEvaluator(kpis: known.values.sorted { $0.name < $1.name }, stated: [])
  }

  /// The measures and assumptions that a formula comes down to.
  func parts(of kpi: KPI) -> [String] {
    evaluator.measures(of: kpi.name).map(\.rawValue) + evaluator.assumptions(of: kpi.name).map(\.rawValue)
  }

  /// `(spend + cost) / leads`: other KPIs written out; nil where the formula names none.
  func expanded(_ kpi: KPI) -> String? {
    let text = expand(kpi.formula, in: kpi.name).text
    return text == kpi.formula.text ? nil : text
  }

  private func expand(_ formula: Formula, in owner: String) -> Formula {
    switch formula {
    case .number: formula
    case .name(let name, _):
      if name != owner, let inner = evaluator.kpis[name] { expand(inner.formula, in: name) } else { formula }
    case .add(let a, let b, let column): .add(expand(a, in: owner), expand(b, in: owner), column: column)
    case .subtract(let a, let b, let column):
      .subtract(expand(a, in: owner), expand(b, in: owner), column: column)
    case .multiply(let a, let b, let column):
      .multiply(expand(a, in: owner), expand(b, in: owner), column: column)
    case .divide(let a, let b, let column):
      .divide(expand(a, in: owner), expand(b, in: owner), column: column)
    case .negate(let a): .negate(expand(a, in: owner))
    case .ifZero(let a, let b): .ifZero(expand(a, in: owner), expand(b, in: owner))
    case .call(let function, let a, let column): .call(function, expand(a, in: owner), column: column)
    }
  }

  /// `spend: 40, revenue: 90 → 2.25`
  static func line(_ test: KPITest) -> String {
    let given = test.given.sorted { $0.key < $1.key }.map { "\($0.key.rawValue): \($0.value)" }
    let assumed = test.assumed.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      "\($0.key.rawValue): \($0.value)"
    }
    let scoped = test.scoped.flatMap { scope, values in
      values.map { "\(scope.text(of: $0.key.rawValue)): \($0.value)" }
    }
    return (given + scoped.sorted() + assumed).joined(separator: ", ") + " → "
      + (test.expected?.description ?? "n/a")
  }

  // MARK: Text

  var text: String {
    var text = "\(kpi.name)  \(names(kpi))\n\(kpi.description.text(in: "en"))\n\n"
    text += definition(kpi)
    let places = kpi.shown == .money ? "decimals as the currency has" : "\(kpi.decimals) decimals"
    text += "  shown as  \(kpi.shown.rawValue), \(places); better: \(kpi.better.rawValue)\n"
    if !kpi.optional.isEmpty {
      text +=
        "  optional  \(kpi.optional.map(\.rawValue).joined(separator: ", ")): 0 where no input states it beside the others\n"
    }
    text += tests(kpi)
    if let own = kpi.ownVariant {
      text += "\nVariants: '\(own)' is the one above; another is chosen by `kpis: [{\(kpi.name): NAME}]`.\n"
    }
    for variant in kpi.variants {
      text += "\n\(variant.name)  \(names(variant))\n\(variant.description.text(in: "en"))\n\n"
      text += definition(variant) + tests(variant)
    }
    return text
  }

  private func names(_ kpi: KPI) -> String {
    ["en", "zh-Hans", "ru"].map { kpi.title.text(in: $0) }.joined(separator: " · ")
  }

  private func definition(_ kpi: KPI) -> String {
    var text = "  formula   \(kpi.formula.text)\n"
    if let expanded = expanded(kpi) { text += "  that is   \(expanded)\n" }
    text += "  parts     \(parts(of: kpi).joined(separator: ", "))\n"
    return text + "  source    \(kpi.source?.text(in: "en") ?? "")\n"
  }

  private func tests(_ kpi: KPI) -> String {
    kpi.tests.enumerated().map { "  \($0 == 0 ? "tests" : "     ")     \(Self.line($1))\n" }.joined()
  }
}

extension Commands {
  /// `docs/kpis.md`
  static func kpisPage() throws(Diagnostics) -> String {
    let library = CatalogLibrary()
    var kpis: [KPI] = []
    for name in library.kpiNames { if let kpi = try library.kpi(name) { kpis.append(kpi) } }
    var page =
      generated + """
        # Built-in KPIs

        \(kpis.count) figures that `aggregate: kpis:` may name, \(kpis.reduce(0) { $0 + $1.variants.count }) of them again by other formulas: `{win_rate: value}` there, `win_rate.value` in
        formulas and columns of tables. Each is computed exactly from its parts at every total and rounded once; a part that no
        input states, or a division by zero, is n/a; a part that the KPI calls optional counts as 0 beside one that is stated. `sluice kpis NAME`
        prints one with its tests.

        | KPI | Name | Unit | Better | Formula |
        | --- | --- | --- | --- | --- |\n
        """
    for kpi in kpis {
      for each in [kpi] + kpi.variants {
        page +=
          "| [\(each.name)](#\(anchor(kpi.name))) | \(cell(each.title.text(in: "en"))) | \(each.shown.rawValue) | \(each.better.rawValue) | `\(each.formula.text)` |\n"
      }
    }
    for ambiguous in AmbiguousKPI.allCases {
      page +=
        "\(ambiguous == AmbiguousKPI.allCases.first ? "\n" : "")- `\(ambiguous.rawValue)` is refused: people mean different things by it. \(ambiguous.choices.map { "`\($0)`" }.joined(separator: ", "))\n"
    }
    for kpi in kpis { page += try section(KPIView(kpi, library)) }
    return page
  }

  private static func section(_ view: KPIView) -> String {
    var text = "\n## \(view.kpi.name)\n"
    for kpi in [view.kpi] + view.kpi.variants {
      let names = ["en", "zh-Hans", "ru"].map { cell(kpi.title.text(in: $0)) }.joined(separator: " · ")
      let choice =
        kpi.name == view.kpi.name ? view.kpi.ownVariant.map { " (`\($0)`)" } ?? "" : " (`\(kpi.name)`)"
      text += "\n**\(names)**\(choice): \(cell(kpi.description.text(in: "en")))\n\n"
      text += "- `\(kpi.formula.text)`\(view.expanded(kpi).map { ", that is `\($0)`" } ?? "")\n"
      text += "- after: \(cell(kpi.source?.text(in: "en") ?? ""))\n"
      for test in kpi.tests { text += "- `\(KPIView.line(test))`\n" }
    }
    return text
  }
}
