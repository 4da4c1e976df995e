/// Numbers as a sheet's XML writes them, made readable without inventing digits.
///
/// | written | gives | why |
/// |---|---|---|
/// | `12.5`, `123.0`, `-7` | itself | fifteen digits or fewer are what was typed |
/// | `0.10000000000000001` | `0.1` | of seventeen digits, the shortest decimal of the same double |
/// | `0.70000000000000007` | `0.7` | the error of a sum: of fifteen digits, the last three are zeros |
/// | `1E-3`, `5.0000000000000001E-3` | `0.001`, `0.005` | only the point moves |
/// | `1.5E7`, `-2E+3` | `15000000`, `-2000` | below fifteen digits nothing was lost |
/// | `1.2021E+17` | itself | the digits behind were lost; zeros would be invented |
/// | `12345678901234567` | itself | an id of digits is not a measurement |
enum SheetNumber {
  private static let point = UInt8(ascii: ".")
  private static let zero = UInt8(ascii: "0")

  /// What stands in a number: nil when the text is none.
  private struct Form {
    var significant = 0
    var hasPoint = false
    var exponent: Int?

    init?(_ text: ArraySlice<UInt8>) {
      var rest = text
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      var digits = 0
      while let byte = rest.first, byte == SheetNumber.point || isDigit(byte) {
        rest.removeFirst()
        if byte == SheetNumber.point {
          if hasPoint { return nil }
          hasPoint = true
          continue
        }
        digits += 1
        if significant > 0 || byte != SheetNumber.zero { significant += 1 }
      }
      guard digits > 0 else { return nil }
      guard let mark = rest.popFirst() else { return }
      guard mark | 0x20 == UInt8(ascii: "e") else { return nil }
      let isNegative = rest.first == UInt8(ascii: "-")
      if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard (1...4).contains(rest.count), rest.allSatisfy(isDigit) else { return nil }
      let value = rest.reduce(0) { $0 * 10 + Int($1 - SheetNumber.zero) }
      exponent = isNegative ? -value : value
    }
  }

  /// - Parameter text: the value as the sheet states it; what is no number comes back as it is.
  static func plain(_ text: ArraySlice<UInt8>, decimalMark: UInt8) -> ArraySlice<UInt8> {
    var plain = plain(text)
    if decimalMark != point, let place = plain.firstIndex(of: point), Form(plain) != nil {
      plain[place] = decimalMark
    }
    return plain
  }

  private static func plain(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    // Most numbers are short.
    if text.count < 16, !text.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) { return text }
    guard let form = Form(text) else { return text }
    if let exponent = form.exponent {
      guard (-30...15).contains(exponent) else { return text }
    } else if !form.hasPoint || form.significant < 16 {
      return text
    }
    guard form.significant >= 16 else { return moved(text) ?? text }
    guard let value = double(text), let short = moved(Array(value.description.utf8)[...]) else { return text }
    return withoutNoise(short)
  }

  /// A decimal rounded to the fifteen digits that workbooks promise, where that leaves twelve or fewer: then what
  /// was cut was not meant. Other decimals stay.
  private static func withoutNoise(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isNegative = text.first == UInt8(ascii: "-")
    let unsigned = isNegative ? text.dropFirst() : text
    // A zero in front takes the carry.
    var digits = [zero] + unsigned.filter { $0 != point }
    guard let whole = unsigned.firstIndex(of: point).map({ $0 - unsigned.startIndex + 1 }),
      let first = digits.firstIndex(where: { $0 != zero }), first + 15 > whole, first + 15 < digits.count
    else { return text }
    let isUp = digits[first + 15] >= UInt8(ascii: "5")
    digits.removeLast(digits.count - first - 15)
    if isUp {
      var at = digits.count - 1
      while digits[at] == UInt8(ascii: "9") {
        digits[at] = zero
        at -= 1
      }
      digits[at] += 1
    }
    guard digits.suffix(3).allSatisfy({ $0 == zero }) else { return text }
    let start = digits[0] == zero ? 1 : 0
    let sign = isNegative ? [UInt8(ascii: "-")] : []
    return trimmed((sign + digits[start..<whole] + [point] + digits[whole...])[...])
  }

  /// The double a number stands for; nil for anything else.
  static func double(_ text: ArraySlice<UInt8>) -> Double? {
    guard Form(text) != nil else { return nil }
    return Double(String(decoding: text, as: UTF8.self))
  }

  /// The same digits without an exponent; nil for exponents that would need zeros behind more than fifteen digits.
  private static func moved(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) else { return trimmed(text) }
    guard let exponent = Form(text)?.exponent else { return nil }
    var digits = text[..<mark]
    var sign: [UInt8] = []
    if digits.first == UInt8(ascii: "-") { sign = [UInt8(ascii: "-")] }
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    let whole = digits.prefix { $0 != point }
    let fraction = digits.dropFirst(whole.count + 1)
    if exponent >= 0 {
      guard whole.count + exponent <= 15 else { return nil }
      let all = Array(whole) + fraction + Array(repeating: zero, count: max(0, exponent - fraction.count))
      let place = whole.count + exponent
      let front = Array(all[..<place].drop { $0 == zero })
      return trimmed((sign + (front.isEmpty ? [zero] : front) + [point] + all[place...])[...])
    }
    let all = Array(repeating: zero, count: max(0, -exponent - whole.count + 1)) + whole + fraction
    let place = all.count - fraction.count + exponent
    return trimmed((sign + all[..<place] + [point] + all[place...])[...])
  }

  /// Without `.0` at the end, and without zeros in front of the first digit but one.
  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    guard text.contains(point) else { return text }
    while text.last == zero { text.removeLast() }
    if text.last == point { text.removeLast() }
    return text
  }

  static func isDigit(_ byte: UInt8) -> Bool { (zero...UInt8(ascii: "9")).contains(byte) }
}
