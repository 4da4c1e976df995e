import EventSchema

/// Finds currency signs and codes at the ends of an amount.
enum CurrencyScanner {
  static func takeLeading(_ bytes: Span<UInt8>, _ low: inout Int, _ high: Int) -> StatedCurrency? {
    guard low < high, bytes[low] &- 0x30 > 9 else { return nil }
    var end = high
    for (sign, packed, length) in CurrencySign.packed where holds(bytes, low, high, packed, length) {
      low += length
      NumberParser.trim(bytes, &low, &end)
      return .sign(sign)
    }
    guard let code = code(bytes, low, high), low + 3 == high || !isLetter(bytes[low + 3]) else { return nil }
    low += 3
    NumberParser.trim(bytes, &low, &end)
    return .code(code)
  }

  static func takeTrailing(_ bytes: Span<UInt8>, _ low: Int, _ high: inout Int) -> StatedCurrency? {
    guard low < high, bytes[high - 1] &- 0x30 > 9 else { return nil }
    var start = low
    for (sign, packed, length) in CurrencySign.packed where high - low > length {
      guard holds(bytes, high - length, high, packed, length) else { continue }
      high -= length
      NumberParser.trim(bytes, &start, &high)
      return .sign(sign)
    }
    guard high - low > 3, let code = code(bytes, high - 3, high), !isLetter(bytes[high - 4]) else {
      return nil
    }
    high -= 3
    NumberParser.trim(bytes, &start, &high)
    return .code(code)
  }

  private static func holds(_ bytes: Span<UInt8>, _ at: Int, _ end: Int, _ packed: UInt64, _ length: Int)
    -> Bool
  {
    guard at + length <= end else { return false }
    for i in 0..<length
    where bytes[at + i] != UInt8(truncatingIfNeeded: packed >> UInt64(8 * (length - 1 - i))) {
      return false
    }
    return true
  }

  /// Three capital letters that ISO 4217 knows: `1.5mio` and `15PCS` are no amounts.
  private static func code(_ bytes: Span<UInt8>, _ at: Int, _ end: Int) -> Currency? {
    guard at + 3 <= end else { return nil }
    var packed: UInt32 = 0
    for i in 0..<3 {
      guard (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[at + i]) else { return nil }
      packed = packed << 8 | UInt32(bytes[at + i])
    }
    let currency = Currency(packed: packed)
    return CurrencyCodes.contains(currency) ? currency : nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension CurrencySign {
  /// The sign's bytes, first one highest, and how many there are.
  fileprivate static let packed: [(sign: CurrencySign, bytes: UInt64, length: Int)] = allCases.map { sign in
    (sign, sign.rawValue.utf8.reduce(0) { $0 << 8 | UInt64($1) }, sign.rawValue.utf8.count)
  }
}
