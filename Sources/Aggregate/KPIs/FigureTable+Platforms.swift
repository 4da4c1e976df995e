import EventSchema

extension FigureTable {
  /// Notes whose claims a group has: rows of one input may be of several platforms, and say so by their source.
  func addPlatforms(to groups: inout [Group], _ place: ([[UInt8]]) -> Int?) {
    guard let source = shape.dimensions.firstIndex(of: .source) else { return }
    let claimed = measures.indices.filter { measures[$0].isClaimed }
    guard !claimed.isEmpty else { return }
    for row in rows where !row.texts[source].isEmpty {
      guard claimed.contains(where: { row.values[$0].map { !$0.isZero } ?? false }),
        let place = place(row.texts)
      else { continue }
      groups[place].platforms[row.slot, default: []].insert(row.texts[source])
    }
  }
}
