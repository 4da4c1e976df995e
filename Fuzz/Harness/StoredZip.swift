/// A ZIP archive of stored members with right checksums: what a fuzzer changes in them reaches the readers behind.
enum StoredZip {
  /// A workbook of parts that are parted by NUL: sheet, shared texts, styles, list of sheets.
  static func workbook(_ input: [UInt8]) -> [UInt8] {
    let parts = input.split(separator: 0, maxSplits: 3, omittingEmptySubsequences: false).map { Array($0) }
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    func relation(_ id: String, _ type: String, _ target: String) -> String {
      "<Relationship Id=\"\(id)\" Type=\"\(office)/\(type)\" Target=\"\(target)\"/>"
    }
    func relations(_ list: String) -> [UInt8] { Array("<Relationships>\(list)</Relationships>".utf8) }
    let list = "<workbook><sheets><sheet name=\"A\" id=\"r1\"/></sheets></workbook>"
    var members: [(String, [UInt8])] = [
      ("[Content_Types].xml", Array("<Types/>".utf8)),
      ("_rels/.rels", relations(relation("a", "officeDocument", "xl/workbook.xml"))),
      ("xl/workbook.xml", parts.count > 3 ? parts[3] : Array(list.utf8)),
      (
        "xl/_rels/workbook.xml.rels",
        relations(
          relation("r1", "worksheet", "s.xml") + relation("r2", "sharedStrings", "t.xml")
            + relation("r3", "styles", "f.xml"))
      ), ("xl/s.xml", parts[0]),
    ]
    if parts.count > 1 { members.append(("xl/t.xml", parts[1])) }
    if parts.count > 2 { members.append(("xl/f.xml", parts[2])) }
    return archive(members)
  }

  private static func archive(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let numbers = four(Int(checksum(bytes))) + four(bytes.count) + four(bytes.count) + two(name.utf8.count)
      directory +=
        [0x50, 0x4B, 1, 2] + two(20) + two(20) + two(0) + two(0) + four(0) + numbers + two(0) + two(0)
      directory += two(0) + two(0) + four(0) + four(out.count) + Array(name.utf8)
      out +=
        [0x50, 0x4B, 3, 4] + two(20) + two(0) + two(0) + four(0) + numbers + two(0) + Array(name.utf8) + bytes
    }
    return out + directory + [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(members.count) + two(members.count)
      + four(directory.count) + four(out.count) + two(0)
  }

  private static func two(_ value: Int) -> [UInt8] {
    (0..<2).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
  private static func four(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }
}
