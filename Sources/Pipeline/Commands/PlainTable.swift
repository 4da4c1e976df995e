import Declarations
import Diagnostics
import EventSchema
import Extract
import Normalize

/// A CSV or TSV file without a profile: the table as it stands, headings from its first row, printed as it is read.
///
/// No row is left out, since nobody knows what the table is to be. Rows that a run would not take, were the first row
/// the headings, are marked and told.
struct PlainTable {
  /// A row of more bytes is a quote that nothing closes.
  static let longestRowBytes = 16 << 20

  private let path: String
  private let printer: RecordPrinter
  private let delimiter: UInt8
  private let lineBreak: UInt8
  private var headings: [String]?
  private var records = 0
  /// Lines before the rows at hand.
  private var linesBefore = 0
  private var malformed = LeftOutRows()

  /// - Parameter table: which member of an archive or sheet of a workbook; nil for the only one.
  /// - Returns: nil for XML, which is no table.
  static func print(
    _ found: FileFinder.Found, table: String?, encoding: TextEncoding?, _ format: RecordFormat,
    to output: TextOutput
  ) throws(Diagnostics) -> RecordsOutcome? {
    defer { output.flush() }
    var outcome = RecordsOutcome()
    var problem: Diagnostic?
    do throws(InputError) {
      var stream = try ByteStream(
        path: found.absolute, member: table, encoding: encoding.map { .declared($0) } ?? .automatic)
      if stream.kind == .xml { return nil }
      var bytes: ContiguousArray<UInt8> = []
      var isEnded = false
      while bytes.count < SourceFile.headBytes, !isEnded { isEnded = try stream.read(into: &bytes) == 0 }
      var printer = PlainTable(
        found.path, bytes, isSheet: stream.container.isSheet,
        RecordPrinter(format: format, output: output))
      repeat {
        // Twice as much at least, so that a long row is not looked at again and again.
        let goal = max(SourceFile.headBytes, bytes.count * 2)
        while bytes.count < goal, !isEnded { isEnded = try stream.read(into: &bytes) == 0 }
        problem = printer.take(&bytes, isEnded: isEnded)
      } while !isEnded && problem == nil
      outcome = printer.finish()
    } catch {
      var diagnostic = error.diagnostic(file: found.path)
      if case .severalTables(let names) = error {
        diagnostic.hint = "name one with --table: \(names.map { "'\($0)'" }.joined(separator: ", "))"
      }
      throw Diagnostics(diagnostic, exit: error.exit)
    }
    if let problem { throw Diagnostics(problem, exit: .badInput) }
    return outcome
  }

  private init(
    _ path: String, _ head: ContiguousArray<UInt8>, isSheet: Bool, _ printer: RecordPrinter
  ) {
    (self.path, self.printer) = (path, printer)
    let bytes = Array(head)
    lineBreak = isSheet ? TableText.lineBreak : bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    delimiter = isSheet ? TableText.delimiter : Self.delimiter(bytes, lineBreak)
  }

  private func finish() -> RecordsOutcome {
    if headings == nil { printer.heading([]) }
    return RecordsOutcome(warnings: malformed.warnings(path, outcome: "malformed"))
  }

  /// Prints the rows that are whole and takes them off the bytes.
  private mutating func take(_ bytes: inout ContiguousArray<UInt8>, isEnded: Bool) -> Diagnostic? {
    let text = Array(bytes)
    let rows = CSVText.rows(of: text[...], delimiter: delimiter, lineBreak: lineBreak)
    // The last row may go on in what is not read yet.
    let whole = isEnded ? rows[...] : rows.dropLast()
    if let open = rows.last, let quote = open.openQuote,
      isEnded || text.count - open.start > Self.longestRowBytes
    {
      let failure = CSVFailure(
        CSVFailure.unclosedQuote, at: quote, of: text, lineBreak: lineBreak, linesBefore: linesBefore)
      return .csv(failure, path: path)
    }
    for row in whole where !row.isBlank { print(row) }
    let end = whole.last?.end ?? 0
    linesBefore += text[..<end].count { $0 == lineBreak }
    bytes = ContiguousArray(text[end...])
    return nil
  }

  /// `a`, `b`, `a` as `a`, `b`, `a (2)`: readers of JSON keep one value of a name.
  private static func distinct(_ headings: [String]) -> [String] {
    var seen = Set(headings)
    var isFirst = Set<String>()
    return headings.map { heading in
      if isFirst.insert(heading).inserted { return heading }
      var number = 2
      while !seen.insert("\(heading) (\(number))").inserted { number += 1 }
      return "\(heading) (\(number))"
    }
  }

  /// Cells beyond the headings are named by their number.
  private mutating func print(_ row: CSVText.Row) {
    let cells = row.fields.map { String(decoding: $0, as: UTF8.self) }
    guard let headings else {
      let names = Self.distinct(cells)
      headings = names
      printer.heading(names)
      return
    }
    records += 1
    let line = linesBefore + row.line
    let reason: RejectReason? =
      row.hasStrayQuote ? .strayQuote : cells.count == headings.count ? nil : .wrongFieldCount
    if let reason { malformed.note(reason, line: line) }
    let fields = cells.enumerated().map { position, cell in
      (name: position < headings.count ? headings[position] : "column \(position + 1)", text: Optional(cell))
    }
    printer.print(record: records, line: line, malformed: reason, fields)
  }

  /// The delimiter that parts the first row into most fields.
  private static func delimiter(_ bytes: [UInt8], _ lineBreak: UInt8) -> UInt8 {
    let candidates = Profile.CSVFormat.usualDelimiters
    var best = (delimiter: candidates[0], fields: 0)
    for candidate in candidates {
      let fields =
        CSVText.rows(of: bytes[...], delimiter: candidate, lineBreak: lineBreak, limit: 1).first?.fields.count
        ?? 0
      if fields > best.fields { best = (candidate, fields) }
    }
    return best.delimiter
  }
}

extension FileContents {
  /// The names of a file's tables.
  static func names(of file: FileFinder.Found) throws(Diagnostics) -> [String] {
    do throws(InputError) { return try FileContents(path: file.absolute).tables.compactMap(\.self) } catch {
      throw Diagnostics(error.diagnostic(file: file.path), exit: error.exit)
    }
  }
}
