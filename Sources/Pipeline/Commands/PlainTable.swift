import Declarations
import Diagnostics
import EventSchema
import Extract

/// A CSV or TSV file without a profile: the table as it stands, headings from its first row.
struct PlainTable {
  /// Files beyond this are for profiles, which read block by block.
  static let maximumBytes = 256 << 20

  private let rows: [CSVText.Row]
  private let headings: [String]

  /// - Parameter table: which member of an archive or sheet of a workbook; nil for the only one.
  /// - Returns: nil for XML, which is no table.
  init?(_ found: FileFinder.Found, table: String?, encoding: TextEncoding?) throws(Diagnostics) {
    var text: ContiguousArray<UInt8> = []
    var isSheet = false
    do throws(InputError) {
      var stream = try ByteStream(
        path: found.absolute, member: table, encoding: encoding.map { .declared($0) } ?? .automatic)
      if stream.kind == .xml { return nil }
      isSheet = stream.container.isSheet
      while text.count <= Self.maximumBytes, try stream.read(into: &text) > 0 {}
    } catch {
      var diagnostic = error.diagnostic(file: found.path)
      if case .severalTables(let names) = error {
        diagnostic.hint = "name one with --table: \(names.map { "'\($0)'" }.joined(separator: ", "))"
      }
      throw Diagnostics(diagnostic, exit: error.exit)
    }
    guard text.count <= Self.maximumBytes else {
      throw Diagnostics(
        Diagnostic(
          at: SourceLocation(file: found.path), "the table is larger than \(Self.maximumBytes >> 20) MiB",
          hint: "name a profile with --profile"), exit: .usage)
    }
    let bytes = Array(text)
    let lineBreak: UInt8 =
      isSheet ? TableText.lineBreak : bytes.contains(0x0A) || !bytes.contains(0x0D) ? 0x0A : 0x0D
    let delimiter = isSheet ? TableText.delimiter : Self.delimiter(bytes, lineBreak)
    rows = CSVText.rows(of: bytes[...], delimiter: delimiter, lineBreak: lineBreak).filter { !$0.isBlank }
    headings = rows.first?.fields.map { String(decoding: $0, as: UTF8.self) } ?? []
    if let open = rows.first(where: { !$0.isComplete }) {
      throw Diagnostics(
        .csv(.unclosedQuote(linesBefore: 0), path: found.path, line: open.line), exit: .badInput)
    }
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

  /// All rows but the first. Cells beyond the headings are named by their number.
  func text(_ format: RecordFormat) -> String {
    var lines = format == .csv ? csvRow(["record", "line"] + headings) : ""
    for (index, row) in rows.dropFirst().enumerated() {
      let cells = row.fields.map { String(decoding: $0, as: UTF8.self) }
      switch format {
      case .csv: lines += csvRow([String(index + 1), String(row.line)] + cells)
      case .ndjson:
        let fields = cells.enumerated().map { position, cell in
          (position < headings.count ? headings[position] : "column \(position + 1)", JSONValue.string(cell))
        }
        lines +=
          JSONValue.object([
            ("record", .integer(index + 1)), ("line", .integer(row.line)), ("fields", .object(fields)),
          ]).compact + "\n"
      }
    }
    return lines
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
