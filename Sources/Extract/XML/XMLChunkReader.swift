import CByteScan
package import Columns
package import Declarations

/// Reads plain XML fast: big files by chunks on several threads, others as one stream.
///
/// It reports nothing about a file that it does not take: it returns nil, and the file is to be read again
/// from the front by `XMLRecordReader`. What it read of it until then counts for nothing.
///
/// Advice for whoever changes this: the block holds file bytes in [0, dataSize) and, behind them, the texts
/// that don't stand in the file as they are. Staged records point into both, so bytes may move only after
/// records were handed over, and records may be handed over only when the chunk's beginning is confirmed.
package final class XMLChunkReader {
  /// Also the block of the content hash.
  package static let chunkSize = ContentHash.blockSize
  /// Read behind a chunk at first, for the record that reaches beyond it.
  private static let tailSize = 16 << 10
  /// Indexed and walked at once: text and masks stay in the first- and second-level cache.
  private static let pieceSize = 48 << 10
  /// A record must fit into so many bytes; longer ones are left to libxml2.
  private static let largestBlock = 8 << 20
  /// Records per batch: small enough for its columns to stay in the second-level cache.
  private static let batchRows = 4096
  /// Staged at most, about.
  private static let stagedRows = 16 << 10

  private var scanner: XMLScanner
  private let recordTag: [UInt8]
  private let pieceSize: Int
  private let chunkSize: Int

  // The block: file bytes, and room for texts.
  private var dataSize: Int
  private var roomSize: Int
  private var loaded = 0
  private var position = 0
  private var storeUsed = 0
  /// The block's place in the file.
  private var offset = 0

  /// - Parameters:
  ///   - record, selectors, limits: as of `XMLRecordReader`.
  ///   - pieceSize, chunkSize: for tests. Streams are read in blocks of about a chunk.
  package init(
    record: [String], selectors: [XMLSelector], limits: XMLLimits = .standard, pieceSize: Int? = nil,
    chunkSize: Int? = nil
  ) {
    let nodes = XMLNodes(XMLSelectorTree(record: record, selectors: selectors))
    scanner = XMLScanner(nodes, limits: limits)
    recordTag = Array((record.last ?? "").utf8)
    self.pieceSize = pieceSize ?? Self.pieceSize
    self.chunkSize = chunkSize ?? Self.chunkSize
    dataSize = self.chunkSize + 2 * min(self.chunkSize, Self.tailSize)
    roomSize = self.chunkSize / 4
  }

  /// Whether chunks of such a file can be read by themselves: nothing of a record stands outside it.
  package static func canSplit(record: [String], selectors: [XMLSelector]) -> Bool {
    (2...XMLLimits.standard.depth).contains(record.count)
      && selectors.allSatisfy { if case .parent = $0 { false } else { true } }
  }

  // MARK: Chunks

  /// Reads one chunk of a plain UTF-8 file.
  ///
  /// - Parameters:
  ///   - hash: gets the digest of the chunk's own bytes.
  ///   - sink: gets batches as they are ready; indices and lines count from the chunk's start.
  /// - Returns: nil when the file is not one for this reader, or another chunk found that.
  package func read(
    chunk: Int, of chunks: Int, _ input: borrowing InputFile, chain: XMLChain, batch: inout RecordBatch,
    hash: (ContentHash.Leaf) -> Void, sink: (inout RecordBatch) -> Void
  ) throws(InputError) -> CSVChunkReader.Facts? {
    let start = chunk * chunkSize
    let length = min(chunkSize, input.size - start)
    // The file may have changed since its chunks were counted.
    guard length > 0, (input.size + chunkSize - 1) / chunkSize == chunks else { return nil }
    offset = start
    loaded = 0
    try load(length + Self.tailSize, of: input, &batch.bytes)
    hash(ContentHash.leaf(batch.bytes, 0..<length))
    var facts = CSVChunkReader.Facts()
    facts.lines = Self.lines(batch.bytes, 0..<length)
    var assumed = chunk == 0 ? nil : firstTag(batch.bytes, length)
    var isConfirmed = chunk == 0
    if chunk == 0 {
      guard Self.isPlainUTF8(batch.bytes, length) else { return nil }
      scanner.reset()
      position = 0
      storeUsed = dataSize
    } else if let assumed {
      begin(at: assumed, batch.bytes)
    }
    while true {
      var outcome = XMLScanner.Outcome.more
      if isConfirmed || assumed != nil {
        let stop = chunk == chunks - 1 ? Int.max : start + length - offset
        outcome = run(&batch.bytes, isEnd: offset + loaded == input.size, stop: stop)
        if outcome == .more, loaded < dataSize {
          try load(min(dataSize - loaded, 4 * Self.tailSize), of: input, &batch.bytes)
          continue
        }
      }
      if !isConfirmed {
        isConfirmed = true
        guard let place = chain.begins(chunk) else { return nil }
        guard case .record(let at) = place, at < start + length else {
          chain.publish(after: chunk, place, records: 0)
          return facts
        }
        if at - start != assumed {
          assumed = at - start
          begin(at: at - start, batch.bytes)
          continue
        }
      }
      facts.records = scanner.builder.recordCount
      switch outcome {
      case .gaveUp: return nil
      case .stopped:
        chain.publish(after: chunk, .record(at: offset + position), records: facts.records)
        deliver(&batch, sink)
        return facts
      case .complete:
        chain.publish(after: chunk, .ended, records: facts.records)
        deliver(&batch, sink)
        return facts
      case .more, .full:
        guard deliver(&batch, sink) || outcome == .more || enlargeRoom() else { return nil }
        guard outcome == .full || compact(&batch.bytes) else { return nil }
        try load(dataSize - loaded, of: input, &batch.bytes)
      }
    }
  }

  /// Whether `ByteStream` would take the file as UTF-8, too.
  private static func isPlainUTF8(_ bytes: borrowing ContiguousArray<UInt8>, _ length: Int) -> Bool {
    (try? TextEncoding.ofXML(bytes.span.extracting(..<length)))?.encoding == .utf8
  }

  /// The first start tag of a record in the chunk, or what looks like one.
  private func firstTag(_ bytes: borrowing ContiguousArray<UInt8>, _ length: Int) -> Int? {
    let found = bytes.withUnsafeBufferPointer { block in
      // The chunk's own bytes; a tag cut off at its end is found as none.
      block.baseAddress.map { cbs_xml_find_tag($0, length, recordTag, recordTag.count) } ?? length
    }
    return found < length ? found : nil
  }

  private static func lines(_ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>) -> Int {
    let part = bytes.span.extracting(range)
    // The pointer does not leave the closure.
    return part.withUnsafeBufferPointer {
      $0.baseAddress.map { base in cbs_count(base, part.count, 0x0A) } ?? 0
    }
  }

  private func begin(at place: Int, _ bytes: borrowing ContiguousArray<UInt8>) {
    scanner.resetInside(linesBefore: Self.lines(bytes, 0..<place))
    position = place
    storeUsed = dataSize
  }

  /// Reads more of the file behind what is loaded.
  private func load(
    _ length: Int, of input: borrowing InputFile, _ bytes: inout ContiguousArray<UInt8>
  ) throws(InputError) {
    let wanted = min(length, dataSize - loaded, input.size - offset - loaded)
    reserve(&bytes)
    guard wanted > 0 else { return }
    var outcome = Result<Int, InputError>.success(0)
    bytes.withUnsafeMutableBytes { all in
      // Within the block: loaded + wanted <= dataSize.
      let room = UnsafeMutableRawBufferPointer(rebasing: all[loaded..<(loaded + wanted)])
      do throws(InputError) {
        outcome = .success(try input.pread(into: room, at: offset + loaded))
      } catch {
        outcome = .failure(error)
      }
    }
    guard try outcome.get() == wanted else { throw .changedWhileReading }
    loaded += wanted
  }

  /// Makes the block as large as it must be.
  private func reserve(_ bytes: inout ContiguousArray<UInt8>) {
    let size = dataSize + roomSize + XMLScanner.slack
    if bytes.count < size { bytes.append(contentsOf: repeatElement(0, count: size - bytes.count)) }
  }

  // MARK: Streams

  /// Reads a file from the front.
  ///
  /// - Returns: nil when the file is not one for this reader.
  package func stream(
    _ stream: inout ByteStream, batch: inout RecordBatch, sink: (inout RecordBatch) -> Void
  ) throws(InputError) -> CSVChunkReader.Facts? {
    var facts = CSVChunkReader.Facts()
    var isEnd = false
    scanner.reset()
    position = 0
    loaded = 0
    batch.bytes.removeAll(keepingCapacity: true)
    while true {
      while loaded < dataSize, !isEnd {
        batch.bytes.removeLast(batch.bytes.count - loaded)
        isEnd = try stream.read(into: &batch.bytes, maximum: dataSize - loaded) == 0
        facts.lines += Self.lines(batch.bytes, loaded..<batch.bytes.count)
        loaded = batch.bytes.count
      }
      // Transcoded text may come to more than was asked for.
      dataSize = max(dataSize, loaded)
      reserve(&batch.bytes)
      storeUsed = dataSize
      let outcome = run(&batch.bytes, isEnd: isEnd, stop: Int.max)
      facts.records = scanner.builder.recordCount
      switch outcome {
      case .gaveUp, .stopped: return nil
      case .complete:
        deliver(&batch, sink)
        return facts
      case .more, .full:
        guard deliver(&batch, sink) || outcome == .more || enlargeRoom() else { return nil }
        guard outcome == .full || compact(&batch.bytes) else { return nil }
      }
    }
  }

  // MARK: The block

  /// Scans what is loaded, piece by piece.
  private func run(_ bytes: inout ContiguousArray<UInt8>, isEnd: Bool, stop: Int) -> XMLScanner.Outcome {
    bytes.withUnsafeMutableBufferPointer { block in
      guard let base = block.baseAddress else { return .gaveUp }
      scanner.builder.use(block, used: storeUsed)
      var piece = pieceSize
      while true {
        let before = position
        let upper = min(position + piece, loaded)
        // The block ends at least `slack` bytes behind what is loaded.
        let outcome = scanner.scan(base, position..<upper, isEnd: isEnd && upper == loaded, stop: stop)
        position = scanner.position
        storeUsed = scanner.builder.store.used
        if outcome != .more || upper == loaded { return outcome }
        if scanner.builder.rowCount >= Self.stagedRows { return .full }
        // What was open at the piece's end is longer than the piece.
        piece = position > before ? pieceSize : 2 * piece
      }
    }
  }

  /// Hands over what is staged; false when there was nothing.
  @discardableResult
  private func deliver(_ batch: inout RecordBatch, _ sink: (inout RecordBatch) -> Void) -> Bool {
    var row = 0
    let count = scanner.builder.rowCount
    while row < count {
      batch.removeAll()
      let upper = min(row + Self.batchRows, count)
      scanner.builder.flush(row..<upper, into: &batch)
      sink(&batch)
      row = upper
    }
    scanner.builder.dropRows()
    batch.removeAll()
    storeUsed = dataSize
    return count > 0
  }

  /// For a single record whose texts don't fit; false when it is larger than any.
  private func enlargeRoom() -> Bool {
    roomSize = max(1024, 2 * roomSize)
    return roomSize <= Self.largestBlock
  }

  /// Moves what was not read yet to the block's start; false when that is a whole block of the largest size.
  private func compact(_ bytes: inout ContiguousArray<UInt8>) -> Bool {
    bytes.withUnsafeMutableBufferPointer { block in
      scanner.keepNames(in: block)
      // Both lie within the block; the ranges may overlap.
      block.baseAddress?.update(from: block.baseAddress! + position, count: loaded - position)
    }
    loaded -= position
    offset += position
    position = 0
    if loaded == dataSize { dataSize *= 2 }
    storeUsed = dataSize
    return dataSize <= Self.largestBlock
  }
}
