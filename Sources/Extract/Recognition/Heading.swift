package import EventSchema

/// A column heading, made comparable across exports, versions and languages.
package struct Heading: Sendable, Hashable {
  /// Trimmed, inner spaces collapsed, soft hyphens and byte order marks dropped, case folded, a
  /// trailing currency such as `(AUD)` dropped.
  package var key: String
  /// The currency that stood in parentheses.
  package var currency: Currency?

  package init(_ text: String) {
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
