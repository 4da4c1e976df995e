import Columns
import Declarations
import EventSchema

/// Reading columns of days, months and times: one pass over the batch for each.
extension EventMapper {
  /// A cell that is no date; nil for one that states nothing where something must stand.
  typealias Failures = [(row: Int, error: DateError?)]

  mutating func readDays(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    guard let parser = dateParsers[position] else { return }
    let others = otherDateParsers[position]
    var days = ContiguousArray<Int32>()
    var rest = ContiguousArray<UInt32>()
    swap(&days, &self.days[position])
    swap(&rest, &notPlain)
    var failures: Failures = []
    var evidence = dayOrders[position] == nil ? NotationEvidence.proven : self.evidence[position]
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    if parser.isISODate {
      PlainColumn.days(cells.span, block.span, into: &days, rest: &rest)
    } else {
      days.resize(to: cells.count, filling: 0)
      rest = ContiguousArray(0..<UInt32(cells.count))
    }
    for row in rest {
      let row = Int(row)
      days[row] = .min
      if cells[row].length <= 0 || nulls.contains(cells[row], block.span) {
        failures.append((row, nil))
        continue
      }
      do throws(DateError) {
        days[row] = try Self.time(cells[row], block.span, parser, others, &evidence).day.number
      } catch {
        failures.append((row, error))
      }
    }
    swap(&days, &self.days[position])
    swap(&rest, &notPlain)
    if let order = dayOrders[position] {
      self.evidence[position].formUnion(evidence)
      if !failures.isEmpty { weigh(failures, position, order, cells.span, block.span) }
    }
    note(failures, position, column, cells.span, block.span)
  }

  /// Reads periods stated as a whole, such as months.
  mutating func readWhole(
    _ grain: Grain, _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn
  ) {
    readDays(position, batch, column)
    lastDays[position] = ContiguousArray(
      days[position].map { $0 == .min ? .min : Period(grain, containing: Day(number: $0)).last.number })
  }

  mutating func readInstants(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    guard let parser = dateParsers[position] else { return }
    let others = otherDateParsers[position]
    var instants = ContiguousArray<Int64>()
    var rest = ContiguousArray<UInt32>()
    swap(&instants, &self.instants[position])
    swap(&rest, &notPlain)
    var failures: Failures = []
    var evidence = dayOrders[position] == nil ? NotationEvidence.proven : self.evidence[position]
    let cells = columnCells(position, batch, column)
    let block = batch.bytes
    if parser.isISOTime {
      PlainColumn.instants(cells.span, block.span, into: &instants, rest: &rest)
    } else {
      instants.resize(to: cells.count, filling: 0)
      rest = ContiguousArray(0..<UInt32(cells.count))
    }
    for row in rest {
      let row = Int(row)
      instants[row] = .min
      if cells[row].length <= 0 || nulls.contains(cells[row], block.span) {
        failures.append((row, nil))
        continue
      }
      do throws(DateError) {
        let time = try Self.time(cells[row], block.span, parser, others, &evidence)
        instants[row] = try Self.instant(of: time, in: mapping.sourceZone, mapping.clockChanges)
      } catch {
        failures.append((row, error))
      }
    }
    Self.placeDays(instants.span, &reportDays, into: &days[position])
    swap(&instants, &self.instants[position])
    swap(&rest, &notPlain)
    if let order = dayOrders[position] {
      self.evidence[position].formUnion(evidence)
      if !failures.isEmpty { weigh(failures, position, order, cells.span, block.span) }
    }
    note(failures, position, column, cells.span, block.span)
  }

  /// What a cell states, by the first parser that reads it.
  ///
  /// - Parameter evidence: `proven` where nothing is to be learnt from the days.
  private static func time(
    _ cell: Cell, _ bytes: Span<UInt8>, _ parser: DateParser, _ others: [DateParser],
    _ evidence: inout NotationEvidence
  ) throws(DateError) -> ParsedTime {
    do throws(DateError) {
      let time = try parser.parse(bytes, Int(cell.start), Int(cell.length))
      DayOrder.note(time.day.number, &evidence)
      return time
    } catch {
      for other in others {
        if let time = try? other.parse(bytes, Int(cell.start), Int(cell.length)) { return time }
      }
      throw error
    }
  }

  /// The report days of instants, `Int32.min` where there is none.
  private static func placeDays(
    _ instants: Span<Int64>, _ zone: inout Zone.Days, into days: inout ContiguousArray<Int32>
  ) {
    days.resize(to: instants.count, filling: 0)
    var out = days.mutableSpan
    for row in 0..<instants.count {
      out[row] = instants[row] == .min ? .min : zone.day(ofUTC: instants[row]).number
    }
  }

  /// The UTC instant of a stated time.
  private static func instant(
    of time: ParsedTime, in zone: Zone, _ rules: ClockChanges
  ) throws(DateError) -> Int64 {
    if let offset = time.offsetSeconds {
      return Int64(time.day.number) * 86_400 + Int64(time.secondOfDay) - Int64(offset)
    }
    do throws(Zone.Doubtful) {
      return try zone.instant(day: time.day, secondOfDay: time.secondOfDay, rules)
    } catch {
      switch error {
      case .skipped: throw .noSuchLocalTime
      case .twice: throw .ambiguousLocalTime
      }
    }
  }

  mutating func note(
    _ failures: Failures, _ position: Int, _ column: ProfileColumn, _ cells: Span<Cell>, _ bytes: Span<UInt8>
  ) {
    for (row, error) in failures {
      if let error {
        reject(row, position, reasonOfDay(cells[row], position, bytes, or: error))
      } else if column.required, column.fallback == nil {
        reject(row, position, .missingValue)
      }
    }
  }
}
