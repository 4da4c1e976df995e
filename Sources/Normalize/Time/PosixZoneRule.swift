import EventSchema

/// A POSIX TZ rule with summer time: `CET-1CEST,M3.5.0,M10.5.0/3`, `<+1030>-10:30<+11>-11,M10.1.0,M4.1.0`.
struct PosixZoneRule {
  private enum Date {
    /// The `week`-th (5: last) `weekday` (0: Sunday) of a month.
    case weekday(month: Int, week: Int, weekday: Int)
    /// Day 1...365; 29 February is never counted.
    case dayWithoutLeap(Int)
    /// Day 0...365; 29 February is counted.
    case dayOfYear(Int)
  }
  private struct Change {
    var date: Date
    /// Seconds of local time after midnight; may lie outside the day.
    var second: Int
  }

  private let standard: Int
  private let summer: Int
  private let toSummer: Change
  private let toStandard: Change

  /// Nil when the text is not of this form.
  init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Array($0.utf8) }
    guard parts.count == 3 else { return nil }
    var rest = parts[0][...]
    guard Self.dropName(&rest), let west = Self.takeTime(&rest), Self.dropName(&rest) else { return nil }
    standard = -west
    if rest.isEmpty {
      summer = standard + 3600
    } else {
      guard let west = Self.takeTime(&rest), rest.isEmpty else { return nil }
      summer = -west
    }
    guard let toSummer = Self.change(parts[1][...]), let toStandard = Self.change(parts[2][...]) else {
      return nil
    }
    self.toSummer = toSummer
    self.toStandard = toStandard
  }

  /// The clock changes of a year in order of time, with the offset from then on.
  func transitions(in year: Int) -> [(instant: Int64, offset: Int)] {
    [(toSummer, standard, summer), (toStandard, summer, standard)].compactMap { change, before, after in
      Self.day(change.date, year).map { (Int64($0.number) * 86_400 + Int64(change.second - before), after) }
    }.sorted { $0.0 < $1.0 }
  }

  private static func day(_ date: Date, _ year: Int) -> Day? {
    switch date {
    case .dayOfYear(let number): return Day(year: year, month: 1, day: 1).map { $0 + number }
    case .dayWithoutLeap(let number):
      let isLeap = Day.length(ofMonth: 2, year: year) == 29
      return Day(year: year, month: 1, day: 1).map { $0 + (number - 1 + (isLeap && number >= 60 ? 1 : 0)) }
    case .weekday(let month, let week, let weekday):
      guard let first = Day(year: year, month: month, day: 1) else { return nil }
      let found = first + (weekday - first.weekday % 7 + 7) % 7 + 7 * (week - 1)
      return found.civil.month == month ? found : found - 7
    }
  }

  private static func dropName(_ rest: inout ArraySlice<UInt8>) -> Bool {
    let before = rest.count
    if rest.first == UInt8(ascii: "<") {
      guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
      rest = rest[(close + 1)...]
    } else {
      rest = rest.drop { (0x61...0x7A).contains($0 | 0x20) }
    }
    return rest.count < before
  }

  /// `2`, `-1`, `+5:30`, `24:00:00`, in seconds.
  private static func takeTime(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var sign = 1
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
      sign = rest.first == UInt8(ascii: "-") ? -1 : 1
      rest = rest.dropFirst()
    }
    guard let hours = takeNumber(&rest), hours <= 167 else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
      rest = rest.dropFirst()
      guard let value = takeNumber(&rest), value < 60 else { return nil }
      seconds += value * unit
    }
    return sign * seconds
  }

  private static func takeNumber(_ rest: inout ArraySlice<UInt8>) -> Int? {
    let digits = rest.prefix { $0 &- 0x30 <= 9 }
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func change(_ text: ArraySlice<UInt8>) -> Change? {
    let parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2, let date = date(first) else { return nil }
    guard parts.count == 2 else { return Change(date: date, second: 7200) }
    var rest = parts[1]
    guard let second = takeTime(&rest), rest.isEmpty else { return nil }
    return Change(date: date, second: second)
  }

  private static func date(_ text: ArraySlice<UInt8>) -> Date? {
    var rest = text
    switch rest.first {
    case UInt8(ascii: "M"):
      let numbers = rest.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map
      {
        var part = $0
        let number = takeNumber(&part)
        return part.isEmpty ? number ?? -1 : -1
      }
      guard numbers.count == 3, (1...12).contains(numbers[0]), (1...5).contains(numbers[1]),
        (0...6).contains(numbers[2])
      else { return nil }
      return .weekday(month: numbers[0], week: numbers[1], weekday: numbers[2])
    case UInt8(ascii: "J"):
      rest = rest.dropFirst()
      guard let number = takeNumber(&rest), rest.isEmpty, (1...365).contains(number) else { return nil }
      return .dayWithoutLeap(number)
    default:
      guard let number = takeNumber(&rest), rest.isEmpty, (0...365).contains(number) else { return nil }
      return .dayOfYear(number)
    }
  }
}
