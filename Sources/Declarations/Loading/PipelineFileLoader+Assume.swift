import Diagnostics
import EventSchema

extension PipelineFileLoader {
  /// Formulas refer to KPIs by name, so a name must be one that a formula can hold.
  func ownName(_ map: MappingReader) -> String {
    guard let name = map.text("name") else { return "" }
    let parsed = try? FormulaParser.parse(name)
    if case .name(name, column: 1) = parsed, name.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: ".") }) {
      return name
    }
    reader.report(
      map.valueLocation("name"), "the KPI's name '\(name)' can't stand in a formula",
      hint: "use a–z, 0–9 and _",
      length: name.unicodeScalars.count)
    return name
  }

  static let assumeKeys: [KeySpec] = [
    KeySpec("gross_margin", "what is left of revenue after the cost of what was sold: 42%"),
    KeySpec("purchases_per_year", "orders of one customer in a year: 2.5"),
    KeySpec("customer_years", "how many years a customer keeps buying: 3"),
    KeySpec(
      "baseline_hours",
      "hours that work took in one of the report's periods before it was automated: 120"),
    KeySpec("hourly_rate", "what an hour is worth, in the report's currency: 45"),
  ]

  func assumptions(_ node: YAMLNode) -> [Assumption: Exact] {
    guard let map = reader.mapping(node, "'assume'", keys: Self.assumeKeys) else { return [:] }
    var assumed: [Assumption: Exact] = [:]
    for assumption in Assumption.allCases {
      let expected =
        assumption.isShare
        ? "a share such as \(assumption.example)" : "a number above 0 such as \(assumption.example)"
      assumed[assumption] = map.parsed(assumption.rawValue, expected: expected, assumption.value)
    }
    return assumed
  }

  /// A name, `{win_rate: value}`, or a mapping that declares an own one.
  func kpiUse(_ node: YAMLNode) -> AggregateDeclaration.KPIUse? {
    guard case .mapping(let entries, _) = node else {
      return reader.text(node, "a KPI").map { .named(Located($0, at: node.location)) }
    }
    if entries.count == 1, let (name, at, value) = entries.first,
      !KPILoader.ownKeys.contains(where: { $0.name == name })
    {
      return reader.text(value, "the variant of '\(name)'").map {
        .variant(Located($0, at: value.location), of: Located(name, at: at))
      }
    }
    guard let map = reader.mapping(node, "an own KPI", keys: KPILoader.ownKeys) else { return nil }
    let name = ownName(map)
    let kpi = KPILoader.kpi(map, name: name)
    if kpi == nil { reader.unreadKPIs.insert(name) }
    return kpi.map { .own($0) }
  }
}
