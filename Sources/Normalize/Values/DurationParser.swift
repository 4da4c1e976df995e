import Declarations

/// Reads durations as millionths of a second, strictly in one of three forms.
struct DurationParser: Sendable {
  let numbers: NumberParser

  /// - Parameter type: `.hours` and `.milliseconds` are numbers; all else is `1:02:03`, `02:03` or seconds.
  func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, _ type: ValueType) throws(NumberError)
    -> Int64
  {
    switch type {
    case .milliseconds: return try numbers.parse(bytes, start, length, scale: 3)
    case .hours:
      let hours = try numbers.parse(bytes, start, length, scale: 6)
      let (product, overflow) = hours.multipliedReportingOverflow(by: 3600)
      if overflow { throw .overflow }
      return product
    default:
      var low = start
      var high = start + length
      NumberParser.trim(bytes, &low, &high)
      for position in low..<high where bytes[position] == UInt8(ascii: ":") {
        return try clock(bytes, low, high, start)
      }
      return try numbers.parse(bytes, start, length, scale: 6)
    }
  }

  /// `1:02:03` and `02:03`: the first part has any number of digits, the others two and less than 60 units;
  /// seconds may have a fraction behind a point.
  private func clock(_ bytes: Span<UInt8>, _ low: Int, _ high: Int, _ start: Int) throws(NumberError) -> Int64
  {
    var position = low
    var seconds: Int64 = 0
    var parts = 0
    while true {
      let from = position
      var value: Int64 = 0
      while position < high, bytes[position] &- 0x30 <= 9 {
        value = value * 10 + Int64(bytes[position] &- 0x30)
        position += 1
        guard value < 10_000_000 else { throw .overflow }
      }
      let digits = position - from
      guard digits > 0, parts == 0 || (digits == 2 && value < 60) else {
        throw .unexpectedByte(offset: from - start)
      }
      seconds = seconds * 60 + value
      parts += 1
      guard parts < 3, position < high, bytes[position] == UInt8(ascii: ":") else { break }
      position += 1
    }
    guard parts > 1 else { throw .unexpectedByte(offset: position - start) }
    var millionths: Int64 = 0
    if position < high, bytes[position] == UInt8(ascii: ".") {
      millionths = try fraction(bytes, &position, high, start)
    }
    guard position == high else { throw .unexpectedByte(offset: position - start) }
    return seconds * 1_000_000 + millionths
  }

  private func fraction(_ bytes: Span<UInt8>, _ position: inout Int, _ high: Int, _ start: Int)
    throws(NumberError) -> Int64
  {
    position += 1
    var millionths: Int64 = 0
    var unit: Int64 = 100_000
    guard position < high else { throw .unexpectedByte(offset: position - start) }
    while position < high, bytes[position] &- 0x30 <= 9 {
      let digit = Int64(bytes[position] &- 0x30)
      if unit == 0, digit != 0 { throw .tooManyDecimals }
      millionths += digit * unit
      unit /= 10
      position += 1
    }
    return millionths
  }
}
