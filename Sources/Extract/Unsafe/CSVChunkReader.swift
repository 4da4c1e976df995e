package import Columns

/// Reads the table of a CSV file into batches: by chunks on several threads, or as one stream.
///
/// Advice for whoever changes this: a chunk owns the rows that *start* in (offset, offset + size];
/// the first chunk also owns the row at the table's start. The last row of a chunk may end far
/// behind it. Where the next chunk begins is told by counting quotes; that is right as long as they are where
/// RFC 4180 wants them. A chunk in which they are not gives the file up: as one stream, every row is found by
/// itself. `CSVText` over the whole file is the oracle of both.
package struct CSVChunkReader: ~Copyable {
  /// Also the block of the content hash.
  package static let chunkSize = 1 << 20
  /// Rows per batch: small enough for its columns to stay in the second-level cache.
  static let batchRows = 2048

  private let block = CSVBlock()
  private let chunkSize: Int
  private let limits: CSVLimits

  /// - Parameter chunkSize: tests make it small. A table must start in the first chunk, and a field
  ///   may be as long as a chunk.
  package init(chunkSize: Int = Self.chunkSize, limits: CSVLimits = .standard) {
    precondition(chunkSize <= limits.fieldBytes, "a row within one chunk needs no check of its fields")
    self.chunkSize = chunkSize
    self.limits = limits
  }

  /// What a chunk held, besides what went to the sink.
  package struct Facts: Sendable, Hashable {
    /// Records, those of totals, footers and malformed rows included.
    package var records = 0
    /// Line breaks in the chunk's own bytes.
    package var lines = 0
    package init() {}
  }

  /// Reads one chunk of a plain UTF-8 file.
  ///
  /// - Parameters:
  ///   - batch: its bytes hold the chunk, and are filled here by `fill(offset, length, bytes, place)`, which
  ///     reads that many bytes of the file (fewer at its end) over those from `place` on.
  ///   - sink: gets batches as they are ready, and rows that are no records.
  /// - Returns: nil when the file must be read as one stream, and nothing of it counts: quotes are misplaced, or
  ///   there is a fault, of which the first in the file is told.
  package func read<Failure: Error>(
    chunk: Int, fileSize: Int, layout: CSVLayout, special: SpecialRows, chain: QuoteChain,
    batch: inout RecordBatch,
    fill: (_ offset: Int, _ length: Int, inout ContiguousArray<UInt8>, _ place: Int) throws(Failure) -> Void,
    hash: (borrowing ContiguousArray<UInt8>, Range<Int>) -> Void,
    sink: (inout RecordBatch, [RowEvent]) throws(Failure) -> Void
  ) throws(Failure) -> Facts? {
    let offset = chunk * chunkSize
    let length = min(chunkSize, fileSize - offset)
    // One byte before the chunk tells whether a quote at its start opens a field.
    let lead = chunk == 0 ? 0 : 1
    batch.lineBase = 0
    try fill(offset - lead, length + lead, &batch.bytes, 0)
    let start = chunk == 0 ? min(layout.dataStart, length) : lead
    let end = lead + length
    hash(batch.bytes, lead..<end)
    var facts = Facts()
    let survey = CSVBlock.survey(batch.bytes, start..<end, lineBreak: layout.lineBreak)
    facts.lines =
      survey.lineBreaks
      + (start > lead ? CSVBlock.count(layout.lineBreak, batch.bytes, lead..<start) : 0)
    // Lines are counted from the chunk's first byte: the lead byte belongs to the chunk before.
    if lead == 1, batch.bytes[0] == layout.lineBreak { batch.lineBase = -1 }
    if survey.hasZero { return nil }
    let inside: Bool
    do { inside = try chain.begins(chunk) } catch { return facts }
    chain.publish(after: chunk, inside: inside != (survey.quotes % 2 == 1))

    block.reset(
      length: length + lead, inside: inside, previous: chunk == 0 ? nil : batch.bytes[0],
      delimiter: layout.delimiter, lineBreak: layout.lineBreak)
    block.index(batch.bytes, start..<end, delimiter: layout.delimiter, lineBreak: layout.lineBreak)
    let breaks = block.rowCount
    let firstRow = chunk == 0 ? 0 : 1
    guard breaks >= firstRow else { return facts }
    let lastStart = breaks == 0 ? start : block.end(ofRow: breaks - 1) + 1
    let hasTail = try readTail(
      from: offset - lead, &batch, rowStart: lastStart, breaks: breaks, fileSize: fileSize, layout: layout,
      fill: fill)
    guard let hasTail else { return nil }
    // Earlier rows lie within the chunk: they are no longer than a field may be.
    let unchecked = survey.lineBreaks - breaks < limits.recordLines ? breaks : 0
    block.mayHoldLines =
      survey.lineBreaks > breaks
      || (hasTail && CSVBlock.count(layout.lineBreak, batch.bytes, lastStart..<block.end(ofRow: breaks)) > 0)
    let rows = firstRow..<(hasTail ? breaks + 1 : breaks)
    let first = unchecked == 0 ? start : lastStart
    if block.excess(
      of: unchecked..<rows.upperBound, startingAt: first, batch.bytes, lineBreak: layout.lineBreak,
      limits: limits) != nil
    {
      return nil
    }
    try deliver(
      rows, tableStart: start, layout: layout, special: special, facts: &facts, batch: &batch, sink: sink)
    return block.needsCare ? nil : facts
  }

  /// Reads on behind the chunk until its last row ends.
  /// - Returns: false when there is no such row: the file ends with a line break; nil when it is too long or
  ///   never ends.
  private func readTail<Failure: Error>(
    from base: Int, _ batch: inout RecordBatch, rowStart: Int, breaks: Int, fileSize: Int, layout: CSVLayout,
    fill: (Int, Int, inout ContiguousArray<UInt8>, Int) throws(Failure) -> Void
  ) throws(Failure) -> Bool? {
    var step = 4096
    while block.rowCount == breaks {
      let have = batch.bytes.count
      let left = fileSize - (base + have)
      if left <= 0 {
        guard rowStart < have else { return false }
        if block.endsInside { return nil }
        block.close(at: have)
        break
      }
      guard block.excess(ofOpenRowAt: rowStart, end: have, limits: limits) == nil else { return nil }
      try fill(base + have, min(step, left), &batch.bytes, have)
      block.reserve(batch.bytes.count)
      block.index(
        batch.bytes, have..<batch.bytes.count, delimiter: layout.delimiter, lineBreak: layout.lineBreak)
      step *= 2
    }
    return true
  }

  private func failure(
    _ excess: CSVLimits.Excess, _ batch: borrowing RecordBatch, rowStart: Int, _ layout: CSVLayout
  ) -> CSVFailure {
    let lines = batch.lineBase + CSVBlock.count(layout.lineBreak, batch.bytes, 0..<rowStart)
    return switch excess {
    case .field: .fieldTooLong(linesBefore: lines, limit: limits.fieldBytes)
    case .record: .recordTooLong(linesBefore: lines, limit: limits.recordBytes)
    case .lines: .tooManyLines(linesBefore: lines, limit: limits.recordLines)
    }
  }

  private func unclosedQuote(
    _ batch: borrowing RecordBatch, openRow: Range<Int>, _ layout: CSVLayout
  ) -> CSVFailure {
    let row = CSVText.rows(
      of: Array(batch.bytes[openRow])[...], delimiter: layout.delimiter, lineBreak: layout.lineBreak,
      fieldCount: layout.fieldCount, limit: 1
    ).first
    return CSVFailure(
      CSVFailure.unclosedQuote, at: openRow.lowerBound + (row?.openQuote ?? 0), of: batch.bytes,
      lineBreak: layout.lineBreak, linesBefore: batch.lineBase)
  }

  private func deliver<Failure: Error>(
    _ rows: Range<Int>, tableStart: Int, layout: CSVLayout, special: SpecialRows, facts: inout Facts,
    batch: inout RecordBatch, sink: (inout RecordBatch, [RowEvent]) throws(Failure) -> Void
  ) throws(Failure) {
    var next = Int32(facts.records)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let upper = min(row + Self.batchRows, rows.upperBound)
      let start = row == 0 ? tableStart : block.end(ofRow: row - 1) + 1
      let events = block.gather(
        row..<upper, startingAt: start, layout: layout, special: special, nextIndex: &next, batch: &batch)
      try sink(&batch, events)
      row = upper
    }
    facts.records = Int(next)
  }

  /// Reads a table from the front: compressed or transcoded text, one whose records span rows or whose quotes
  /// are misplaced.
  ///
  /// - Parameter more: appends some more bytes of UTF-8 text; returns how many, 0 at the end.
  package func stream<Failure: Error>(
    layout: CSVLayout, special: SpecialRows, batch: inout RecordBatch,
    more: (inout ContiguousArray<UInt8>) throws(Failure) -> Int,
    sink: (inout RecordBatch, [RowEvent]) throws(Failure) -> Void,
    fail: (CSVFailure) -> Failure
  ) throws(Failure) -> Facts {
    var facts = Facts()
    block.begin()
    batch.bytes.removeAll(keepingCapacity: true)
    batch.lineBase = 0
    while batch.bytes.count < layout.dataStart, try more(&batch.bytes) > 0 {}
    facts.lines = CSVBlock.count(layout.lineBreak, batch.bytes, 0..<min(layout.dataStart, batch.bytes.count))
    batch.lineBase = facts.lines
    batch.bytes.removeFirst(min(layout.dataStart, batch.bytes.count))
    var isAtEnd = false
    // What was read together with the preamble has not been looked at, either.
    var unchecked = 0
    while !isAtEnd {
      isAtEnd = try more(&batch.bytes) == 0
      if let zero = CSVBlock.firstZero(batch.bytes, unchecked..<batch.bytes.count) {
        throw fail(
          CSVFailure(
            CSVFailure.nulByte, at: zero, of: batch.bytes, lineBreak: layout.lineBreak,
            linesBefore: batch.lineBase))
      }
      let count = batch.bytes.count
      block.reset(
        length: count + 1, inside: false, previous: nil, delimiter: layout.delimiter,
        lineBreak: layout.lineBreak)
      block.indexCarefully(batch.bytes, count, layout: layout)
      let breaks = block.rowCount
      let rest = breaks == 0 ? 0 : block.end(ofRow: breaks - 1) + 1
      var rows = breaks
      if isAtEnd, rest < count {
        if block.endsInside {
          throw fail(unclosedQuote(batch, openRow: rest..<count, layout))
        }
        block.close(at: count)
        rows += 1
      }
      if let found = block.excess(
        of: 0..<rows, startingAt: 0, batch.bytes, lineBreak: layout.lineBreak, limits: limits)
      {
        throw fail(failure(found.excess, batch, rowStart: found.rowStart, layout))
      }
      if !isAtEnd, let excess = block.excess(ofOpenRowAt: rest, end: count, limits: limits) {
        throw fail(failure(excess, batch, rowStart: rest, layout))
      }
      let consumed = isAtEnd ? count : rest
      let lines = CSVBlock.count(layout.lineBreak, batch.bytes, 0..<consumed)
      try deliver(
        0..<rows, tableStart: 0, layout: layout, special: special, facts: &facts, batch: &batch, sink: sink)
      batch.lineBase += lines
      facts.lines += lines
      batch.bytes.removeFirst(consumed)
      unchecked = batch.bytes.count
    }
    return facts
  }
}
