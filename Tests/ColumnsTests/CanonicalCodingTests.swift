import Columns
import Testing
import TestSupport

@Suite("Canonical coding") struct CanonicalCodingTests {
  struct Signed: Sendable, CustomTestStringConvertible {
    var value: Int128, hex: String
    var testDescription: String { "\(value) → \(hex)" }
  }

  // Zigzag and LEB128 by a Python twin.
  @Test(
    "signed numbers are zigzag LEB128",
    arguments: [
      Signed(value: 0, hex: "00"), Signed(value: -1, hex: "01"), Signed(value: 1, hex: "02"),
      Signed(value: 63, hex: "7e"), Signed(value: -64, hex: "7f"), Signed(value: 64, hex: "8001"),
      Signed(value: -65, hex: "8101"),
      Signed(value: Int128(Int64.max), hex: "feffffffffffffffff01"),
      Signed(value: Int128(Int64.min), hex: "ffffffffffffffffff01"),
      Signed(value: .max, hex: "feffffffffffffffffffffffffffffffffff03"),
      Signed(value: .min, hex: "ffffffffffffffffffffffffffffffffffff03"),
    ])
  func signed(_ c: Signed) throws {
    var encoder = CanonicalEncoder()
    encoder.write(wide: c.value)
    #expect(encoder.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == c.hex)
    var decoder = CanonicalDecoder(encoder.bytes)
    #expect(try decoder.wide() == c.value)
    #expect(decoder.isAtEnd)
  }

  @Test("whatever is written is read back", arguments: 0..<20)
  func roundTrip(seed: Int) throws {
    var random = SeededRandom(seed)
    let numbers = (0..<50).map { _ in
      Int(truncatingIfNeeded: random.next() >> UInt64.random(in: 0...63, using: &random))
    }
    let words = (0..<50).map { _ in random.next() >> UInt64.random(in: 0...63, using: &random) }
    let strings = (0..<50).map { _ in (0..<Int.random(in: 0...300, using: &random)).map { UInt8($0 & 255) } }
    var encoder = CanonicalEncoder()
    for i in 0..<50 {
      encoder.write(numbers[i])
      encoder.write(words[i])
      encoder.write(strings[i])
    }
    var decoder = CanonicalDecoder(encoder.bytes)
    for i in 0..<50 {
      #expect(try decoder.integer() == numbers[i])
      #expect(try decoder.unsigned() == words[i])
      #expect(try decoder.string() == strings[i])
    }
    #expect(decoder.isAtEnd)
  }

  @Test("every cut of an encoding is refused, not misread")
  func truncated() {
    var encoder = CanonicalEncoder()
    encoder.write("a text of some length")
    for length in 0..<encoder.bytes.count {
      var decoder = CanonicalDecoder(Array(encoder.bytes[..<length]))
      #expect(throws: CanonicalDecoder.Failure.truncated(offset: 0)) { try decoder.string() }
    }
  }

  @Test(
    "a second way to write a number is refused", arguments: [[0x80, 0x00], [0xFF, 0x80, 0x00]] as [[UInt8]])
  func overlong(_ bytes: [UInt8]) {
    var signed = CanonicalDecoder(bytes)
    #expect(throws: CanonicalDecoder.Failure.overlong(offset: 0)) { try signed.wide() }
    var unsigned = CanonicalDecoder(bytes)
    #expect(throws: CanonicalDecoder.Failure.overlong(offset: 0)) { try unsigned.unsigned() }
  }

  @Test("numbers too large for their type are refused")
  func tooLarge() {
    var decoder = CanonicalDecoder(Array(repeating: 0xFF, count: 9) + [0x02])
    #expect(throws: CanonicalDecoder.Failure.overlong(offset: 0)) { try decoder.unsigned() }
    var encoder = CanonicalEncoder()
    encoder.write(wide: Int128(Int64.max) + 1)
    var integer = CanonicalDecoder(encoder.bytes)
    #expect(throws: CanonicalDecoder.Failure.overlong(offset: 0)) { try integer.integer() }
    var wide = CanonicalDecoder(Array(repeating: 0xFF, count: 18) + [0x04])
    #expect(throws: CanonicalDecoder.Failure.overlong(offset: 0)) { try wide.wide() }
  }
}
