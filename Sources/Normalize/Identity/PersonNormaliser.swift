import Columns

/// Makes keys of the same person equal, before they are hashed.
package enum PersonNormaliser {
  /// Trims; folds A–Z of the whole address where the key holds an `@`. Other ids keep their case:
  /// `aB1` and `Ab1` may be two people. Nothing clever: dots and `+tags` of mailboxes stay.
  package static func normalise(_ key: [UInt8]) -> [UInt8] {
    var text: ContiguousArray<UInt8> = []
    normalise(key.span, 0, key.count, into: &text)
    return Array(text)
  }

  /// The same for `bytes[start..<start + length]`; `text` is filled anew and keeps its memory.
  static func normalise(
    _ bytes: Span<UInt8>, _ start: Int, _ length: Int, into text: inout ContiguousArray<UInt8>
  ) {
    var low = start
    var high = start + length
    trim(bytes, &low, &high)
    text.resize(to: high - low, filling: 0)
    var out = text.mutableSpan
    var isAddress = false
    for offset in 0..<out.count {
      let byte = bytes[low + offset]
      out[offset] = byte
      if byte == UInt8(ascii: "@") { isAddress = true }
    }
    guard isAddress else { return }
    for offset in 0..<out.count {
      let byte = out[offset]
      out[offset] = byte | (byte &- 0x41 < 26 ? 0x20 : 0)
    }
  }
}
