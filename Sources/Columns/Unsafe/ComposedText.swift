import CByteScan
// Unicode's tables stand in the standard library, but its normal forms are not public: this is the one place that
// asks for them. Should a toolchain move them, a test fails here and nowhere else.
@_spi(_Unicode) import Swift

/// Texts in Unicode's composed form (NFC), so that `é` as one letter and as `e` with an accent are one text.
///
/// Asked once per distinct text. The file keeps its spelling: record keys, ids of people and raw values stay as they
/// are.
package enum ComposedText {
  /// A text's composed form. What is no UTF-8 stays as it is.
  package static func of(_ text: [UInt8]) -> [UInt8] {
    if isSurelyComposed(text.span) { return text }
    guard let letters = String(validating: text, as: UTF8.self) else { return text }
    var composed: [UInt8] = []
    composed.reserveCapacity(text.count)
    for scalar in letters._nfc { composed.append(contentsOf: scalar.utf8) }
    return composed
  }

  /// The bytes of a text's composed form.
  package static func of(_ text: String) -> [UInt8] { of(Array(text.utf8)) }

  /// Whether a look at the bytes is enough to say that a text is composed: true of ASCII and of most texts.
  package static func isSurelyComposed(_ text: Span<UInt8>) -> Bool {
    // Broken texts may end within a letter: only what is UTF-8 is walked by letters.
    text.withUnsafeBufferPointer { text in
      guard let start = text.baseAddress else { return true }
      return cbs_is_utf8(start, text.count) == 1 && cbs_is_composed(start, text.count) == 1
    }
  }
}

extension Unicode.Scalar {
  fileprivate var utf8: Unicode.UTF8.EncodedScalar {
    Unicode.UTF8.encode(self) ?? Unicode.UTF8.encodedReplacementCharacter
  }
}
