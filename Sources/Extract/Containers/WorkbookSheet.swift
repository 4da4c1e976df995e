import Columns

/// The cells of one sheet of an Office Open XML workbook, as table text.
///
///     <row r="3"><c r="B3" s="2" t="s"><v>17</v></c><c t="inlineStr"><is><t>x</t></is></c></row>
///
/// Places may be missing: a row or cell without one follows the one before. `dimension` is not looked at, since
/// many programs write a wrong one. Of merged cells the first holds the value and the others are empty. Formulas
/// give the value they had when the workbook was saved, errors their name (`#N/A`), booleans TRUE or FALSE.
struct WorkbookSheet: SheetGrammar {
  static let vocabulary = XMLVocabulary(
    elements: ["row", "c", "v", "is", "t", "rPh"], attributes: ["r", "s", "t"], textIn: ["v", "is"])
  private enum Name {
    static let row: Int16 = 0, cell: Int16 = 1, value: Int16 = 2, inline: Int16 = 3, text: Int16 = 4,
      aid: Int16 = 5
  }

  private enum CellType { case number, shared, text, inline, boolean, error, iso }

  var table = TableText()
  /// Stands in the numbers of cells.
  var decimalMark = UInt8(ascii: ".")
  private let texts: WorkbookTexts
  private let dates: SheetDate
  /// Parts of the open cell.
  private var type = CellType.number
  private var style = -1
  private var column = 0
  var text: ContiguousArray<UInt8> = []
  private var isInRow = false
  private var isInCell = false
  private var isInValue = false
  private var isInText = false
  private var isAid = false

  init(texts: WorkbookTexts, uses1904: Bool) {
    self.texts = texts
    dates = SheetDate(uses1904: uses1904)
  }

  func takesText(_ token: XMLTokens.Token, _ tokens: borrowing XMLTokens) -> Bool {
    isInCell && (isInValue || isInText) && !isAid
  }

  mutating func start(_ name: Int16, _ index: Int, _ tokens: borrowing XMLTokens)
    throws(WorkbookProblem.Thrown)
  {
    switch name {
    case Name.row:
      isInRow = true
      column = 0
      if let token = tokens.attribute(0, after: index) {
        guard let number = tokens.number(token), number >= table.rowNumber else {
          throw .init(problem: .place(tokens.text(token)))
        }
        table.skip(to: number)
      }
      if table.rowNumber > SheetLimits.rows { throw .init(problem: .tooManyRows(limit: SheetLimits.rows)) }
    case Name.cell where isInRow: try startCell(index, tokens)
    case Name.value: isInValue = true
    case Name.text: isInText = true
    case Name.aid: isAid = true
    default: break
    }
  }

  private mutating func startCell(_ index: Int, _ tokens: borrowing XMLTokens) throws(WorkbookProblem.Thrown)
  {
    isInCell = true
    text.removeAll(keepingCapacity: true)
    type = .number
    style = -1
    var next = index + 1
    while next < tokens.list.count, tokens.list[next].kind == .attribute {
      let token = tokens.list[next]
      next += 1
      switch token.name {
      case 0:
        let bytes = tokens.bytes[tokens.range(token)]
        guard let place = Self.column(bytes, row: table.rowNumber), place >= column else {
          throw .init(problem: .place(tokens.text(token)))
        }
        column = place
      case 1: style = tokens.number(token) ?? -1
      default: type = Self.type(tokens.bytes[tokens.range(token)])
      }
    }
    if column >= SheetLimits.columns { throw .init(problem: .tooManyColumns(limit: SheetLimits.columns)) }
  }

  private static func type(_ name: ArraySlice<UInt8>) -> CellType {
    switch (name.first, name.count) {
    case (UInt8(ascii: "s"), 1): .shared
    case (UInt8(ascii: "s"), _): .text
    case (UInt8(ascii: "i"), _): .inline
    case (UInt8(ascii: "b"), _): .boolean
    case (UInt8(ascii: "e"), _): .error
    case (UInt8(ascii: "d"), _): .iso
    default: .number
    }
  }

  /// The column of a place such as `BC12`, from 0; nil unless the row is the one it stands in.
  private static func column(_ place: ArraySlice<UInt8>, row: Int) -> Int? {
    var column = 0
    var rest = place
    while let byte = rest.first, (0x41...0x5A).contains(byte & 0xDF), byte >= 0x41,
      column <= SheetLimits.columns
    {
      column = column * 26 + Int(byte & 0xDF) - 0x40
      rest.removeFirst()
    }
    guard column > 0, (1...9).contains(rest.count) else { return nil }
    var number = 0
    for byte in rest {
      guard SheetNumber.isDigit(byte) else { return nil }
      number = number * 10 + Int(byte) - 0x30
    }
    return number == row ? column - 1 : nil
  }

  mutating func end(_ name: Int16, into out: inout ContiguousArray<UInt8>)
    throws(WorkbookProblem.Thrown)
  {
    switch name {
    case Name.row where isInRow:
      isInRow = false
      table.endRow(into: &out)
    case Name.cell where isInCell:
      isInCell = false
      try endCell()
      column += 1
    case Name.value: isInValue = false
    case Name.text: isInText = false
    case Name.aid: isAid = false
    default: break
    }
  }

  private mutating func endCell() throws(WorkbookProblem.Thrown) {
    guard !text.isEmpty else { return }
    switch type {
    case .shared:
      var index = 0
      for byte in text where SheetNumber.isDigit(byte) && index < 1 << 40 {
        index = index * 10 + Int(byte) - 0x30
      }
      guard let range = texts.range(index), text.allSatisfy(SheetNumber.isDigit) else {
        throw .init(problem: .unknownText(row: table.rowNumber))
      }
      table.put(texts.storage[range], column: column)
    case .text, .inline:
      SheetEscapes.decode(&text, from: 0)
      table.put(text[...], column: column)
    case .boolean: put(text.elementsEqual("1".utf8) || text.elementsEqual("true".utf8) ? "TRUE" : "FALSE")
    case .error: table.put(text[...], column: column)
    case .iso:
      let iso = String(decoding: text, as: UTF8.self)
      put(SheetDate.text(iso: iso, style < 0 ? nil : texts.format(style)) ?? iso)
    case .number:
      let format = style < 0 ? SheetFormat.number : texts.format(style)
      if format != .number, let value = SheetNumber.double(text[...]), let date = dates.text(value, format) {
        put(date)
      } else {
        table.put(SheetNumber.plain(text[...], decimalMark: decimalMark), column: column)
      }
    }
  }

  private mutating func put(_ string: String) { table.put(ContiguousArray(string.utf8)[...], column: column) }
}
