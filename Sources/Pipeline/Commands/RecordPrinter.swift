import Normalize

/// Records as text, one per line.
struct RecordPrinter {
  let format: RecordFormat
  let output: TextOutput

  /// The line of a table that names its columns.
  func heading(_ names: [String]) {
    if format == .csv { output.add(csvRow(["record", "line"] + names)) }
  }

  /// - Parameters:
  ///   - malformed: why a run would not take the record; a table has no column for it.
  ///   - fields: in the order of the columns; nil for what the record does not state.
  func print(
    record: Int, line: Int, malformed: RejectReason? = nil, _ fields: [(name: String, text: String?)]
  ) {
    switch format {
    case .csv: output.add(csvRow([String(record), String(line)] + fields.map { $0.text ?? "" }))
    case .ndjson:
      let stated = fields.compactMap { field in field.text.map { (field.name, JSONValue.string($0)) } }
      let mark = malformed.map { [("malformed", JSONValue.string($0.rawValue))] } ?? []
      output.add(
        JSONValue.object(
          [("record", .integer(record)), ("line", .integer(line))] + mark + [("fields", .object(stated))]
        ).compact + "\n")
    }
  }
}
