package import Columns
import EventSchema

/// How much of what identifies records is noted while an input is read.
package enum StatementReading: Sendable, Hashable {
  /// Nothing: nothing identifies them, their days are enough to see an overlap, or all count anyway.
  case nothing
  /// A hash of every record's key: so that orders stated twice are noticed.
  case keys
  /// A hash of every row of a small file: so that rows alike are told, though each counts.
  case rows
  /// Keys and contents of the records that may be stated twice; no figures are wanted.
  case statements

  /// Whether what identifies records is read.
  var readsKeys: Bool { self == .keys || self == .statements }
}

/// One record as a statement of its key, from one of the files that may state it.
package struct Statement: Sendable, Hashable {
  package var key: PersonToken
  /// `Day.number` beside the key of a thing that has an id, `.min` where it could not be read; else 0.
  package var day: Int32
  /// Hash of everything read of the record.
  package var values: UInt64
  /// Hash of the whole record, also of what is not read, as far as the format has one.
  package var record: UInt64
  /// Index of the file among those compared.
  package var file: Int32 = 0
  package var chunk: Int32 = 0
  /// Index of the record in the chunk.
  package var index: Int32
  /// The amount of a deal or an order, in millionths of `Currency(packed: currency)`; 0 where there is none.
  package var amount: Int64 = 0
  package var currency: UInt32 = 0
  /// Its day, also where that is part of the key.
  package var dayStated: Int32 = 0
  /// What tells rows of one key in a file apart: an order's line, a contract's terms; 0 for nothing.
  package var part: UInt64 = 0
  /// Who it is of, as far as the record says: its person, address and account; of a stage, why its lead was turned away and
  /// when somebody first spoke to it. Each 0 where it does not.
  package var buyers: SIMD4<UInt32> = .zero
  /// Whether it states the thing itself: neither is it left out by its profile, nor does it give money back.
  package var counts = true
  /// Which columns of its key it states, a bit for each of `InputMapping.keyFields`; 0 of things that have an id.
  package var stated: UInt64 = 0

  package init(key: PersonToken, day: Int32 = 0, values: UInt64, record: UInt64, index: Int32) {
    self.key = key
    self.day = day
    self.values = values
    self.record = record
    self.index = index
  }

  static func precedes(_ a: Statement, _ b: Statement) -> Bool {
    if a.key != b.key { return a.key < b.key }
    if a.day != b.day { return a.day < b.day }
    return isBefore(a, b)
  }

  /// Whether its record is read before that of the other one, file by file.
  package static func isBefore(_ a: Statement, _ b: Statement) -> Bool {
    (a.file, a.chunk, a.index) < (b.file, b.chunk, b.index)
  }
}

/// Which records of a file may be stated elsewhere, too.
package enum StatementFilter: Sendable {
  /// Those of these days.
  case days([ClosedRange<Int32>])
  /// Those whose keys have one of these hashes (`QuickKey.id`).
  case keys(Set<UInt64>)
  /// Those whose rows have one of these hashes.
  case rows(Set<UInt64>)
}

/// What becomes of a record that is stated more than once. Records without a role count as they are.
package enum StatementRole: UInt8, Sendable, Hashable {
  /// Stated the same by the file that counts, or twice in a file.
  case duplicate
  /// The file that counts states other values.
  case replaced
  /// It counts, and replaces others.
  case restating
  /// It counts, and its key is to be put in words.
  case asked

  /// Whether the record counts.
  package var counts: Bool { self == .restating || self == .asked }
}

/// The roles of a file's records by chunk, sorted by the records' indices.
package struct StatementRoles: Sendable, Equatable {
  package struct Entry: Sendable, Hashable {
    package var index: Int32
    package var role: StatementRole
    /// Index among the `changes`, -1 for a record that changes nothing.
    package var change: Int32 = -1
  }
  package private(set) var chunks: [Int32: [Entry]] = [:]
  /// The distinct places of the file's records in chains of statements: a handful.
  package private(set) var changes: [StatementChange] = []
  private var numbers: [StatementChange: Int32] = [:]

  package init() {}

  package var isEmpty: Bool { chunks.isEmpty }
  /// Whether some record states something otherwise than another.
  package var restates: Bool { !changes.isEmpty }

  mutating func add(_ role: StatementRole, to statement: Statement, _ change: StatementChange? = nil) {
    var entry = Entry(index: statement.index, role: role)
    if let change { entry.change = number(change) }
    chunks[statement.chunk, default: []].append(entry)
  }

  private mutating func number(_ change: StatementChange) -> Int32 {
    if let known = numbers[change] { return known }
    numbers[change] = Int32(truncatingIfNeeded: changes.count)
    changes.append(change)
    return Int32(truncatingIfNeeded: changes.count - 1)
  }

  /// Only these records, to be put in words.
  package init(asking statements: [Statement]) {
    for statement in statements { add(.asked, to: statement) }
    sort()
  }

  mutating func sort() {
    for chunk in chunks.keys { chunks[chunk]?.sort { $0.index < $1.index } }
  }

  /// Whether the record of a statement of the file does not count.
  package func leavesOut(_ statement: Statement) -> Bool {
    let entries = entries(chunk: Int(statement.chunk))
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].index < statement.index { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].index == statement.index && !entries[low].role.counts
  }

  /// The roles of a chunk's records.
  package func entries(chunk: Int) -> [Entry] { chunks[Int32(truncatingIfNeeded: chunk)] ?? [] }

  /// The same for whoever reads the file as one chunk.
  ///
  /// - Parameter recordsBefore: records in the chunks before each.
  package func asOneChunk(recordsBefore: [Int: Int]) -> StatementRoles {
    var whole = self
    whole.chunks = [
      0: chunks.flatMap { chunk, entries in
        let before = Int32(truncatingIfNeeded: recordsBefore[Int(chunk)] ?? 0)
        return entries.map { Entry(index: $0.index + before, role: $0.role, change: $0.change) }
      }
    ]
    whole.sort()
    return whole
  }
}
