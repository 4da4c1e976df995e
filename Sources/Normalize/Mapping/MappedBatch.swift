package import Columns
package import EventSchema

/// What one batch of records became. Every record is accepted, filtered, rejected, a duplicate or replaced.
package struct MappedBatch: Sendable {
  package var records = 0
  package var accepted = 0
  package var events: [EventBatch] = []
  /// What is noted beside the events, where a figure needs it.
  package var histories: [HistoryBatch] = []
  package var filtered: [FilterReason: Int] = [:]
  /// Of `notKept`, by the text that the profile does not keep.
  package var notKept: [[UInt8]: Int] = [:]
  /// Accepted deals by the stages that the profile does not name, where it takes all these for open.
  package var unnamedStages: [[UInt8]: UnnamedStage] = [:]
  package var duplicate = 0
  package var replaced = 0
  package var rejects: [RowReject] = []
  /// How many rejected records are of some days, mostly of one; from the least number to it where these can't be read.
  package var rejectedDays: [ClosedRange<Int32>: Int] = [:]
  /// The accepted records' keys, where they are held against each other.
  package var people: RecordKeys?
  package var money: [MoneyTally] = []
  /// Of columns that the export's own totals sum up, too; empty where it has none.
  package var counts: [CountTally] = []
  /// Money given back in rows of orders that does not fit these; of accepted records.
  package var oddRefunds: [OddRefund] = []
  /// What became of holding ratios against their parts, where a check asks for it.
  package var ratios: [(ratio: StatedRatio, tally: RatioTally)] = []
  package var ordersOfDeals = OrdersOfDeals()
  /// Orders that were filtered, where refunds look orders up: they count nowhere.
  package var filteredOrders: EventBatch?
  /// Rows of orders that were rejected, likewise.
  package var rejectedOrders: EventBatch?
  /// Amounts that were stated again.
  package var restated: [RestatedAmount] = []
  /// Hashes of the accepted records' keys, or of their rows, where these are asked for.
  package var keys: ContiguousArray<UInt64> = []
  /// The accepted records as statements, where these are asked for.
  package var statements: [Statement] = []
  /// Rejected records whose keys can be read: what they state is not known, but of what. Ascending by row.
  package var unread: [(statement: Statement, reject: RowReject, day: Int32)] = []
  /// Keys of records in words, where these are asked for.
  package var described: [(row: Int, key: String)] = []
  /// Cells that can only be read in another notation: the first of each column and file part.
  package var contradicting: [ContradictingCell] = []
  /// The first amounts of columns that may be thousands as well as decimals.
  package var doubtfulAmounts: [ContradictingCell] = []
  package var daysApart = DaysApart()
  /// Of the file so far.
  package var entitiesNamed: EntitiesNamed = []

  package init() {}
}

/// One rejected record. Never holds raw text of personal columns.
package struct RowReject: Sendable, Hashable {
  /// Row of the record batch.
  package var row: Int
  /// Index in the mapping's wanted columns, or -1 for the record as a whole.
  package var column: Int
  package var reason: RejectReason

  package init(row: Int, column: Int, reason: RejectReason) {
    self.row = row
    self.column = column
    self.reason = reason
  }
}

/// The sum of a count over the records of a batch, whatever became of them.
package struct CountTally: Sendable, Hashable {
  package var measure: Measure
  package var records: Int128
  /// Records whose count can't be read.
  package var unreadable: Int
}

/// Money of the records of a batch, in one measure and currency: units of 10^-6.
package struct MoneyTally: Sendable, Hashable {
  package var measure: Measure
  /// Nil when the record names none that is known.
  package var currency: Currency?
  /// How a currency that is none is written, where it was meant as one.
  package var written: String
  package var records: Int128 = 0
  package var accepted: Int128 = 0
  package var filtered: Int128 = 0
  package var rejected: Int128 = 0
  package var duplicate: Int128 = 0
  package var replaced: Int128 = 0
  /// Records whose amount can't be read: they are rejected, their money is unknown.
  package var unreadable = 0
  /// Of what is accepted, rows of costs below 0, and their money.
  package var credits = 0
  package var credited: Int128 = 0

  package init(measure: Measure, currency: Currency?, written: String = "") {
    self.measure = measure
    self.currency = currency
    self.written = written
  }
}
