package import EventSchema

/// What went in, what was left out and why, and what is missing.
package struct DataQuality: Sendable {
  package var inputs: [InputQuality]
  /// Samples of rejected records, one per (file, column, reason), with how many there were.
  package var rejects: [RejectSample]
  /// Campaigns whose names fit no pattern, by input.
  package var names: [NameQuality] = []
  /// What must hold, as the pipeline file says.
  package var checks: [CheckRow] = []
  /// What a reader must know before trusting the figures. Shown first.
  package var warnings: [Note]
  /// What is good to know and touches no figure.
  package var remarks: [Note]

  package init(
    inputs: [InputQuality], rejects: [RejectSample] = [], warnings: [Note] = [], remarks: [Note] = []
  ) {
    self.inputs = inputs
    self.rejects = rejects
    self.warnings = warnings
    self.remarks = remarks
  }
}

package struct InputQuality: Sendable {
  package enum Need: Hashable, Sendable { case required, optional }

  /// The pipeline file's own name of the input.
  package var name: String
  package var profile: String
  package var tool: String
  package var need: Need
  package var files: [FileQuality]
  /// Why there is nothing of this input.
  package var missing: Note?
  /// How often rows are to be expected, and until when: whether it is worth a word that they end before the period does.
  package enum Pace: Hashable, Sendable {
    case daily(until: Day?)
    case occasional
  }
  package var pace = Pace.occasional
  /// Days of the period without any event, as far as the input should have them.
  package var daysMissing: [Day]
  /// Time zone, evidence, restatements and the like.
  package var notes: [Note]

  package init(
    name: String, profile: String, tool: String, need: Need, files: [FileQuality], missing: Note? = nil,
    daysMissing: [Day] = [], notes: [Note] = []
  ) {
    self.name = name
    self.profile = profile
    self.tool = tool
    self.need = need
    self.files = files
    self.missing = missing
    self.daysMissing = daysMissing
    self.notes = notes
  }
}

/// The reconciliation of one file: records = accepted + filtered + rejected + duplicate + replaced.
package struct FileQuality: Sendable {
  package var path: String
  /// Content hash with its algorithm.
  package var content: String
  package var lines: Int
  package var records: Int
  package var events: Int
  package var accepted: Int
  /// Left out by rule, by reason.
  package var filtered: [(reason: Note, count: Int)]
  package var rejected: Int
  /// Stated twice: counted once.
  package var duplicate: Int
  /// A later file states them anew.
  package var replaced: Int
  package var newestDay: Day?
  package var money: [MoneyCheck]
  /// What else is to be said about the file.
  package var notes: [Note]

  package init(
    path: String, content: String, lines: Int, records: Int, events: Int, accepted: Int,
    filtered: [(reason: Note, count: Int)] = [], rejected: Int, duplicate: Int = 0, replaced: Int = 0,
    newestDay: Day? = nil, money: [MoneyCheck] = [], notes: [Note] = []
  ) {
    self.notes = notes
    self.path = path
    self.content = content
    self.lines = lines
    self.records = records
    self.events = events
    self.accepted = accepted
    self.filtered = filtered
    self.rejected = rejected
    self.duplicate = duplicate
    self.replaced = replaced
    self.newestDay = newestDay
    self.money = money
  }

  package var filteredCount: Int { filtered.reduce(0) { $0 + $1.count } }
  package var repeated: Int { duplicate + replaced }
  package var addsUp: Bool { records == accepted + filteredCount + rejected + repeated }
}

/// The reconciliation of one amount of one file, in its own currency.
package struct MoneyCheck: Sendable {
  /// Against the totals row of the export.
  package enum Control: Hashable, Sendable {
    case matches(Exact)
    /// As far as rows can that are rounded one by one.
    case rounded(Exact)
    case differs(Exact)
    /// The export states no total.
    case none
  }

  package var measure: Measure
  /// Nil where the records name none that is known.
  package var currency: Currency?
  /// How a currency that is none is written; empty where none is meant.
  package var written: String
  package var records: Exact
  package var accepted: Exact
  package var filtered: Exact
  package var rejected: Exact
  /// Of duplicates, and of records that a later file states anew.
  package var repeated: Exact
  package var control: Control

  package init(
    _ measure: Measure, _ currency: Currency?, written: String = "", records: Exact, accepted: Exact,
    filtered: Exact,
    rejected: Exact, repeated: Exact = .zero, control: Control
  ) {
    self.measure = measure
    self.currency = currency
    self.written = written
    self.records = records
    self.accepted = accepted
    self.filtered = filtered
    self.rejected = rejected
    self.repeated = repeated
    self.control = control
  }

  package var addsUp: Bool { records == accepted + filtered + rejected + repeated }

  var decimals: Int { (currency ?? .unstated).minorUnits }
}

/// The first of some records that were rejected for one reason.
package struct RejectSample: Sendable {
  package var file: String
  package var line: Int
  /// The export's column, where one is to blame.
  package var column: String?
  package var reason: Note
  package var hint: Note?
  /// How many records of the file were rejected for this.
  package var count: Int

  package init(file: String, line: Int, column: String? = nil, reason: Note, hint: Note? = nil, count: Int) {
    self.file = file
    self.line = line
    self.column = column
    self.reason = reason
    self.hint = hint
    self.count = count
  }
}
