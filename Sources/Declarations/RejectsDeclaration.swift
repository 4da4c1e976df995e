/// `rejects: {file: rejects.csv, at_most: 100 MB, raw_values: no}` of a report: every rejected record, in a
/// file of its own beside the report.
package struct RejectsDeclaration: Sendable, Hashable {
  package enum RawValues: Sendable, Hashable {
    case leftOut
    /// The text that could not be read; never that of a personal column.
    case shown
  }

  package var file: String
  package var atMostBytes: Int
  package var rawValues: RawValues

  package init(file: String, atMostBytes: Int = defaultBytes, rawValues: RawValues = .leftOut) {
    self.file = file
    self.atMostBytes = atMostBytes
    self.rawValues = rawValues
  }

  package static let defaultBytes = 100_000_000
  /// `100 MB`, in steps of a thousand.
  static func bytes(_ text: String) -> Int? {
    let parts = text.split(separator: " ")
    let units = ["KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000]
    guard parts.count == 2, let count = Int(parts[0]), (1...1_000_000).contains(count),
      let unit = units[String(parts[1])]
    else { return nil }
    return count * unit
  }
}

extension PipelineFileLoader {
  func rejectLimit(_ map: MappingReader) -> Located<RejectLimit>? {
    let key = "rejected_rows_at_most"
    return map.parsed(key, expected: RejectLimit.samples) { RejectLimit($0) }
      .map { Located($0, at: map.valueLocation(key)) }
  }

  static let rejectsKeys: [KeySpec] = [
    KeySpec("file", "name of the file in the report's folder, such as rejects.csv", required: true),
    KeySpec("at_most", "how large it may become: 100 MB (the default); a last line says what is left out"),
    KeySpec(
      "raw_values", "yes: with the text that could not be read, never that of personal columns (default: no)"),
  ]

  func rejects(_ node: YAMLNode) -> RejectsDeclaration? {
    if case .scalar = node { return reader.text(node, "'rejects'").flatMap { rejectsFile($0, at: node) } }
    guard let map = reader.mapping(node, "'rejects'", keys: Self.rejectsKeys) else { return nil }
    let bytes = map.parsed("at_most", expected: "a size such as 100 MB", RejectsDeclaration.bytes)
    let shows = map.flag("raw_values") ?? false
    guard let file = map.text("file"),
      var declaration = rejectsFile(file, at: map.node("file") ?? node)
    else { return nil }
    declaration.atMostBytes = bytes ?? RejectsDeclaration.defaultBytes
    declaration.rawValues = shows ? .shown : .leftOut
    return declaration
  }

  private func rejectsFile(_ name: String, at node: YAMLNode) -> RejectsDeclaration? {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    if isPlain, name.hasSuffix(".csv"), !name.hasPrefix("."), name.utf8.count <= 100 {
      return RejectsDeclaration(file: name)
    }
    reader.report(
      node.location, "expected a file name such as rejects.csv for 'rejects', found '\(name)'",
      hint: "it stands in the report's folder: letters, digits, - and _, then .csv",
      length: name.unicodeScalars.count)
    return nil
  }
}
