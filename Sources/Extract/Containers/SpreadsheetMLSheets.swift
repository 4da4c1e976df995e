import Columns

/// The sheets of an "XML spreadsheet 2003". Whether one is hidden stands behind its cells, so all is read.
struct SpreadsheetMLSheets: Sendable {
  private(set) var found: [SpreadsheetMLSheet.Found] = []

  /// Reads the stream from its front to its end.
  init(from bytes: inout UnpackedStream) throws(InputError) {
    try bytes.rewind()
    var sheet = SpreadsheetMLSheet(wanted: -1)
    var none: ContiguousArray<UInt8> = []
    do throws(PackagePart.Failure) {
      try PackagePart.tokens(SpreadsheetMLSheet.vocabulary) { (piece, maximum) throws(InputError) in
        try bytes.read(into: &piece, maximum: maximum)
      } take: { (tokens) throws(PackagePart.Failure) in
        do throws(WorkbookProblem.Thrown) { try sheet.take(tokens, into: &none) } catch {
          throw .problem(error.problem)
        }
      }
    } catch {
      throw error.inputError(part: nil)
    }
    found = sheet.found
  }

  /// Visible sheets with cells.
  var readable: [SpreadsheetMLSheet.Found] { found.filter { !$0.isHidden && $0.hasCells } }

  /// - Parameter name: nil for the only one.
  func sheet(named name: String?) throws(InputError) -> (index: Int, name: String) {
    let candidates = readable
    guard !candidates.isEmpty else { throw .workbook(.noVisibleSheet, part: nil) }
    if name == nil, candidates.count > 1 { throw .severalTables(candidates.map(\.name)) }
    let index = found.firstIndex { !$0.isHidden && $0.hasCells && (name == nil || $0.name == name) }
    guard let index else { throw .workbook(.noSuchSheet, part: name) }
    return (index, found[index].name)
  }
}
