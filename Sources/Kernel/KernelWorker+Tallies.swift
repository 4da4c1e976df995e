import Aggregate
import Columns
import EventSchema
import Extract
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

  /// Keeps what is known of records that are, or may be, stated more than once.
  func note(_ mapped: inout MappedBatch, _ batch: borrowing RecordBatch, chunk: Int) {
    part.ledger.duplicate += mapped.duplicate
    part.ledger.replaced += mapped.replaced
    for amount in mapped.restated { part.restatements.add(amount) }
    part.keys += mapped.keys
    for index in mapped.statements.indices { mapped.statements[index].chunk = Int32(chunk) }
    part.statements += mapped.statements
    for odd in mapped.oddRefunds {
      part.note(odd, at: .init(chunk: chunk, linesBefore: batch.linesBefore(odd.row)))
    }
    for (ratio, tally) in mapped.ratios {
      part.note(ratio, tally, at: { .init(chunk: chunk, linesBefore: batch.linesBefore($0)) })
    }
    part.daysApart.merge(mapped.daysApart)
    part.entitiesNamed.formUnion(mapped.entitiesNamed)
    // The first of the part: chunks come in ascending order.
    for cell in mapped.contradicting {
      part.notations[cell.column, default: ColumnNotation()].contradiction = placed(cell, batch, chunk: chunk)
    }
    for cell in mapped.doubtfulAmounts {
      part.notations[cell.column, default: ColumnNotation()].doubtful = placed(cell, batch, chunk: chunk)
    }
    var counter = RecordBatch.LineCounter()
    for (statement, reject, day) in mapped.unread {
      var statement = statement
      statement.chunk = Int32(chunk)
      let place = FilePart.Reject(
        chunk: chunk, index: statement.index, linesBefore: counter.linesBefore(reject.row, in: batch),
        column: reject.column, reason: reject.reason)
      part.unread.append(.init(statement: statement, reject: place, day: day))
    }
    for (row, key) in mapped.described {
      part.described.append((chunk: chunk, linesBefore: batch.linesBefore(row), key: key))
    }
  }
}
