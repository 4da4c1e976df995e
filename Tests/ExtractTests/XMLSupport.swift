import Columns
import Declarations
import Extract
import Testing

/// A file's records as text, with the line of each.
struct ReadXML: Equatable {
  var rows: [[String?]] = []
  var lines: [Int] = []
  var indices: [Int] = []
  /// `1 in 0: repeated`: column, index of the record, what is wrong.
  var faults: [String] = []

  mutating func note(_ batch: RecordBatch, records: Int) {
    faults += batch.faults.map { "\($0.column) in \(records + Int(batch.index[Int($0.row)])): \($0.kind)" }
  }
}

/// Reads XML in pieces of a size (the first piece may be shorter), draining the batch after each.
func readXML(
  _ bytes: [UInt8], record: String, _ selectors: [XMLSelector], first: Int = 0, piece: Int = 1 << 20,
  limits: XMLLimits = .standard
) throws(XMLError) -> ReadXML {
  var reader = XMLRecordReader(
    record: record.split(separator: "/").map(String.init), selectors: selectors, limits: limits)
  var batch = RecordBatch(columnCount: selectors.count)
  var read = ReadXML()
  func drain() {
    for row in 0..<batch.count {
      read.rows.append(
        selectors.indices.map { column in
          batch.field(column, row).map { String(decoding: $0, as: UTF8.self) }
        })
      read.lines.append(Int(batch.lines[row]))
      read.indices.append(Int(batch.index[row]))
    }
    read.note(batch, records: 0)
    batch.removeAll()
  }
  var at = 0
  while at < bytes.count {
    let end = min(bytes.count, at + (at == 0 && first > 0 ? first : piece))
    try reader.feed(bytes.span.extracting(at..<end), batch: &batch)
    drain()
    at = end
  }
  try reader.finish(batch: &batch)
  drain()
  return read
}

func readXML(_ text: String, record: String, _ selectors: [XMLSelector], limits: XMLLimits = .standard)
  throws(XMLError) -> ReadXML
{
  let read: ReadXML
  let fast = try? readFast(Array(text.utf8), record: record, selectors, limits: limits)
  do throws(XMLError) {
    read = try readXML(Array(text.utf8), record: record, selectors, limits: limits)
  } catch {
    #expect(fast == nil, "the fast reader took what libxml2 refused: \(error.message)")
    throw error
  }
  #expect(fast == nil || fast == read)
  return read
}

/// The kind of error that a text gives; nil when it is read. What libxml2 refuses, the fast reader must not
/// take either, and what both take they must read alike.
func xmlProblem(_ text: String, record: String = "r/a") -> XMLError? {
  xmlProblem(Array(text.utf8), record: record)
}

func xmlProblem(_ bytes: [UInt8], record: String = "r/a", piece: Int = 1 << 20) -> XMLError? {
  let selectors: [XMLSelector] = [.path([], attribute: nil)]
  let fast = try? readFast(bytes, record: record, selectors, FastReading(block: 1 << 16))
  do throws(XMLError) {
    let read = try readXML(bytes, record: record, selectors, piece: piece)
    #expect(fast == nil || fast == read)
    return nil
  } catch {
    #expect(fast == nil, "the fast reader took what libxml2 refused: \(error.message)")
    return error
  }
}
