/// Texts as the key of a dictionary, byte by byte the same: equal Strings may differ in their bytes (é, e + U+0301).
struct TextKey: Hashable {
  var texts: [[UInt8]]

  init(_ texts: [[UInt8]]) { self.texts = texts }

  func hash(into hasher: inout Hasher) {
    for text in texts { hasher.combine(text: text) }
  }
}

extension Hasher {
  /// Eight bytes at a time: an array of bytes is hashed byte by byte, which takes as long as all else about a key.
  mutating func combine(text: [UInt8]) {
    combine(text.count)
    var word: UInt64 = 0
    for index in text.indices {
      word = word << 8 | UInt64(text[index])
      if index & 7 == 7 { combine(word) }
    }
    // The last word holds bytes of the one before, too; nothing is left out.
    if text.count & 7 != 0 { combine(word) }
  }
}
