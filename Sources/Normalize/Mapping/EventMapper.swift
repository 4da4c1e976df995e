package import Columns
import Declarations
package import EventSchema

/// Turns record batches of one input into event batches: one per worker and input.
///
/// Works column by column; text, rules, UTM parameters and currencies are decided once per distinct
/// value. A record is judged by all its required columns and by every other column in use: the
/// first problem found, in column order, is the one reported.
package struct EventMapper: Sendable {
  let mapping: InputMapping
  package var dictionaries: Dictionaries
  var facts = FileFacts()
  var numberParser = NumberParser(style: .english)

  /// Wanted columns by role: positions in the record batch.
  let roles: Roles
  var textColumns: [Int: TextColumn] = [:]
  var derived: DerivedDimensions
  let nulls: NullTexts

  // One slot per wanted column; what a column's pass over the batch produced.
  var codes: [ContiguousArray<Int32>]
  var amounts: [ContiguousArray<Int64>]
  var days: [ContiguousArray<Int32>]
  var lastDays: [ContiguousArray<Int32>]
  var instants: [ContiguousArray<Int64>]
  /// 0 accepted, 1 rejected, 2 + index in FilterReason.allCases filtered.
  var verdicts: ContiguousArray<UInt8> = []
  var result = MappedBatch()
  /// Cells per column whose amount could not be read.
  var unreadable: [Int]
  /// Currencies that amounts state in their own text: `$5.00`.
  var statedCurrencies: [(row: Int, position: Int, currency: StatedCurrency)] = []
  /// Person tokens per column (person, account), by text column code.
  var tokens: [Int: ContiguousArray<PersonToken>] = [:]
  /// Dictionary code of the entity, by text column code.
  var entities: ContiguousArray<Int32> = []

  package init(_ mapping: InputMapping) {
    self.mapping = mapping
    roles = Roles(mapping)
    dictionaries = Dictionaries(Dimension.allCases)
    derived = DerivedDimensions(mapping)
    nulls = NullTexts(mapping.profile.nulls)
    let count = mapping.wanted.count
    unreadable = Array(repeating: 0, count: count)
    codes = Array(repeating: [], count: count)
    amounts = Array(repeating: [], count: count)
    days = Array(repeating: [], count: count)
    lastDays = Array(repeating: [], count: count)
    instants = Array(repeating: [], count: count)
    for position in mapping.wanted.indices where roles.isText(position) {
      textColumns[position] = TextColumn(nulls: nulls.texts)
    }
  }

  /// Prepares for the records of another file of the input.
  package mutating func begin(_ facts: FileFacts) {
    self.facts = facts
    let style =
      mapping.numbers ?? mapping.profile.numbers[facts.language] ?? mapping.profile.numbers["en"] ?? .english
    numberParser = NumberParser(style: style)
  }

  /// Maps one batch. Events refer to this mapper's `dictionaries`.
  package mutating func map(_ batch: borrowing RecordBatch) -> MappedBatch {
    result = MappedBatch()
    result.records = batch.count
    verdicts.removeAll(keepingCapacity: true)
    verdicts.append(contentsOf: repeatElement(0, count: batch.count))
    statedCurrencies.removeAll(keepingCapacity: true)
    for position in mapping.wanted.indices {
      unreadable[position] = 0
      read(position, batch)
    }
    subtract(batch.count)
    keepOnly(batch.count)
    let time = resolveTime(batch.count)
    let money = resolveCurrency(batch.count)
    dropSpanning(time, batch.count)
    emit(batch, time: time, currencies: money)
    tally(batch.count, currencies: money)
    for verdict in verdicts {
      if verdict == 0 {
        result.accepted += 1
      } else if verdict > 1 {
        result.filtered[FilterReason.allCases[Int(verdict) - 2], default: 0] += 1
      }
    }
    return result
  }

  mutating func reject(_ row: Int, _ column: Int, _ reason: RejectReason) {
    guard verdicts[row] == 0 else { return }
    verdicts[row] = 1
    result.rejects.append(RowReject(row: row, column: column, reason: reason))
  }

  // MARK: Reading columns

  private mutating func read(_ position: Int, _ batch: borrowing RecordBatch) {
    let column = mapping.profile.columns[mapping.wanted[position]]
    switch column.type {
    case .text: readText(position, batch, column)
    case .count: readAmounts(position, batch, column, scale: 0)
    case .fractionalCount, .money: readAmounts(position, batch, column, scale: 6)
    case .date(let pattern), .dateTime(let pattern), .month(let pattern):
      readTimes(position, batch, column, DateParser(pattern: pattern))
    }
  }

  private mutating func readText(_ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn) {
    var codes = ContiguousArray<Int32>()
    swap(&codes, &self.codes[position])
    textColumns[position]?.encode(batch, column: position, into: &codes)
    swap(&codes, &self.codes[position])
    let span = self.codes[position]
    let needsValue = column.required && column.fallback == nil
    for row in 0..<batch.count where span[row] < 0 {
      if span[row] == -2 {
        reject(row, position, .badText)
      } else if needsValue {
        reject(row, position, .missingValue)
      }
    }
  }

  private mutating func readAmounts(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, scale: Int
  ) {
    var values = ContiguousArray<Int64>()
    swap(&values, &amounts[position])
    values.removeAll(keepingCapacity: true)
    values.reserveCapacity(batch.count)
    let columnCells = batch.columns[position]
    let block = batch.bytes
    let constant: Int64? =
      if case .constant(let text)? = column.fallback { Self.constant(text, scale: scale) } else { nil }
    var failures: [(row: Int, error: NumberError?)] = []
    var stated: [(row: Int, currency: StatedCurrency)] = []
    Self.parseAmounts(
      columnCells.span, block.span, numberParser, nulls, scale: column.isMicros ? scale - 6 : scale,
      absent: constant ?? Measure.absent, missing: constant == nil && column.required, into: &values,
      failures: &failures, stated: &stated)
    swap(&values, &amounts[position])
    for (row, error) in failures {
      reject(row, position, error.map { RejectReason($0) } ?? .missingValue)
      if error != nil, column.type == .money { unreadable[position] += 1 }
    }
    for (row, currency) in stated { statedCurrencies.append((row, position, currency)) }
  }

  /// The loop over a column's cells; touches nothing of the mapper, which would be copied.
  private static func parseAmounts(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ parser: NumberParser, _ nulls: NullTexts, scale: Int,
    absent: Int64,
    missing: Bool, into values: inout ContiguousArray<Int64>,
    failures: inout [(row: Int, error: NumberError?)],
    stated: inout [(row: Int, currency: StatedCurrency)]
  ) {
    for row in 0..<cells.count {
      let cell = cells[row]
      if cell.length <= 0 || nulls.contains(cell, bytes) {
        values.append(absent)
        if missing { failures.append((row, nil)) }
        continue
      }
      do throws(NumberError) {
        var currency: StatedCurrency?
        values.append(
          try parser.parse(bytes, Int(cell.start), Int(cell.length), scale: scale, currency: &currency))
        if let currency { stated.append((row, currency)) }
      } catch {
        values.append(Measure.absent)
        failures.append((row, error))
      }
    }
  }

  private static func constant(_ text: String, scale: Int) -> Int64? {
    Exact(decimal: text).flatMap { Int64($0.rounded(places: scale, .halfEven)) }
  }

  private mutating func readTimes(
    _ position: Int, _ batch: borrowing RecordBatch, _ column: ProfileColumn, _ parser: DateParser
  ) {
    days[position].removeAll(keepingCapacity: true)
    lastDays[position].removeAll(keepingCapacity: true)
    instants[position].removeAll(keepingCapacity: true)
    var isDateTime = false
    var isMonth = false
    switch column.type {
    case .dateTime: isDateTime = true
    case .month: isMonth = true
    case .text, .count, .fractionalCount, .money, .date: break
    }
    let columnCells = batch.columns[position]
    let cells = columnCells.span
    let block = batch.bytes
    let bytes = block.span
    let nulls = self.nulls
    for row in 0..<batch.count {
      let cell = cells[row]
      var day = Int32.min
      var last = Int32.min
      var instant = Int64.min
      if cell.length <= 0 || nulls.contains(cell, bytes) {
        if column.required, column.fallback == nil { reject(row, position, .missingValue) }
      } else {
        do throws(DateError) {
          let time = try parser.parse(bytes, Int(cell.start), Int(cell.length))
          day = time.day.number
          last = isMonth ? Period(.month, containing: time.day).last.number : day
          if isDateTime {
            (instant, day) = try place(time)
            last = day
          }
        } catch {
          reject(row, position, RejectReason(error))
        }
      }
      days[position].append(day)
      if isMonth { lastDays[position].append(last) }
      if isDateTime { instants[position].append(instant) }
    }
  }

  /// The UTC instant of a stated time, and its day in the report's zone.
  private func place(_ time: ParsedTime) throws(DateError) -> (instant: Int64, day: Int32) {
    let utc: Int64
    if let offset = time.offsetSeconds {
      utc = Int64(time.day.number) * 86_400 + Int64(time.secondOfDay) - Int64(offset)
    } else {
      switch mapping.sourceZone.utc(day: time.day, secondOfDay: time.secondOfDay) {
      case .unique(let instant), .fold(let instant, _): utc = instant
      case .gap: throw .noSuchLocalTime
      }
    }
    return (utc, mapping.reportZone.reportDay(ofUTC: utc).number)
  }
}
