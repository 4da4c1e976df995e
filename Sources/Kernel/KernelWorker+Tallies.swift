import Aggregate
import Columns
import EventSchema
import Normalize

/// What of a batch goes into the part at hand.
extension KernelWorker {
  func placed(
    _ cell: ContradictingCell, _ batch: borrowing RecordBatch, chunk: Int
  ) -> FilePart.Contradiction {
    FilePart.Contradiction(
      chunk: chunk, index: batch.index[cell.row],
      linesBefore: pairLines.indices.contains(cell.column)
        ? pairLines[cell.column] - 1 : batch.linesBefore(cell.row), text: cell.text, other: cell.other)
  }

  func add(_ tally: MoneyTally) {
    let key = ReconciliationLedger.MoneyKey(
      measure: tally.measure, currency: tally.currency?.description ?? "", written: tally.written)
    var money = part.ledger.money[key] ?? .init()
    money.records += tally.records
    money.accepted += tally.accepted
    money.filtered += tally.filtered
    money.rejected += tally.rejected
    money.duplicate += tally.duplicate
    money.replaced += tally.replaced
    money.unreadable += tally.unreadable
    money.credits += tally.credits
    money.credited += tally.credited
    part.ledger.money[key] = money
  }
}
