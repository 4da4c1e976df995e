import Columns
import Declarations
import EventSchema

/// Reading columns of days, months and times: one pass over the batch for each.
extension EventMapper {
  /// A cell that is no date; nil for one that states nothing where something must stand.
  private typealias Failures = [(row: Int, error: DateError?)]

  mutating func readDays(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, _ parser: DateParser
  ) {
    var days = ContiguousArray<Int32>()
    swap(&days, &self.days[position])
    var failures: Failures = []
    let columnCells = batch.columns[position]
    let block = batch.bytes
    Self.parseDays(columnCells.span, block.span, parser, nulls, &isoDays, into: &days, &failures)
    swap(&days, &self.days[position])
    note(failures, position, column)
  }

  private static func parseDays(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ parser: DateParser, _ nulls: NullTexts,
    _ months: inout ISODays, into days: inout ContiguousArray<Int32>, _ failures: inout Failures
  ) {
    days.resize(to: cells.count, filling: 0)
    var out = days.mutableSpan
    for row in 0..<cells.count {
      let cell = cells[row]
      if parser.isISODate, cell.length == 10, let day = months.day(bytes, Int(cell.start)) {
        out[row] = day
        continue
      }
      out[row] = .min
      if cell.length <= 0 || nulls.contains(cell, bytes) {
        failures.append((row, nil))
        continue
      }
      do throws(DateError) {
        out[row] = try parser.parse(bytes, Int(cell.start), Int(cell.length)).day.number
      } catch {
        failures.append((row, error))
      }
    }
  }

  mutating func readMonths(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, _ parser: DateParser
  ) {
    readDays(position, batch, column, parser)
    lastDays[position] = ContiguousArray(
      days[position].map { $0 == .min ? .min : Period(.month, containing: Day(number: $0)).last.number })
  }

  mutating func readInstants(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, _ parser: DateParser
  ) {
    var days = ContiguousArray<Int32>()
    var instants = ContiguousArray<Int64>()
    swap(&days, &self.days[position])
    swap(&instants, &self.instants[position])
    var failures: Failures = []
    let columnCells = batch.columns[position]
    let block = batch.bytes
    Self.parseInstants(
      columnCells.span, block.span, parser, nulls, mapping.sourceZone, &isoDays, &reportDays,
      into: &days, &instants, &failures)
    swap(&days, &self.days[position])
    swap(&instants, &self.instants[position])
    note(failures, position, column)
  }

  private static func parseInstants(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ parser: DateParser, _ nulls: NullTexts, _ zone: Zone,
    _ months: inout ISODays, _ reportDays: inout Zone.Days, into days: inout ContiguousArray<Int32>,
    _ instants: inout ContiguousArray<Int64>, _ failures: inout Failures
  ) {
    days.resize(to: cells.count, filling: 0)
    instants.resize(to: cells.count, filling: 0)
    var dayOut = days.mutableSpan
    var instantOut = instants.mutableSpan
    for row in 0..<cells.count {
      let cell = cells[row]
      if parser.isISOTime, let utc = months.instant(bytes, Int(cell.start), Int(cell.length)) {
        instantOut[row] = utc
        dayOut[row] = reportDays.day(ofUTC: utc).number
        continue
      }
      dayOut[row] = .min
      instantOut[row] = .min
      if cell.length <= 0 || nulls.contains(cell, bytes) {
        failures.append((row, nil))
        continue
      }
      do throws(DateError) {
        let utc = try instant(of: parser.parse(bytes, Int(cell.start), Int(cell.length)), in: zone)
        instantOut[row] = utc
        dayOut[row] = reportDays.day(ofUTC: utc).number
      } catch {
        failures.append((row, error))
      }
    }
  }

  /// The UTC instant of a stated time; a local time that happened twice is taken as the earlier one.
  private static func instant(of time: ParsedTime, in zone: Zone) throws(DateError) -> Int64 {
    if let offset = time.offsetSeconds {
      return Int64(time.day.number) * 86_400 + Int64(time.secondOfDay) - Int64(offset)
    }
    switch zone.utc(day: time.day, secondOfDay: time.secondOfDay) {
    case .unique(let instant), .fold(let instant, _): return instant
    case .gap: throw .noSuchLocalTime
    }
  }

  private mutating func note(_ failures: Failures, _ position: Int, _ column: ProfileColumn) {
    for (row, error) in failures {
      if let error {
        reject(row, position, RejectReason(error))
      } else if column.required, column.fallback == nil {
        reject(row, position, .missingValue)
      }
    }
  }
}
