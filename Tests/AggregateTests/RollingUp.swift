import Aggregate
import EventSchema

extension GroupedSums {
  /// Rows as one worker rolls them up, in batches of so many.
  static func of<Row>(
    _ rows: [Row], inBatchesOf size: Int, _ shape: GroupedSumsShape,
    _ batch: ([Row], inout Dictionaries) -> EventBatch
  ) -> GroupedSums {
    var dictionaries = Dictionaries([.channel, .input])
    var accumulator = GroupedSumsAccumulator(shape)
    for start in stride(from: 0, to: rows.count, by: size) {
      accumulator.add(batch(Array(rows[start..<min(start + size, rows.count)]), &dictionaries))
    }
    var sums = GroupedSums(shape: shape)
    var people = DistinctPeople()
    accumulator.drain(into: &sums, people: &people, dictionaries: dictionaries)
    return sums
  }
}
