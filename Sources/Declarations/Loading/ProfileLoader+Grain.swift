import Diagnostics
import EventSchema

/// Reading what a row of an export is about.
extension ProfileLoader {
  private static let grainKeys: [KeySpec] = [
    KeySpec("from", "finest first: the first that a file has a column of", required: true),
    KeySpec("default", "the grain of files that have none of them (default: the last of `from`)"),
  ]

  func grain(_ node: YAMLNode) -> ProfileGrain? {
    guard let map = reader.mapping(node, "'grain'", keys: Self.grainKeys) else { return nil }
    if kind != .ad {
      reader.report(node.location, "'grain' is for ad events, this profile gives \(kind.rawValue)")
    }
    map.reportIfEmpty("from")
    let known = EntityGrain.allCases.map(\.rawValue)
    let from = map.texts("from").compactMap { item -> EntityGrain? in
      if let grain = EntityGrain(rawValue: item.value) { return grain }
      reader.unknown(item.value, "grain", known, at: item.location)
      return nil
    }
    for (finer, coarser) in zip(from, from.dropFirst()) where finer <= coarser {
      reader.report(
        map.valueLocation("from"),
        "'\(coarser.rawValue)' stands behind '\(finer.rawValue)', which is no finer",
        hint: "the finest first: " + known.reversed().joined(separator: ", "))
    }
    let otherwise = map.choice("default", EntityGrain.self) ?? from.last ?? .account
    return ProfileGrain(from: from, otherwise: otherwise)
  }
}
