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
    case .fraction: return number(1, 9) != nil
    case .literal(let byte): return takeText([byte])
    case .amPm:
      half = String(decoding: rest.prefix(2), as: UTF8.self).lowercased()
      rest = rest.dropFirst(2)
      return half == "am" || half == "pm"
    case .monthName: return takeMonth(pointIsPattern: next == .literal(UInt8(ascii: ".")))
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

  private static let full = [
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
  ]
  private static let short = [
    "jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mär apr mai jun jul aug sept okt nov dez",
    "jan feb mrz apr mai jun jul aug sep okt nov dez", "янв фев мар апр май июн июл авг сен окт ноя дек",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
  ]

  /// A run of letters that is a month's name in any case.
  private mutating func takeMonth(pointIsPattern: Bool) -> Bool {
    var word: [UInt8] = []
    var after = rest
    while let byte = after.first {
      let isLatin = (0x61...0x7A).contains(byte | 0x20)
      let isPair = [0xC3, 0xD0, 0xD1].contains(byte)
      guard isLatin || isPair else { break }
      word += after.prefix(isPair ? 2 : 1)
      after = after.dropFirst(isPair ? 2 : 1)
    }
    let text = String(decoding: word, as: UTF8.self).lowercased()
    guard !word.isEmpty, !text.contains("\u{FFFD}") else { return false }
    for (lists, isShort) in [(Self.full, false), (Self.short, true)] {
      for list in lists {
        guard let index = list.split(separator: " ").firstIndex(where: { $0.utf8.elementsEqual(text.utf8) })
        else {
          continue
        }
        month = index + 1
        rest = after
        if isShort, !pointIsPattern, rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
        return true
      }
    }
    return false
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
