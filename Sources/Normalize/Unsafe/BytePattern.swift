import CByteScan

/// Looking at bytes in C.
enum BytePattern {
  static func isUTF8(_ text: Span<UInt8>) -> Bool {
    text.withUnsafeBufferPointer { text in
      text.baseAddress.map { cbs_is_utf8($0, text.count) == 1 } ?? true
    }
  }

  /// The first place of `part`, which is not empty, in `text`.
  static func first(of part: Span<UInt8>, in text: Span<UInt8>) -> Int? {
    text.withUnsafeBufferPointer { text in
      part.withUnsafeBufferPointer { part in
        // Both pointers stay within their calls; an empty text has none.
        guard let start = text.baseAddress else { return nil }
        let place = cbs_find(start, text.count, part.baseAddress, part.count)
        return place == text.count ? nil : place
      }
    }
  }
}
