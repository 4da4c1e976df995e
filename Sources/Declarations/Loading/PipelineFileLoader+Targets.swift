import Diagnostics
import EventSchema

/// Reading `aggregate: targets:`.
extension PipelineFileLoader {
  static let targetKeys: [KeySpec] = [
    KeySpec("kpi", "a KPI, built-in or of your own", required: true),
    KeySpec("at_least", "what the figure is to reach: \(StatedAmount.samples)"),
    KeySpec("at_most", "what the figure is not to pass; one of the two is needed"),
    KeySpec("channel", "the channel whose figure is meant (default: that of everything)"),
    KeySpec(
      "campaign", "the campaign whose figure is meant; any other dimension under `by` may stand so, too"),
  ]

  func targets(_ node: YAMLNode) -> [Target] {
    let known = Set(Self.targetKeys.map(\.name))
    let dimensions = reader.dimensionNames.filter { !known.contains($0) }.map { KeySpec($0, "") }
    return reader.items(node, "'targets'").compactMap { item in
      guard let map = reader.mapping(item, "a target", keys: Self.targetKeys + dimensions) else { return nil }
      return target(map)
    }
  }

  private func target(_ map: MappingReader) -> Target? {
    let places = reader.dimensionNames.compactMap { name -> Located<Target.Place>? in
      guard let value = map.located(name), let dimension = reader.dimension(named: name) else { return nil }
      if value.value.isEmpty {
        reader.report(
          value.location, "'\(name)' of a target is empty", hint: "leave it out for the figure of everything")
      }
      return Located(Target.Place(dimension, value.value), at: value.location)
    }.sorted { $0.location < $1.location }
    let kpi = map.located("kpi")
    guard let (bound, goal) = bound(map), let kpi else { return nil }
    return Target(kpi: kpi, bound: bound, goal: goal, places: places)
  }

  /// The one of `at_least` and `at_most` that is stated, and its number.
  func bound(_ map: MappingReader) -> (Bound, Located<StatedAmount>)? {
    guard let key = map.exactlyOne(of: Bound.allCases.map(\.rawValue)), let bound = Bound(rawValue: key),
      let goal = map.parsed(
        key, expected: StatedAmount.samples, meant: StatedAmount.meant, { StatedAmount($0) })
    else { return nil }
    return (bound, Located(goal, at: map.valueLocation(key)))
  }
}
