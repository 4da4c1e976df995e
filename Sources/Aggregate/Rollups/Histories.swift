package import EventSchema

/// What is known of deals and leads beyond their events; each rollup is there only where a figure needs it.
package struct Histories: Sendable {
  package private(set) var standing: StandingSums?
  package private(set) var lengths: LengthCounts?

  /// Nil where none of the shapes needs any.
  package init?(_ shapes: [GroupedSumsShape]) {
    let measures = Set(shapes.flatMap(\.measures))
    let dimensions = Set(shapes.flatMap(\.dimensions)).sorted()
    if measures.contains(where: \.stands) { standing = StandingSums(dimensions: dimensions) }
    if measures.contains(where: \.isOfLengths) { lengths = LengthCounts(dimensions: dimensions) }
    if standing == nil, lengths == nil { return nil }
  }

  package mutating func add(_ batch: HistoryBatch, dictionaries: Dictionaries) {
    switch batch {
    case .begins(let events): standing?.add(events, .begins, dictionaries: dictionaries)
    case .ends(let events): standing?.add(events, .ends, dictionaries: dictionaries)
    case .lengths(let events, let outcomes, let lengths):
      self.lengths?.add(events, outcomes, lengths, dictionaries: dictionaries)
    }
  }

  package mutating func merge(_ other: Histories) {
    if let more = other.standing { standing?.merge(more) }
    if let more = other.lengths { lengths?.merge(more) }
  }

  /// The sums that follow for a shape.
  package func finish(shape: GroupedSumsShape) -> GroupedSums {
    standing?.finish(shape: shape) ?? GroupedSums(shape: shape)
  }
}
