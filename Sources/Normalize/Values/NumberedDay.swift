import EventSchema

/// Days that exports write as numbers.
enum NumberedDay {
  /// A number of days: one to seven digits, nothing else.
  static func number(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) throws(DateError) -> Int {
    var low = start
    var high = start + length
    NumberParser.trim(bytes, &low, &high)
    let number = try digits(bytes, &low, high, start)
    guard low == high else { throw .doesNotMatch(offset: low - start) }
    return number
  }

  /// A day of Excel's 1900 system, with or without a time of day as a fraction: `46023`, `46023.75`.
  ///
  /// Excel counts a 29 February 1900 that never was: day 60 does not exist, later ones are one too high.
  static func excel(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) throws(DateError) -> Day {
    var low = start
    var high = start + length
    NumberParser.trim(bytes, &low, &high)
    let number = try digits(bytes, &low, high, start)
    if low < high {
      guard bytes[low] == UInt8(ascii: "."), low + 1 < high else { throw .doesNotMatch(offset: low - start) }
      low += 1
      while low < high, bytes[low] &- 0x30 <= 9 { low += 1 }
      guard low == high else { throw .doesNotMatch(offset: low - start) }
    }
    // 2958465 is 9999-12-31.
    guard (1...2_958_465).contains(number), number != 60 else { throw .noSuchDay }
    // 25569 is 1970-01-01.
    return Day(number: Int32(number - 25_569 + (number < 60 ? 1 : 0)))
  }

  /// Takes one to seven digits.
  private static func digits(_ bytes: Span<UInt8>, _ low: inout Int, _ high: Int, _ start: Int)
    throws(DateError) -> Int
  {
    let from = low
    var value = 0
    while low < high, low - from < 7, bytes[low] &- 0x30 <= 9 {
      value = value * 10 + Int(bytes[low] &- 0x30)
      low += 1
    }
    guard low > from else { throw .doesNotMatch(offset: low - start) }
    return value
  }
}
