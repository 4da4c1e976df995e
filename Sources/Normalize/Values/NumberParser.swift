package import Declarations
import EventSchema

/// Why a text is not a number of the declared notation. Offsets are bytes from the field's start.
package enum NumberError: Error, Equatable, Sendable {
  case empty
  case unexpectedByte(offset: Int)
  case badGrouping(offset: Int)
  case tooManyDecimals
  case overflow
}

/// Reads numbers strictly in one notation: what is not written as declared is an error, never a guess.
///
/// Trims spaces; accepts a leading `-` or U+2212, grouping in threes where the notation groups, one
/// decimal mark, and a currency sign or code before or after. No exponent, no parentheses, no percent.
package struct NumberParser: Sendable {
  let style: NumberStyle

  package init(style: NumberStyle) { self.style = style }

  /// - Parameter scale: decimals of the fixed-point result; 0 for counts. Negative scales divide
  ///   (micros read as money): digits below the result's last place must be zeros.
  /// - Returns: the value in units of 10^-scale.
  @inline(__always)
  package func parse(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) throws(NumberError) -> Int64 {
    // Plain ASCII digits with at most one mark are nearly all there is.
    if length > 0, length <= 17 {
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
          return try slow(bytes, start, length, scale: scale)
        }
        position &+= 1
      }
      if decimals == 0 { return try slow(bytes, start, length, scale: scale) }
      let missing = scale - max(decimals, 0)
      if missing >= 0, missing <= 6 {
        let (scaled, overflow) = value.multipliedReportingOverflow(by: Self.powers[missing])
        if !overflow { return scaled }
        throw .overflow
      }
    }
    return try slow(bytes, start, length, scale: scale)
  }

  private static let powers: [Int64] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

  /// Signs, grouping, currencies, long numbers: rare, and readable.
  @inline(never)
  private func slow(_ bytes: Span<UInt8>, _ start: Int, _ length: Int, scale: Int) throws(NumberError) -> Int64 {
    var text: [UInt8] = []
    for i in 0..<length { text.append(bytes[start + i]) }
    text = Self.withoutCurrency(trimmed(text))
    guard !text.isEmpty else { throw .empty }
    var rest = text[...]
    var negative = false
    if rest.first == UInt8(ascii: "-") {
      negative = true
      rest = rest.dropFirst()
    } else if rest.starts(with: [0xE2, 0x88, 0x92]) {
      negative = true
      rest = rest.dropFirst(3)
    }
    rest = Self.withoutCurrency(Array(rest))[...]
    let (whole, fraction) = try split(rest)
    return try combine(whole, fraction, negative: negative, scale: scale)
  }

  /// Digits before and after the decimal mark; grouping checked and taken out.
  private func split(_ text: ArraySlice<UInt8>) throws(NumberError) -> (whole: [UInt8], fraction: [UInt8]) {
    var whole: [UInt8] = []
    var fraction: [UInt8] = []
    var sinceGroup = -1
    var inFraction = false
    var i = text.startIndex
    while i < text.endIndex {
      let byte = text[i]
      if (0x30...0x39).contains(byte) {
        if inFraction { fraction.append(byte) } else {
          whole.append(byte)
          if sinceGroup >= 0 { sinceGroup += 1 }
        }
        i += 1
      } else if byte == style.decimalMark, !inFraction, !whole.isEmpty {
        inFraction = true
        i += 1
      } else if !inFraction, !whole.isEmpty, let width = groupWidth(text[i...]) {
        guard sinceGroup == 3 || (sinceGroup < 0 && whole.count <= 3) else { throw .badGrouping(offset: i) }
        sinceGroup = 0
        i += width
      } else {
        throw .unexpectedByte(offset: i)
      }
    }
    guard !whole.isEmpty, !inFraction || !fraction.isEmpty else { throw .unexpectedByte(offset: text.endIndex) }
    guard sinceGroup < 0 || sinceGroup == 3 else { throw .badGrouping(offset: text.endIndex) }
    return (whole, fraction)
  }

  /// Bytes of the grouping mark at the start of the text, or nil.
  private func groupWidth(_ text: ArraySlice<UInt8>) -> Int? {
    switch style.grouping {
    case .none: return nil
    case .comma: return text.first == UInt8(ascii: ",") ? 1 : nil
    case .point: return text.first == UInt8(ascii: ".") ? 1 : nil
    case .apostrophe:
      if text.first == UInt8(ascii: "'") { return 1 }
      return text.starts(with: [0xE2, 0x80, 0x99]) ? 3 : nil
    case .space:
      if text.first == 0x20 { return 1 }
      if text.starts(with: [0xC2, 0xA0]) { return 2 }
      return text.starts(with: [0xE2, 0x80, 0xAF]) || text.starts(with: [0xE2, 0x80, 0x89]) ? 3 : nil
    }
  }

  private func combine(_ whole: [UInt8], _ fraction: [UInt8], negative: Bool, scale: Int) throws(NumberError) -> Int64 {
    var digits = whole + fraction
    var excess = fraction.count - scale
    while excess > 0 {
      guard digits.last == 0x30 else { throw .tooManyDecimals }
      digits.removeLast()
      excess -= 1
    }
    digits += Array(repeating: 0x30, count: max(0, -excess))
    var value: Int64 = 0
    for digit in digits {
      let (product, a) = value.multipliedReportingOverflow(by: 10)
      let (sum, b) = product.addingReportingOverflow(Int64(digit - 0x30))
      if a || b { throw .overflow }
      value = sum
    }
    return negative ? -value : value
  }

  private static let signs: [[UInt8]] = [
    "US$", "CN¥", "A$", "C$", "R$", "Rs.", "€", "$", "£", "₽", "¥", "₹", "zł",
  ].map { Array($0.utf8) }

  /// Takes one currency sign or code off either end. The currency itself comes from its own column.
  private static func withoutCurrency(_ text: [UInt8]) -> [UInt8] {
    for sign in signs {
      if text.starts(with: sign) { return trimmed(Array(text.dropFirst(sign.count))) }
      if text.count > sign.count, text.suffix(sign.count).elementsEqual(sign) { return trimmed(Array(text.dropLast(sign.count))) }
    }
    if text.count > 3, Currency(text.prefix(3)) != nil { return trimmed(Array(text.dropFirst(3))) }
    if text.count > 3, Currency(text.suffix(3)) != nil { return trimmed(Array(text.dropLast(3))) }
    return text
  }
}
