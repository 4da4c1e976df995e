import Columns

/// Turns the XML of one sheet into table text, piece by piece.
struct SheetConverter: ~Copyable {
  /// How a sheet's XML is written.
  enum Dialect: Sendable {
    case workbook(WorkbookTexts, uses1904: Bool)
    /// SpreadsheetML 2003, and which of its sheets.
    case spreadsheetML(sheet: Int)
  }

  private enum Grammar {
    case workbook(WorkbookSheet)
    case spreadsheetML(SpreadsheetMLSheet)
  }

  private var reader: XMLTokenReader
  private var tokens = XMLTokens()
  private var grammar: Grammar
  /// Stands in the numbers of cells; `.` in a sheet's XML.
  var decimalMark = UInt8(ascii: ".")
  /// The name of the sheet or its part, for messages.
  private let part: String

  init(_ dialect: Dialect, part: String) {
    self.part = part
    switch dialect {
    case .workbook(let texts, let uses1904):
      reader = XMLTokenReader(WorkbookSheet.vocabulary)
      grammar = .workbook(WorkbookSheet(texts: texts, uses1904: uses1904))
    case .spreadsheetML(let sheet):
      reader = XMLTokenReader(SpreadsheetMLSheet.vocabulary)
      grammar = .spreadsheetML(SpreadsheetMLSheet(wanted: sheet))
    }
  }

  /// Appends the table text of the rows that end in some more XML, which is UTF-8.
  mutating func feed(_ xml: Span<UInt8>, into out: inout ContiguousArray<UInt8>) throws(InputError) {
    do throws(XMLError) { try reader.feed(xml) } catch { throw .workbook(.xml(error), part: part) }
    try take(into: &out)
  }

  /// Ends the sheet: throws unless its XML was whole.
  mutating func finish(into out: inout ContiguousArray<UInt8>) throws(InputError) {
    do throws(XMLError) { try reader.finish() } catch { throw .workbook(.xml(error), part: part) }
    try take(into: &out)
    switch grammar {
    case .workbook(var sheet):
      sheet.table.finish(into: &out)
    case .spreadsheetML(var sheet):
      sheet.table.finish(into: &out)
    }
  }

  private mutating func take(into out: inout ContiguousArray<UInt8>) throws(InputError) {
    reader.takeTokens(&tokens)
    do throws(WorkbookProblem.Thrown) {
      switch grammar {
      case .workbook(var sheet):
        // Out and back in: two owners would copy the rows held.
        grammar = .spreadsheetML(SpreadsheetMLSheet(wanted: 0))
        sheet.decimalMark = decimalMark
        try sheet.take(tokens, into: &out)
        grammar = .workbook(sheet)
      case .spreadsheetML(var sheet):
        grammar = .spreadsheetML(SpreadsheetMLSheet(wanted: 0))
        sheet.decimalMark = decimalMark
        try sheet.take(tokens, into: &out)
        grammar = .spreadsheetML(sheet)
      }
    } catch {
      throw .workbook(error.problem, part: part)
    }
  }
}

/// What a sheet's elements mean, in one of the two kinds of XML.
protocol SheetGrammar: Sendable {
  var table: TableText { get }
  /// Of the open cell.
  var text: ContiguousArray<UInt8> { get set }

  mutating func start(_ name: Int16, _ index: Int, _ tokens: borrowing XMLTokens)
    throws(WorkbookProblem.Thrown)
  mutating func end(_ name: Int16, into out: inout ContiguousArray<UInt8>) throws(WorkbookProblem.Thrown)
  /// Looks at a text; whether it is one of the open cell's.
  mutating func takesText(_ token: XMLTokens.Token, _ tokens: borrowing XMLTokens) -> Bool
}

extension SheetGrammar {
  mutating func take(_ tokens: borrowing XMLTokens, into out: inout ContiguousArray<UInt8>)
    throws(WorkbookProblem.Thrown)
  {
    for index in tokens.list.indices {
      let token = tokens.list[index]
      switch token.kind {
      case .start: try start(token.name, index, tokens)
      case .text:
        guard takesText(token, tokens) else { continue }
        guard text.count + Int(token.length) <= SheetLimits.cellBytes else {
          throw .init(problem: .cellTooLong(row: table.rowNumber, limitInBytes: SheetLimits.cellBytes))
        }
        text.append(contentsOf: tokens.bytes[tokens.range(token)])
      case .end: try end(token.name, into: &out)
      case .attribute: break
      }
    }
  }
}

extension WorkbookProblem {
  struct Thrown: Error { var problem: WorkbookProblem }
}

/// What both kinds of sheets have in common: bounds and the text of the open cell.
enum SheetLimits {
  static let rows = 1_048_576
  static let columns = 16_384
  static let cellBytes = 1 << 20
}
