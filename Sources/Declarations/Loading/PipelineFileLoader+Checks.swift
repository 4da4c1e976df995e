import Diagnostics
import EventSchema

/// Reading `aggregate: checks:`.
extension PipelineFileLoader {
  static let checkKeys: [KeySpec] = [
    KeySpec(
      "control_totals", "must_match, warn or show: an export's own totals against its records (default: show)"
    ),
    KeySpec(
      "double_claim",
      "orders or leads: whether platforms claim more conversions than there are of these; {than: orders, otherwise: warn} (default: show)"
    ),
    KeySpec(
      Check.Kind.spendWithoutChannel.rawValue,
      "the share of ad spend that no channel rule may take: 2%, or {limit: 2%, otherwise: fail} (default: warn)"
    ),
    KeySpec(
      Check.Kind.grainGaps.rawValue,
      "how far a finer grain may be from a coarser one, day by day, of its spend: 1%, or {limit: 1%, otherwise: fail} (default: warn)"
    ),
    KeySpec(
      Check.Kind.clicksOverImpressions.rawValue,
      "show, warn or fail: campaigns with more clicks than impressions in the newest period"),
    KeySpec(
      Check.Kind.futureDates.rawValue,
      "show, warn or fail: files with days after the run's day; plans have them"),
    KeySpec(
      Check.Kind.statedRatios.rawValue,
      "show, warn or fail: rows whose stated CTR, CPC and the like contradict the row's own figures beyond rounding"
    ),
    KeySpec(
      Check.Kind.freshness.rawValue,
      "show, warn or fail: inputs that don't reach what their `must_reach` says (default: warn)"),
  ]

  static let limitKeys: [KeySpec] = [
    KeySpec("limit", "a share such as 2%", required: true),
    KeySpec("otherwise", "show, warn or fail: beyond it (default: warn)"),
  ]

  static let doubleClaimKeys: [KeySpec] = [
    KeySpec("than", "orders or leads", required: true),
    KeySpec("otherwise", "show, warn or fail: where platforms claim more (default: show)"),
  ]

  func checks(_ node: YAMLNode, _ declaration: inout AggregateDeclaration) {
    guard let map = reader.mapping(node, "'checks'", keys: Self.checkKeys) else { return }
    declaration.controlTotals =
      map.choice("control_totals", AggregateDeclaration.ControlTotals.self) ?? .show
    if map.node("control_totals") != nil {
      declaration.controlTotalsLocation = map.keyLocation("control_totals")
    }
    if map.node("double_claim") != nil { declaration.doubleClaimLocation = map.keyLocation("double_claim") }
    doubleClaim(map, &declaration)
    declaration.checks = Check.Kind.allCases.compactMap { check($0, map) }
  }

  private func doubleClaim(_ map: MappingReader, _ declaration: inout AggregateDeclaration) {
    guard case .mapping = map.node("double_claim"), let node = map.node("double_claim") else {
      declaration.doubleClaim = map.choice("double_claim", AggregateDeclaration.DoubleClaim.self)
      return
    }
    guard let rule = reader.mapping(node, "'double_claim'", keys: Self.doubleClaimKeys) else { return }
    declaration.doubleClaim = rule.choice("than", AggregateDeclaration.DoubleClaim.self)
    declaration.doubleClaimSeverity = rule.choice("otherwise", Check.Severity.self) ?? .show
  }

  private func check(_ kind: Check.Kind, _ map: MappingReader) -> Check? {
    guard let node = map.node(kind.rawValue) else { return nil }
    let at = map.keyLocation(kind.rawValue)
    guard kind.hasLimit else {
      return map.choice(kind.rawValue, Check.Severity.self).map { Check(kind, $0, at: at) }
    }
    if case .mapping = node {
      guard let rule = reader.mapping(node, "'\(kind.rawValue)'", keys: Self.limitKeys) else { return nil }
      let severity = rule.choice("otherwise", Check.Severity.self)
      return limit("limit", rule).map { limited(kind, severity, $0, at: at) }
    }
    return limit(kind.rawValue, map).map { limited(kind, nil, $0, at: at) }
  }

  private func limited(_ kind: Check.Kind, _ severity: Check.Severity?, _ limit: Exact, at: SourceLocation)
    -> Check
  {
    var check = Check(kind, severity ?? .warn, limit: limit, at: at)
    check.isSeverityStated = severity != nil
    return check
  }

  private func limit(_ key: String, _ map: MappingReader) -> Exact? {
    map.parsed(key, expected: "a share such as 2%") { text in
      guard text.hasSuffix("%"), let percent = Exact(decimal: text.dropLast()), !percent.isNegative,
        percent <= Exact(100)
      else { return nil }
      return percent / Exact(100)
    }
  }
}
