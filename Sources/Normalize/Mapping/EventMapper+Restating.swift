import Columns
import Declarations
import EventSchema

/// Adding up what was stated before and what is stated now, on the days on which figures count it.
extension EventMapper {
  /// What a record says in a chain of statements.
  private struct Standing {
    var change: StatementChange
    /// Whether it says that it is nothing: it is left out, such as an order that is cancelled.
    var isNothing: Bool
  }

  /// Takes the events of records that restate others or are restated: also those that records would give which no
  /// longer count.
  mutating func tallyRestated(
    _ batch: borrowing RecordBatch, _ time: EventTimes, _ currencies: ContiguousArray<UInt32>
  ) {
    guard restating.contains(where: { $0.change != nil }) else { return }
    var counted = ContiguousArray<Standing?>(repeating: nil, count: batch.count)
    var uncounted = counted
    for (row, _, change) in restating {
      guard let change else { continue }
      switch verdicts[row] {
      case 0: counted[row] = Standing(change: change, isNothing: false)
      case Self.duplicate, Self.replaced: uncounted[row] = Standing(change: change, isNothing: false)
      default: uncounted[row] = Standing(change: change, isNothing: true)
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
    let change = standing.change
    var origin: [Dimension: [UInt8]] = [:]
    if measure.unit == .money, keyParts.namesThing {
      for (place, dimension) in events.dimensions.enumerated()
      where dimension == .channel || dimension == .campaign {
        origin[dimension] = dictionaries.text(dimension, events.codes[place][index])
      }
    }
    let hasCurrency = measure.unit == .money && !events.currencies.isEmpty
    let sides = [
      (RestatedAmount.Side.now, change.came, change.isLast), (.before, change.went, change.isFirst),
    ]
    for (side, step, isEnd) in sides {
      guard let step else { continue }
      var amount = RestatedAmount(
        day: events.days[index], measure: measure, currency: hasCurrency ? events.currencies[index] : 0,
        value: standing.isNothing ? 0 : value, side: side, step: step, isEnd: isEnd)
      amount.origin = origin
      result.restated.append(amount)
    }
  }
}
