/// Encodings that can be read; others are refused by name.
package enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16le = "utf-16le"
  case utf16be = "utf-16be"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case latin1 = "iso-8859-1"

  /// By name, in any case, with the usual aliases.
  package static func named(_ name: String) -> TextEncoding? {
    switch name.lowercased() {
    case "utf-8", "utf8": .utf8
    case "utf-16le", "utf16le", "utf-16", "utf16": .utf16le
    case "utf-16be", "utf16be": .utf16be
    case "windows-1251", "cp1251", "win-1251", "windows1251": .windows1251
    case "windows-1252", "cp1252", "windows1252": .windows1252
    case "iso-8859-1", "latin1", "latin-1", "iso8859-1": .latin1
    default: nil
    }
  }

  /// A byte order mark at the start, and its length.
  package static func byteOrderMark(_ head: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if head.starts(with: [0xFF, 0xFE]) { return (.utf16le, 2) }
    if head.starts(with: [0xFE, 0xFF]) { return (.utf16be, 2) }
    return nil
  }
}

/// Bytes in an encoding → UTF-8, piece by piece.
package struct Transcoder: Sendable {
  package let encoding: TextEncoding
  private var pending: [UInt8] = []
  private var highSurrogate: UInt32 = 0
  private var offset = 0

  package init(_ encoding: TextEncoding) { self.encoding = encoding }

  /// Appends the UTF-8 of `bytes`.
  package mutating func append(_ bytes: ArraySlice<UInt8>, to out: inout ContiguousArray<UInt8>) throws(InputError) {
    switch encoding {
    case .utf8: out.append(contentsOf: bytes)
    case .utf16le, .utf16be: try appendUTF16(bytes, to: &out)
    case .windows1251, .windows1252, .latin1:
      for byte in bytes {
        if byte < 0x80 {
          out.append(byte)
        } else {
          try scalar(Self.scalar(byte, encoding), to: &out)
        }
        offset += 1
      }
    }
  }

  /// Call at the end: half a character left over is an error.
  package func finish() throws(InputError) {
    if !pending.isEmpty || highSurrogate != 0 { throw .encoding(name: encoding.rawValue, offset: offset) }
  }

  private mutating func appendUTF16(_ bytes: ArraySlice<UInt8>, to out: inout ContiguousArray<UInt8>) throws(InputError) {
    for byte in bytes {
      pending.append(byte)
      guard pending.count == 2 else { continue }
      let unit =
        encoding == .utf16le ? UInt32(pending[0]) | UInt32(pending[1]) << 8 : UInt32(pending[0]) << 8 | UInt32(pending[1])
      pending.removeAll(keepingCapacity: true)
      switch unit {
      case 0xD800...0xDBFF:
        guard highSurrogate == 0 else { throw .encoding(name: encoding.rawValue, offset: offset) }
        highSurrogate = unit
      case 0xDC00...0xDFFF:
        guard highSurrogate != 0 else { throw .encoding(name: encoding.rawValue, offset: offset) }
        try scalar(0x10000 + (highSurrogate - 0xD800) << 10 + (unit - 0xDC00), to: &out)
        highSurrogate = 0
      default:
        guard highSurrogate == 0 else { throw .encoding(name: encoding.rawValue, offset: offset) }
        if unit < 0x80 { out.append(UInt8(unit)) } else { try scalar(unit, to: &out) }
      }
      offset += 2
    }
  }

  private func scalar(_ value: UInt32?, to out: inout ContiguousArray<UInt8>) throws(InputError) {
    guard let value, let scalar = Unicode.Scalar(value) else { throw .encoding(name: encoding.rawValue, offset: offset) }
    for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { out.append(unit) }
  }

  /// 0x80...0x9F, then for windows-1251 0xA0...0xBF (0xC0...0xFF are А...я).
  private static let cp1252: [UInt32] = [
    0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178,
  ]
  private static let cp1251: [UInt32] = [
    0x402, 0x403, 0x201A, 0x453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409, 0x2039, 0x40A, 0x40C, 0x40B, 0x40F,
    0x452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0, 0x2122, 0x459, 0x203A, 0x45A, 0x45C, 0x45B, 0x45F,
    0xA0, 0x40E, 0x45E, 0x408, 0xA4, 0x490, 0xA6, 0xA7, 0x401, 0xA9, 0x404, 0xAB, 0xAC, 0xAD, 0xAE, 0x407,
    0xB0, 0xB1, 0x406, 0x456, 0x491, 0xB5, 0xB6, 0xB7, 0x451, 0x2116, 0x454, 0xBB, 0x458, 0x405, 0x455, 0x457,
  ]

  private static func scalar(_ byte: UInt8, _ encoding: TextEncoding) -> UInt32? {
    let index = Int(byte) - 0x80
    switch encoding {
    case .windows1251:
      if byte >= 0xC0 { return 0x410 + UInt32(byte) - 0xC0 }
      return cp1251[index] == 0 ? nil : cp1251[index]
    case .windows1252:
      if byte >= 0xA0 { return UInt32(byte) }
      return cp1252[index] == 0 ? nil : cp1252[index]
    case .latin1, .utf8, .utf16le, .utf16be: return UInt32(byte)
    }
  }
}
