import Columns
import Declarations
import EventSchema

/// Noting rows that stand in one file twice to the byte: each counts, since an export of fewer columns may truly have two
/// that are equal, but so does one that was put together of two.
extension EventMapper {
  /// Notes a hash of each row that counts and states a figure other than 0.
  ///
  /// Advice for whoever changes this: it costs some 20 ns per row, and runs for small files only.
  mutating func noteRows(_ batch: borrowing RecordBatch) {
    guard facts.notesRows, mapping.survey == nil else { return }
    let measures = roles.measures.map(\.position).filter { present[$0] }
    for row in 0..<batch.count where verdicts[row] == 0 {
      let statesFigures = measures.contains { amounts[$0][row] != 0 && amounts[$0][row] != Measure.absent }
      if statesFigures { result.keys.append(rowHash(row, batch)) }
    }
  }

  /// A hash of a record's own bytes that costs little; in XML, of what is read of it.
  func rowHash(_ row: Int, _ batch: borrowing RecordBatch) -> UInt64 {
    guard !batch.starts.isEmpty else {
      var hash = QuickHash()
      for position in present.indices where present[position] {
        let cell = batch.columns[position][row]
        if cell.length > 0 { hash.add(batch.bytes.span, Int(cell.start), Int(cell.length)) }
        // Where a text ends, and that of the next column begins.
        hash.add(UInt64(bitPattern: Int64(cell.length)))
      }
      return hash.hash
    }
    let start = Int(batch.starts[row])
    guard row + 1 < batch.count, batch.index[row + 1] == batch.index[row] + 1 else {
      let range = Self.bytes(row, batch)
      return FixedHash.hash(batch.bytes.span, range.lowerBound, range.count)
    }
    // Records one after the other: the next one's start is this one's end.
    var end = Int(batch.starts[row + 1])
    while end > start, batch.bytes[end - 1] == batch.lineBreak || batch.bytes[end - 1] == 13 { end -= 1 }
    return FixedHash.hash(batch.bytes.span, start, end - start)
  }
}
