import Diagnostics
import Extract
import Testing

@Suite("Encodings")
struct InputEncodingTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var encoding: TextEncoding
    var bytes: [UInt8]
    var text: String
    var testDescription: String { "\(encoding.rawValue): \(text)" }
  }

  // Bytes made with Python's codecs.
  static let samples = [
    Sample(encoding: .utf8, bytes: [0x61, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80], text: "a€😀"),
    Sample(encoding: .utf16le, bytes: [0x61, 0, 0xAC, 0x20, 0x3D, 0xD8, 0, 0xDE], text: "a€😀"),
    Sample(encoding: .utf16be, bytes: [0, 0x61, 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0], text: "a€😀"),
    Sample(
      encoding: .windows1251, bytes: [0xCA, 0xE0, 0xEC, 0xEF, 0xE0, 0xED, 0xE8, 0xFF, 0x20, 0xB9, 0x31],
      text: "Кампания №1"),
    Sample(
      encoding: .windows1252, bytes: [0x47, 0x72, 0xF6, 0xDF, 0x65, 0x20, 0x35, 0x20, 0x80], text: "Größe 5 €"
    ),
    Sample(encoding: .iso88591, bytes: [0x47, 0x72, 0xF6, 0xDF, 0x65, 0x80], text: "Größe\u{80}"),
    Sample(
      encoding: .windows1251, bytes: Array(0x80...0x97) + Array(0x99...0xFF),
      text: "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї"
        + "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"),
    Sample(
      encoding: .windows1252,
      bytes: [0x80] + Array(0x82...0x8C) + [0x8E] + Array(0x91...0x9C) + [0x9E, 0x9F, 0xA0, 0xFF],
      text: "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u{A0}ÿ"),
    Sample(
      encoding: .gb18030,
      bytes: [0xCD, 0xC6, 0xB9, 0xE3, 0xA2, 0xE3, 0x95, 0x32, 0x82, 0x36, 0xA8, 0xA6, 0x31], text: "推广€𠀀é1"),
    Sample(encoding: .big5, bytes: [0xBC, 0x73, 0xA7, 0x69, 0x31], text: "廣告1"),
    Sample(
      encoding: .shiftJIS, bytes: [0x8D, 0x4C, 0x8D, 0x90, 0x87, 0x40, 0xB1, 0x31], text: "広告①ｱ1"),
    Sample(encoding: .eucKR, bytes: [0xB1, 0xA4, 0xB0, 0xED, 0x31], text: "광고1"),
    // What Windows adds to EUC-KR.
    Sample(encoding: .eucKR, bytes: [0x8C, 0x63, 0xB0, 0xED, 0x31], text: "똠고1"),
    Sample(
      encoding: .macintosh, bytes: [0x5A, 0x9F, 0x72, 0x69, 0x63, 0x68, 0xC9, 0xDB, 0x31], text: "Zürich…€1"),
    // Pieces longer than one call of the converter gives.
    Sample(
      encoding: .gb18030, bytes: (0..<40).flatMap { _ in [0xCD, 0xC6] as [UInt8] },
      text: String(repeating: "推", count: 40)),
  ]

  @Test("text becomes UTF-8 wherever it is split", arguments: samples)
  func splits(_ c: Sample) throws {
    for split in 0...c.bytes.count {
      var transcoder = Transcoder(c.encoding)
      var text: ContiguousArray<UInt8> = []
      try transcoder.append(c.bytes.span.extracting(..<split), to: &text)
      try transcoder.append(c.bytes.span.extracting(split...), to: &text)
      try transcoder.finish()
      #expect(Array(text) == Array(c.text.utf8), "split at \(split)")
    }
    let (text, _) = try readAll(TemporaryFile(c.bytes), encoding: .declared(c.encoding), maximum: 3)
    #expect(String(decoding: text, as: UTF8.self) == c.text)
  }

  struct Fault: Sendable {
    var encoding: TextEncoding
    var bytes: [UInt8]
    var error: EncodingError
  }

  static let faults = [
    Fault(encoding: .windows1251, bytes: [0x61, 0x98], error: .undefinedByte(0x98, .windows1251, offset: 1)),
    Fault(
      encoding: .windows1252, bytes: [0x61, 0x62, 0x9D], error: .undefinedByte(0x9D, .windows1252, offset: 2)),
    Fault(encoding: .gb18030, bytes: [0x61, 0xFF, 0x61], error: .undefinedByte(0xFF, .gb18030, offset: 1)),
    Fault(
      encoding: .gb18030, bytes: [0xCD, 0xC6, 0x81, 0x20], error: .undefinedByte(0x81, .gb18030, offset: 2)),
    Fault(encoding: .gb18030, bytes: [0x61, 0x81, 0x30, 0x81], error: .truncatedCharacter(offset: 4)),
    Fault(encoding: .big5, bytes: [0x61, 0xBC], error: .truncatedCharacter(offset: 2)),
    Fault(encoding: .utf16le, bytes: [0x61, 0, 0, 0xDE], error: .loneSurrogate(0xDE00, offset: 2)),
    Fault(encoding: .utf16le, bytes: [0x3D, 0xD8, 0x61, 0], error: .loneSurrogate(0xD83D, offset: 0)),
    Fault(encoding: .utf16be, bytes: [0, 0x61, 0], error: .truncatedCharacter(offset: 3)),
    Fault(encoding: .utf16be, bytes: [0, 0x61, 0xD8, 0x3D], error: .truncatedCharacter(offset: 4)),
  ]

  @Test("what an encoding leaves undefined is an error with its offset", arguments: faults)
  func undefined(_ c: Fault) throws {
    #expect(throws: InputError.encoding(c.error, line: 1)) {
      try readAll(TemporaryFile(c.bytes), encoding: .declared(c.encoding), maximum: 1)
    }
    var marked = c.error
    if case .truncatedCharacter(let offset) = marked { marked = .truncatedCharacter(offset: offset + 2) }
    if case .loneSurrogate(let unit, let offset) = marked {
      marked = .loneSurrogate(unit, offset: offset + 2)
    }
    guard c.encoding == .utf16le || c.encoding == .utf16be else { return }
    let mark: [UInt8] = c.encoding == .utf16le ? [0xFF, 0xFE] : [0xFE, 0xFF]
    #expect(throws: InputError.encoding(marked, line: 1)) { try readAll(TemporaryFile(mark + c.bytes)) }
  }

  @Test("a byte without a meaning is told with the line it stands in, read in pieces of any size")
  func linesOfFaults() throws {
    let rows = Array("a\r\nb\nc".utf8)
    for maximum in 1...12 {
      #expect(throws: InputError.encoding(.undefinedByte(0x98, .windows1251, offset: 6), line: 3)) {
        try readAll(TemporaryFile(rows + [0x98, 0x0A]), encoding: .declared(.windows1251), maximum: maximum)
      }
      let wide: [UInt8] = rows.flatMap { [$0, 0] } + [0x3D, 0xD8, 0x61, 0]
      #expect(throws: InputError.encoding(.loneSurrogate(0xD83D, offset: 12), line: 3)) {
        try readAll(TemporaryFile(wide), encoding: .declared(.utf16le), maximum: maximum)
      }
    }
    #expect(throws: InputError.encoding(.notUTF8(0xFC, offset: 8, column: 4), line: 3)) {
      try readAll(TemporaryFile(rows + [0x47, 0x72, 0xFC, 0xDF]))
    }
  }

  @Test(
    "UTF-32 is refused by name, not taken for UTF-16", arguments: [[0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF]])
  func utf32(_ mark: [UInt8]) throws {
    for choice in [ByteStream.EncodingChoice.automatic, .declared(.utf8), .xml] {
      #expect(throws: InputError.encoding(.unsupported("utf-32"), line: 0)) {
        try readAll(TemporaryFile(mark + [0x61, 0, 0, 0]), encoding: choice)
      }
    }
  }

  @Test("a byte order mark wins over everything and is not text")
  func marks() throws {
    for choice in [ByteStream.EncodingChoice.automatic, .declared(.windows1251), .xml] {
      #expect(try readAll(TemporaryFile([0xEF, 0xBB, 0xBF, 0x61]), encoding: choice).text == [0x61])
      #expect(try readAll(TemporaryFile([0xFF, 0xFE, 0x61, 0]), encoding: choice).text == [0x61])
      #expect(try readAll(TemporaryFile([0xFE, 0xFF, 0, 0x61]), encoding: choice).text == [0x61])
    }
  }

  @Test("a byte that is not UTF-8 is told with its line and column, in characters")
  func column() throws {
    let bytes = Array("day\nж€😀".utf8) + [0xE9, 0x2C]
    let error = InputError.encoding(.notUTF8(0xE9, offset: 13, column: 4), line: 2)
    #expect(throws: error) { try readAll(TemporaryFile(bytes)) }
    #expect(error.diagnostic(file: "a.csv").location?.description == "a.csv:2:4")
  }

  @Test("without a mark or a declaration only UTF-8 is taken, nothing is guessed")
  func automatic() throws {
    #expect(throws: InputError.encoding(.notUTF8(0xF6, offset: 2, column: 3), line: 1)) {
      try readAll(TemporaryFile([0x47, 0x72, 0xF6, 0xDF, 0x65]))
    }
    #expect(throws: InputError.encoding(.unmarkedUTF16, line: 0)) {
      try readAll(TemporaryFile(Array("day,clicks\n".utf8).flatMap { [$0, 0] }))
    }
    // 64 KiB of head end inside a character.
    for count in 65_533...65_536 {
      let text = String(repeating: "a", count: count) + "€€"
      #expect(try readAll(TemporaryFile(text)).text.count == count + 6)
    }
    #expect(throws: InputError.encoding(.notUTF8(0xE2, offset: 1, column: 2), line: 1)) {
      try readAll(TemporaryFile([0x61, 0xE2, 0x82]))
    }
    #expect(try readAll(TemporaryFile([])).text == [])
  }

  @Test(
    "long texts of several bytes per character come out whole, at any piece size",
    arguments: [1, 3, 65_536, 1 << 20])
  func long(maximum: Int) throws {
    // 20,000 times 推广 and a line feed.
    let bytes = (0..<20_000).flatMap { _ in [0xCD, 0xC6, 0xB9, 0xE3, 0x0A] as [UInt8] }
    let (text, _) = try readAll(TemporaryFile(bytes), encoding: .declared(.gb18030), maximum: maximum)
    #expect(text == Array(String(repeating: "推广\n", count: 20_000).utf8))
    #expect(throws: InputError.encoding(.undefinedByte(0xFF, .gb18030, offset: 100_000), line: 20_001)) {
      try readAll(TemporaryFile(bytes + [0xFF]), encoding: .declared(.gb18030), maximum: maximum)
    }
  }

  @Test("encodings are known by their usual names in any case")
  func names() {
    #expect(TextEncoding.named("CP1251") == .windows1251)
    #expect(TextEncoding.named("Windows-1252") == .windows1252)
    #expect(TextEncoding.named("Latin1") == .iso88591)
    #expect(TextEncoding.named("UTF-16") == .utf16le)
    #expect(TextEncoding.named("GBK") == .gb18030 && TextEncoding.named("x-mac-roman") == .macintosh)
    #expect(TextEncoding.named("koi8-r") == nil)
    for encoding in TextEncoding.allCases {
      #expect(TextEncoding.named(encoding.rawValue) == encoding)
      #expect(TextEncoding.refusal(for: encoding.rawValue) == nil)
    }
    #expect(
      TextEncoding.refusal(for: "koi8-r")?.hasPrefix("convert the file to UTF-8 first: `iconv -f KOI8-R")
        == true)
    #expect(
      TextEncoding.refusal(for: "klingon")?.hasPrefix("export as UTF-8; encodings that are read: utf-8, ")
        == true)
  }

  struct Checked: Sendable {
    var bytes: [UInt8]
    var invalid: Int?
  }

  // Unicode, table 3-7.
  static let checked = [
    Checked(bytes: Array("aé€😀\u{10FFFF}\u{D7FF}\u{E000}".utf8), invalid: nil),
    Checked(bytes: [], invalid: nil),
    Checked(bytes: [0x61, 0x80], invalid: 1), Checked(bytes: [0xC0, 0x80], invalid: 0),
    Checked(bytes: [0xC1, 0xBF], invalid: 0),
    Checked(bytes: [0xE0, 0x9F, 0x80], invalid: 0), Checked(bytes: [0xED, 0xA0, 0x80], invalid: 0),
    Checked(bytes: [0xF0, 0x8F, 0x80, 0x80], invalid: 0),
    Checked(bytes: [0xF4, 0x90, 0x80, 0x80], invalid: 0),
    Checked(bytes: [0xF5, 0x80, 0x80, 0x80], invalid: 0),
    Checked(bytes: [0xC3, 0xA9, 0xE2, 0x82], invalid: 2),
    Checked(bytes: [0xE2, 0x28, 0xA1], invalid: 0), Checked(bytes: [0xFF], invalid: 0),
  ]

  @Test("UTF-8 is checked as the standard says", arguments: checked)
  func validation(_ c: Checked) {
    #expect(UTF8Validation.firstInvalid(in: c.bytes.span) == c.invalid)
  }
}
