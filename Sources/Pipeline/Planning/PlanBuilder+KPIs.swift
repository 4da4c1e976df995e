import Aggregate
import Declarations
import Diagnostics
import EventSchema

extension PlanBuilder {
  struct ResolvedKPIs {
    var shown: [KPI]
    var all: [KPI]
  }

  /// The KPIs that the pipeline file names, in order, and all that these and its tables are made of.
  mutating func resolveKPIs(
    _ currency: Currency, besides others: [Located<String>]
  ) throws(Diagnostics) -> ResolvedKPIs {
    var all: [String: KPI] = [:]
    var shown: [KPI] = []
    var wanted: [Located<String>] = []
    for use in file.aggregate.kpis {
      switch use {
      case .own(let kpi):
        if all[kpi.name] != nil, !library.kpiNames.contains(kpi.name) {
          problems.append(
            Diagnostic(
              at: kpi.location, "two KPIs are named '\(kpi.name)'", hint: "give each a name of its own"))
        } else if Dimension(rawValue: kpi.name) != nil || Grain(rawValue: kpi.name) != nil {
          problems.append(
            Diagnostic(
              at: kpi.location, "'\(kpi.name)' is a column to group by", hint: "give your own another name"))
        } else if library.kpiNames.contains(kpi.name) {
          problems.append(
            Diagnostic(
              at: kpi.location, "'\(kpi.name)' is a built-in KPI", hint: "give your own another name"))
        } else if Assumption(rawValue: kpi.name) != nil {
          problems.append(
            Diagnostic(
              at: kpi.location, "'\(kpi.name)' is what a pipeline file may assume",
              hint: "give your own another name"))
        }
        all[kpi.name] = kpi
        shown.append(kpi)
        wanted += KPIEvaluator.names(in: kpi.formula).filter { $0.name != kpi.name }
          .map { Located($0.name, at: kpi.location(ofColumn: $0.column)) }
      case .named(let name):
        if let kpi = try loadShown(name, into: &all, &wanted) { shown.append(kpi) }
      case .variant(let choice, let name):
        guard let name = try variant(choice, of: name) else { continue }
        if let kpi = try loadShown(name, into: &all, &wanted) { shown.append(kpi) }
      }
    }
    checkTwice(shown)
    for name in file.tables.flatMap(\.columns) + file.reports.flatMap({ $0.sections.compactMap(\.sortBy) }) {
      _ = try loadShown(name, into: &all, &wanted)
    }
    let besides = alertKPIs + file.aggregate.targets.map(\.kpi) + others
    for name in besides { _ = try loadShown(name, into: &all, &wanted) }
    while let name = wanted.popLast() { _ = try load(name, into: &all, &wanted) }
    return ResolvedKPIs(
      shown: shown.map { $0.inCurrency(currency) },
      all: all.values.sorted { $0.name < $1.name }.map { $0.inCurrency(currency) })
  }

  /// A KPI stands in the list once.
  private mutating func checkTwice(_ shown: [KPI]) {
    var seen: Set<String> = []
    for use in file.aggregate.kpis {
      guard case .named(let name) = use, !seen.insert(name.value).inserted,
        shown.contains(where: { $0.name == name.value })
      else { continue }
      problems.append(
        Diagnostic(
          at: name.location, "the KPI '\(name.value)' stands twice", hint: "take one of them out",
          length: name.value.unicodeScalars.count))
    }
  }

  /// The identifier of `{win_rate: value}`: `win_rate.value`, or `win_rate` for the KPI's own formula.
  private mutating func variant(_ choice: Located<String>, of name: Located<String>) throws(Diagnostics)
    -> Located<String>?
  {
    // What there is no KPI of is reported where the name is looked up.
    guard let kpi = try library.kpi(name.value) else { return name }
    guard kpi.choices.contains(choice.value) else {
      let near = nearest(to: choice.value, in: kpi.choices).map { "did you mean '\($0)'?" }
      problems.append(
        Diagnostic(
          at: choice.location,
          kpi.choices.isEmpty
            ? "the KPI '\(kpi.name)' has no variants"
            : "the KPI '\(kpi.name)' has no variant '\(choice.value)'",
          hint: kpi.choices.isEmpty
            ? "write `- \(kpi.name)`" : near ?? "known: \(kpi.choices.joined(separator: ", "))",
          length: choice.value.unicodeScalars.count))
      return nil
    }
    return Located(
      choice.value == kpi.ownVariant ? kpi.name : "\(kpi.name).\(choice.value)", at: name.location)
  }

  /// A KPI that is shown: a measure that is no KPI has neither a name nor a unit to show.
  private mutating func loadShown(
    _ name: Located<String>, into all: inout [String: KPI], _ wanted: inout [Located<String>]
  ) throws(Diagnostics) -> KPI? {
    if Assumption(rawValue: name.value) != nil {
      problems.append(
        Diagnostic(
          at: name.location, "'\(name.value)' is an assumption, not a KPI",
          hint: "the definitions print it beside the KPIs that use it",
          length: name.value.unicodeScalars.count))
      return nil
    }
    let kpi = try load(name, into: &all, &wanted)
    if kpi == nil, let measure = Measure(rawValue: name.value) {
      let shown = measure.unit == .duration ? "fractional_count" : measure.unit.rawValue
      problems.append(
        Diagnostic(
          at: name.location, "'\(name.value)' is a measure, not a KPI",
          hint:
            "declare one of your own: {name: my_\(name.value), formula: \(name.value), shown_as: \(shown)}",
          length: name.value.unicodeScalars.count))
    }
    return kpi
  }

  private mutating func load(
    _ name: Located<String>, into all: inout [String: KPI], _ wanted: inout [Located<String>]
  ) throws(Diagnostics) -> KPI? {
    if let known = all[name.value] { return known }
    guard let kpi = try library.kpi(name.value) else {
      try reportUnlessKnown(name)
      return nil
    }
    all[name.value] = kpi
    for (inner, _) in KPIEvaluator.names(in: kpi.formula) where inner != kpi.name {
      if let assumption = Assumption(rawValue: inner), file.aggregate.assume[assumption] == nil {
        problems.append(
          Diagnostic(
            at: name.location, "the KPI '\(kpi.name)' needs an assumption: \(inner)",
            hint: "under `aggregate:` write `assume: {\(inner): \(assumption.example)}`, with your value"))
      } else {
        wanted.append(Located(inner, at: name.location))
      }
    }
    return kpi
  }

  /// What formulas come down to.
  private static let leaves = Measure.allCases.map(\.rawValue) + Assumption.allCases.map(\.rawValue)

  /// Names of formulas may also be measures and what is assumed.
  private mutating func reportUnlessKnown(_ name: Located<String>) throws(Diagnostics) {
    if Measure(rawValue: name.value) != nil || file.unreadKPIs.contains(name.value) { return }
    if let assumption = Assumption(rawValue: name.value) {
      guard file.aggregate.assume[assumption] == nil else { return }
      problems.append(
        Diagnostic(
          at: name.location, "'\(name.value)' is not assumed",
          hint: "under `aggregate:` write `assume: {\(name.value): \(assumption.example)}`, with your value",
          length: name.value.unicodeScalars.count))
    } else if let ambiguous = AmbiguousKPI(rawValue: name.value) {
      problems.append(
        Diagnostic(
          at: name.location, ambiguous.message, hint: ambiguous.hint, length: name.value.unicodeScalars.count)
      )
    } else {
      let base = name.value.split(separator: ".").first.map(String.init) ?? name.value
      let variants = base == name.value ? [] : try library.kpi(base)?.variants.map(\.name) ?? []
      let own = file.aggregate.kpis.compactMap { if case .own(let kpi) = $0 { kpi.name } else { nil } }
      unknown(
        "KPI", name, known: variants.isEmpty ? own + library.kpiNames + Self.leaves : variants,
        command: "sluice kpis")
    }
  }
}
