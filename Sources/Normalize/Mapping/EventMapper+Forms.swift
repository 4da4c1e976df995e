import Columns
import Declarations
import EventSchema

/// Columns in forms that few exports have: parts of cells, durations, ranges and numbered days. One row after
/// the other; what most files hold is read by the functions beside this one.
extension EventMapper {
  // MARK: Parts of cells

  /// The cells of a column, or the parts of them that are to be read.
  func columnCells(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn)
    -> ContiguousArray<Cell>
  {
    guard let excerpt = column.excerpt else { return batch.columns[position] }
    let block = batch.bytes
    var cells = batch.columns[position]
    for row in cells.indices where cells[row].length > 0 {
      cells[row] = CellExcerpt.take(excerpt, of: cells[row], block.span)
    }
    return cells
  }

  // MARK: Durations

  mutating func readDurations(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    let absent = Self.constant(column, scale: 6)
    let parser = DurationParser(numbers: numberParser)
    var values = ContiguousArray(repeating: absent, count: cells.count)
    for row in cells.indices {
      let cell = cells[row]
      if cell.length <= 0 || nulls.contains(cell, block.span) {
        if absent == Measure.absent, column.required { reject(row, position, .missingValue) }
        continue
      }
      do throws(NumberError) {
        values[row] = try parser.parse(block.span, Int(cell.start), Int(cell.length), column.type)
      } catch {
        values[row] = Measure.absent
        reject(row, position, reason(cell, block.span, or: RejectReason(error)))
      }
    }
    amounts[position] = values
  }

  // MARK: Days

  /// Ranges, days counted from the first of the period, days as Excel counts them.
  mutating func readOtherDays(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    var failures: Failures = []
    var first = ContiguousArray(repeating: Int32.min, count: cells.count)
    var last = first
    for row in cells.indices {
      let cell = cells[row]
      if cell.length <= 0 || nulls.contains(cell, block.span) {
        failures.append((row, nil))
        continue
      }
      do throws(DateError) {
        let days = try self.days(column.type, position, block.span, Int(cell.start), Int(cell.length))
        (first[row], last[row]) = (days.first.number, days.last.number)
        if dayOrders[position] != nil {
          DayOrder.note(days.first.number, &evidence[position])
          DayOrder.note(days.last.number, &evidence[position])
        }
      } catch {
        failures.append((row, error))
      }
    }
    days[position] = first
    if case .range = column.type { lastDays[position] = last }
    if let order = dayOrders[position], !failures.isEmpty {
      weigh(failures, position, order, cells.span, block.span)
    }
    note(failures, position, column, cells.span, block.span)
  }

  private func days(_ type: ValueType, _ position: Int, _ bytes: Span<UInt8>, _ start: Int, _ length: Int)
    throws(DateError) -> (first: Day, last: Day)
  {
    switch type {
    case .range:
      guard let parser = dateParsers[position] else { throw .doesNotMatch(offset: 0) }
      return try DateRange.parse(bytes, start, length, parser)
    case .nthDay:
      let number = try NumberedDay.number(bytes, start, length)
      guard let origin = facts.firstDay else { throw .doesNotMatch(offset: 0) }
      return (origin + number, origin + number)
    default:
      let day = try NumberedDay.excel(bytes, start, length)
      return (day, day)
    }
  }
}

/// Parts of cells: slices of the same bytes.
enum CellExcerpt {
  static func take(_ excerpt: ProfileColumn.Excerpt, of cell: Cell, _ bytes: Span<UInt8>) -> Cell {
    var low = Int(cell.start)
    var high = low + Int(cell.length)
    switch excerpt {
    case .before(let mark):
      let text = bytes.extracting(low..<high)
      let mark = Array(mark.utf8)
      if let place = BytePattern.first(of: mark.span, in: text) { high = low + place }
    case .after(let mark):
      let text = bytes.extracting(low..<high)
      let mark = Array(mark.utf8)
      low = BytePattern.first(of: mark.span, in: text).map { low + $0 + mark.count } ?? high
    case .inside(let open, let close):
      trim(bytes, &low, &high)
      let (open, close) = (Array(open.utf8), Array(close.utf8))
      guard high - low >= open.count + close.count, holds(open, bytes, at: low),
        holds(close, bytes, at: high - close.count)
      else { return cell }
      low += open.count
      high -= close.count
    }
    trim(bytes, &low, &high)
    return Cell(start: UInt32(low), length: Int32(high - low))
  }

  private static func holds(_ text: [UInt8], _ bytes: Span<UInt8>, at place: Int) -> Bool {
    for offset in text.indices where bytes[place + offset] != text[offset] { return false }
    return true
  }
}
