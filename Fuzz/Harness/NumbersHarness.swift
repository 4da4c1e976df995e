internal import Declarations
internal import EventSchema
internal import Normalize

/// Numbers against a reference that is slow and obvious: it cuts the text into lists of digits, and
/// shifts and compares those as text.
package enum NumbersHarness {
  /// - Parameter input: two bytes of settings (notation, scale), then the text.
  package static func problem(_ input: [UInt8]) -> String? {
    guard input.count > 2 else { return nil }
    let sample = NumberStyle.samples[Int(input[0]) % NumberStyle.samples.count]
    let scale = [0, 6, -6][Int(input[1]) % 3]
    let text = Array(input[2...])
    guard let style = NumberStyle(sample: sample) else { return "no style for \(sample)" }
    let parser = NumberParser(style: style)
    // Other bytes around the text must not matter.
    let padded = Array("7,".utf8) + text + Array(".9".utf8)
    var found: Int64?
    do throws(NumberError) {
      found = try parser.parse(padded.span, 2, text.count, scale: scale)
    } catch {
      found = nil
    }
    let expected = NumberReference(
      decimalMark: style.decimalMark, groups: groups(style), isFullWidth: style.isFullWidth
    ).read(
      text, scale: scale)
    if found == expected { return found == .min ? "Int64.min means absent" : nil }
    return "\(String(decoding: text, as: UTF8.self).debugDescription) as \(sample), scale \(scale): "
      + "found \(found.map(String.init) ?? "nothing"), expected \(expected.map(String.init) ?? "nothing")"
  }

  private static func groups(_ style: NumberStyle) -> [String] {
    switch style.grouping {
    case .none: []
    case .comma: [","]
    case .point: ["."]
    case .apostrophe: ["'", "’"]
    case .space: [" ", "\u{A0}", "\u{202F}", "\u{2009}"]
    }
  }
}

/// How a number is read, told twice: this is the second telling.
struct NumberReference {
  var decimalMark: UInt8
  var groups: [String]
  var isFullWidth: Bool

  static let spaces: [[UInt8]] =
    [" ", "\t", "\n", "\u{B}", "\u{C}", "\r", "\u{A0}", "\u{202F}"].map { Array($0.utf8) }
  static let minus: [[UInt8]] = ["-", "\u{2212}"].map { Array($0.utf8) }

  func read(_ text: [UInt8], scale: Int) -> Int64? {
    var rest = isFullWidth ? narrow(text)[...] : text[...]
    trimStart(&rest)
    trimEnd(&rest)
    var negative = take(Self.minus, &rest)
    if scale > 0 {
      let before = takeCurrency(&rest, atEnd: false)
      if before != nil, !negative { negative = take(Self.minus, &rest) }
      let after = takeCurrency(&rest, atEnd: true)
      if let before, let after, !agree(before, after) { return nil }
    }
    guard let (whole, fraction) = split(rest) else { return nil }
    return count(whole, fraction, scale: scale, negative: negative)
  }

  /// Full-width characters (EF BC …) as ASCII.
  private func narrow(_ text: [UInt8]) -> [UInt8] {
    var narrow: [UInt8] = []
    var rest = text[...]
    while let first = rest.first {
      if rest.starts(with: [0xEF, 0xBC]), rest.count >= 3 {
        narrow.append(rest[rest.startIndex + 2] &- 0x60)
        rest = rest.dropFirst(3)
      } else {
        narrow.append(first)
        rest = rest.dropFirst()
      }
    }
    return narrow
  }

  /// Digits before and behind the decimal mark, grouping taken out.
  private func split(_ text: ArraySlice<UInt8>) -> (whole: [UInt8], fraction: [UInt8])? {
    let halves = text.split(separator: decimalMark, omittingEmptySubsequences: false)
    guard halves.count <= 2, let first = halves.first else { return nil }
    let fraction = halves.count == 2 ? Array(halves[1]) : []
    if halves.count == 2, fraction.isEmpty || !fraction.allSatisfy(isDigit) { return nil }
    // Runs of digits and the marks between them.
    var runs: [[UInt8]] = [[]]
    var rest = first
    while let byte = rest.first {
      if isDigit(byte) {
        runs[runs.count - 1].append(byte)
        rest.removeFirst()
      } else {
        guard take(groups.map { Array($0.utf8) }, &rest) else { return nil }
        runs.append([])
      }
    }
    if runs.count > 1 {
      guard (1...3).contains(runs[0].count), runs[0][0] != UInt8(ascii: "0"),
        runs.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
    }
    // `.5` begins with the mark; nothing else stands for a missing whole.
    guard !runs[0].isEmpty || !fraction.isEmpty else { return nil }
    return (runs.flatMap(\.self), fraction)
  }

  /// Shifts the decimal mark by appending zeros or taking them off, then compares as texts.
  private func count(_ whole: [UInt8], _ fraction: [UInt8], scale: Int, negative: Bool) -> Int64? {
    let zero = UInt8(ascii: "0")
    var digits: [UInt8]
    if scale >= 0 {
      guard fraction.dropFirst(scale).allSatisfy({ $0 == zero }) else { return nil }
      let kept = fraction.prefix(scale)
      digits = whole + kept + Array(repeating: zero, count: scale - kept.count)
    } else {
      guard fraction.allSatisfy({ $0 == zero }) else { return nil }
      let all = Array(repeating: zero, count: -scale) + whole
      guard all.suffix(-scale).allSatisfy({ $0 == zero }) else { return nil }
      digits = Array(all.dropLast(-scale))
      // Before dividing, the whole must fit, too.
      guard fits(whole) else { return nil }
    }
    guard fits(digits) else { return nil }
    digits = Array(digits.drop { $0 == zero })
    let text = (negative ? "-" : "") + String(decoding: digits.isEmpty ? [zero] : digits, as: UTF8.self)
    return Int64(text)
  }

  private func fits(_ digits: [UInt8]) -> Bool {
    let plain = digits.drop { $0 == UInt8(ascii: "0") }
    let most = Array("9223372036854775807".utf8)
    return plain.count < most.count || (plain.count == most.count && !most.lexicographicallyPrecedes(plain))
  }

  private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func take(_ marks: [[UInt8]], _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let mark = marks.first(where: { rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(mark.count)
    return true
  }

  private func trimStart(_ text: inout ArraySlice<UInt8>) {
    while take(Self.spaces, &text) {}
  }

  private func trimEnd(_ text: inout ArraySlice<UInt8>) {
    while let space = Self.spaces.first(where: { text.suffix($0.count).elementsEqual($0) }) {
      text = text.dropLast(space.count)
    }
  }

  // MARK: Currencies

  private enum Stated: Equatable { case code(String), sign(CurrencySign) }

  private func agree(_ a: Stated, _ b: Stated) -> Bool {
    switch (a, b) {
    case (.code(let x), .code(let y)): x == y
    case (.sign(let x), .sign(let y)): x == y
    case (.code(let code), .sign(let sign)), (.sign(let sign), .code(let code)):
      Currency(code).map { StatedCurrency.sign(sign).allows($0) } ?? false
    }
  }

  /// A sign or a code of ISO 4217 at one end, with the spaces between it and the digits.
  private func takeCurrency(_ text: inout ArraySlice<UInt8>, atEnd: Bool) -> Stated? {
    func drop(_ count: Int) {
      text = atEnd ? text.dropLast(count) : text.dropFirst(count)
      if atEnd { trimEnd(&text) } else { trimStart(&text) }
    }
    for sign in CurrencySign.allCases {
      let bytes = Array(sign.rawValue.utf8)
      let stands =
        atEnd
        ? text.count > bytes.count && text.suffix(bytes.count).elementsEqual(bytes) : text.starts(with: bytes)
      if stands {
        drop(bytes.count)
        return .sign(sign)
      }
    }
    let three = atEnd ? text.suffix(3) : text.prefix(3)
    let beside = atEnd ? text.dropLast(3).last : text.dropFirst(3).first
    guard three.count == 3, three.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
      !atEnd || beside != nil, !(beside.map(isLetter) ?? false)
    else { return nil }
    let code = String(decoding: three, as: UTF8.self)
    guard let currency = Currency(code), CurrencyCodes.contains(currency) else { return nil }
    drop(3)
    return .code(code)
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
