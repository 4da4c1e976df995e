/// Turns text of an encoding into UTF-8, piece by piece: pieces may split characters anywhere.
package struct Transcoder {
  package let encoding: TextEncoding
  /// Bytes taken so far: where the next one stands.
  private var offset = 0
  /// The first byte of a UTF-16 unit whose second byte has not come yet.
  private var firstByte: UInt8?
  /// The first half of a surrogate pair.
  private var highSurrogate: UInt16?
  /// The beginning of a character whose other bytes have not come yet.
  private var pending: ContiguousArray<UInt8> = []
  private let converter: IconvDecoder?
  /// Line feeds of the text so far.
  private var lines = 0

  /// - Parameter offset: Where the first byte stands in the file, for messages.
  package init(_ encoding: TextEncoding, offset: Int = 0) {
    self.encoding = encoding
    self.offset = offset
    converter = encoding.converterName.flatMap { IconvDecoder($0) }
  }

  /// Appends the UTF-8 of `bytes`. UTF-8 passes through unchecked.
  ///
  /// - Throws: `.undefinedByte` or `.loneSurrogate`, with the offset; `.noConverter`.
  package mutating func append(
    _ bytes: Span<UInt8>, to out: inout ContiguousArray<UInt8>
  ) throws(EncodingError) {
    out.reserveCapacity(out.count + bytes.count)
    switch encoding {
    case .utf8:
      for i in bytes.indices { out.append(bytes[i]) }
      offset += bytes.count
    case .windows1251: try appendBytes(bytes, Self.windows1251, to: &out)
    case .windows1252: try appendBytes(bytes, Self.windows1252, to: &out)
    case .iso88591: try appendBytes(bytes, Self.iso88591, to: &out)
    case .utf16le, .utf16be: try appendUnits(bytes, to: &out)
    case .gb18030, .big5, .shiftJIS, .eucKR, .macintosh: try convert(bytes, to: &out)
    }
  }

  /// Counts the lines that a call of `append` has added to `out`.
  mutating func noteLines(of out: ContiguousArray<UInt8>, from start: Int) {
    lines += out[start...].count { $0 == 0x0A }
  }

  /// The 1-based line that text has reached when `append` failed.
  func line(in out: ContiguousArray<UInt8>, from start: Int) -> Int {
    1 + lines + out[start...].count { $0 == 0x0A }
  }

  /// Call at the end of the file.
  ///
  /// - Throws: `.truncatedCharacter` when half a character is left over.
  package func finish() throws(EncodingError) {
    if firstByte != nil || highSurrogate != nil || !pending.isEmpty {
      throw .truncatedCharacter(offset: offset + pending.count)
    }
  }

  // MARK: One byte per character

  private mutating func appendBytes(
    _ bytes: Span<UInt8>, _ table: [UInt16], to out: inout ContiguousArray<UInt8>
  ) throws(EncodingError) {
    for i in bytes.indices {
      let byte = bytes[i]
      if byte < 0x80 {
        out.append(byte)
        continue
      }
      let unit = table[Int(byte) - 0x80]
      guard unit != 0 else { throw .undefinedByte(byte, encoding, offset: offset + i) }
      Self.append(UInt32(unit), to: &out)
    }
    offset += bytes.count
  }

  // MARK: Several bytes per character

  private mutating func convert(
    _ bytes: Span<UInt8>, to out: inout ContiguousArray<UInt8>
  ) throws(EncodingError) {
    guard let converter else { throw .noConverter(encoding) }
    var rest = bytes
    // A character that a piece has cut: byte by byte, since one is at most four long.
    while !pending.isEmpty, rest.count > 0 {
      pending.append(rest[0])
      rest = rest.extracting(1...)
      let (used, outcome) = converter.convert(pending.span, into: &out)
      if outcome == .invalid { throw invalid(pending[used], after: used) }
      offset += used
      pending.removeFirst(used)
    }
    let (used, outcome) = converter.convert(rest, into: &out)
    offset += used
    if outcome == .invalid { throw invalid(rest[used], after: 0) }
    for i in used..<rest.count { pending.append(rest[i]) }
  }

  private func invalid(_ byte: UInt8, after used: Int) -> EncodingError {
    .undefinedByte(byte, encoding, offset: offset + used)
  }

  // MARK: UTF-16

  private mutating func appendUnits(
    _ bytes: Span<UInt8>, to out: inout ContiguousArray<UInt8>
  ) throws(EncodingError) {
    let isLittleEndian = encoding == .utf16le
    for i in bytes.indices {
      guard let first = firstByte else {
        firstByte = bytes[i]
        continue
      }
      firstByte = nil
      let (high, low) = isLittleEndian ? (bytes[i], first) : (first, bytes[i])
      try append(unit: UInt16(high) << 8 | UInt16(low), at: offset + i - 1, to: &out)
    }
    offset += bytes.count
  }

  private mutating func append(
    unit: UInt16, at place: Int, to out: inout ContiguousArray<UInt8>
  ) throws(EncodingError) {
    if let high = highSurrogate {
      guard (0xDC00...0xDFFF).contains(unit) else { throw .loneSurrogate(high, offset: place - 2) }
      highSurrogate = nil
      Self.append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00), to: &out)
      return
    }
    switch unit {
    case 0xD800...0xDBFF: highSurrogate = unit
    case 0xDC00...0xDFFF: throw .loneSurrogate(unit, offset: place)
    default: Self.append(UInt32(unit), to: &out)
    }
  }

  /// Appends a character; `scalar` is never a surrogate here.
  @inline(__always)
  private static func append(_ scalar: UInt32, to out: inout ContiguousArray<UInt8>) {
    func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift & 0x3F) }
    switch scalar {
    case ..<0x80: out.append(UInt8(truncatingIfNeeded: scalar))
    case ..<0x800:
      out.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      out.append(tail(0))
    case ..<0x10000:
      out.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      out.append(tail(6))
      out.append(tail(0))
    default:
      out.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
      out.append(tail(12))
      out.append(tail(6))
      out.append(tail(0))
    }
  }

  // MARK: Tables: the characters of bytes 0x80...0xFF, 0 where there is none

  private static let windows1251: [UInt16] =
    [
      0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021,
      0x20AC, 0x2030, 0x0409, 0x2039, 0x040A, 0x040C, 0x040B, 0x040F,
      0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x0000, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F,
      0x00A0, 0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7,
      0x0401, 0x00A9, 0x0404, 0x00AB, 0x00AC, 0x00AD, 0x00AE, 0x0407,
      0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6, 0x00B7,
      0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457,
    ] + Array(0x0410...0x044F)

  private static let windows1252: [UInt16] =
    [
      0x20AC, 0x0000, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
      0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x0000, 0x017D, 0x0000,
      0x0000, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
      0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x0000, 0x017E, 0x0178,
    ] + Array(0x00A0...0x00FF)

  private static let iso88591: [UInt16] = Array(0x0080...0x00FF)
}
