/// A slice of a batch's bytes: one field of one record, unquoted and unescaped.
public struct Cell: Sendable, Hashable, BitwiseCopyable {
  public var start: UInt32
  /// Bytes, or -1 when the record has no such field at all (an absent XML element).
  public var length: Int32

  @inlinable public init(start: UInt32, length: Int32) {
    self.start = start
    self.length = length
  }

  public static let absent = Cell(start: 0, length: -1)
}

/// What a reader found wrong with one field of a record.
public struct RecordFault: Sendable, Hashable {
  public enum Kind: UInt8, Sendable {
    /// The record states the column more than once; its cell is the first of them.
    case repeated
    /// The element of the column holds other elements; its cell is the text beside these.
    case holdsElements
  }
  public var row: Int32
  /// Position among the batch's columns.
  public var column: Int32
  public var kind: Kind

  public init(row: Int32, column: Int32, kind: Kind) {
    self.row = row
    self.column = column
    self.kind = kind
  }
}

/// Records as read, before any meaning: for every wanted column, a slice of the block's bytes.
///
/// A reader fills one batch, hands it on, and fills it again: whoever consumes it must be done with
/// the bytes by then. Text is UTF-8, not yet validated (dictionaries validate distinct values).
public struct RecordBatch: Sendable {
  /// The bytes that cells point into.
  public var bytes: ContiguousArray<UInt8> = []
  /// One array of cells per wanted column, all of length `count`.
  public var columns: [ContiguousArray<Cell>]
  /// How many records the batch holds.
  public var count = 0
  /// For each record its index in the chunk, counting also records that never reached a batch.
  public var index: ContiguousArray<Int32> = []
  /// For each record the 1-based physical line in the file where it starts, when the reader knows it
  /// (XML). Empty for CSV, where it follows from `starts`.
  public var lines: ContiguousArray<Int32> = []
  /// For each record the byte offset in `bytes` where it starts (CSV).
  public var starts: ContiguousArray<UInt32> = []
  /// What is wrong with single fields of the records, ascending by row (XML).
  public var faults: [RecordFault] = []
  /// Line breaks of the chunk before `bytes[0]` (CSV).
  public var lineBase = 0
  /// The line break byte that ends records (CSV): LF, or CR in old Mac files.
  public var lineBreak: UInt8 = 0x0A

  public init(columnCount: Int) {
    columns = Array(repeating: [], count: columnCount)
  }

  /// Forgets the records but not their cells: for readers that write every cell anew.
  public mutating func forgetRecords() {
    index.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    if !faults.isEmpty { faults = [] }
    count = 0
  }

  /// Forgets the records, keeps the memory.
  public mutating func removeAll() {
    for i in columns.indices { columns[i].removeAll(keepingCapacity: true) }
    forgetRecords()
  }

  /// The bytes of one field, or nil when absent. Copies: for messages and tests, not per row.
  public func field(_ column: Int, _ row: Int) -> [UInt8]? {
    let cell = columns[column][row]
    guard cell.length >= 0 else { return nil }
    let start = Int(cell.start)
    return Array(bytes[start..<(start + Int(cell.length))])
  }

  /// Lines before the record's own line, counted within the chunk; for XML, in the file.
  ///
  /// Scans the block: for messages, not per row.
  public func linesBefore(_ row: Int) -> Int {
    if !lines.isEmpty { return Int(lines[row]) - 1 }
    return lineBase + bytes[..<Int(starts[row])].reduce(0) { $0 + ($1 == lineBreak ? 1 : 0) }
  }

  /// `linesBefore` of rows that are asked for in ascending order: each line is looked at once.
  public struct LineCounter: Sendable {
    private var position = 0
    private var breaks = 0

    public init() {}

    public mutating func linesBefore(_ row: Int, in batch: borrowing RecordBatch) -> Int {
      if !batch.lines.isEmpty { return Int(batch.lines[row]) - 1 }
      let start = Int(batch.starts[row])
      if start < position { self = LineCounter() }
      let bytes = batch.bytes.span
      while position < start {
        if bytes[position] == batch.lineBreak { breaks += 1 }
        position += 1
      }
      return batch.lineBase + breaks
    }
  }
}
