import CByteScan
import Columns
import Declarations
import EventSchema
import Testing
import TestSupport

@testable import Normalize

/// Columns read in C against the parsers of one cell, their slow twins.
@Suite("Plain columns") struct PlainColumnTests {
  /// Texts one behind the other with some bytes between, and their cells.
  static func column(_ texts: [String]) -> (bytes: [UInt8], cells: [Cell]) {
    // The fast way loads eight bytes that end with the text: some must stand before it.
    var bytes: [UInt8] = Array("12345678,".utf8)
    var cells: [Cell] = []
    for text in texts {
      cells.append(Cell(start: UInt32(bytes.count), length: Int32(text.utf8.count)))
      bytes += Array(text.utf8) + Array(",7".utf8)
    }
    return (bytes, cells)
  }

  static func amounts(_ texts: [String], _ style: NumberStyle, scale: Int) -> [Int64?] {
    let (bytes, cells) = column(texts)
    var values: ContiguousArray<Int64> = []
    var rest: ContiguousArray<UInt32> = []
    PlainColumn.amounts(cells.span, bytes.span, style, scale: scale, into: &values, rest: &rest)
    let left = Set(rest.map(Int.init))
    return values.indices.map { left.contains($0) ? nil : values[$0] }
  }

  static let samples = ["1,234.56", "1.234,56", "1 234,56", "1'234.56", "1234.56", "1234,56"]

  @Test("what is read as a plain number is what the parser reads", arguments: 0..<40)
  func amountsAgree(seed: Int) throws {
    var random = SeededRandom(seed)
    let style = try #require(NumberStyle(sample: Self.samples[seed % Self.samples.count]))
    let letters = Array("0123456789012345678900,..,' -+eE%".utf8)
    var texts = (0..<800).map { _ in
      String(
        decoding: (0..<Int.random(in: 0...10, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? 0x30
        }, as: UTF8.self)
    }
    texts += [
      "1,705", "25,881", "999,999", "0,500", "1,234.5", "7.00", "0.01", ".5", "5.", ",500", "1,23", "1,2345",
    ]
    for scale in [0, 2, 6] {
      let parser = NumberParser(style: style)
      for (text, value) in zip(texts, Self.amounts(texts, style, scale: scale)) {
        guard let value else { continue }
        let bytes = Array(text.utf8)
        #expect(try parser.parse(bytes.span, 0, bytes.count, scale: scale) == value, "'\(text)' at \(scale)")
      }
    }
  }

  /// The amounts that one way of reading takes, nil for those it leaves; nil when the processor lacks it.
  static func amounts(_ texts: [String], with path: String, mark: UInt8, group: UInt8, scale: Int)
    -> [Int64?]?
  {
    let (bytes, cells) = column(texts)
    var values = [Int64](repeating: 0, count: cells.count)
    var rest = [UInt32](repeating: 0, count: cells.count)
    var left = 0
    let plain = cells.map { cbs_cell(start: $0.start, length: $0.length) }
    guard
      cbs_amounts_with(path, bytes, plain, plain.count, mark, group, Int32(scale), &values, &rest, &left) != 0
    else { return nil }
    let slow = Set(rest[..<left].map(Int.init))
    return values.indices.map { slow.contains($0) ? nil : values[$0] }
  }

  @Test("every way of reading numbers takes the same cells and reads the same", arguments: 0..<60)
  func amountPaths(seed: Int) throws {
    var random = SeededRandom(seed)
    let (mark, group) = [(0x2E, 0x2C), (0x2C, 0x2E), (0x2E, 0), (0x2C, 0x20), (0x2E, 0x27)][seed % 5]
    let digits = Array("0123456789".utf8)
    // Any count of cells: the last ones fill no whole register.
    let texts = (0..<(997 + seed % 9)).map { _ in
      let marks = [UInt8(mark), UInt8(group), UInt8(ascii: "0"), UInt8(ascii: "-")]
      return String(
        decoding: (0..<Int.random(in: 0...9, using: &random)).map { _ in
          Int.random(in: 0..<4, using: &random) == 0
            ? marks.randomElement(using: &random) ?? 0 : digits.randomElement(using: &random) ?? 0
        }, as: UTF8.self)
    }
    for scale in 0...6 {
      let plain = Self.amounts(texts, with: "plain", mark: UInt8(mark), group: UInt8(group), scale: scale)
      #expect(plain != nil)
      for path in ["bmi", "avx512"] {
        guard
          let other = Self.amounts(texts, with: path, mark: UInt8(mark), group: UInt8(group), scale: scale)
        else { continue }
        #expect(other == plain, "\(path)")
      }
    }
  }

  @Test("plain numbers are read plainly: the fast way is taken")
  func amountsTaken() {
    let texts = [
      "0", "1705", "1,705", "25,881", "999,999", "7.00", "123.28", "1,234.56", "12345678", "0,500", "x",
    ]
    #expect(
      Self.amounts(texts, .english, scale: 2)
        == [0, 170_500, 170_500, 2_588_100, 99_999_900, 700, 12_328, 123_456, 1_234_567_800, nil, nil])
  }

  static let days = [
    "2024-02-29", "2023-02-29", "2000-02-29", "1900-02-29", "2026-04-31", "2026-12-31", "2026-00-10",
    "2026-13-10", "2026-01-00", "0001-01-01", "0000-01-01", "9999-12-31", "2026/01/01", "2026-1-011",
    "20a6-01-01", "2026-01-0x", "1970-01-01", "1969-12-31", "2100-02-28",
  ]

  @Test("what is read as a plain day is what the parser reads, and plain days are all read")
  func daysAgree() throws {
    let parser = DateParser(pattern: try #require(DatePattern("yyyy-MM-dd")))
    var all: [String] = []
    for number in stride(from: Int32(-700_000), to: 2_000_000, by: 397) {
      let day = Day(number: number)
      if day.civil.year > 0 { all.append(day.description) }
    }
    let texts = Self.days + all
    let (bytes, cells) = Self.column(texts)
    var days: ContiguousArray<Int32> = []
    var rest: ContiguousArray<UInt32> = []
    PlainColumn.days(cells.span, bytes.span, into: &days, rest: &rest)
    let left = Set(rest.map(Int.init))
    for (index, text) in texts.enumerated() {
      let expected = try? parser.parse(text).day.number
      #expect(left.contains(index) ? expected == nil : expected == days[index], "\(text)")
    }
  }

  @Test(
    "a plain time is read as the parser reads it; all others are left to it",
    arguments: [
      "2024-05-16T02:26:41+00:00", "2024-05-16T02:26:41Z", "2024-10-06T23:29:44+05:30",
      "2024-10-06T23:29:44-11:59", "2024-10-06T23:29:44+12:00", "2024-10-06T23:29:44+14:00",
      "2024-10-06T24:00:00Z", "2024-10-06T23:60:00Z", "2024-10-06T23:59:60Z", "2024-02-30T00:00:00Z",
      "2024-10-06 23:29:44Z", "2024-10-06T23:29:44z", "2024-10-06T23:29:44+0530", "2024-10-06T23:29:44*05:30",
      "2024-10-06T23:2a:44Z", "2024-10-06T23.29:44Z", "2024-10-06T23:29:44+05.30", "1969-12-31T23:59:59Z",
    ])
  func instantsAgree(text: String) throws {
    let parser = DateParser(pattern: try #require(DatePattern("yyyy-MM-ddTHH:mm:ssZ")))
    let (bytes, cells) = Self.column([text, text])
    var instants: ContiguousArray<Int64> = []
    var rest: ContiguousArray<UInt32> = []
    PlainColumn.instants(cells.span, bytes.span, into: &instants, rest: &rest)
    guard let time = try? parser.parse(text) else {
      #expect(rest == [0, 1])
      return
    }
    let offset = try #require(time.offsetSeconds)
    let expected = Int64(time.day.number) * 86_400 + Int64(time.secondOfDay) - Int64(offset)
    if rest.isEmpty { #expect(instants == [expected, expected]) }
    // Offsets of 12 hours and more, and those without a colon, are the parser's.
    #expect(rest.isEmpty == (abs(offset) < 12 * 3600 && !text.hasSuffix("0530")))
  }

  @Test("texts are left for a closer look when empty, beyond ASCII, or at marked bytes")
  func ascii() {
    let texts = [
      "plain", "", "naïve and long enough", " padded", "padded ", "-", "x-", "eight888", "a", "ключ",
    ]
    let (bytes, cells) = Self.column(texts)
    var look = ContiguousArray<UInt8>(repeating: 0, count: 256)
    look[0x20] = 1
    look[0x2D] = 1
    var rest: ContiguousArray<UInt32> = []
    PlainColumn.ascii(cells.span, bytes.span, closerLook: look, rest: &rest)
    #expect(rest == [1, 2, 3, 4, 5, 6, 9])
  }

  @Test(
    "a person's token is the hash of the normalised key",
    arguments: [
      "Ann.Lee@Example.COM", " ann@example.com\t", "C2734", "c2734", "ÄNN@EXAMPLE.com", "@", "[`@`{",
      "A very long key without an at sign", "Z@Z", "  ", "",
    ])
  func tokens(text: String) {
    let key = PersonKey(7, 9)
    let bytes = Array("x\(text)y".utf8)
    let normalised = PersonNormaliser.normalise(Array(text.utf8))
    let expected: PersonToken = normalised.isEmpty ? .nobody : key.hash(normalised.span)
    #expect(PersonNormaliser.token(bytes.span, 1, text.utf8.count, key) == expected)
  }
}

extension PlainColumnTests {
  @Test("a column of keys gets the tokens that its keys get one by one", arguments: 0..<8)
  func tokenColumns(seed: Int) {
    var random = SeededRandom(seed)
    let letters = Array("abcXYZ019.@ é".utf8)
    let texts = (0..<400).map { _ in
      String(
        decoding: (0..<Int.random(in: 0...(seed == 0 ? 300 : 45), using: &random)).map { _ in
          letters.randomElement(using: &random) ?? 0x61
        }, as: UTF8.self)
    }
    let (bytes, cells) = Self.column(texts)
    let (key, ids) = (PersonKey(3, UInt64(seed)), PersonKey(5, 8))
    let rows = cells.indices.filter { _ in Bool.random(using: &random) }.map { UInt32($0) }
    let tokens = PersonNormaliser.tokens(of: rows.span, cells.span, bytes.span, key, ids: ids)
    let expected = rows.map { row -> PersonToken in
      let normalised = PersonNormaliser.normalise(Array(texts[Int(row)].utf8))
      let secret = normalised.contains(UInt8(ascii: "@")) ? key : ids
      return normalised.isEmpty ? .nobody : secret.hash(normalised.span)
    }
    #expect(Array(tokens) == expected)

    // As processors without AVX-512 find them: the same tokens, the same rows left.
    let plain = cells.map { cbs_cell(start: $0.start, length: $0.length) }
    typealias Run = (
      UnsafePointer<UInt64>?, UnsafePointer<UInt8>?, UnsafePointer<cbs_cell>?, UnsafePointer<UInt32>?, Int,
      UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt32>?
    ) -> Int
    func run(_ function: Run) -> ([UInt64], [UInt32]) {
      var words = [UInt64](repeating: 0, count: rows.count * 2)
      var rest = [UInt32](repeating: 0, count: rows.count)
      let left = function([3, UInt64(seed), 5, 8], bytes, plain, rows, rows.count, &words, &rest)
      return (words, Array(rest[..<left]))
    }
    let (fast, slow) = (run(cbs_tokens), run(cbs_tokens_portable))
    #expect(fast.0 == slow.0)
    #expect(fast.1 == slow.1)
  }
}
