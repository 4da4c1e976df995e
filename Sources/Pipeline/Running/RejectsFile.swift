import Aggregate
import Columns
import Declarations
import Diagnostics
import EventSchema
import Extract
import Kernel
import Normalize

/// Every rejected record of a run as CSV: a run keeps only the first details of each file, so files with rejects
/// are read a second time, and their rejects written as they are met.
///
/// Rows stand in the order of the files and their records, whatever the threads. Where the file would become
/// larger than it may, a last line says exactly how many are left out.
struct RejectsFile {
  let plan: Plan
  let files: [FileResult]
  let declaration: RejectsDeclaration

  /// The last line is this long at most.
  private static let reserve = 200
  /// Texts that could not be read are shown so far.
  private static let longestValue = 1000

  private static let columns = ["file", "record", "line", "column", "reason", "hint"]

  func write(_ output: consuming OutputFile) throws {
    let showsValues = declaration.rawValues == .shown
    let listing = Listing(output, limit: declaration.atMostBytes - Self.reserve)
    listing.add(Self.columns + (showsValues ? ["value"] : []))
    var listed = 0
    for file in files where file.ledger.rejected > 0 && !listing.isFull {
      listed += try write(file, to: listing)
    }
    let left = files.reduce(0) { $0 + $1.ledger.rejected } - listed
    let hint =
      "\(left) more rejected records are not listed: the file may have \(declaration.atMostBytes) bytes"
    try listing.finish(
      left == 0 ? nil : ["", "", "", "", "left_out", hint] + (showsValues ? [""] : []))
  }

  /// - Returns: how many of the file's rejects are listed.
  private func write(_ file: FileResult, to listing: Listing) throws -> Int {
    var kernel = plan.kernel
    kernel.shapes = []
    kernel.customerDimensions = nil
    let position = ReadingPosition()
    let before = listing.count
    let worker = KernelWorker(
      plan: kernel,
      rejects: { rejects, batch, mapper in
        for reject in rejects where !listing.isFull {
          listing.add(row(reject, file, position, batch, mapper))
        }
      })
    let source = file.fileFromTheFront
    worker.begin(source)
    try EventReader.drive(worker, source, position) { !listing.isFull }
    let again = FileResult(joining: [worker.finish()], file: file.file, plan: kernel)
    let count = listing.count - before
    if listing.isFull { return count }
    guard count == file.ledger.rejected, again.contentHash == file.contentHash else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: file.file.source.title), "the file changed while it was read",
          hint: "run again when nobody writes to it"), exit: .badInput)
    }
    return count
  }

  private func row(
    _ reject: SeenReject, _ file: FileResult, _ position: ReadingPosition, _ batch: RecordBatch,
    _ mapper: borrowing EventMapper
  ) -> [String] {
    let mapping = plan.kernel.inputs[file.file.input]
    let column = EventMapper.column(reject.column, of: mapping)
    var text: [UInt8] = []
    if column != nil, let row = reject.row { text = batch.field(reject.column, row) ?? [] }
    var notation: String?
    if reject.reason == .notANumber || reject.reason == .badGrouping {
      notation = mapper.otherNotation(reading: text)
    }
    var cells = [
      file.file.source.place, String(position.records + Int(reject.index) + 1),
      String(position.lines + reject.linesBefore + 1), file.columnName(reject.column, mapping) ?? "",
      reject.reason.rawValue, reject.reason.hint(expected: column?.type, notation: notation),
    ]
    if declaration.rawValues == .shown { cells.append(shown(text, column)) }
    return cells
  }

  /// Whether a column says who somebody is, by what the pipeline file identifies accounts by.
  private func identifies(_ column: ProfileColumn) -> Bool {
    column.field == .dimension(.account) && plan.file.normalize.identity.accounts?.contains(.account) == true
  }

  /// The text that could not be read. An address may have slipped into a column of amounts.
  private func shown(_ text: [UInt8], _ column: ProfileColumn?) -> String {
    guard let column, !column.personal, !identifies(column), !text.contains(UInt8(ascii: "@")) else {
      return ""
    }
    let whole = printable(String(decoding: text.prefix(Self.longestValue), as: UTF8.self))
    return text.count > Self.longestValue ? whole + "…" : whole
  }
}

/// The file while rows are added, and how much room is left in it.
private final class Listing {
  private var output: OutputFile
  private var room: Int
  private(set) var count = -1
  /// No more rows are taken: the file is full, or can't be written.
  private(set) var isFull = false
  private var failure: Publisher.Failure?

  init(_ output: consuming OutputFile, limit: Int) {
    self.output = output
    room = limit
  }

  func add(_ cells: [String]) {
    let row = Array(csvRow(cells).utf8)
    guard row.count <= room else {
      isFull = true
      return
    }
    room -= row.count
    count += 1
    append(row)
  }

  private func append(_ bytes: [UInt8]) {
    do throws(Publisher.Failure) { try output.append(bytes) } catch {
      failure = failure ?? error
      isFull = true
    }
  }

  func finish(_ last: [String]?) throws(Publisher.Failure) {
    if let last { append(Array(csvRow(last).utf8)) }
    if let failure { throw failure }
    try output.finish()
  }
}
