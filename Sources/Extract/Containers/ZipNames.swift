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
      text.unicodeScalars.append(byte < 0x80 ? Unicode.Scalar(byte) : codePage437[Int(byte) - 0x80])
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

  /// Whether a name says that a table stands under it.
  static func claimsTable(_ name: String) -> Bool {
    let endings = [".csv", ".tsv", ".tab", ".xml", ".xls", ".xlsb", ".ods"]
    return endings.contains { name.lowercased().hasSuffix($0) }
  }

  /// What programs add for themselves: nobody's data.
  static func isClutter(_ name: String) -> Bool {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return name.hasPrefix("__MACOSX/") || last == ".DS_Store" || last == "Thumbs.db" || last == "desktop.ini"
  }

  /// The characters of bytes 0x80...0xFF.
  private static let codePage437 = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬"
      + "½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒"
      + "╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)
}
