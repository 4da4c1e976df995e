import Columns
import Declarations
import EventSchema

/// Adding up what was stated before and what is stated now, on the days on which figures count it.
extension EventMapper {
  /// What a record says about a restatement.
  private enum Standing {
    case before, now
    /// Now it is nothing: the record is left out, such as an order that is cancelled.
    case nothing
  }

  /// Takes the events of records that restate others, and those that the replaced records would give.
  mutating func tallyRestated(
    _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) {
    guard restating.contains(where: { $0.role == .replaced || $0.role == .restating }) else { return }
    var counted = ContiguousArray<Standing?>(repeating: nil, count: batch.count)
    var uncounted = counted
    for (row, role) in restating {
      switch role {
      case .replaced: uncounted[row] = .before
      case .restating: if verdicts[row] == 0 { counted[row] = .now } else { uncounted[row] = .nothing }
      case .duplicate, .replacedEarlier, .asked: break
      }
    }
    addRestated(result.events, counted)
    // As if they counted: the same judgement of the same rows, all others left out.
    var kept = MappedBatch()
    let (keptVerdicts, keptDropped) = (verdicts, dropped)
    swap(&kept, &result)
    dropped = 0
    for row in verdicts.indices {
      verdicts[row] = uncounted[row] == nil ? Self.replaced : 0
      if uncounted[row] == nil { dropped += 1 }
    }
    emit(batch, time: time, currencies: currencies)
    swap(&kept, &result)
    (verdicts, dropped) = (keptVerdicts, keptDropped)
    addRestated(kept.events, uncounted)
  }

  private mutating func addRestated(_ batches: [EventBatch], _ standings: ContiguousArray<Standing?>) {
    for events in batches {
      for index in 0..<events.count {
        guard let standing = standings[Int(events.rows[index])] else { continue }
        for (measure, values) in zip(events.measures, events.values) {
          addRestated(measure, values[index], standing, events, index)
        }
        for (measure, count) in events.logged?.counts(row: index) ?? [] {
          addRestated(measure, Int64(count), standing, events, index)
        }
      }
    }
  }

  private mutating func addRestated(
    _ measure: Measure, _ value: Int64, _ standing: Standing, _ events: EventBatch, _ index: Int
  ) {
    guard value != Measure.absent else { return }
    let hasCurrency = measure.unit == .money && !events.currencies.isEmpty
    var amount = RestatedAmount(
      day: events.days[index], measure: measure, currency: hasCurrency ? events.currencies[index] : 0,
      value: standing == .nothing ? 0 : value, side: standing == .before ? .before : .now)
    if measure.unit == .money, keyParts.namesThing {
      for (place, dimension) in events.dimensions.enumerated()
      where dimension == .channel || dimension == .campaign {
        amount.origin[dimension] = dictionaries.text(dimension, events.codes[place][index])
      }
    }
    result.restated.append(amount)
  }
}
