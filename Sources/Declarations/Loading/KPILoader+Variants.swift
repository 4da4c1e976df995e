import Diagnostics

extension KPILoader {
  static let variantKeys: [KeySpec] = [
    KeySpec("title", "name, per language", required: true),
    KeySpec("description", "what it is and what it leaves out", required: true),
    KeySpec("formula", "over measures and KPIs", required: true),
    KeySpec("shown_as", "unit, if not the KPI's"),
    KeySpec("decimals", "0 to 6, if not the KPI's"),
    KeySpec("better", "higher, lower or neutral, if not the KPI's"),
    KeySpec("source", "where the definition comes from, if not the KPI's"),
    KeySpec("tests", "measures in, figure out", required: true),
  ]

  /// The other formulas that a KPI's file offers. Optional measures are the KPI's; so are unit, decimals and direction,
  /// unless the variant states its own.
  static func variants(of kpi: KPI, _ map: MappingReader) -> [KPI] {
    guard let node = map.node("variants") else {
      if map.node("variant") != nil {
        map.reader.report(map.keyLocation("variant"), "'variant' needs 'variants'")
      }
      return []
    }
    if map.node("variant") == nil {
      map.reader.report(
        map.keyLocation("variants"), "'variants' needs 'variant': what the formula beside them is called")
    }
    return map.reader.entries(node, "'variants'").compactMap { name, _, value in
      guard let inner = map.reader.mapping(value, "the variant '\(name)'", keys: variantKeys),
        var variant = self.kpi(inner, name: "\(kpi.name).\(name)")
      else { return nil }
      if inner.node("shown_as") == nil { variant.shown = kpi.shown }
      if inner.node("decimals") == nil { variant.decimals = kpi.decimals }
      if inner.node("better") == nil { variant.better = kpi.better }
      variant.optional = kpi.optional
      variant.source = inner.localized("source") ?? kpi.source
      variant.tests = tests(inner)
      return variant
    }
  }
}

extension KPI {
  /// What can be chosen in `kpis: [{win_rate: value}]`, the KPI's own formula first; empty where there is no choice.
  package var choices: [String] {
    guard let ownVariant else { return [] }
    return [ownVariant] + variants.map { String($0.name.dropFirst(name.count + 1)) }
  }
}
