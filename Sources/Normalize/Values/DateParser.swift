package import Declarations
package import EventSchema

/// Why a text is not a date of the declared pattern. Offsets are bytes from the field's start.
package enum DateError: Error, Equatable, Sendable {
  case doesNotMatch(offset: Int)
  case noSuchDay
  /// 24:00, 10:60, a leap second, 13 pm.
  case noSuchTime
  /// A local time that clocks skipped.
  case noSuchLocalTime
  /// A local time that came twice, where the pipeline file wants such times rejected.
  case ambiguousLocalTime
  case unknownZone(offset: Int)
  /// `CST`, `IST`, `BST`: abbreviations of several zones.
  case ambiguousZone(offset: Int)
  /// A range whose last day lies before its first.
  case endsBeforeStart
}

/// A date as stated: no zone is applied yet.
package struct ParsedTime: Sendable, Hashable {
  package var day: Day
  /// 0 when the pattern has no time.
  package var secondOfDay = 0
  /// Seconds east of UTC, where the text says so.
  package var offsetSeconds: Int?
}

/// Reads dates strictly by one declared pattern: a strict calendar, no rollover, no guessing.
///
/// Called per cell: nothing here may allocate.
package struct DateParser: Sendable {
  private let parts: [DatePattern.Part]
  /// `yyyy-MM-dd`: `PlainColumn` reads it faster.
  let isISODate: Bool
  /// `yyyy-MM-ddTHH:mm:ssZ`: the same.
  let isISOTime: Bool

  private static let isoDate = DatePattern("yyyy-MM-dd")?.parts
  private static let isoTime = DatePattern("yyyy-MM-ddTHH:mm:ssZ")?.parts

  package init(pattern: DatePattern) {
    parts = pattern.parts
    isISODate = pattern.parts == Self.isoDate
    isISOTime = pattern.parts == Self.isoTime
  }

  /// The parser of a column's type; nil when it is no date.
  init?(type: ValueType) {
    guard let pattern = type.pattern else { return nil }
    self.init(pattern: pattern)
  }

  /// Parses a Swift string: preambles, tests.
  package func parse(_ text: String) throws(DateError) -> ParsedTime {
    let bytes = Array(text.utf8)
    return try parse(bytes.span, 0, bytes.count)
  }

  private struct Fields {
    var year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0
    var isTwelveHour = false
    var isPM: Bool?
    /// 1 is Monday.
    var weekday: Int?
    var offset: Int?
  }

  /// Parses `bytes[start..<start + length]`, white space and no-break spaces around it aside.
  package func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) throws(DateError) -> ParsedTime {
    var position = start
    var end = start + length
    NumberParser.trim(bytes, &position, &end)
    var fields = Fields()
    for index in parts.indices {
      let at = position
      let next = index + 1 < parts.count ? parts[index + 1] : nil
      switch Self.take(parts[index], before: next, bytes, &position, end, &fields) {
      case .taken: break
      case .mismatch: throw .doesNotMatch(offset: at - start)
      case .unknownZone: throw .unknownZone(offset: at - start)
      case .ambiguousZone: throw .ambiguousZone(offset: at - start)
      }
    }
    guard position == end else { throw .doesNotMatch(offset: position - start) }
    guard let day = Day(year: fields.year, month: fields.month, day: fields.day),
      fields.weekday == nil || fields.weekday == day.weekday
    else { throw .noSuchDay }
    if fields.isTwelveHour {
      guard (1...12).contains(fields.hour) else { throw .noSuchTime }
      fields.hour = fields.hour % 12 + (fields.isPM == true ? 12 : 0)
    }
    guard fields.hour < 24, fields.minute < 60, fields.second < 60 else { throw .noSuchTime }
    let second = fields.hour * 3600 + fields.minute * 60 + fields.second
    return ParsedTime(day: day, secondOfDay: second, offsetSeconds: fields.offset)
  }

  private enum Outcome { case taken, mismatch, unknownZone, ambiguousZone }

  private static func take(
    _ part: DatePattern.Part, before next: DatePattern.Part?, _ bytes: Span<UInt8>, _ position: inout Int,
    _ end: Int,
    _ fields: inout Fields
  ) -> Outcome {
    var outcome = Outcome.taken
    func number(_ digits: ClosedRange<Int>, _ field: inout Int) {
      var value = 0
      var count = 0
      while count < digits.upperBound, position < end, bytes[position] &- 0x30 <= 9 {
        value = value * 10 + Int(bytes[position] &- 0x30)
        position += 1
        count += 1
      }
      if count >= digits.lowerBound { field = value } else { outcome = .mismatch }
    }
    switch part {
    case .year: number(4...4, &fields.year)
    case .yearTwoDigits:
      number(2...2, &fields.year)
      fields.year += 2000
    case .quarter:
      var quarter = 0
      guard position < end, bytes[position] | 0x20 == UInt8(ascii: "q") else { return .mismatch }
      position += 1
      number(1...1, &quarter)
      guard (1...4).contains(quarter) else { return .mismatch }
      fields.month = quarter * 3 - 2
    case .month: number(1...2, &fields.month)
    case .monthTwoDigits: number(2...2, &fields.month)
    case .day: number(1...2, &fields.day)
    case .dayTwoDigits: number(2...2, &fields.day)
    case .hour24: number(1...2, &fields.hour)
    case .hour24TwoDigits: number(2...2, &fields.hour)
    case .hour12, .hour12TwoDigits:
      fields.isTwelveHour = true
      number(part == .hour12 ? 1...2 : 2...2, &fields.hour)
    case .minute: number(2...2, &fields.minute)
    case .second: number(2...2, &fields.second)
    case .fraction:
      let from = position
      while position < end, bytes[position] &- 0x30 <= 9 { position += 1 }
      if position == from { return .mismatch }
    case .literal(0x20):
      guard position < end, let width = spaceWidth(bytes, position, end) else { return .mismatch }
      position += width
    case .literal(let byte):
      guard position < end, bytes[position] == byte else { return .mismatch }
      position += 1
    case .amPm:
      guard let isPM = takeHalf(bytes, &position, end) else { return .mismatch }
      fields.isPM = isPM
    case .monthName:
      // Where the pattern itself writes a point after the name, the point is not the name's.
      let dot = next == .literal(UInt8(ascii: ".")) ? CalendarNames.Dot.ofThePattern : .ofTheName
      guard let month = CalendarNames.months.take(bytes, &position, end, dot: dot) else { return .mismatch }
      fields.month = month
    case .weekdayName:
      let dot = next == .literal(UInt8(ascii: ".")) ? CalendarNames.Dot.ofThePattern : .ofTheName
      guard let weekday = CalendarNames.weekdays.take(bytes, &position, end, dot: dot) else {
        return .mismatch
      }
      fields.weekday = weekday
    case .offset:
      guard let seconds = ZoneText.takeOffset(bytes, &position, end) else { return .mismatch }
      fields.offset = seconds
    case .zoneName:
      switch ZoneText.takeName(bytes, &position, end) {
      case .offset(let seconds): fields.offset = seconds
      case .unknown: return .unknownZone
      case .ambiguous: return .ambiguousZone
      }
    }
    return outcome
  }

  /// A plain, no-break or narrow no-break space, where a pattern has a space.
  private static func spaceWidth(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int? {
    if bytes[at] == 0x20 { return 1 }
    if at + 2 <= end, bytes[at] == 0xC2, bytes[at + 1] == 0xA0 { return 2 }
    return at + 3 <= end && bytes[at] == 0xE2 && bytes[at + 1] == 0x80 && bytes[at + 2] == 0xAF ? 3 : nil
  }

  /// Takes `AM`, `PM`, `上午` or `下午`.
  ///
  /// - Returns: whether it is the second half of the day; nil when it is none of these.
  private static func takeHalf(_ bytes: Span<UInt8>, _ position: inout Int, _ end: Int) -> Bool? {
    guard position + 2 <= end else { return nil }
    let letter = bytes[position] | 0x20
    if bytes[position + 1] | 0x20 == UInt8(ascii: "m"),
      letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p")
    {
      position += 2
      return letter == UInt8(ascii: "p")
    }
    for (text, isPM) in [("上午", false), ("下午", true)] where position + text.utf8.count <= end {
      if zip(text.utf8, 0...).allSatisfy({ bytes[position + $1] == $0 }) {
        position += text.utf8.count
        return isPM
      }
    }
    return nil
  }
}
