/// A calendar day: days since 1970-01-01 in the proleptic Gregorian calendar. No zone, no time.
public struct Day: Hashable, Sendable, Comparable {
  public var number: Int32

  @inlinable public init(number: Int32) { self.number = number }

  /// A day from its civil parts, or nil when there is no such day (30 February, month 13).
  @inlinable public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, (1...9999).contains(year),
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    // Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil.
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    number = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Days in a month, 28...31.
  @inlinable public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Year, month 1...12, day 1...31.
  public var civil: (year: Int, month: Int, day: Int) {
    let z = Int(number) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// ISO 8601 weekday: Monday is 1, Sunday is 7.
  public var weekday: Int {
    let sinceMonday = (Int(number) + 3) % 7  // 1970-01-01 was a Thursday
    return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
  }

  @inlinable public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
  @inlinable public static func + (a: Day, days: Int) -> Day { Day(number: a.number + Int32(days)) }
  @inlinable public static func - (a: Day, days: Int) -> Day { Day(number: a.number - Int32(days)) }
  /// Days from `b` to `a`.
  @inlinable public static func - (a: Day, b: Day) -> Int { Int(a.number) - Int(b.number) }
}

extension Day: CustomStringConvertible {
  /// ISO 8601: `2026-03-01`.
  public var description: String {
    let (year, month, day) = civil
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// Reads exactly `yyyy-MM-dd`.
  public init?(iso text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = digits(bytes[0..<4]), let month = digits(bytes[5..<7]),
      let day = digits(bytes[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

/// Decimal digits with leading zeros.
package func padded(_ value: Int, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

private func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
  var value = 0
  for byte in bytes {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
    value = value * 10 + Int(byte - UInt8(ascii: "0"))
  }
  return value
}
