import Diagnostics
import EventSchema

/// What touches of an account are worth: `aggregate: engagement:`.
package struct EngagementDeclaration: Sendable {
  /// From when on an account counts as engaged, per period: `10 points`, `3 touches`.
  package enum Threshold: Sendable, Hashable {
    /// Units of 10^-6.
    case points(Int64)
    case touches(Int)

    /// What a pipeline file writes.
    package static let samples = "10 points or 3 touches"

    package init?(_ text: String) {
      let words = text.split(separator: " ")
      guard words.count == 2 else { return nil }
      switch words[1] {
      case "points", "point":
        guard let points = EngagementDeclaration.points(String(words[0])), points > 0 else { return nil }
        self = .points(points)
      case "touches", "touch":
        guard let count = Int(words[0]), count > 0, String(count) == words[0] else { return nil }
        self = .touches(count)
      default: return nil
      }
    }
  }

  /// Points per touch of a type, in the order of the file.
  ///
  /// In units of 10^-6.
  package var weights: [(type: String, units: Int64)] = []
  /// Points of a touch whose type has no weight, units of 10^-6.
  package var otherTouches: Int64
  package var engagedFrom = Threshold.touches(1)
  /// After how many days a touch is worth half as much; nil where touches count in their own period alone.
  package var halfLifeDays: Int?

  /// Without a declaration every touch is one point.
  package init(otherTouches: Int64 = 1_000_000) { self.otherTouches = otherTouches }

  /// Units of 10^-6 of a number from 0 to a million with at most six decimals.
  package static func points(_ text: String) -> Int64? {
    guard let points = Exact(decimal: text), !points.isNegative, points <= Exact(1_000_000),
      let units = Int64(points.rounded(places: 6, .halfEven)), Exact(units: Int128(units), scale: 6) == points
    else { return nil }
    return units
  }
}

extension PipelineFileLoader {
  static let engagementKeys: [KeySpec] = [
    KeySpec(
      "weights",
      "type of touch → points: {visit: 1, demo_request: 10}; whatever the case (default: every touch is 1 point)"
    ),
    KeySpec("other_touches", "points of a touch whose type has no weight (default: 0 where `weights` stand)"),
    KeySpec(
      "engaged_from",
      "what makes a target account engaged in a period: \(EngagementDeclaration.Threshold.samples) (default: 1 touch)"
    ),
    KeySpec(
      "half_life",
      "after how long a touch is worth half as much: 30 days; points are those left at a period's end, of earlier periods' touches, too (default: touches count in full, in their own period)"
    ),
  ]

  func engagement(_ node: YAMLNode) -> EngagementDeclaration? {
    guard let map = reader.mapping(node, "'engagement'", keys: Self.engagementKeys) else { return nil }
    let weights = map.node("weights")
    var declaration = EngagementDeclaration(otherTouches: weights == nil ? 1_000_000 : 0)
    let expected = "points such as 1 or 2.5"
    for entry in weights.map({ reader.entries($0, "'weights'") }) ?? [] {
      guard let text = reader.text(entry.value, "'\(entry.key)'") else { continue }
      if declaration.weights.contains(where: { $0.type.lowercased() == entry.key.lowercased() }) {
        reader.report(
          entry.keyAt, "'\(entry.key)' stands twice",
          hint: "types of touches are told apart whatever their case",
          length: entry.key.unicodeScalars.count)
      } else if let points = EngagementDeclaration.points(text) {
        declaration.weights.append((entry.key, points))
      } else {
        reader.report(
          entry.value.location, "expected \(expected) for '\(entry.key)', found '\(text)'",
          length: text.unicodeScalars.count)
      }
    }
    if let others = map.parsed("other_touches", expected: expected, EngagementDeclaration.points) {
      declaration.otherTouches = others
    }
    declaration.engagedFrom =
      map.parsed(
        "engaged_from", expected: EngagementDeclaration.Threshold.samples,
        EngagementDeclaration.Threshold.init)
      ?? declaration.engagedFrom
    declaration.halfLifeDays = map.parsed("half_life", expected: "a number of days such as 30 days") {
      Self.days($0, 1...3660)
    }
    return declaration
  }
}
