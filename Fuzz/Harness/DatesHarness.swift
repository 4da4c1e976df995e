internal import Declarations
internal import EventSchema
internal import Normalize

/// Dates against a reference that knows the calendar by counting days, and names by comparing words.
package enum DatesHarness {
  package static let patterns = [
    "yyyy-MM-dd", "dd.MM.yyyy", "M/d/yyyy", "d/M/yyyy", "yyyyMMdd", "MMM d, yyyy", "d. MMMM yyyy",
    "d MMM. yyyy",
    "MMMM yyyy", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd H:mm", "MMM dd, yyyy hh:mm a", "M/d/yyyy h:mm:ss a",
    "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yyyy-MM-dd HH:mm:ss Z", "yyyy-MM-dd HH:mm z", "dMMMyyyy",
    "EEE, MMM d, yyyy H:mm", "MM/dd/yy hh:mm a", "yyyy年M月d日", "QQQ yyyy", "d 'de' MMMM 'de' yyyy",
  ]

  /// - Parameter input: one byte that chooses the pattern, then the text.
  package static func problem(_ input: [UInt8]) -> String? {
    guard let choice = input.first else { return nil }
    let name = patterns[Int(choice) % patterns.count]
    guard let pattern = DatePattern(name) else { return "'\(name)' is no pattern" }
    let text = Array(input.dropFirst())
    let padded = Array("7,".utf8) + text + Array("9,".utf8)
    let found = (try? DateParser(pattern: pattern).parse(padded.span, 2, text.count)).map {
      DateReference.Reading(day: $0.day.number, second: $0.secondOfDay, offset: $0.offsetSeconds)
    }
    var reference = DateReference(text)
    let expected = reference.read(pattern)
    if found == expected { return nil }
    return "\(String(decoding: text, as: UTF8.self).debugDescription) as \(name): "
      + "found \(String(describing: found)), expected \(String(describing: expected))"
  }
}

/// One text, taken apart from the front by the parts of a pattern.
struct DateReference {
  struct Reading: Equatable { var day: Int32, second: Int, offset: Int? }

  private var rest: ArraySlice<UInt8>
  private var year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0
  private var half: String?
  private var isTwelveHour = false
  private var offset: Int?
  private var weekday: Int?

  init(_ text: [UInt8]) {
    rest = text[...]
    while let space = NumberReference.spaces.first(where: { rest.starts(with: $0) }) {
      rest = rest.dropFirst(space.count)
    }
    while let space = NumberReference.spaces.first(where: { rest.suffix($0.count).elementsEqual($0) }) {
      rest = rest.dropLast(space.count)
    }
  }

  mutating func read(_ pattern: DatePattern) -> Reading? {
    for (index, part) in pattern.parts.enumerated() {
      let next = index + 1 < pattern.parts.count ? pattern.parts[index + 1] : nil
      guard take(part, next) else { return nil }
    }
    guard rest.isEmpty, let number = daysSince1970() else { return nil }
    // 1 January 1970 was a Thursday.
    if let weekday, ((number + 3) % 7 + 7) % 7 + 1 != weekday { return nil }
    if isTwelveHour {
      guard hour >= 1, hour <= 12 else { return nil }
      if hour == 12 { hour = 0 }
      if half == "pm" { hour += 12 }
    }
    guard hour <= 23, minute <= 59, second <= 59 else { return nil }
    return Reading(day: Int32(number), second: (hour * 60 + minute) * 60 + second, offset: offset)
  }

  private mutating func take(_ part: DatePattern.Part, _ next: DatePattern.Part?) -> Bool {
    func set(_ field: inout Int, _ value: Int?) -> Bool {
      field = value ?? 0
      return value != nil
    }
    switch part {
    case .year: return set(&year, number(4, 4))
    case .yearTwoDigits: return set(&year, number(2, 2).map { 2000 + $0 })
    case .quarter:
      guard takeText([UInt8(ascii: "Q")]) || takeText([UInt8(ascii: "q")]), let quarter = number(1, 1),
        quarter >= 1, quarter <= 4
      else { return false }
      month = [1, 4, 7, 10][quarter - 1]
      return true
    case .month: return set(&month, number(1, 2))
    case .monthTwoDigits: return set(&month, number(2, 2))
    case .day: return set(&day, number(1, 2))
    case .dayTwoDigits: return set(&day, number(2, 2))
    case .hour24: return set(&hour, number(1, 2))
    case .hour24TwoDigits: return set(&hour, number(2, 2))
    case .hour12, .hour12TwoDigits:
      isTwelveHour = true
      return set(&hour, number(part == .hour12 ? 1 : 2, 2))
    case .minute: return set(&minute, number(2, 2))
    case .second: return set(&second, number(2, 2))
    case .fraction:
      let count = digits(rest)
      rest = rest.dropFirst(count)
      return count > 0
    case .literal(0x20): return [" ", "\u{A0}", "\u{202F}"].contains { takeText(Array($0.utf8)) }
    case .literal(let byte): return takeText([byte])
    case .amPm:
      for (text, name) in [("上午", "am"), ("下午", "pm")] where takeText(Array(text.utf8)) {
        half = name
        return true
      }
      half = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
      rest = rest.dropFirst(2)
      return half == "am" || half == "pm"
    case .monthName:
      let found = takeName(CalendarWords.months, CalendarWords.shortMonths, next)
      return set(&month, found)
    case .weekdayName:
      weekday = takeName(CalendarWords.weekdays, CalendarWords.shortWeekdays, next)
      return weekday != nil
    case .offset:
      offset = takeOffset(leastDigits: 2, orZ: true)
      return offset != nil
    case .zoneName: return takeZone()
    }
  }

  private func digits(_ text: ArraySlice<UInt8>) -> Int { text.prefix { (0x30...0x39).contains($0) }.count }

  private mutating func number(_ least: Int, _ most: Int) -> Int? {
    let count = min(most, digits(rest))
    guard count >= least else { return nil }
    defer { rest = rest.dropFirst(count) }
    return Int(String(decoding: rest.prefix(count), as: UTF8.self))
  }

  private mutating func takeText(_ text: [UInt8]) -> Bool {
    guard rest.starts(with: text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }

  // MARK: Names

  /// The longest name that stands here, in any case, with no letter behind it.
  private mutating func takeName(_ full: [String], _ short: [String], _ next: DatePattern.Part?) -> Int? {
    var best: (bytes: Int, number: Int, isShort: Bool)?
    for (lists, isShort) in [(full, false), (short, true)] {
      for list in lists {
        for (index, name) in list.split(separator: " ").enumerated() where name.utf8.count > best?.bytes ?? 0
        {
          let bytes = rest.prefix(name.utf8.count)
          // Only whole characters: bytes that are none would become others.
          guard let text = String(validating: bytes, as: UTF8.self), !hasLetter(behind: bytes.count),
            text.unicodeScalars.elementsEqual(name.unicodeScalars, by: { Self.lower($0) == $1 })
          else { continue }
          best = (bytes.count, index + 1, isShort)
        }
      }
    }
    guard let best else { return nil }
    rest = rest.dropFirst(best.bytes)
    if best.isShort, next != .literal(UInt8(ascii: ".")), rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
    }
    return best.number
  }

  /// Latin-1 and Cyrillic letters without the ones that become several.
  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let text = scalar.properties.lowercaseMapping.unicodeScalars
    return text.count == 1 && scalar.value < 0x430 ? text.first ?? scalar : scalar
  }

  private func hasLetter(behind count: Int) -> Bool {
    guard let byte = rest.dropFirst(count).first else { return false }
    return (0x61...0x7A).contains(byte | 0x20) || [0xC3, 0xD0, 0xD1].contains(byte)
  }

  // MARK: Zones

  private mutating func takeOffset(leastDigits: Int, orZ: Bool) -> Int? {
    if orZ, takeText([UInt8(ascii: "Z")]) { return 0 }
    guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    var after = rest.dropFirst()
    let count = min(2, digits(after))
    guard count >= leastDigits, let hours = Int(String(decoding: after.prefix(count), as: UTF8.self)) else {
      return nil
    }
    after = after.dropFirst(count)
    var minutes = 0
    let behind = after.first == UInt8(ascii: ":") ? after.dropFirst() : after
    if digits(behind) >= 2 {
      minutes = Int(String(decoding: behind.prefix(2), as: UTF8.self)) ?? 60
      after = behind.dropFirst(2)
    }
    let seconds = (hours * 60 + minutes) * 60
    guard minutes < 60, seconds <= (sign == UInt8(ascii: "+") ? 14 : 12) * 3600 else { return nil }
    rest = after
    return sign == UInt8(ascii: "+") ? seconds : -seconds
  }

  private static let zones = [
    "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5,
    "EDT": -4,
    "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "AEST": 10, "AEDT": 11,
  ]

  private mutating func takeZone() -> Bool {
    if let found = takeOffset(leastDigits: 2, orZ: true) {
      offset = found
      return true
    }
    let name = rest.prefix { (0x41...0x5A).contains($0) }
    guard let hours = Self.zones[String(decoding: name, as: UTF8.self)] else { return false }
    rest = rest.dropFirst(name.count)
    offset = hours * 3600
    if hours == 0, let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      offset = takeOffset(leastDigits: 1, orZ: false)
    }
    return offset != nil
  }

  // MARK: The calendar

  /// Counts days year by year and month by month.
  private func daysSince1970() -> Int? {
    func isLeap(_ year: Int) -> Bool { year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) }
    func length(_ year: Int, _ month: Int) -> Int {
      [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
    guard year >= 1, month >= 1, month <= 12, day >= 1, day <= length(year, month) else { return nil }
    var days = day - 1
    for earlier in 1..<month { days += length(year, earlier) }
    for earlier in min(year, 1970)..<max(year, 1970) {
      days += (isLeap(earlier) ? 366 : 365) * (year > 1970 ? 1 : -1)
    }
    return days
  }
}
