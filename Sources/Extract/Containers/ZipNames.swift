import Columns

/// Members' names: bytes of UTF-8 or of the old DOS code page.
enum ZipNames {
  /// The text of a name.
  ///
  /// Bit 11 of a member's flags says UTF-8. Some programs write UTF-8 without it; bytes beyond ASCII that are
  /// valid UTF-8 are practically never meant as code page 437, so these count as UTF-8, too.
  ///
  /// - Returns: nil for a name that claims to be UTF-8 and is not.
  static func text(_ bytes: [UInt8], saysUTF8: Bool) -> String? {
    if UTF8Validation.firstInvalid(in: bytes.span) == nil { return String(decoding: bytes, as: UTF8.self) }
    if saysUTF8 { return nil }
    var text = ""
    for byte in bytes {
      let scalar = byte < 0x80 ? UInt32(byte) : UInt32(codePage437[Int(byte) - 0x80])
      text.unicodeScalars.append(Unicode.Scalar(scalar) ?? "?")
    }
    return text
  }

  /// Whether a name stays inside the archive: nothing absolute, no drive, no `..`, no NUL.
  ///
  /// Nothing is ever written under these names; one that leads out was made for no good purpose.
  static func isSafe(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, !bytes.contains(0) else { return false }
    if bytes.count >= 2, bytes[1] == UInt8(ascii: ":") { return false }
    let parts = bytes.split(omittingEmptySubsequences: false) {
      $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\")
    }
    if parts.first?.isEmpty ?? true { return false }
    return !parts.contains { $0.elementsEqual("..".utf8) }
  }

  /// What programs add for themselves: nobody's data.
  static func isClutter(_ name: String) -> Bool {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return name.hasPrefix("__MACOSX/") || last == ".DS_Store" || last == "Thumbs.db" || last == "desktop.ini"
  }

  /// The characters of bytes 0x80...0xFF.
  private static let codePage437: [UInt16] = [
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE,
    0x00EC,
    0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6, 0x00DC,
    0x00A2,
    0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF,
    0x2310,
    0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562,
    0x2556,
    0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500,
    0x253C,
    0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565,
    0x2559,
    0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x03B1,
    0x00DF,
    0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5,
    0x2229,
    0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F,
    0x00B2,
    0x25A0, 0x00A0,
  ]
}
