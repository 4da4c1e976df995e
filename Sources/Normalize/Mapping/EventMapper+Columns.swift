import Columns
import Declarations
import EventSchema

/// Reading columns: one pass over the batch for each.
///
/// Advice for whoever changes this: the loops run once per cell. They are static and work on spans and
/// arrays that were taken out of the mapper, because touching the mapper in a loop checks or copies it.
extension EventMapper {
  mutating func read(_ position: Int, _ batch: borrowing RecordBatch) {
    if mapping.standInsOnly.contains(position) { return }
    var column = mapping.profile.columns[mapping.wanted[position]]
    // Stated ratios are read where they are held against their parts, or shown as they are.
    if case .ratio(let ratio) = column.field { return readStated(ratio, position, batch, column) }
    if mapping.profile.gives == .market, column.field == .day, !column.otherTypes.isEmpty, present[position] {
      return readMixedDays(position, batch, column)
    }
    if let type = facts.types[position] { column.type = type }
    if !isTaken(position)
      || (!present[position] && !column.needsValue && standIn(of: column) == nil)
    {
      return fill(position, batch.count, column)
    }
    if roles.isDirect(position) { return readCells(position, batch, column) }
    switch column.type {
    case .text: readText(position, batch, column)
    case .count: readAmounts(position, batch, column, scale: 0)
    case .fractionalCount, .money: readAmounts(position, batch, column, scale: 6)
    case .duration, .hours, .milliseconds: readDurations(position, batch, column)
    case .date: readDays(position, batch, column)
    case .dateTime: readInstants(position, batch, column)
    case .month: readWhole(.month, position, batch, column)
    case .quarter: readWhole(.quarter, position, batch, column)
    case .range, .nthDay, .excelDay: readOtherDays(position, batch, column)
    }
  }

  /// A column that the file lacks: its rows are filled once and used again by every batch.
  private mutating func fill(_ position: Int, _ count: Int, _ column: ProfileColumn) {
    if roles.isDirect(position) { return cells[position].resize(to: count, filling: .absent) }
    switch column.type {
    case .text: codes[position].resize(to: count, filling: TextColumn.absent)
    case .count: amounts[position].resize(to: count, filling: Self.constant(column, scale: 0))
    case .fractionalCount, .money, .duration, .hours, .milliseconds:
      amounts[position].resize(to: count, filling: Self.constant(column, scale: 6))
    case .date, .nthDay, .excelDay: days[position].resize(to: count, filling: .min)
    case .dateTime:
      days[position].resize(to: count, filling: .min)
      instants[position].resize(to: count, filling: .min)
    case .month, .quarter, .range:
      days[position].resize(to: count, filling: .min)
      lastDays[position].resize(to: count, filling: .min)
    }
  }

  /// The amount that stands for one not stated.
  static func constant(_ column: ProfileColumn, scale: Int) -> Int64 {
    guard case .constant(let text)? = column.fallback else { return Measure.absent }
    return constant(text, scale: scale) ?? Measure.absent
  }

  private mutating func readText(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    var codes = ContiguousArray<Int32>()
    swap(&codes, &self.codes[position])
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    textColumns[position]?.encode(cells.span, block.span, into: &codes, rest: &notPlain)
    let standIn = standIn(of: column)
    if let standIn { fillIn(position, from: standIn, batch, &codes) }
    // A file without either column is of a coarser grain, and is not read here.
    let needsValue = column.needsValue || (column.required && column.standIn != nil)
    if Self.lowest(codes.span) < (needsValue ? 0 : TextColumn.absent) {
      for row in 0..<batch.count where codes[row] < 0 {
        if codes[row] == TextColumn.badText {
          reject(row, position, .badText)
        } else if codes[row] == TextColumn.sheetError {
          reject(row, position, .sheetError)
        } else if needsValue {
          reject(row, position, .missingValue)
        }
      }
    }
    swap(&codes, &self.codes[position])
  }

  /// False for measures that this file would state again: see `ClaimReading`.
  func isTaken(_ position: Int) -> Bool {
    guard case .measure(let measure) = mapping.profile.columns[mapping.wanted[position]].field else {
      return true
    }
    return facts.claims.takes(measure)
  }

  /// The column in this file that stands in where a record lacks this one.
  private func standIn(of column: ProfileColumn) -> Int? {
    guard let field = column.standIn else { return nil }
    return mapping.wanted.indices.first {
      mapping.profile.columns[mapping.wanted[$0]].field == field && present[$0]
    }
  }

  /// Gives rows without a text that of another column.
  private mutating func fillIn(
    _ position: Int, from other: Int, _ batch: borrowing RecordBatch, _ codes: inout ContiguousArray<Int32>
  ) {
    guard Self.lowest(codes.span) < 0 else { return }
    var cells = columnCells(other, batch, mapping.profile.columns[mapping.wanted[other]])
    for row in cells.indices where codes[row] != TextColumn.absent { cells[row] = .absent }
    var found = ContiguousArray<Int32>()
    let block = batch.bytes
    textColumns[position]?.encode(cells.span, block.span, into: &found, rest: &notPlain)
    for row in codes.indices where codes[row] == TextColumn.absent { codes[row] = found[row] }
  }

  private static func lowest(_ codes: Span<Int32>) -> Int32 {
    var lowest = Int32.max
    for row in 0..<codes.count { lowest = min(lowest, codes[row]) }
    return lowest
  }

  // MARK: Ids and personal keys

  /// Keeps the cells of a column whose texts are not told apart here: ids and personal keys, which
  /// would fill a dictionary with one entry per row.
  private mutating func readCells(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    let own = columnCells(position, batch, column)
    let block = batch.bytes
    cells[position] = own
    let nulls = ownNulls[position] ?? self.nulls
    var rest = ContiguousArray<UInt32>()
    swap(&rest, &notPlain)
    PlainColumn.ascii(own.span, block.span, closerLook: nulls.closerLook, rest: &rest)
    for row in rest {
      let row = Int(row)
      if own[row].length <= 0 || nulls.contains(own[row], block.span) {
        cells[position][row] = .absent
        if column.required, column.fallback == nil { reject(row, position, .missingValue) }
      } else if !Self.isValid(own[row], block.span) {
        cells[position][row] = .absent
        reject(row, position, .badText)
      } else if RejectReason.isSheetError(block.span, own[row]) {
        cells[position][row] = .absent
        reject(row, position, .sheetError)
      }
    }
    swap(&rest, &notPlain)
  }

  private static func isValid(_ cell: Cell, _ bytes: Span<UInt8>) -> Bool {
    BytePattern.isUTF8(bytes.extracting(Int(cell.start)..<(Int(cell.start) + Int(cell.length))))
  }

  // MARK: Amounts

  private mutating func readAmounts(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, scale: Int
  ) {
    var values = ContiguousArray<Int64>()
    var rest = ContiguousArray<UInt32>()
    swap(&values, &amounts[position])
    swap(&rest, &notPlain)
    let columnCells = columnCells(position, batch, column)
    let block = batch.bytes
    let absent = column.blank == .zero ? 0 : Self.constant(column, scale: scale)
    var failures: [(row: Int, error: NumberError?)] = []
    var stated: [(row: Int, currency: StatedCurrency)] = []
    let scale = column.isMicros ? scale - 6 : column.isPercent ? scale - 2 : scale
    Self.parseAmounts(
      columnCells.span, block.span, numberParser(position), nulls, scale: scale,
      absent: absent, missing: absent == Measure.absent && column.required, into: &values,
      rest: &rest, failures: &failures, stated: &stated)
    if column.isNegated { Self.negate(&values) }
    swap(&values, &amounts[position])
    swap(&rest, &notPlain)
    for (row, error) in failures {
      let known = error.map { reason(columnCells[row], block.span, or: RejectReason($0)) }
      reject(row, position, known ?? .missingValue)
      if error != nil { unreadable[position].append(row) }
    }
    for (row, currency) in stated { statedCurrencies.append((row, position, currency)) }
    if !failures.isEmpty { weigh(failures, position, columnCells.span, block.span, scale: scale) }
    if scale == 6 { weighDecimals(position, columnCells.span, block.span) }
    if facts.weighing == .all { weighAll(position, columnCells.span, block.span, scale: scale) }
  }

  private static func parseAmounts(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ parser: NumberParser, _ nulls: NullTexts, scale: Int,
    absent: Int64, missing: Bool, into values: inout ContiguousArray<Int64>,
    rest: inout ContiguousArray<UInt32>,
    failures: inout [(row: Int, error: NumberError?)],
    stated: inout [(row: Int, currency: StatedCurrency)]
  ) {
    // Micros are divided, and a number may itself mean "not stated": then every cell is looked at here.
    let readsPlain = scale >= 0 && !nulls.mayBeNumbers
    if readsPlain {
      PlainColumn.amounts(cells, bytes, parser.style, scale: scale, into: &values, rest: &rest)
    } else {
      values.resize(to: cells.count, filling: 0)
      rest = ContiguousArray(0..<UInt32(cells.count))
    }
    for row in rest {
      let row = Int(row)
      let cell = cells[row]
      if cell.length <= 0 || nulls.contains(cell, bytes) {
        values[row] = absent
        if missing { failures.append((row, nil)) }
        continue
      }
      do throws(NumberError) {
        var currency: StatedCurrency?
        values[row] = try parser.parse(
          bytes, Int(cell.start), Int(cell.length), scale: scale, currency: &currency)
        if let currency { stated.append((row, currency)) }
      } catch {
        values[row] = Measure.absent
        failures.append((row, error))
      }
    }
  }

  private static func negate(_ values: inout ContiguousArray<Int64>) {
    var out = values.mutableSpan
    // What is not stated is the least number and its own opposite.
    for row in 0..<out.count { out[row] = 0 &- out[row] }
  }

  private static func constant(_ text: String, scale: Int) -> Int64? {
    Exact(decimal: text).flatMap { Int64($0.rounded(places: scale, .halfEven)) }
  }
}
