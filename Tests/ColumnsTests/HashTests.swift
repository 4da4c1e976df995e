import Columns
import Testing

@Suite("Hashes") struct HashTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    var length: Int, hex: String
    var testDescription: String { "\(length) bytes → \(hex)" }
  }

  // vectors_sip128 of the SipHash reference implementation: key 00..0f, message 00..(length - 1).
  @Test(
    "person tokens are SipHash-2-4-128",
    arguments: [
      Vector(length: 0, hex: "a3817f04ba25a8e66df67214c7550293"),
      Vector(length: 1, hex: "da87c1d86b99af44347659119b22fc45"),
      Vector(length: 2, hex: "8177228da4a45dc7fca38bdef60affe4"),
      Vector(length: 3, hex: "9c70b60c5267a94e5f33b6b02985ed51"),
      Vector(length: 7, hex: "a1f1ebbed8dbc153c0b84aa61ff08239"),
      Vector(length: 8, hex: "3b62a9ba6258f5610f83e264f31497b4"),
      Vector(length: 9, hex: "264499060ad9baabc47f8b02bb6d71ed"),
      Vector(length: 16, hex: "6ee2a4ca67b054bbfd3315bf85230577"),
      Vector(length: 63, hex: "5150d1772f50834a503e069a973fbd7c"),
    ])
  func sipHash(_ vector: Vector) {
    let message = (0..<vector.length).map { UInt8($0) }
    let token = PersonKey.published.hash(message.span)
    let bytes = [token.low, token.high].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(hex == vector.hex)
  }

  @Test("two secrets give two keys")
  func secrets() {
    #expect(PersonKey(secret: "a") != PersonKey(secret: "b"))
    #expect(PersonKey(secret: "a") == PersonKey(secret: "a"))
  }

  struct Fixed: Sendable, CustomTestStringConvertible {
    var bytes: [UInt8], hash: UInt64
    var testDescription: String { "\(bytes.count) bytes → \(String(hash, radix: 16))" }
  }

  // Computed by a Python twin of the definition, with integers of any size.
  @Test(
    "the fixed hash is what its definition says, for ever",
    arguments: [
      Fixed(bytes: [], hash: 0x6705_27f2_8686_2c69),
      Fixed(bytes: Array("a".utf8), hash: 0x8ef3_dbc3_1713_fdab),
      Fixed(bytes: Array("1234567".utf8), hash: 0x5ca1_5663_6647_b10a),
      Fixed(bytes: Array("12345678".utf8), hash: 0x77a7_f516_ff72_850c),
      Fixed(bytes: Array("123456789".utf8), hash: 0x6e15_f7f2_69e6_fa37),
      Fixed(bytes: [0], hash: 0xf83c_1ce8_e466_4a77),
      Fixed(bytes: Array(repeating: 0, count: 8), hash: 0xc01b_dcb1_4b37_05ca),
      Fixed(bytes: Array("Поиск".utf8), hash: 0xe94b_1ea4_6020_6184),
      Fixed(bytes: Array("付费搜索 · Paid Search".utf8), hash: 0x33f3_1f3c_0fbf_73dd),
      Fixed(bytes: (0..<256).map { UInt8($0) }, hash: 0xc0ee_6a2f_b3c4_e1ce),
    ])
  func fixedHash(_ c: Fixed) { #expect(FixedHash.hash(c.bytes) == c.hash) }
}
