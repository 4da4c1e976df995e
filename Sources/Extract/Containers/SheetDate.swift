import EventSchema

/// Day numbers of workbooks as ISO text.
///
/// The format decides what is shown, as in a saved CSV: a date alone, or with its time to the second. Numbers
/// that are no dates (negative, beyond the year 9999) stay as they are written.
struct SheetDate: Sendable {
  /// Days are counted from 1904-01-01 as 0, not from 1900-01-01 as 1.
  var uses1904 = false

  private static let secondsPerDay = 86_400.0
  private static let lastNumber = 2_958_465.0
  private static let of1900 = Day(year: 1899, month: 12, day: 31)
  private static let of1904 = Day(year: 1904, month: 1, day: 1)

  /// Nil when the number has no place in the calendar.
  func text(_ number: Double, _ format: SheetFormat) -> String? {
    guard number >= 0, number <= Self.lastNumber + 1 else { return nil }
    // To the second: a day's fraction is a double, and 12:30 is not exact in it. What lies before midnight
    // stays on its day: 23:59:59.999999 is a common end of day.
    let whole = number.rounded(.down)
    let time = ((number - whole) * Self.secondsPerDay).rounded()
    let seconds = Int(whole) * 86_400 + min(Int(time), 86_399)
    let (day, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
    switch format {
    case .number: return nil
    case .elapsed: return Self.clock(seconds)
    case .time where day == 0: return Self.clock(seconds)
    case .date: return self.day(Int(number))
    case .dateTime, .time:
      return self.day(day).map { "\($0) \(padded(second / 3600, 2)):\(Self.minutes(second))" }
    }
  }

  /// A duration: hours may be more than 24.
  static func clock(_ seconds: Int) -> String { "\(seconds / 3600):\(minutes(seconds))" }

  private static func minutes(_ seconds: Int) -> String {
    "\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
  }

  private func day(_ number: Int) -> String? {
    if uses1904 { return Self.of1904.map { ($0 + number).description } }
    // The 1900 calendar has a 29 February that never was, as number 60: it comes out as it is shown, and no
    // date reader takes it.
    switch number {
    case 0: return nil
    case 60: return "1900-02-29"
    default: return Self.of1900.map { ($0 + (number < 60 ? number : number - 1)).description }
    }
  }

  /// ISO text as workbooks write it, `2026-01-31T12:30:00.000`, in the form a format asks for.
  ///
  /// - Parameter format: nil shows the time unless it is midnight.
  static func text(iso: String, _ format: SheetFormat?) -> String? {
    let parts = iso.split(separator: "T", omittingEmptySubsequences: false)
    guard let date = parts.first, let day = Day(iso: String(date)), parts.count <= 2 else { return nil }
    let time = parts.count == 2 ? parts[1].prefix { $0 != "." && $0 != "Z" } : "00:00:00"
    let numbers = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
    guard (2...3).contains(numbers.count), let hour = numbers[0], let minute = numbers[1],
      let second = numbers.count == 3 ? numbers[2] : 0, (0...23).contains(hour), (0...59).contains(minute),
      (0...59).contains(second)
    else { return nil }
    let seconds = hour * 3600 + minute * 60 + second
    switch format {
    case .date: return day.description
    case .time, .elapsed:
      // Durations are written as times of the calendar's first days.
      guard let first = of1900, (0...60).contains(day - first) else { break }
      return clock((day - first) * 86_400 + seconds)
    case .number, nil:
      if seconds == 0 { return day.description }
    case .dateTime: break
    }
    return "\(day) \(padded(hour, 2)):\(minutes(seconds))"
  }
}
