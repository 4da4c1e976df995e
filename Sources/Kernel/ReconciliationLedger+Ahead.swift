import Aggregate
import EventSchema

extension ReconciliationLedger {
  /// Tells the days behind the run's own from those of other events.
  mutating func noteAhead(_ events: EventBatch, of asOf: Int32) {
    for (row, day) in events.days.enumerated() {
      guard day <= asOf else {
        daysAhead.insert(day)
        continue
      }
      let last = events.lastDays.isEmpty ? day : max(day, events.lastDays[row])
      newestPastDay = max(newestPastDay ?? day, day)
      lastPastDay = max(lastPastDay ?? last, last)
    }
  }
}
