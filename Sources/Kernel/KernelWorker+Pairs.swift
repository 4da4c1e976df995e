import Declarations
import Columns
import Extract
import Normalize

/// Reading a file of labels and values: its one record.
extension KernelWorker {
  func readPairs(_ file: KernelFile, _ layout: CSVLayout) throws(Failure) {
    var text: ContiguousArray<UInt8> = []
    do throws(InputError) {
      var stream = try file.source.stream()
      stream.decimalMark = plan.inputs[file.input].numberStyle(file.facts).decimalMark
      while try stream.read(into: &text) > 0 {
        guard text.count <= KeyValuePairs.maximumBytes else {
          throw .unpacksTooLarge(limitInBytes: KeyValuePairs.maximumBytes)
        }
      }
      (part.contentHash, part.textHash) = (stream.contentHash, stream.textHash)
    } catch {
      throw .input(error)
    }
    if let zero = text.firstIndex(of: 0) {
      throw .csv(CSVFailure(CSVFailure.nulByte, at: zero, of: text, lineBreak: layout.lineBreak))
    }
    let pairs = KeyValuePairs.values(of: file.source, text: Array(text), layout: layout)
    batch.removeAll()
    batch.bytes.removeAll(keepingCapacity: true)
    pairLines = []
    for (column, field) in layout.fields.enumerated() {
      guard pairs.indices.contains(field) else {
        batch.columns[column].append(.absent)
        pairLines.append(layout.headerLine)
        continue
      }
      let value = pairs[field].value
      batch.columns[column].append(Cell(start: UInt32(batch.bytes.count), length: Int32(value.count)))
      batch.bytes += value
      pairLines.append(pairs[field].line)
    }
    batch.index = [0]
    batch.lines = [Int32(layout.headerLine)]
    batch.count = 1
    var facts = CSVChunkReader.Facts()
    facts.records = 1
    facts.lines = text.count { $0 == layout.lineBreak }
    part.chunks[0] = facts
    consume(&batch, [], chunk: 0)
    batch.removeAll()
    pairLines = []
  }

  /// Lines above a reject. Of a record of labels and values every value stands in a line of its own.
  func linesBefore(_ reject: RowReject, _ batch: borrowing RecordBatch) -> Int {
    pairLines.indices.contains(reject.column)
      ? pairLines[reject.column] - 1 : batch.linesBefore(reject.row)
  }
}
