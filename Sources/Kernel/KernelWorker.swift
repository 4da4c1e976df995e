import Aggregate
package import Columns
import Declarations
package import EventSchema
package import Extract
package import Normalize

/// One thread's share of a run: reads chunks, maps records to events, sums them up.
///
/// Keeps its dictionaries and buffers from file to file; what it learned of a file stays in a
/// `FilePart` until the file is known to be whole.
package final class KernelWorker {
  /// Why a chunk could not be read.
  package enum Failure: Error, Sendable {
    case input(InputError)
    case csv(CSVFailure)
    case xml(XMLError)
    /// The fast reader does not take the file: nothing of it counts, and it is read again from its front, XML by
    /// `readXMLCarefully`.
    case reread
    /// Another chunk of the file failed first.
    case abandoned
  }

  /// Sees every batch of events, for `sluice events`: events, the records they came from, the mapper.
  package typealias Observer = (EventBatch, RecordBatch, borrowing EventMapper, Int) -> Void

  let plan: KernelPlan
  private var mappers: [Int: EventMapper] = [:]
  private let reader = CSVChunkReader()
  var batch = RecordBatch(columnCount: 0)
  private var accumulators: [GroupedSumsAccumulator]
  var part: FilePart
  private(set) var file: KernelFile?
  /// Of the current file, if it is XML.
  var xmlReader: XMLChunkReader?
  /// Of a record of labels and values: the 1-based line of every wanted column.
  var pairLines: [Int] = []
  let observer: Observer?
  let recordObserver: ((RecordBatch) -> Void)?
  /// Sees the rejects of every batch, in the order of the records.
  package typealias RejectObserver = ([SeenReject], RecordBatch, borrowing EventMapper) -> Void
  let rejectObserver: RejectObserver?
  private var seenRejects: [SeenReject] = []
  /// How much of a file is read.
  package enum Extent {
    case all
    /// Records for an observer alone, as long as more are asked for behind each batch.
    case records(while: () -> Bool)
  }
  private let extent: Extent
  /// Records were seen, and no more are wanted.
  private(set) var hasEnough = false

  /// - Parameters:
  ///   - records: sees every batch of records before it is mapped.
  ///   - rejects: sees the rejects of every batch.
  ///   - observer: sees every batch of events.
  package init(
    plan: KernelPlan, extent: Extent = .all, rejects: RejectObserver? = nil,
    records: ((RecordBatch) -> Void)? = nil, observer: Observer? = nil
  ) {
    self.plan = plan
    self.extent = extent
    self.observer = observer
    recordObserver = records
    rejectObserver = rejects
    accumulators = plan.shapes.map { GroupedSumsAccumulator($0) }
    part = FilePart(plan: plan)
  }

  /// Begins a file; call `finish` before the next one.
  package func begin(_ file: KernelFile) {
    self.file = file
    part = FilePart(plan: plan)
    var mapper = mappers.removeValue(forKey: file.input) ?? EventMapper(plan.inputs[file.input])
    let wanted = plan.inputs[file.input].wanted
    mapper.begin(
      file.facts,
      present: file.source.layout?.fields.map { $0 >= 0 } ?? wanted.map { !file.absent.contains($0) },
      watched: file.watched)
    mappers[file.input] = mapper
    batch = RecordBatch(columnCount: wanted.count)
    xmlReader = nil
  }

  /// What became of the chunks read since `begin`.
  package func finish() -> FilePart {
    if let file, var mapper = mappers.removeValue(forKey: file.input) {
      defer { mappers[file.input] = mapper }
      var rollups = Rollups.moved
      swap(&rollups, &part.rollups)
      for i in accumulators.indices {
        part.spanning[i] += accumulators[i].spanning
        accumulators[i].drain(
          into: &rollups.sums[i], people: &rollups.people[i], dictionaries: mapper.dictionaries)
      }
      if let names = mapper.takeNames() { rollups.names[file.input, default: OutsideNames()].merge(names) }
      if let history = mapper.takeHistory() { rollups.history.merge(history) }
      if let claims = mapper.takeClaims() { rollups.claims.merge(claims) }
      if let accounts = mapper.takeAccounts() { rollups.accounts.merge(accounts) }
      if let origins = mapper.takeOrigins() { rollups.origins = origins }
      if let grains = mapper.takeGrains() { rollups.grains.merge(grains) }
      swap(&rollups, &part.rollups)
      (part.channelRules, part.refundRules) = mapper.takeChannelRules()
      part.undividedParameter = mapper.undividedParameter
      (part.takesTaxOff, part.accountForms) = (mapper.takesTaxOff, mapper.accountForms)
      for (position, evidence) in mapper.takeEvidence() {
        part.notations[position, default: ColumnNotation()].evidence.formUnion(evidence)
      }
    }
    file = nil
    defer { part = FilePart(plan: plan) }
    return part
  }

  // MARK: Reading

  /// Reads one chunk of a plain CSV file.
  @discardableResult
  package func readChunk(
    _ chunk: Int, of input: borrowing InputFile, layout: CSVLayout, chain: QuoteChain
  ) throws(Failure) -> CSVChunkReader.Facts {
    guard let file else { return CSVChunkReader.Facts() }
    let special = special(file)
    var leaf: ContentHash.Leaf = []
    let facts: CSVChunkReader.Facts? = try reader.read(
      chunk: chunk, fileSize: input.size, layout: layout, special: special, chain: chain, batch: &batch,
      fill: { (offset, length, bytes, place) throws(Failure) in
        do throws(InputError) { try input.read(length, at: offset, into: &bytes, from: place) } catch {
          throw .input(error)
        }
      },
      hash: { leaf = ContentHash.leaf($0, $1) },
      sink: { (batch, events) throws(Failure) in
        self.consume(&batch, events, chunk: chunk)
        if self.hasEnough { throw .abandoned }
      })
    guard let facts else { throw .reread }
    part.chunks[chunk] = facts
    part.leaves[chunk] = leaf
    return facts
  }

  /// Reads a file that can only be read from the front.
  package func readStream() throws(Failure) {
    guard let file else { return }
    switch file.source.container {
    case .plainCSV: return
    case .streamedCSV(let layout): try readCSVStream(file, layout)
    case .keyValue(let layout): try readPairs(file, layout)
    case .xml: try readXML(file)
    }
  }

  private func readCSVStream(_ file: KernelFile, _ layout: CSVLayout) throws(Failure) {
    var stream: ByteStream
    do throws(InputError) { stream = try file.source.stream() } catch { throw .input(error) }
    stream.decimalMark = plan.inputs[file.input].numberStyle(file.facts).decimalMark
    var left = layout.dataEnd ?? .max
    var last: UInt8?
    let facts: CSVChunkReader.Facts = try reader.stream(
      layout: layout, special: special(file), batch: &batch,
      more: { (bytes) throws(Failure) -> Int in
        do throws(InputError) {
          let count = try Self.read(&stream, into: &bytes, left: &left)
          if count > 0 { last = bytes.last }
          return count
        } catch { throw .input(error) }
      },
      sink: { (batch, events) throws(Failure) in
        self.consume(&batch, events, chunk: 0)
        if self.hasEnough { throw .abandoned }
      },
      fail: { .csv($0) })
    part.chunks[0] = facts
    (part.contentHash, part.textHash) = (stream.contentHash, stream.textHash)
    // A sheet's last row has no end of its own, and the end of a table within a file is another table's beginning.
    let isWholeText = layout.dataEnd == nil && !file.source.file.isSheet
    part.lacksLineEnd = isWholeText && last.map { $0 != 0x0A && $0 != 0x0D } ?? false
  }

  /// Reads on, but not behind the end of the table: there the rest of the file is read for its hash alone.
  private static func read(
    _ stream: inout ByteStream, into bytes: inout ContiguousArray<UInt8>, left: inout Int
  ) throws(InputError) -> Int {
    let count = left > 0 ? try stream.read(into: &bytes) : 0
    if count > left { bytes.removeLast(count - left) }
    defer { left -= min(count, left) }
    guard left < .max, count >= left else { return count }
    var rest: ContiguousArray<UInt8> = []
    while try stream.read(into: &rest) > 0 { rest.removeAll(keepingCapacity: true) }
    return left
  }

  private func special(_ file: KernelFile) -> SpecialRows {
    let mapping = plan.inputs[file.input]
    let profile = file.source.profile
    var comments: [String] = []
    if case .csv(let format) = profile.format, let mark = format.comments {
      comments = [String(UnicodeScalar(mark))]
    }
    var special = SpecialRows(
      totalStarts: profile.totals?.startsWith ?? [], totalEquals: profile.totals?.equals ?? [],
      footerStarts: profile.footers + comments)
    special.isInAnyColumn = profile.totals?.isInAnyColumn ?? false
    if let rule = profile.continuation {
      func position(_ name: String) -> Int? {
        mapping.wanted.firstIndex { profile.columns[$0].field.name(kind: profile.gives) == name }
      }
      if let same = position(rule.same), let blank = position(rule.blank) {
        special.continuation = (same, blank)
      }
    }
    return special
  }

  // MARK: Consuming

  func consume(_ batch: inout RecordBatch, _ rowEvents: [RowEvent], chunk: Int) {
    guard let file, var mapper = mappers.removeValue(forKey: file.input) else { return }
    defer { mappers[file.input] = mapper }
    note(rowEvents, chunk: chunk, mapper: mapper)
    defer { tellRejects(batch, mapper) }
    guard batch.count > 0, !hasEnough else { return }
    recordObserver?(batch)
    if case .records(let goesOn) = extent {
      hasEnough = !goesOn()
      return
    }
    var mapped = mapper.map(
      batch, stated: file.roles.entries(chunk: chunk), changes: file.roles.changes)
    note(&mapped, batch, chunk: chunk)
    part.ledger.records += mapped.records
    part.ledger.accepted += mapped.accepted
    part.ledger.rejected += mapped.rejects.count
    for (reason, count) in mapped.filtered { part.ledger.filtered[reason.rawValue, default: 0] += count }
    part.ledger.notKept.merge(mapped.notKept, uniquingKeysWith: +)
    part.ledger.unnamedStages.merge(mapped.unnamedStages, uniquingKeysWith: +)
    part.ledger.rejectedDays.merge(mapped.rejectedDays, uniquingKeysWith: +)
    for tally in mapped.money { add(tally) }
    for tally in mapped.counts {
      part.ledger.counts[tally.measure, default: .init()].records += tally.records
      part.ledger.counts[tally.measure, default: .init()].unreadable += tally.unreadable
    }
    for reject in mapped.rejects {
      record(
        chunk: chunk, index: batch.index[reject.row], column: reject.column, reason: reject.reason,
        row: reject.row, linesBefore: { linesBefore(reject, batch) })
    }
    for history in mapped.histories {
      part.rollups.histories?.add(history, dictionaries: mapper.dictionaries)
    }
    part.rollups.ordersOfDeals.merge(mapped.ordersOfDeals)
    if let orders = mapped.filteredOrders {
      part.rollups.links?.add(filtered: orders, dictionaries: mapper.dictionaries)
    }
    if let orders = mapped.rejectedOrders {
      part.rollups.links?.add(rejected: orders, dictionaries: mapper.dictionaries)
    }
    if let people = mapped.people { part.rollups.identity?.add(people, input: file.input) }
    for events in mapped.events {
      part.ledger.events += events.count
      part.rollups.engagement?.add(events, dictionaries: mapper.dictionaries)
      part.rollups.acquisition?.add(events, dictionaries: mapper.dictionaries)
      part.rollups.market?.add(events, dictionaries: mapper.dictionaries)
      part.rollups.levels?.add(events, dictionaries: mapper.dictionaries)
      if events.kind == .account {
        // It is one on every day: nothing to sum up by days.
        observer?(events, batch, mapper, chunk)
        continue
      }
      if let oldest = events.days.min(), let newest = events.days.max() {
        part.ledger.ranges.add(
          first: events.days.span, last: events.lastDays.span, all: oldest...newest)
        part.ledger.oldestDay = min(part.ledger.oldestDay ?? oldest, oldest)
        part.ledger.newestDay = max(part.ledger.newestDay ?? newest, newest)
        let last = max(events.lastDays.max() ?? newest, newest)
        part.ledger.lastDay = max(part.ledger.lastDay ?? last, last)
        if let asOf = plan.asOf, asOf.number < newest {
          part.ledger.noteAhead(events, of: asOf.number)
        } else {
          part.ledger.newestPastDay = max(part.ledger.newestPastDay ?? newest, newest)
          part.ledger.lastPastDay = max(part.ledger.lastPastDay ?? last, last)
        }
      }
      part.rollups.links?.add(events, dictionaries: mapper.dictionaries)
      if events.waitsFor != nil {
        observer?(events, batch, mapper, chunk)
        continue
      }
      for i in accumulators.indices { accumulators[i].add(events) }
      if part.rollups.firsts != nil, plan.makesCustomers(events) {
        part.rollups.firsts?.add(events, dictionaries: mapper.dictionaries, bytes: batch.bytes)
      }
      observer?(events, batch, mapper, chunk)
    }
  }

  /// Rows that are no records of the table.
  private func note(_ rowEvents: [RowEvent], chunk: Int, mapper: borrowing EventMapper) {
    for event in rowEvents {
      part.ledger.records += 1
      switch event.kind {
      case .footer(let text):
        part.ledger.filtered[FilterReason.footer.rawValue, default: 0] += 1
        if let profile = file?.source.profile {
          part.statedRows = part.statedRows ?? PreambleFacts.rows(inFooter: text, of: profile)
        }
      case .total(let label, let cells):
        part.ledger.filtered[FilterReason.total.rawValue, default: 0] += 1
        part.totals.append(
          .init(
            chunk: chunk, index: event.index, linesBefore: event.linesBefore, label: label,
            amounts: mapper.controlTotals(cells)))
      case .wrongFieldCount, .strayQuote:
        part.ledger.rejected += 1
        part.ledger.rejectedDays[ReconciliationLedger.noDay, default: 0] += 1
        let reason: RejectReason = if case .strayQuote = event.kind { .strayQuote } else { .wrongFieldCount }
        record(
          chunk: chunk, index: event.index, column: -1, reason: reason, row: nil,
          linesBefore: { event.linesBefore })
      }
    }
  }

  private func record(
    chunk: Int, index: Int32, column: Int, reason: RejectReason, row: Int?, linesBefore: () -> Int
  ) {
    let kind = FilePart.RejectKind(column: column, reason: reason)
    part.rejectCounts[kind, default: 0] += 1
    let first = part.firstRejects[kind]
    let isFirst = first.map { (chunk, index) < ($0.chunk, $0.index) } ?? true
    // Chunks come one after another: the rejects of this one are the last.
    let kept = part.rejects.suffix(FilePart.detailsPerChunk)
    let isKept = kept.count < FilePart.detailsPerChunk || kept.first?.chunk != chunk
    if isFirst || isKept {
      let reject = FilePart.Reject(
        chunk: chunk, index: index, linesBefore: linesBefore(), column: column, reason: reason)
      if isFirst { part.firstRejects[kind] = reject }
      if isKept { part.rejects.append(reject) }
    }
    if rejectObserver != nil {
      seenRejects.append(
        SeenReject(
          index: index, row: row, linesBefore: row == nil ? linesBefore() : 0, column: column, reason: reason)
      )
    }
  }

  private func tellRejects(_ batch: RecordBatch, _ mapper: borrowing EventMapper) {
    guard let rejectObserver, !seenRejects.isEmpty else { return }
    var rejects = seenRejects.sorted { $0.index < $1.index }
    seenRejects.removeAll(keepingCapacity: true)
    // In ascending order, so that each line is looked at once.
    var counter = RecordBatch.LineCounter()
    for index in rejects.indices {
      guard let row = rejects[index].row else { continue }
      let column = rejects[index].column
      rejects[index].linesBefore =
        pairLines.indices.contains(column) ? pairLines[column] - 1 : counter.linesBefore(row, in: batch)
    }
    rejectObserver(rejects, batch, mapper)
  }
}
