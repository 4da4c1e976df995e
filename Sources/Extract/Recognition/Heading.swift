package import EventSchema

/// A column heading, made comparable across exports, versions and languages.
package struct Heading: Sendable, Hashable {
  /// Trimmed, inner spaces collapsed, soft hyphens and byte order marks dropped, parentheses of one kind, case
  /// folded; without what stands behind the words: a currency such as `(AUD)` or `, ₽`, `（必填）`, a colon.
  package var key: String
  /// What stood behind the words of the currency.
  package var stated: StatedCurrency?
  /// The currency that stood there, where it can be only one.
  package var currency: Currency? { stated?.currency }

  /// A heading for messages and reports. Where a heading row is missing, values stand in its place: what may be an
  /// address or a telephone number is not shown.
  package static func shown(_ text: String) -> String {
    let digits = text.utf8.lazy.filter { (0x30...0x39).contains($0) }
    return text.utf8.contains(UInt8(ascii: "@")) || digits.prefix(9).count > 8 ? "…" : text
  }

  package init(_ text: String) {
    if let words = Self.plain(text) {
      key = String(decoding: words, as: UTF8.self)
    } else {
      var words = Self.words(of: text)
      stated = HeadingSuffix.remove(from: &words)
      key = Self.folded(words)
    }
  }

  /// The folded words of an ASCII text with single spaces between them; nil for other texts, and for those that
  /// may end in more than words.
  ///
  /// Heads of files are searched for headings, so this runs for every cell of their first rows.
  private static func plain(_ text: String) -> [UInt8]? {
    var words: [UInt8] = []
    var isApart = false
    for byte in text.utf8 {
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: isApart = !words.isEmpty
      case 0x80...: return nil
      default:
        if isApart { words.append(0x20) }
        isApart = false
        words.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
      }
    }
    switch words.last {
    case UInt8(ascii: ")"), UInt8(ascii: ":"), UInt8(ascii: "$"): return nil
    default: return words
    }
  }

  // Bytes are put together, not texts: appending to a String costs ten times as much.
  private static func words(of text: String) -> String {
    var words: [UInt8] = []
    var last: Unicode.Scalar?
    var isApart = false
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xAD, 0xFEFF, 0x200B...0x200F, 0x2060: continue
      case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x202F, 0x2009, 0x3000: isApart = last != nil
      default:
        let isFullWidth = scalar.value == 0xFF08
        let plain = Self.halfWidth(scalar)
        // Chinese writes no space before a parenthesis, or writes the parenthesis as wide as one.
        if plain == "(", let last { isApart = last.value < 0x2E80 && (isApart || isFullWidth) }
        if isApart { words.append(0x20) }
        isApart = false
        last = plain
        if plain.isASCII { words.append(UInt8(plain.value)) } else { words += String(plain).utf8 }
      }
    }
    return String(decoding: words, as: UTF8.self)
  }

  /// The text in lower case, as `lowercased` has it, which looks up every letter of a text that is not ASCII.
  private static func folded(_ text: String) -> String {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z": folded.append(UInt8(scalar.value) | 0x20)
      case "\0"..."\u{7F}": folded.append(UInt8(scalar.value))
      default: folded += scalar.properties.lowercaseMapping.utf8
      }
    }
    return String(decoding: folded, as: UTF8.self)
  }

  private static func halfWidth(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0xFF08: "("
    case 0xFF09: ")"
    case 0xFF1A: ":"
    case 0xFF0C: ","
    case 0xFFE5: "¥"
    default: scalar
    }
  }
}

/// What may stand behind the words of a heading.
private enum HeadingSuffix {
  /// What a text ends in that ends in a sign: most headings don't, and all signs are long to try.
  private static let lastCharacters = Set(CurrencySign.allCases.compactMap(\.rawValue.last))

  /// Takes everything behind the words away; gives what stood there of the currency.
  static func remove(from text: inout String) -> StatedCurrency? {
    var stated: StatedCurrency?
    func takes(_ found: StatedCurrency) { stated = found.currency == nil ? stated ?? found : found }
    while true {
      if text.hasSuffix(":") {
        text.removeLast()
        trimEnd(&text)
      } else if let (before, inner) = parenthesised(text) {
        if inner == "必填" {
          text = before
        } else if stated?.currency == nil, let found = amount(inner) {
          takes(found)
          text = before
        } else {
          return stated
        }
      } else if stated?.currency == nil, let (before, found) = signed(text) {
        takes(found)
        text = before
      } else {
        return stated
      }
    }
  }

  /// The words before a parenthesis at the end, and what stands in it.
  private static func parenthesised(_ text: String) -> (before: String, inner: String)? {
    guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), open != text.startIndex else { return nil }
    var before = String(text[..<open])
    // `Cost(AUD)` is a name of its own; in Chinese a parenthesis stands close.
    guard
      before.hasSuffix(" ") || before.hasSuffix(")")
        || before.unicodeScalars.last.map({ $0.value >= 0x2E80 }) ?? false
    else {
      return nil
    }
    trimEnd(&before)
    return (before, String(text[text.index(after: open)...].dropLast()))
  }

  /// A currency in parentheses: a code of ISO 4217 in either case, or a sign; nil for anything else. `(all)` is a word.
  private static func amount(_ inner: String) -> StatedCurrency? {
    if let sign = CurrencySign(rawValue: inner) { return .sign(sign) }
    guard let currency = Currency(inner), CurrencyCodes.contains(currency) else { return nil }
    return ["all", "top", "try", "All", "Top", "Try"].contains(inner) ? nil : .code(currency)
  }

  /// `Расход, ₽`, `Budget $`: words, and a sign behind a comma or a space.
  private static func signed(_ text: String) -> (before: String, stated: StatedCurrency)? {
    guard let last = text.last, lastCharacters.contains(last) else { return nil }
    for sign in CurrencySign.allCases where text.hasSuffix(sign.rawValue) {
      var before = String(text.dropLast(sign.rawValue.count))
      guard before.hasSuffix(" ") || before.hasSuffix(",") else { return nil }
      trimEnd(&before)
      if before.hasSuffix(",") { before.removeLast() }
      trimEnd(&before)
      return before.isEmpty ? nil : (before, .sign(sign))
    }
    return nil
  }

  private static func trimEnd(_ text: inout String) {
    while text.hasSuffix(" ") { text.removeLast() }
  }
}
