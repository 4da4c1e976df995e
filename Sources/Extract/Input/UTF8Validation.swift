/// Checks bytes against UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
package enum UTF8Validation {
  /// The offset of the first byte that begins no valid character; nil when all is UTF-8.
  package static func firstInvalid(in bytes: Span<UInt8>) -> Int? {
    var at = 0
    let count = bytes.count
    while at < count {
      if bytes[at] < 0x80 {
        at += 1
        continue
      }
      guard let length = sequenceLength(bytes, at), at + length <= count else { return at }
      at += length
    }
    return nil
  }

  /// Whether the bytes from an offset are the beginning of a character, cut off by the end.
  static func isIncompleteTail(_ bytes: Span<UInt8>, from offset: Int) -> Bool {
    let left = bytes.count - offset
    guard left < 4, let wanted = sequenceLength(bytes, offset) else { return false }
    return left < wanted
  }

  /// The length of the character that begins here, judged by the bytes present; nil when they can't
  /// begin one (Unicode, table 3-7).
  private static func sequenceLength(_ bytes: Span<UInt8>, _ at: Int) -> Int? {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch bytes[at] {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return nil
    }
    for i in 1..<length where at + i < bytes.count {
      guard (i == 1 ? second : 0x80...0xBF).contains(bytes[at + i]) else { return nil }
    }
    return length
  }
}
