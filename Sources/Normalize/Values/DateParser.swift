package import Declarations
package import EventSchema

package enum DateError: Error, Equatable, Sendable {
  case doesNotMatch(offset: Int)
  case noSuchDay
  /// A local time that clocks skipped.
  case noSuchLocalTime
  case unknownZone(offset: Int)
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
package struct DateParser: Sendable {
  private let parts: [DatePattern.Part]
  private let isISO: Bool

  package init(pattern: DatePattern) {
    parts = pattern.parts
    isISO = pattern.text == "yyyy-MM-dd"
  }

  @inline(__always)
  package func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) throws(DateError) -> ParsedTime {
    if isISO, length == 10, let day = Self.isoDay(bytes, start) { return ParsedTime(day: day) }
    return try slow(bytes, start, length)
  }

  @inline(__always)
  private static func isoDay(_ bytes: Span<UInt8>, _ s: Int) -> Day? {
    @inline(__always) func digit(_ i: Int) -> Int { Int(bytes[s &+ i] &- 0x30) }
    let y0 = digit(0), y1 = digit(1), y2 = digit(2), y3 = digit(3)
    let m0 = digit(5), m1 = digit(6), d0 = digit(8), d1 = digit(9)
    guard max(max(y0, y1), max(y2, y3)) <= 9, max(max(m0, m1), max(d0, d1)) <= 9,
      bytes[s &+ 4] == 0x2D, bytes[s &+ 7] == 0x2D
    else { return nil }
    return Day(year: ((y0 &* 10 &+ y1) &* 10 &+ y2) &* 10 &+ y3, month: m0 &* 10 &+ m1, day: d0 &* 10 &+ d1)
  }

  /// Parses a Swift string: preambles, tests.
  package func parse(_ text: String) throws(DateError) -> ParsedTime {
    let bytes = Array(text.utf8)
    return try parse(bytes.span, 0, bytes.count)
  }

  private struct Fields {
    var year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0
    var isPM: Bool?
    var offset: Int?
  }

  @inline(never)
  private func slow(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) throws(DateError) -> ParsedTime {
    var text: [UInt8] = []
    for i in 0..<length { text.append(bytes[start + i]) }
    let trimmedText = trimmed(text)
    var rest = trimmedText[...]
    var fields = Fields()
    for part in parts {
      let offset = rest.startIndex
      guard try Self.take(part, from: &rest, into: &fields) else { throw .doesNotMatch(offset: offset) }
    }
    guard rest.isEmpty else { throw .doesNotMatch(offset: rest.startIndex) }
    guard let day = Day(year: fields.year, month: fields.month, day: fields.day) else { throw .noSuchDay }
    if let isPM = fields.isPM {
      guard (1...12).contains(fields.hour) else { throw .noSuchDay }
      fields.hour = fields.hour % 12 + (isPM ? 12 : 0)
    }
    guard fields.hour < 24, fields.minute < 60, fields.second < 60 else { throw .noSuchDay }
    return ParsedTime(
      day: day, secondOfDay: fields.hour * 3600 + fields.minute * 60 + fields.second, offsetSeconds: fields.offset)
  }

  private static func take(
    _ part: DatePattern.Part, from rest: inout ArraySlice<UInt8>, into fields: inout Fields
  ) throws(DateError) -> Bool {
    func number(_ digits: ClosedRange<Int>) -> Int? {
      var value = 0
      var count = 0
      while count < digits.upperBound, let byte = rest.first, (0x30...0x39).contains(byte) {
        value = value * 10 + Int(byte - 0x30)
        rest = rest.dropFirst()
        count += 1
      }
      return count >= digits.lowerBound ? value : nil
    }
    func set(_ path: WritableKeyPath<Fields, Int>, _ digits: ClosedRange<Int>) -> Bool {
      guard let value = number(digits) else { return false }
      fields[keyPath: path] = value
      return true
    }
    switch part {
    case .year: return set(\.year, 4...4)
    case .month: return set(\.month, 1...2)
    case .monthTwoDigits: return set(\.month, 2...2)
    case .day: return set(\.day, 1...2)
    case .dayTwoDigits: return set(\.day, 2...2)
    case .hour24, .hour12: return set(\.hour, 1...2)
    case .hour24TwoDigits, .hour12TwoDigits: return set(\.hour, 2...2)
    case .minute: return set(\.minute, 2...2)
    case .second: return set(\.second, 2...2)
    case .fraction: return number(1...9) != nil
    case .literal(let byte):
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    case .amPm:
      let word = Array(rest.prefix(2)).map { $0 | 0x20 }
      guard word == Array("am".utf8) || word == Array("pm".utf8) else { return false }
      fields.isPM = word[0] == UInt8(ascii: "p")
      rest = rest.dropFirst(2)
      return true
    case .monthName:
      guard let (month, length) = MonthNames.find(rest) else { return false }
      fields.month = month
      rest = rest.dropFirst(length)
      return true
    case .offset:
      guard let (seconds, length) = ZoneText.offset(rest) else { return false }
      fields.offset = seconds
      rest = rest.dropFirst(length)
      return true
    case .zoneName:
      guard let (seconds, length) = ZoneText.name(rest) else { throw .unknownZone(offset: rest.startIndex) }
      fields.offset = seconds
      rest = rest.dropFirst(length)
      return true
    }
  }
}

/// Month names of dates in exports: English, German, Russian.
enum MonthNames {
  private static let names: [(name: String, month: Int)] = {
    let lists: [[String]] = [
      ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
      ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
      ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"],
      ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
      ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"],
    ]
    var all = lists.flatMap { list in list.enumerated().map { ($1, $0 + 1) } } + [("sept", 9), ("mrz", 3), ("okt", 10), ("dez", 12)]
    // The longest name first: "sep" must not win over "september".
    all.sort { ($1.0.utf8.count, $0.0) < ($0.0.utf8.count, $1.0) }
    return all.map { (name: $0.0, month: $0.1) }
  }()

  /// The month whose name stands at the start of the text, and the name's length in bytes.
  static func find(_ text: ArraySlice<UInt8>) -> (month: Int, length: Int)? {
    let head = String(decoding: text.prefix(24), as: UTF8.self).lowercased()
    for (name, month) in names where head.hasPrefix(name) {
      // Lower-casing keeps the number of bytes for all of these letters.
      var length = name.utf8.count
      if name.utf8.count <= 4, text.dropFirst(length).first == UInt8(ascii: ".") { length += 1 }
      return (month, length)
    }
    return nil
  }
}

/// Zone texts: offsets, and a closed list of names that mean one thing.
enum ZoneText {
  /// `Z`, `+01:00`, `+0100`, `+01`.
  static func offset(_ text: ArraySlice<UInt8>) -> (seconds: Int, length: Int)? {
    if text.first == UInt8(ascii: "Z") { return (0, 1) }
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    let digits = text.dropFirst()
    func two(_ at: Int) -> Int? {
      let pair = digits.dropFirst(at).prefix(2)
      guard pair.count == 2, pair.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int(pair[pair.startIndex] - 0x30) * 10 + Int(pair[pair.startIndex + 1] - 0x30)
    }
    guard let hours = two(0), hours <= 14 else { return nil }
    var minutes = 0
    var length = 3
    if digits.dropFirst(2).first == UInt8(ascii: ":"), let found = two(3) {
      minutes = found
      length = 6
    } else if let found = two(2) {
      minutes = found
      length = 5
    }
    guard minutes < 60 else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return (sign == UInt8(ascii: "-") ? -seconds : seconds, length)
  }

  private static let hours: [(name: String, hours: Int)] = [
    ("WEST", 1), ("CEST", 2), ("EEST", 3), ("AEDT", 11), ("AEST", 10), ("UTC", 0), ("GMT", 0), ("WET", 0), ("CET", 1),
    ("EET", 2), ("MSK", 3), ("EST", -5), ("EDT", -4), ("PST", -8), ("PDT", -7), ("MST", -7), ("MDT", -6), ("JST", 9),
  ]

  /// `UTC`, `UTC+3`, `CET`… Abbreviations with several meanings (CST, IST, BST) are refused.
  static func name(_ text: ArraySlice<UInt8>) -> (seconds: Int, length: Int)? {
    if let offset = offset(text) { return offset }
    for (name, hours) in hours where text.starts(with: name.utf8) {
      let rest = text.dropFirst(name.utf8.count)
      if name == "UTC" || name == "GMT", let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        guard (1...2).contains(digits.count) else { return offset(rest).map { ($0.seconds, name.utf8.count + $0.length) } }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard value <= 14 else { return nil }
        return ((sign == UInt8(ascii: "-") ? -value : value) * 3600, name.utf8.count + 1 + digits.count)
      }
      if let next = rest.first, (next | 0x20) >= UInt8(ascii: "a"), (next | 0x20) <= UInt8(ascii: "z") { continue }
      return (hours * 3600, name.utf8.count)
    }
    return nil
  }
}

/// A range of days stated in a preamble: `July 8, 2025 - July 31, 2025`.
package enum DateRange {
  package static func parse(_ text: String, patterns: [DatePattern]) -> (first: Day, last: Day)? {
    var text = text
    if text.hasPrefix("\""), text.hasSuffix("\""), text.count >= 2 { text = String(text.dropFirst().dropLast()) }
    for pattern in patterns {
      let parser = DateParser(pattern: pattern)
      if let day = try? parser.parse(text).day { return (day, day) }
      for separator in [" - ", " – ", " — ", "–"] {
        guard let range = text.firstRange(of: separator) else { continue }
        if let first = try? parser.parse(String(text[..<range.lowerBound])).day,
          let last = try? parser.parse(String(text[range.upperBound...])).day, first <= last
        {
          return (first, last)
        }
      }
    }
    return nil
  }
}
