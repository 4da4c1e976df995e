package import EventSchema

/// A column heading, made comparable across exports, versions and languages.
package struct Heading: Sendable, Hashable {
  /// Trimmed, inner spaces collapsed, soft hyphens and byte order marks dropped, case folded, a
  /// trailing currency such as `(AUD)` dropped.
  package var key: String
  /// The currency that stood in parentheses.
  package var currency: Currency?

  package init(_ text: String) {
    if let words = Self.plain(text) { self.init(plain: words) } else { self.init(scalars: text) }
  }

  /// The words of an ASCII text with single spaces between them; nil for other texts.
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
        words.append(byte)
      }
    }
    return words
  }

  private init(plain words: [UInt8]) {
    var words = words
    if words.count > 6, words.last == UInt8(ascii: ")"), words[words.count - 5] == UInt8(ascii: "("),
      words[words.count - 6] == 0x20,
      let code = Currency(words.suffix(4).dropLast())
    {
      currency = code
      words.removeLast(6)
    }
    for index in words.indices where (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(words[index]) {
      words[index] |= 0x20
    }
    key = String(decoding: words, as: UTF8.self)
  }

  private init(scalars text: String) {
    var words: [String] = []
    var word = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0xAD, 0xFEFF, 0x200B: continue
      case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x202F, 0x2009:
        if !word.isEmpty { words.append(word) }
        word = ""
      default: word.unicodeScalars.append(scalar)
      }
    }
    if !word.isEmpty { words.append(word) }
    if words.count > 1, let last = words.last, last.utf8.count == 5, last.hasPrefix("("), last.hasSuffix(")"),
      let code = Currency(String(last.dropFirst().dropLast()))
    {
      currency = code
      words.removeLast()
    }
    key = words.joined(separator: " ").lowercased()
  }
}
