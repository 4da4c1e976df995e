public import Columns

/// Some thousands of events of one input and one kind, as columns of integers.
///
/// Optional columns are empty arrays when the plan does not ask for them; all others have `count`
/// elements. Dictionary codes belong to the worker's `Dictionaries`.
public struct EventBatch: Sendable {
  package var kind: EventKind
  /// Index of the input in the plan.
  public var input = 0
  public var count = 0
  /// The report day (`Day.number`) of each event; the first of its range where it spans days.
  public var days: ContiguousArray<Int32> = []
  /// The last day of each event. Empty when every event is of one day.
  public var lastDays: ContiguousArray<Int32> = []
  /// The days whose rates convert the amounts. Empty: the days of the events.
  package var rateDays: ContiguousArray<Int32> = []
  /// UTC seconds since 1970. Empty when the source states days only.
  public var instants: ContiguousArray<Int64> = []
  /// `Currency.packed`; 0 when the event has no money. Empty when the kind has no money.
  public var currencies: ContiguousArray<UInt32> = []
  /// Whether an order's or deal's amount is below 0. Empty: none is.
  package var belowZero: ContiguousArray<Bool> = []
  /// Codes per dimension, -1 for absent; in the order of `dimensions`.
  package var dimensions: [Dimension] = []
  public var codes: [ContiguousArray<Int32>] = []
  /// Fixed-point values per measure, `Measure.absent` for absent; in the order of `measures`.
  package var measures: [Measure] = []
  public var values: [ContiguousArray<Int64>] = []
  /// What happened, where the source is a log: states counts beside those of `values`.
  package var logged: LoggedEvents?
  /// Who did it, `PersonToken.nobody` when unknown. Empty when not asked for.
  public var persons: ContiguousArray<PersonToken> = []
  /// Where the order's, deal's or lead's id stands in the bytes of the record batch, `.absent` for none.
  /// Empty when not asked for. Ids differ from event to event: a dictionary of them would be a copy.
  public var entities: ContiguousArray<Cell> = []
  /// Tokens of the orders' or deals' own ids, or of the ids they refer to. Empty when nothing is looked up.
  package var links: ContiguousArray<PersonToken> = []
  /// What orders amount to as stated, before tax and the like are taken off, `Measure.absent` for unknown: what may be
  /// given back. Empty when nothing is looked up.
  package var worths: ContiguousArray<Int64> = []
  /// What `links` refer to, where these events can't be summed up before all files are read.
  package var waitsFor: Link?
  /// Tokens of the ids of what waits, where `links` are those it refers to. Empty when not asked for.
  package var waiting: ContiguousArray<PersonToken> = []
  /// Whether an event says itself where it came from: a refund that names none has its order's channel. Empty: all do.
  package var statesOrigin: ContiguousArray<Bool> = []
  /// Who is to be counted once per group: people behind some of the events.
  package var people: [CountedPeople] = []
  /// The row of the record batch that each event came from.
  public var rows: ContiguousArray<Int32> = []

  package enum Link: Sendable, Hashable {
    /// A refund's order: the refund may count on its day.
    case order
    /// An order's deal: revenue of both counts once.
    case deal
  }

  package init(kind: EventKind) { self.kind = kind }
}

/// The events of a log, one per row: each counts 1 for one measure, or for none, and 0 for all others.
///
/// A small integer per row instead of a column of zeros and ones per measure.
package struct LoggedEvents: Sendable {
  /// What an event may count for.
  package var measures: [Measure]
  /// Measures that count people, who are counted elsewhere: every event states 0 here.
  package var peopleMeasures: [Measure]
  /// Per row an index in `measures`, or their number for an event that counts for none of them.
  package var kinds: ContiguousArray<UInt8>

  package init(measures: [Measure], peopleMeasures: [Measure], kinds: ContiguousArray<UInt8>) {
    self.measures = measures
    self.peopleMeasures = peopleMeasures
    self.kinds = kinds
  }

  /// What a row's event counts for each of `measures`.
  package func counts(row: Int) -> [(measure: Measure, count: Int)] {
    measures.enumerated().map { ($1, Int(kinds[row]) == $0 ? 1 : 0) }
  }
}

/// People behind events whose measure counts each of them once: openers, clickers.
package struct CountedPeople: Sendable {
  package var measure: Measure
  /// Rows of the event batch, ascending, and the person behind each, who may be nobody.
  package var rows: ContiguousArray<Int32> = []
  package var persons: ContiguousArray<PersonToken> = []

  package init(_ measure: Measure) { self.measure = measure }
}

/// A worker's dictionaries: codes are local to it.
package struct Dictionaries: Sendable {
  package var tables: [Dimension: InternTable]

  package init(_ dimensions: some Sequence<Dimension>) {
    tables = [:]
    for dimension in dimensions { tables[dimension] = InternTable() }
  }

  /// The code of a dimension's text, adding it when it is new; -1 where the dimension is not kept. Texts that Unicode
  /// calls the same share one: it stands for their composed form.
  package mutating func code(of text: [UInt8], in dimension: Dimension) -> Int32 {
    let composed = ComposedText.of(text)
    return tables[dimension]?.intern(composed.span, 0, composed.count).code ?? -1
  }

  /// The text of a code; empty for -1.
  package func text(_ dimension: Dimension, _ code: Int32) -> [UInt8] {
    guard code >= 0, let table = tables[dimension] else { return [] }
    return table[code]
  }
}

/// Where an event or a reject came from.
package struct Origin: Hashable, Sendable, Comparable {
  /// Path relative to the root.
  package var file: String
  /// 1-based number of the record in the file.
  package var record: Int
  /// 1-based physical line on which the record starts.
  package var line: Int

  package init(file: String, record: Int, line: Int) {
    self.file = file
    self.record = record
    self.line = line
  }

  package static func < (a: Origin, b: Origin) -> Bool {
    (a.file, a.record, a.line) < (b.file, b.record, b.line)
  }
}
