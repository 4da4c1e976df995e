import Columns
package import EventSchema

/// A worker's own grouped sums, keyed by its dictionary codes: the per-row path.
///
/// Advice for whoever changes this: first the batch's group ids go into a scratch array, then every
/// measure is one loop over it. Nothing allocates per row. Codes never leave: `drain` turns them into texts.
package struct GroupedSumsAccumulator: Sendable {
  package let shape: GroupedSumsShape
  private var groups: TupleTable
  /// Per measure, per group id.
  private var sums: [ContiguousArray<Int128>]
  private var stated: [ContiguousArray<Int>]
  private var ids: ContiguousArray<Int32> = []
  /// Group by (code of the one dimension, slot), for rows of one input in one unconverted currency.
  private var memo: DenseMemo
  private var memoTail: (input: Int32, currency: UInt32)?

  package init(_ shape: GroupedSumsShape) {
    self.shape = shape
    groups = TupleTable(width: shape.dimensions.count + 3)
    memo = DenseMemo(width: shape.periods.periods.count)
    sums = Array(repeating: [], count: shape.measures.count)
    stated = Array(repeating: [], count: shape.measures.count)
  }

  package mutating func add(_ batch: EventBatch) {
    let columns = shape.measures.map { measure in batch.measures.firstIndex(of: measure) }
    guard columns.contains(where: { $0 != nil }) else { return }
    assignGroups(batch)
    for (measure, column) in columns.enumerated() {
      guard let column else { continue }
      var total = ContiguousArray<Int128>()
      var count = ContiguousArray<Int>()
      swap(&total, &sums[measure])
      swap(&count, &stated[measure])
      while total.count < groups.count {
        total.append(0)
        count.append(0)
      }
      let values = batch.values[column]
      for row in 0..<batch.count {
        let id = Int(ids[row])
        let value = values[row]
        if id >= 0, value != Measure.absent {
          total[id] &+= Int128(value)
          count[id] &+= 1
        }
      }
      swap(&total, &sums[measure])
      swap(&count, &stated[measure])
    }
  }

  /// The group of every row, -1 for rows outside the periods.
  private mutating func assignGroups(_ batch: EventBatch) {
    ids.removeAll(keepingCapacity: true)
    ids.reserveCapacity(batch.count)
    let width = shape.dimensions.count
    let columns = shape.dimensions.map { dimension in batch.dimensions.firstIndex(of: dimension) }
    let codes = columns.map { column in
      column.map { batch.codes[$0] } ?? ContiguousArray(repeating: -1, count: batch.count)
    }
    let hasMoney = !batch.currencies.isEmpty
    let spans = !batch.lastDays.isEmpty
    let report = shape.reportCurrency?.packed ?? 0
    let periods = shape.periods
    var tuple = ContiguousArray<Int64>(repeating: 0, count: width + 3)
    let usesMemo = width == 2
    for row in 0..<batch.count {
      let slot = periods.slot(ofDay: batch.days[row])
      guard slot >= 0, !spans || periods.slot(ofDay: batch.lastDays[row]) == slot else {
        ids.append(-1)
        continue
      }
      let currency = hasMoney ? batch.currencies[row] : 0
      let isPlain = usesMemo && (currency == report || currency == 0)
      if isPlain, let memoTail, memoTail.input == codes[1][row], memoTail.currency == currency {
        let id = memo.value(Int(codes[0][row]) + 1, Int(slot))
        if id >= 0 {
          ids.append(id)
          continue
        }
      }
      for dimension in 0..<width { tuple[dimension] = Int64(codes[dimension][row]) }
      tuple[width] = Int64(slot)
      tuple[width + 1] = Int64(currency)
      tuple[width + 2] = currency == report || currency == 0 ? 0 : Int64(batch.days[row])
      let id = groups.intern(tuple.span).id
      ids.append(id)
      if isPlain { remember(id, codes[0][row], slot, input: codes[1][row], currency: currency) }
    }
  }

  private mutating func remember(_ id: Int32, _ code: Int32, _ slot: Int32, input: Int32, currency: UInt32) {
    if memoTail?.input != input || memoTail?.currency != currency {
      memo = DenseMemo(width: shape.periods.periods.count)
      memoTail = (input, currency)
    }
    memo.remember(id, Int(code) + 1, Int(slot))
  }

  /// Moves everything into a rollup and starts afresh.
  package mutating func drain(into rollup: inout GroupedSums, dictionaries: Dictionaries) {
    let width = shape.dimensions.count
    for id in 0..<groups.count {
      var cells: [GroupedSums.Cell] = []
      for measure in shape.measures.indices {
        let known = id < sums[measure].count
        cells.append(.init(sum: known ? sums[measure][id] : 0, stated: known ? stated[measure][id] : 0))
      }
      let texts = (0..<width).map {
        dictionaries.text(shape.dimensions[$0], Int32(groups.element($0, of: id)))
      }
      rollup.add(
        cells,
        to: GroupedSums.Key(
          texts: texts, slot: Int(groups.element(width, of: id)),
          currency: UInt32(truncatingIfNeeded: groups.element(width + 1, of: id)),
          rateDay: Int32(truncatingIfNeeded: groups.element(width + 2, of: id))))
    }
    self = GroupedSumsAccumulator(shape)
  }
}
