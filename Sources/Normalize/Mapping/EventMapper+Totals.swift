import Columns
package import Declarations
package import EventSchema

extension EventMapper {
  /// Amounts of a totals row per measure, units of 10^-6; cells in the order of the wanted columns.
  package func controlTotals(_ cells: [String]) -> [(measure: Measure, units: Int64)] {
    (roles.money + roles.summed).compactMap { measure, position in
      guard !roles.split.contains(position), isTaken(position) else { return nil }
      let column = mapping.profile.columns[mapping.wanted[position]]
      let text = Array(cells[position].utf8)
      let cell = Cell(start: 0, length: Int32(text.count))
      let part = column.excerpt.map { CellExcerpt.take($0, of: cell, text.span) } ?? cell
      let bytes = Array(text[Int(part.start)..<Int(part.start) + Int(part.length)])
      guard !nulls.texts.contains(trimmed(bytes)),
        let units = try? numberParser.parse(
          bytes.span, 0, bytes.count, scale: column.isMicros ? 0 : 6)
      else { return nil }
      return (measure, column.isNegated ? 0 &- units : units)
    }
  }

  /// Sums up the columns that the export's own totals sum up.
  mutating func tallyCounts() {
    for (measure, position) in roles.summed {
      let values = amounts[position]
      let tally = CountTally(
        measure: measure, records: Self.total(values.span), unreadable: unreadable[position].count)
      if tally.records != 0 || tally.unreadable != 0 { result.counts.append(tally) }
    }
  }

  /// The sum of all stated values, in halves that can't overflow within a batch.
  private static func total(_ values: Span<Int64>) -> Int128 {
    var low: Int64 = 0
    var high: Int64 = 0
    let absent = Measure.absent
    for row in 0..<values.count {
      let value = values[row] == absent ? 0 : values[row]
      low &+= value & 0xFFFF_FFFF
      high &+= value >> 32
    }
    return Int128(high) << 32 + Int128(low)
  }

  /// The sample of the one notation that reads a text which the file's own refuses, for hints.
  package func otherNotation(reading text: [UInt8]) -> String? { numberParser.otherNotation(reading: text) }

  /// Whether a wanted column should say on which day a record was, and does not: its text is no day. Of a time that
  /// clocks skipped the day is known.
  private func lacksDay(_ index: Int, _ row: Int) -> Bool {
    guard let column = Self.column(index, of: mapping),
      [.day, .lastDay, .at, .created].contains(column.field)
    else { return false }
    return days[index].isEmpty || days[index][row] == .min
  }

  /// The days of a rejected row: of one whose own day can't be read the file's period is none.
  func days(of reject: RowReject, _ times: EventTimes) -> ClosedRange<Int32> {
    let day = lacksDay(reject.column, reject.row) ? .min : times.days[reject.row]
    guard day != .min, !times.lastDays.isEmpty else { return day...day }
    return day...max(day, times.lastDays[reject.row])
  }

  /// The column of a reject: its field, its heading where known, its type, whether it is personal.
  package static func column(_ index: Int, of mapping: InputMapping) -> ProfileColumn? {
    mapping.wanted.indices.contains(index) ? mapping.profile.columns[mapping.wanted[index]] : nil
  }
}
