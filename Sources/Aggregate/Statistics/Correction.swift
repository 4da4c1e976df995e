/// Many tests at once: what counts as found when there are many chances to be wrong.
package enum Correction {
  /// Benjamini and Hochberg (1995): of those found, at most a share of `level` is expected to be chance. Where
  /// nothing is there at all, anything is found with a chance of at most `level`.
  package static func falseDiscoveries(_ chances: [Double], level: Double) -> [Bool] {
    let order = chances.indices.sorted { chances[$0] < chances[$1] }
    var last = -1
    for (rank, index) in order.enumerated()
    where chances[index] <= level * Double(rank + 1) / Double(chances.count) { last = rank }
    var found = Array(repeating: false, count: chances.count)
    for (rank, index) in order.enumerated() where rank <= last { found[index] = true }
    return found
  }

  /// Holm (1979): each p-value raised so that comparing it with a level keeps the chance of any false finding
  /// among all of them below that level.
  package static func holm(_ chances: [Double]) -> [Double] {
    let order = chances.indices.sorted { chances[$0] < chances[$1] }
    var adjusted = chances
    var least = 0.0
    for (rank, index) in order.enumerated() {
      least = max(least, min(1, chances[index] * Double(chances.count - rank)))
      adjusted[index] = least
    }
    return adjusted
  }
}
