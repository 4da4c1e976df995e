import Columns
import Declarations
package import Extract

/// Reading XML: fast where the file is plain, else with libxml2, which has the last word.
extension KernelWorker {
  /// Reads one chunk of a plain XML file.
  package func readXMLChunk(
    _ chunk: Int, of input: borrowing InputFile, chain: XMLChain
  ) throws(Failure) {
    guard let file, let reader = fastReader(file) else { throw .reread }
    let facts: CSVChunkReader.Facts?
    do throws(InputError) {
      facts = try reader.read(
        chunk: chunk, of: file.chunkCount, input, chain: chain, batch: &batch,
        hash: { part.leaves[chunk] = $0 }, sink: { consume(&$0, [], chunk: chunk) })
    } catch {
      throw .input(error)
    }
    guard let facts else { throw .reread }
    part.chunks[chunk] = facts
  }

  /// Reads an XML file from the front.
  func readXML(_ file: KernelFile) throws(Failure) {
    // An observer must not see a record of a file that is then read again.
    if observer == nil, recordObserver == nil, rejectObserver == nil {
      if try readXMLFast(file) { return }
      _ = finish()
      begin(file)
    }
    try readXMLCarefully()
  }

  /// - Returns: false when the fast reader does not take the file.
  private func readXMLFast(_ file: KernelFile) throws(Failure) -> Bool {
    guard let reader = fastReader(file) else { return false }
    do throws(InputError) {
      var stream = try file.source.stream()
      let facts = try reader.stream(&stream, batch: &batch) { consume(&$0, [], chunk: 0) }
      guard let facts else { return false }
      part.chunks[0] = facts
      (part.contentHash, part.textHash) = (stream.contentHash, stream.textHash)
      return true
    } catch {
      throw .input(error)
    }
  }

  private func fastReader(_ file: KernelFile) -> XMLChunkReader? {
    if let xmlReader { return xmlReader }
    guard case .xml(let format) = file.source.profile.format else { return nil }
    let selectors = plan.inputs[file.input].xmlSelectors
    xmlReader = XMLChunkReader(record: format.record, selectors: selectors)
    return xmlReader
  }

  /// Reads an XML file from the front with libxml2.
  package func readXMLCarefully() throws(Failure) {
    guard let file, case .xml(let format) = file.source.profile.format else { return }
    var reader = XMLRecordReader(
      record: format.record, selectors: plan.inputs[file.input].xmlSelectors)
    var facts = CSVChunkReader.Facts()
    do {
      var stream = try file.source.stream()
      var bytes: ContiguousArray<UInt8> = []
      batch.removeAll()
      batch.bytes.removeAll(keepingCapacity: true)
      while !hasEnough, try stream.read(into: &bytes) > 0 {
        facts.lines += CSVBlock.count(0x0A, bytes, 0..<bytes.count)
        try reader.feed(bytes, batch: &batch)
        flushXML()
        bytes.removeAll(keepingCapacity: true)
      }
      if hasEnough { throw Failure.abandoned }
      try reader.finish(batch: &batch)
      flushXML()
      facts.records = reader.recordCount
      part.chunks[0] = facts
      (part.contentHash, part.textHash) = (stream.contentHash, stream.textHash)
    } catch let error as InputError {
      throw .input(error)
    } catch let error as XMLError {
      throw .xml(error)
    } catch {
      throw .abandoned
    }
  }

  private func flushXML() {
    guard batch.count > 0 else { return }
    consume(&batch, [], chunk: 0)
    batch.removeAll()
  }
}
