import Columns
import Declarations

/// What cells say about how their column is written. Only cells that can't be read are looked at, and the days of
/// columns in which days and months may be taken for each other, until one of them proves the notation: numbers
/// that prove it are looked for only in a file that holds some against it (`FileFacts.weighing`).
extension EventMapper {
  /// The parser of a column: its own cells may have proven the file's notation.
  func numberParser(_ position: Int) -> NumberParser {
    var parser = numberParser
    if facts.provenColumns.contains(mapping.wanted[position]) { parser.threeZeros = .decimals }
    return parser
  }

  /// Notes the first amount that only another notation reads, and whether a count was doubted.
  mutating func weigh(
    _ failures: [(row: Int, error: NumberError?)], _ position: Int, _ cells: Span<Cell>,
    _ bytes: Span<UInt8>, scale: Int
  ) {
    if failures.contains(where: { $0.error == .thousandsOrDecimals }) { evidence[position].insert(.doubted) }
    guard !evidence[position].contains(.contradicted) else { return }
    let order = NumberOrder(numberParser.style)
    for (row, error) in failures where error != nil && error != .thousandsOrDecimals {
      let (start, length) = (Int(cells[row].start), Int(cells[row].length))
      guard order.weight(bytes, start, length, scale: scale) == .contradicts,
        let other = order.other(reading: bytes, start, length, scale: scale)
      else { continue }
      return contradict(row, position, cells[row], bytes, other)
    }
  }

  /// Looks for an amount that no other notation reads, and until then for one that another reads otherwise.
  mutating func weighAll(_ position: Int, _ cells: Span<Cell>, _ bytes: Span<UInt8>, scale: Int) {
    let order = NumberOrder(numberParser.style)
    for row in 0..<cells.count where cells[row].length > 0 && !nulls.contains(cells[row], bytes) {
      if evidence[position].contains(.proven) { return }
      let (start, length) = (Int(cells[row].start), Int(cells[row].length))
      if order.weight(bytes, start, length, scale: scale) == .proves {
        evidence[position].insert(.proven)
      } else if order.isAmbiguous(bytes, start, length, scale: scale) {
        evidence[position].insert(.ambiguous)
      }
    }
  }

  /// Notes whether amounts could be thousands, until one has decimals that are no group of three; in most files that
  /// is one of the first. Where the pipeline file says how numbers are written, nothing is looked at.
  mutating func weighDecimals(_ position: Int, _ cells: Span<Cell>, _ bytes: Span<UInt8>) {
    guard !mapping.declared.contains(.numbers), !evidence[position].contains(.otherDecimals) else { return }
    let mark = numberParser.style.decimalMark
    for row in 0..<cells.count where cells[row].length > 2 {
      switch Decimals.look(bytes, Int(cells[row].start), Int(cells[row].length), mark: mark) {
      case .none: continue
      case .three:
        guard !evidence[position].contains(.threeDecimals) else { continue }
        evidence[position].insert(.threeDecimals)
        result.doubtfulAmounts.append(cell(row, position, cells[row], bytes, ""))
      case .other:
        evidence[position].insert(.otherDecimals)
        return
      }
    }
  }

  /// Notes the first date that is one only with day and month in each other's place.
  mutating func weigh(
    _ failures: Failures, _ position: Int, _ order: DayOrder, _ cells: Span<Cell>, _ bytes: Span<UInt8>
  ) {
    guard !evidence[position].contains(.contradicted) else { return }
    let type = mapping.type(position, facts)
    for (row, error) in failures where error != nil {
      let (start, length) = (Int(cells[row].start), Int(cells[row].length))
      let isOther =
        if case .range = type {
          (try? DateRange.parse(bytes, start, length, order.otherParser)) != nil
        } else {
          (try? order.otherParser.parse(bytes, start, length)) != nil
        }
      if isOther { return contradict(row, position, cells[row], bytes, order.other.text) }
    }
  }

  private mutating func contradict(
    _ row: Int, _ position: Int, _ cell: Cell, _ bytes: Span<UInt8>, _ other: String
  ) {
    evidence[position].insert(.contradicted)
    result.contradicting.append(self.cell(row, position, cell, bytes, other))
  }

  private func cell(
    _ row: Int, _ position: Int, _ cell: Cell, _ bytes: Span<UInt8>, _ other: String
  ) -> ContradictingCell {
    let shown = (0..<min(Int(cell.length), ContradictingCell.longestText)).map { bytes[Int(cell.start) + $0] }
    return ContradictingCell(
      row: row, column: position, text: String(decoding: shown, as: UTF8.self), other: other)
  }

  /// Why a cell that can't be read is rejected: its text may say more than the parser that stopped at it.
  func reason(_ cell: Cell, _ bytes: Span<UInt8>, or reason: RejectReason) -> RejectReason {
    if RejectReason.isSheetError(bytes, cell) { return .sheetError }
    guard cell.length > 0 else { return reason }
    let text = trimmed((0..<Int(cell.length)).map { bytes[Int(cell.start) + $0] })
    if facts.headings.contains(text) { return .repeatedHeading }
    // From 1982 to 2064, with or without a time of day.
    let isDay = reason == .notADate && text.count >= 5 && (0x33...0x35).contains(text[0])
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == 0x2E || $0 == 0x2C }
    let areDigits = parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 &- 0x30 < 10 } }
    return isDay && areDigits && parts[0].count == 5 ? .spreadsheetDay : reason
  }

  /// Why a cell of a column of days or times is rejected: a month is something else than a misspelt day.
  func reasonOfDay(_ cell: Cell, _ position: Int, _ bytes: Span<UInt8>, or error: DateError) -> RejectReason {
    let reason = reason(cell, bytes, or: RejectReason(error))
    guard reason == .notADate else { return reason }
    switch mapping.type(position, facts) {
    case .date, .dateTime:
      let text = trimmed((0..<Int(cell.length)).map { bytes[Int(cell.start) + $0] })
      return RejectReason.isMonth(text) ? .wholeMonth : reason
    case .month, .quarter, .range, .nthDay, .excelDay, .text, .count, .fractionalCount, .money, .duration,
      .hours, .milliseconds:
      return reason
    }
  }

  /// Moves out what the columns of the file at hand said so far.
  package mutating func takeEvidence() -> [Int: NotationEvidence] {
    var taken: [Int: NotationEvidence] = [:]
    for position in evidence.indices where !evidence[position].isEmpty {
      taken[position] = evidence[position]
      evidence[position] = []
    }
    return taken
  }
}
