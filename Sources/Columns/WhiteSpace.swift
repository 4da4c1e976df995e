/// White space in names: what looks like one space is one.
package enum WhiteSpace {
  /// The text with every run of white space as one space, and none at its ends. No-break, narrow and ideographic spaces
  /// are such; what is no UTF-8 stays as it is.
  package static func folded(_ text: [UInt8]) -> [UInt8] {
    guard isToFold(text) else { return text }
    guard let letters = String(validating: text, as: UTF8.self) else { return text }
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var isBehindSpace = false
    for scalar in letters.unicodeScalars {
      if scalar.properties.isWhitespace {
        isBehindSpace = true
        continue
      }
      if isBehindSpace, !folded.isEmpty { folded.append(0x20) }
      isBehindSpace = false
      folded.append(contentsOf: Array(String(scalar).utf8))
    }
    return folded
  }

  /// Whether a text may change when it is folded. False of most: they have single spaces between words, and letters whose first bytes no space has.
  package static func isToFold(_ text: [UInt8]) -> Bool {
    var isBehindSpace = true
    for byte in text {
      switch byte {
      case 0x20:
        if isBehindSpace { return true }
        isBehindSpace = true
        continue
      // Other ASCII spaces, and the first bytes of U+0085, U+00A0, U+1680, U+2000 to U+205F and U+3000.
      case 0x09...0x0D, 0xC2, 0xE1, 0xE2, 0xE3: return true
      default: break
      }
      isBehindSpace = false
    }
    return isBehindSpace && !text.isEmpty
  }
}
