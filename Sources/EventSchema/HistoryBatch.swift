import Columns

/// What figures need to know of deals, leads and touches beyond their events, and all of contracts: one statement per row of an event batch,
/// whose days, currencies and codes it uses.
package enum HistoryBatch: Sendable {
  /// The batch's values stand from its days on …
  case begins(EventBatch)
  /// … and no longer from these days on.
  case ends(EventBatch)
  /// How long it took, from the batch's days on.
  case lengths(EventBatch, ContiguousArray<LengthOutcome>, ContiguousArray<Int64>)
  /// Which stage a lead reached, counted from 0, and what its row says of its quality.
  case stages(EventBatch, ContiguousArray<Int8>, ContiguousArray<LeadVerdict>)
  /// Deals on the days they were created, with their amounts; `persons` are accounts, `links` people.
  case created(EventBatch)
  /// Who was touched, by which channel; `persons` are accounts, `links` people.
  case touched(EventBatch)
  /// From when to when an account's contract runs, and what recurs.
  case contracts(EventBatch)
}

/// What a row says of a lead's quality.
package enum LeadVerdict: Sendable {
  case qualified, disqualified
  /// Its file has no such column.
  case unknown
}

/// What a length led to. Raw values stand in encodings.
package enum LengthOutcome: UInt8, Sendable {
  /// Days from a deal's creation to its close, below 0 where it was entered later; 0 for one still open.
  case won, lost, open
  /// Seconds from a lead's arrival to the first contact.
  case answered
}
