import Columns
package import EventSchema

/// How often what happened, per group: the events of logs, counted by kind.
///
/// The counts of a group lie side by side, so that an event touches one place in memory.
package struct EventTally: Sendable {
  private var measures: [Measure] = []
  private var peopleMeasures: [Measure] = []
  /// Per group one count per measure, and one of the events that count for none.
  private var counts: ContiguousArray<UInt32> = []
  private var eventCount = 0

  package init() {}

  /// Whether another batch can be added: of the same measures, and no count can overflow.
  package func takes(_ logged: LoggedEvents) -> Bool {
    eventCount == 0
      || measures == logged.measures && peopleMeasures == logged.peopleMeasures
        && eventCount + logged.kinds.count < Int(UInt32.max)
  }

  /// - Parameters:
  ///   - ids: the group of every row, -1 for none; below `groups`.
  package mutating func add(_ logged: LoggedEvents, _ ids: Span<Int32>, groups: Int) {
    measures = logged.measures
    peopleMeasures = logged.peopleMeasures
    eventCount += ids.count
    let width = measures.count + 1
    counts.grow(to: groups * width)
    Self.add(logged.kinds.span, ids, width: width, to: &counts)
  }

  private static func add(
    _ kinds: Span<UInt8>, _ ids: Span<Int32>, width: Int, to counts: inout ContiguousArray<UInt32>
  ) {
    var out = counts.mutableSpan
    for row in 0..<ids.count where ids[row] >= 0 { out[Int(ids[row]) &* width &+ Int(kinds[row])] &+= 1 }
  }

  /// Per group how many events state a measure, and for how many it counts 1; nil when none do.
  package func counts(of measure: Measure) -> [(happened: Int, stated: Int)]? {
    let kind = measures.firstIndex(of: measure)
    guard kind != nil || peopleMeasures.contains(measure) else { return nil }
    let width = measures.count + 1
    return stride(from: 0, to: counts.count, by: width).map { first in
      let group = counts[first..<(first + width)]
      return (kind.map { Int(group[first + $0]) } ?? 0, group.reduce(0) { $0 + Int($1) })
    }
  }
}
