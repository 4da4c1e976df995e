import Columns
import Declarations
import EventSchema

/// Things published, and how often they were watched.
extension EventMapper {
  /// When the views of the records were: in the period that the file covers, if it says so; else on the
  /// record's own days.
  mutating func contentTimes(_ count: Int) -> EventTimes {
    var times = mixedTimes(count)
    guard let first = facts.firstDay, let last = facts.lastDay else { return times }
    for row in 0..<count where publication(row) != nil {
      times.days[row] = first.number
      times.lastDays[row] = last.number
      times.instants[row] = .min
    }
    return times
  }

  /// The day on which a record's content was published: its own day, unless it covers days.
  private func publication(_ row: Int) -> Int32? {
    if let last = roles.lastDay, days[last][row] != .min { return nil }
    for position in [roles.at, roles.day] {
      guard let position, days[position][row] != .min else { continue }
      // A month or a range states what happened in it, not when something was published.
      return lastDays[position].isEmpty ? days[position][row] : nil
    }
    return nil
  }

  /// A publication counts 1 on its own day. Views count on the same day, or, where the file covers a period,
  /// in that period: then they are a statement of their own.
  mutating func appendContent(_ base: EventBatch) {
    let own = ContiguousArray((0..<base.count).map { publication($0) ?? .min })
    var views = measures(base)
    if facts.firstDay == nil {
      views.measures.append(.contentPublished)
      views.values.append(ContiguousArray(own.map { $0 == .min ? Measure.absent : 1 }))
      return append(views, keeping: nil)
    }
    var published = base
    published.days = own
    published.lastDays = []
    published.instants = roles.at.map { instants[$0] } ?? []
    published.measures = [.contentPublished]
    published.values = [ContiguousArray(repeating: 1, count: base.count)]
    append(published, keeping: ContiguousArray(own.map { $0 != .min }))
    append(views, keeping: nil)
  }
}
