/// Why a workbook is refused.
package enum WorkbookProblem: Sendable, Hashable {
  /// An Office document without sheets, or one whose parts do not lead to any.
  case notAWorkbook
  /// A binary workbook (.xlsb).
  case binary
  /// An OpenDocument spreadsheet (.ods).
  case openDocument
  /// A part that another one names is missing.
  case missingPart
  case noVisibleSheet
  case noSuchSheet
  /// A cell or row stands before the one above or left of it, or its place can't be read.
  case place(String)
  /// A cell refers to a text that the workbook does not have.
  case unknownText(row: Int)
  case tooManyRows(limit: Int)
  case tooManyColumns(limit: Int)
  /// The texts that cells share.
  case tooMuchText(limitInBytes: Int)
  case cellTooLong(row: Int, limitInBytes: Int)
  case xml(XMLError)
}

extension WorkbookProblem {
  /// - Parameter part: the sheet or file inside the workbook; nil where none is concerned.
  package func message(part: String?) -> String {
    let place = part.map { "in '\($0)' of the workbook: " } ?? ""
    return switch self {
    case .notAWorkbook: "this is an Office document without sheets"
    case .binary: "this is a binary workbook (.xlsb)"
    case .openDocument: "this is an OpenDocument file"
    case .missingPart: "the workbook has no part '\(part ?? "")', which it refers to"
    case .noVisibleSheet: "the workbook has no visible sheet with cells"
    case .noSuchSheet: "the workbook has no sheet '\(part ?? "")'"
    case .place(let text): "\(place)the cell or row '\(text)' is out of place"
    case .unknownText(let row):
      "\(place)a cell in row \(row) refers to a text that the workbook does not have"
    case .tooManyRows(let limit): "\(place)there are more than \(limit) rows"
    case .tooManyColumns(let limit): "\(place)there are more than \(limit) columns"
    case .tooMuchText(let limit): "\(place)the texts of the workbook take more than \(limit >> 20) MiB"
    case .cellTooLong(let row, let limit): "\(place)a cell in row \(row) is longer than \(limit >> 10) KiB"
    case .xml(let error): place + error.message + (error.line > 0 ? ", in line \(error.line) of its XML" : "")
    }
  }

  package var hint: String? {
    switch self {
    case .notAWorkbook: "name the workbook or CSV with the records"
    case .binary, .openDocument: "open it and save it as .xlsx or as CSV (UTF-8)"
    case .missingPart, .unknownText, .place:
      "the workbook is damaged; export it again, or open it and save it as CSV (UTF-8)"
    case .noVisibleSheet: "show the sheet that holds the records, and save the workbook"
    case .noSuchSheet: "`sluice inspect` lists the tables of a workbook"
    case .tooManyRows, .tooManyColumns, .tooMuchText: "split the export into smaller files"
    case .cellTooLong: "leave the text out of the export"
    case .xml(let error):
      error.kind == .doctype
        ? "files with a DOCTYPE are refused, because it can pull in other files; open it and save it as .xlsx"
        : error.hint
    }
  }
}
