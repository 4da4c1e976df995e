package import Declarations
package import EventSchema

/// Why a text is not a number of the declared notation. Offsets are bytes from the field's start.
package enum NumberError: Error, Equatable, Sendable {
  case empty
  case unexpectedByte(offset: Int)
  case badGrouping(offset: Int)
  case tooManyDecimals
  /// A count such as `12.000`: twelve with decimals, or twelve thousand.
  case thousandsOrDecimals
  case overflow
}

/// Reads numbers strictly in one notation: what is not written as declared is an error, never a guess.
///
/// Accepts spaces and no-break spaces around, a leading `-` or U+2212, grouping in threes where the
/// notation groups, one decimal mark before digits. Where the result has decimals, also a currency
/// sign or an ISO 4217 code before or after. No `+`, exponent, parentheses, percent, other digits.
///
/// Advice for whoever changes this: called per cell that `PlainColumn` leaves. Nothing here may allocate; the
/// short way for plain digits must give what `slow` gives (a test runs both over one table).
package struct NumberParser: Sendable {
  /// What three zeros behind a whole number's decimal mark are.
  package enum ThreeZeros: Sendable, Hashable { case decimals, doubtful }

  private(set) var style: NumberStyle
  var threeZeros: ThreeZeros

  package init(style: NumberStyle, threeZeros: ThreeZeros = .decimals) {
    self.style = style
    self.threeZeros = threeZeros
  }

  /// - Parameter scale: decimals of the fixed-point result; 0 for counts. Negative scales divide
  ///   (micros read as money): digits below the result's last place must be zeros.
  /// - Returns: the value in units of 10^-scale; never `Int64.min`, which means "absent" in columns.
  @inline(__always)
  package func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) throws(NumberError)
    -> Int64
  {
    var stated: StatedCurrency?
    return try parse(bytes, start, length, scale: scale, currency: &stated)
  }

  /// 10^n for 0...9.
  @inline(__always)
  static func power(_ n: Int) -> Int64 {
    switch n {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    case 8: 100_000_000
    default: 1_000_000_000
    }
  }

  /// As above; also tells which currency the text itself states. `currency` stays as it is when the
  /// text states none.
  package func parse(
    _ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int, currency: inout StatedCurrency?
  ) throws(NumberError) -> Int64 {
    // Plain ASCII digits with at most one mark; 17 of them can't overflow.
    guard length > 0, length <= 17 else { return try slow(bytes, start, length, scale: scale, &currency) }
    var value: Int64 = 0
    var decimals = -1
    var position = start
    let end = start + length
    let mark = style.decimalMark
    while position < end {
      let digit = bytes[position] &- 0x30
      if digit <= 9 {
        value = value &* 10 &+ Int64(digit)
        if decimals >= 0 { decimals &+= 1 }
      } else if bytes[position] == mark, decimals < 0, position > start {
        decimals = 0
      } else {
        return try slow(bytes, start, length, scale: scale, &currency)
      }
      position &+= 1
    }
    let missing = scale - max(decimals, 0)
    guard decimals != 0, missing >= 0, missing <= 6 else {
      return try slow(bytes, start, length, scale: scale, &currency)
    }
    let (scaled, overflow) = value.multipliedReportingOverflow(by: Self.power(missing))
    if overflow { throw .overflow }
    return scaled
  }

  /// Signs, grouping, currencies, long numbers.
  @inline(never)
  func slow(
    _ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int, _ currency: inout StatedCurrency?
  ) throws(NumberError) -> Int64 {
    if style.isFullWidth, let narrow = Self.narrowed(bytes, start, length) {
      var plain = self
      plain.style.isFullWidth = false
      return try plain.slow(narrow.span, 0, narrow.count, scale: scale, &currency)
    }
    var low = start
    var high = start + length
    Self.trim(bytes, &low, &high)
    guard low < high else { throw .empty }
    var negative = Self.takeMinus(bytes, &low, high)
    // A count has no currency: `5 EUR` clicks are a mistake in the mapping.
    if scale > 0 {
      let before = CurrencyScanner.takeLeading(bytes, &low, high)
      if before != nil, !negative { negative = Self.takeMinus(bytes, &low, high) }
      let after = CurrencyScanner.takeTrailing(bytes, low, &high)
      if let before, let after {
        guard let both = StatedCurrency.both(before, after) else {
          throw .unexpectedByte(offset: high - start)
        }
        currency = both
      } else if let stated = before ?? after {
        currency = stated
      }
    }
    let magnitude = try digits(bytes, low, high, start: start, scale: scale)
    return negative ? -magnitude : magnitude
  }

  /// Digits, grouping and decimal mark of `bytes[low..<high]`; offsets in errors count from `start`.
  private func digits(
    _ bytes: Span<UInt8>, _ low: Int, _ high: Int, start: Int, scale: Int
  ) throws(NumberError) -> Int64 {
    var value: Int64 = 0
    var whole = 0
    var sinceGroup = -1
    var decimals = -1
    var position = low
    while position < high {
      let byte = bytes[position]
      let digit = byte &- 0x30
      if digit <= 9 {
        if decimals >= 0 {
          decimals += 1
          if decimals > scale {
            guard digit == 0 else { throw .tooManyDecimals }
            position += 1
            continue
          }
        } else {
          whole += 1
          if sinceGroup >= 0 { sinceGroup += 1 }
        }
        value = try Self.append(digit, to: value)
        position += 1
      } else if byte == style.decimalMark, decimals < 0, whole > 0 || position == low {
        guard sinceGroup < 0 || sinceGroup == 3 else { throw .badGrouping(offset: position - start) }
        decimals = 0
        position += 1
      } else if decimals < 0, whole > 0, let width = groupWidth(bytes, position, high) {
        // `0,500` is a decimal comma: nobody groups behind a zero.
        guard sinceGroup == 3 || (sinceGroup < 0 && whole <= 3 && bytes[low] != UInt8(ascii: "0")) else {
          throw .badGrouping(offset: position - start)
        }
        sinceGroup = 0
        position += width
      } else {
        throw .unexpectedByte(offset: position - start)
      }
    }
    // `.22` is how Spotify writes amounts below one: it can't be read in another way.
    guard whole > 0 || decimals > 0, decimals != 0 else {
      throw .unexpectedByte(offset: whole > 0 ? high - start : low - start)
    }
    guard decimals >= 0 || sinceGroup < 0 || sinceGroup == 3 else { throw .badGrouping(offset: high - start) }
    // Where a mark groups, at most three digits stand before it, and no zero first.
    if decimals == 3, scale <= 0, threeZeros == .doubtful, sinceGroup < 0, (1...3).contains(whole),
      bytes[low] != UInt8(ascii: "0")
    {
      throw .thousandsOrDecimals
    }
    return try Self.shift(value, by: scale - min(max(decimals, 0), max(scale, 0)))
  }

  @inline(__always)
  private static func append(_ digit: UInt8, to value: Int64) throws(NumberError) -> Int64 {
    let (product, a) = value.multipliedReportingOverflow(by: 10)
    let (sum, b) = product.addingReportingOverflow(Int64(digit))
    if a || b { throw .overflow }
    return sum
  }

  /// `value` × 10^places; for negative places the digits taken off must be zeros.
  private static func shift(_ value: Int64, by places: Int) throws(NumberError) -> Int64 {
    var value = value
    var places = places
    while places > 0 {
      value = try append(0, to: value)
      places -= 1
    }
    while places < 0 {
      guard value % 10 == 0 else { throw .tooManyDecimals }
      value /= 10
      places += 1
    }
    return value
  }

  /// Bytes of the grouping mark at a position, or nil.
  private func groupWidth(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int? {
    switch style.grouping {
    case .none: nil
    case .comma: bytes[at] == UInt8(ascii: ",") ? 1 : nil
    case .point: bytes[at] == UInt8(ascii: ".") ? 1 : nil
    case .apostrophe:
      bytes[at] == UInt8(ascii: "'") ? 1 : Self.holds(bytes, at, end, 0xE2, 0x80, 0x99) ? 3 : nil
    case .space:
      // A tab between digits is a shifted column, not grouping. Thin spaces group, but never pad.
      if (0x09...0x0D).contains(bytes[at]) {
        nil
      } else {
        Self.spaceWidth(bytes, at, end) ?? (Self.holds(bytes, at, end, 0xE2, 0x80, 0x89) ? 3 : nil)
      }
    }
  }

  /// The text with digits and marks of full width (U+FF01 to U+FF5E) as ASCII; nil where it has none.
  private static func narrowed(_ bytes: Span<UInt8>, _ start: Int, _ length: Int) -> [UInt8]? {
    var text: [UInt8] = []
    var position = start
    let end = start + length
    while position < end {
      if position + 3 <= end, bytes[position] == 0xEF, bytes[position + 1] == 0xBC {
        // U+FF10 is EF BC 90; the ASCII characters lie 0xFEE0 below.
        text.append(bytes[position + 2] &- 0x60)
        position += 3
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    return text.count < length ? text : nil
  }

  private static func takeMinus(_ bytes: Span<UInt8>, _ low: inout Int, _ high: Int) -> Bool {
    if low < high, bytes[low] == UInt8(ascii: "-") {
      low += 1
      return true
    }
    guard holds(bytes, low, high, 0xE2, 0x88, 0x92) else { return false }
    low += 3
    return true
  }

  /// Takes ASCII white space and no-break spaces off both ends.
  static func trim(_ bytes: Span<UInt8>, _ low: inout Int, _ high: inout Int) {
    while low < high, let width = spaceWidth(bytes, low, high) { low += width }
    trimming: while low < high {
      for width in 1...3 where high - width >= low && spaceWidth(bytes, high - width, high) == width {
        high -= width
        continue trimming
      }
      return
    }
  }

  /// Bytes of the space at a position (ASCII white space, no-break, narrow no-break), or nil.
  private static func spaceWidth(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Int? {
    let byte = bytes[at]
    if byte == 0x20 || (0x09...0x0D).contains(byte) { return 1 }
    if byte == 0xC2, at + 2 <= end, bytes[at + 1] == 0xA0 { return 2 }
    return holds(bytes, at, end, 0xE2, 0x80, 0xAF) ? 3 : nil
  }

  private static func holds(_ bytes: Span<UInt8>, _ at: Int, _ end: Int, _ a: UInt8, _ b: UInt8, _ c: UInt8)
    -> Bool
  {
    at + 3 <= end && bytes[at] == a && bytes[at + 1] == b && bytes[at + 2] == c
  }
}

extension NumberParser {
  /// The one other notation that reads a text which this one refuses, as the sample to declare
  /// (`1.234,56`); nil when there is none or several disagree. For hints, not per row.
  package func otherNotation(reading text: [UInt8]) -> String? {
    let scale = 6
    guard (try? parse(text.span, 0, text.count, scale: scale)) == nil else { return nil }
    var found: (sample: String, value: Int64)?
    for sample in NumberStyle.samples {
      guard let style = NumberStyle(sample: sample), style != self.style,
        let value = try? NumberParser(style: style).parse(text.span, 0, text.count, scale: scale)
      else { continue }
      if let found, found.value != value { return nil }
      if found == nil { found = (sample, value) }
    }
    return found?.sample
  }
}
