/// ZIP archives made by hand, so that each field can be wrong.
struct Zip {
  struct Member {
    var name: [UInt8]
    var bytes: [UInt8]
    /// As packed; nil stores the bytes as they are.
    var packed: [UInt8]?
    var flags: UInt16 = 0
    var method: UInt16?
    var checksum: UInt32?
    var size: Int?
    /// What the header before the member says; nil agrees with the directory.
    var localName: [UInt8]?
    var localMethod: UInt16?
    var localSize: Int?
    /// Offset of the header as the directory states it; nil is the true one.
    var offset: Int?
    var extra: [UInt8] = []
    var isLarge = false

    init(_ name: String, _ text: String) { self.init(name: Array(name.utf8), Array(text.utf8)) }
    init(name: [UInt8], _ bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
  }

  var members: [Member]
  var comment: [UInt8] = []
  var count: Int?
  var disk: UInt16 = 0
  var isLarge = false

  init(_ members: [Member]) { self.members = members }

  var bytes: [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let place = out.count
      let packed = member.packed ?? member.bytes
      let method = member.method ?? (member.packed == nil ? 0 : 8)
      let checksum = member.checksum ?? crc(member.bytes)
      let size = member.size ?? member.bytes.count
      let isLater = member.flags & 8 != 0
      let localName = member.localName ?? member.name
      out += [0x50, 0x4B, 3, 4] + two(20) + two(member.flags) + two(member.localMethod ?? method) + four(0)
      out += four(isLater ? 0 : Int(checksum)) + four(isLater ? 0 : packed.count)
      out += four(isLater ? 0 : member.localSize ?? size) + two(UInt16(localName.count)) + two(0) + localName
      out += packed
      if isLater { out += [0x50, 0x4B, 7, 8] + four(Int(checksum)) + four(packed.count) + four(size) }
      let offset = member.offset ?? place
      let extra =
        member.isLarge ? two(1) + two(24) + eight(size) + eight(packed.count) + eight(offset) : member.extra
      directory += [0x50, 0x4B, 1, 2] + two(45) + two(20) + two(member.flags) + two(method) + four(0)
      directory += four(Int(checksum)) + four(member.isLarge ? 0xFFFF_FFFF : packed.count)
      directory += four(member.isLarge ? 0xFFFF_FFFF : size) + two(UInt16(member.name.count))
      directory += two(UInt16(extra.count)) + two(0) + two(0) + two(0) + four(0)
      directory += four(member.isLarge ? 0xFFFF_FFFF : offset) + member.name + extra
    }
    let start = out.count
    let count = count ?? members.count
    out += directory
    if isLarge {
      let place = out.count
      out +=
        [0x50, 0x4B, 6, 6] + eight(44) + two(45) + two(45) + four(0) + four(0) + eight(count) + eight(count)
      out += eight(directory.count) + eight(start)
      out += [0x50, 0x4B, 6, 7] + four(0) + eight(place) + four(1)
    }
    let stated = isLarge ? 0xFFFF : count
    out += [0x50, 0x4B, 5, 6] + two(disk) + two(disk) + two(UInt16(stated)) + two(UInt16(stated))
    out += four(isLarge ? 0xFFFF_FFFF : directory.count) + four(isLarge ? 0xFFFF_FFFF : start)
    return out + two(UInt16(comment.count)) + comment
  }

  private func two(_ value: UInt16) -> [UInt8] { little(value) }
  private func four(_ value: Int) -> [UInt8] { little(UInt32(truncatingIfNeeded: value)) }
  private func eight(_ value: Int) -> [UInt8] { little(UInt64(value)) }

  private func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * T($0))) }
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  /// `zlib.compressobj(9, zlib.DEFLATED, -15)` over the text of `deflatedText`, from Python.
  static let deflatedText = String(repeating: "day,clicks\n2026-01-01,7\n", count: 3)
  static let deflated: [UInt8] = [
    0x4B, 0x49, 0xAC, 0xD4, 0x49, 0xCE, 0xC9, 0x4C, 0xCE, 0x2E, 0xE6, 0x32, 0x32, 0x30, 0x32, 0xD3, 0x35,
    0x30, 4, 0x22, 0x1D, 0x73, 0xAE, 0x14, 0x12, 0xC5, 1,
  ]
}
