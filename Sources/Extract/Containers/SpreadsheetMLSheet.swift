import Columns

/// The cells of one sheet of an "XML spreadsheet 2003", as table text.
///
///     <Row ss:Index="3"><Cell ss:Index="2" ss:StyleID="s21"><Data ss:Type="Number">55</Data></Cell></Row>
///
/// `ss:Index` skips rows and cells; a merged cell holds the value in its first column and the next one stands
/// behind it. Text may hold marked-up runs; comments and reading aids are no part of it. Dates are ISO text
/// already, whatever epoch the workbook uses: the style decides whether their time is shown.
struct SpreadsheetMLSheet: SheetGrammar {
  static let vocabulary = XMLVocabulary(
    elements: [
      "Worksheet", "Row", "Cell", "Data", "Comment", "PhoneticText", "Style", "NumberFormat", "Visible",
    ],
    attributes: ["Name", "Index", "MergeAcross", "Type", "StyleID", "ID", "Format", "Span"],
    textIn: ["Data", "Visible"])
  private enum Element {
    static let sheet: Int16 = 0, row: Int16 = 1, cell: Int16 = 2, data: Int16 = 3, comment: Int16 = 4,
      aid: Int16 = 5, style: Int16 = 6, format: Int16 = 7, visible: Int16 = 8
  }
  private enum Attribute {
    static let name = 0, index = 1, mergeAcross = 2, type = 3, styleID = 4, id = 5, format = 6, span = 7
  }
  private enum DataType { case number, text, date, boolean, error }

  /// A sheet, as a first look finds it.
  struct Found: Sendable, Hashable {
    var name: String
    var isHidden = false
    var hasCells = false
  }

  var table = TableText()
  /// Stands in the numbers of cells.
  var decimalMark = UInt8(ascii: ".")
  private(set) var found: [Found] = []
  /// Which sheet's cells are wanted; -1 for none.
  private let wanted: Int
  private var formats: [String: SheetFormat] = [:]
  private var openStyle: String?
  private var type = DataType.text
  private var format: SheetFormat?
  private var column = 0
  private var nextColumn = 0
  private var rowSpan = 0
  var text: ContiguousArray<UInt8> = []
  private var isInRow = false
  private var isInCell = false
  private var isInData = false
  private var isInVisible = false
  /// Comments and reading aids that are open.
  private var aside = 0

  init(wanted: Int) { self.wanted = wanted }

  private var isWanted: Bool { found.count - 1 == wanted }

  mutating func takesText(_ token: XMLTokens.Token, _ tokens: borrowing XMLTokens) -> Bool {
    if isInVisible, !found.isEmpty, tokens.text(token).hasSuffix("Hidden") {
      found[found.count - 1].isHidden = true
    }
    guard isInData, aside == 0 else { return false }
    if !found.isEmpty { found[found.count - 1].hasCells = true }
    return isWanted
  }

  mutating func start(_ name: Int16, _ index: Int, _ tokens: borrowing XMLTokens)
    throws(WorkbookProblem.Thrown)
  {
    switch name {
    case Element.sheet: found.append(Found(name: tokens.attributeText(Attribute.name, after: index) ?? ""))
    case Element.row where isWanted: try startRow(index, tokens)
    case Element.cell where isInRow: try startCell(index, tokens)
    case Element.data:
      isInData = aside == 0
      type = Self.type(tokens.attributeText(Attribute.type, after: index) ?? "String")
    case Element.comment, Element.aid: aside += 1
    case Element.style: openStyle = tokens.attributeText(Attribute.id, after: index)
    case Element.format:
      guard let style = openStyle, let code = tokens.attributeText(Attribute.format, after: index) else {
        return
      }
      formats[style] = Self.format(code)
    case Element.visible: isInVisible = true
    default: break
    }
  }

  private mutating func startRow(_ index: Int, _ tokens: borrowing XMLTokens) throws(WorkbookProblem.Thrown) {
    isInRow = true
    nextColumn = 0
    if let token = tokens.attribute(Attribute.index, after: index) {
      guard let number = tokens.number(token), number >= table.rowNumber else {
        throw .init(problem: .place(tokens.text(token)))
      }
      table.skip(to: number)
    }
    rowSpan = tokens.attribute(Attribute.span, after: index).flatMap { tokens.number($0) } ?? 0
    if table.rowNumber + rowSpan > SheetLimits.rows {
      throw .init(problem: .tooManyRows(limit: SheetLimits.rows))
    }
  }

  private mutating func startCell(_ index: Int, _ tokens: borrowing XMLTokens) throws(WorkbookProblem.Thrown)
  {
    isInCell = true
    text.removeAll(keepingCapacity: true)
    column = nextColumn
    if let token = tokens.attribute(Attribute.index, after: index) {
      guard let number = tokens.number(token), number > nextColumn else {
        throw .init(problem: .place("\(tokens.text(token)) in row \(table.rowNumber)"))
      }
      column = number - 1
    }
    let merged = tokens.attribute(Attribute.mergeAcross, after: index).flatMap { tokens.number($0) } ?? 0
    nextColumn = column + 1 + merged
    guard nextColumn <= SheetLimits.columns else {
      throw .init(problem: .tooManyColumns(limit: SheetLimits.columns))
    }
    format = tokens.attributeText(Attribute.styleID, after: index).flatMap { formats[$0] }
  }

  private static func type(_ name: String) -> DataType {
    switch name {
    case "Number": .number
    case "DateTime": .date
    case "Boolean": .boolean
    case "Error": .error
    default: .text
    }
  }

  /// Formats by name, which only this kind of workbook has, or by code.
  private static func format(_ code: String) -> SheetFormat {
    switch code {
    case "General Date": .dateTime
    case "Long Date", "Medium Date", "Short Date": .date
    case "Long Time", "Medium Time", "Short Time": .time
    case "Fixed", "Standard", "Currency", "Euro Currency", "Percent", "Scientific", "Yes/No", "True/False",
      "On/Off":
      .number
    default: SheetFormat(code: code)
    }
  }

  mutating func end(_ name: Int16, into out: inout ContiguousArray<UInt8>)
    throws(WorkbookProblem.Thrown)
  {
    switch name {
    case Element.row where isInRow:
      isInRow = false
      table.endRow(into: &out)
      // The rows that share this one's looks are empty.
      if rowSpan > 0 { table.skip(to: table.rowNumber + rowSpan) }
    case Element.cell where isInCell:
      isInCell = false
      endCell()
    case Element.data: isInData = false
    case Element.comment, Element.aid: aside -= 1
    case Element.style: openStyle = nil
    case Element.visible: isInVisible = false
    default: break
    }
  }

  private mutating func endCell() {
    switch type {
    case .text, .error: table.put(text[...], column: column)
    case .number: table.put(SheetNumber.plain(text[...], decimalMark: decimalMark), column: column)
    case .boolean:
      guard !text.isEmpty else { return }
      put(text.elementsEqual("1".utf8) ? "TRUE" : "FALSE")
    case .date:
      let iso = String(decoding: text, as: UTF8.self)
      put(SheetDate.text(iso: iso, format) ?? iso)
    }
  }

  private mutating func put(_ string: String) { table.put(ContiguousArray(string.utf8)[...], column: column) }
}
