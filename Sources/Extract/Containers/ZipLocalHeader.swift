import Columns

/// The header before a member's bytes. Readers that trust it and readers that trust the directory must not see
/// two different archives, so it has to agree.
enum ZipLocalHeader {
  private static let length = 30

  /// - Parameters:
  ///   - start: offset of the header.
  ///   - end: offset of the directory: all members stand before it.
  /// - Returns: The offset of the member's packed bytes.
  static func check(
    _ member: ZipArchive.Member, flags: Int, method: Int, rawName: [UInt8], at start: Int, end: Int,
    _ file: borrowing InputFile
  ) throws(InputError) -> Int {
    guard start <= end - length else { throw .zip(.damaged(offset: start), member: member.name) }
    var bytes: ContiguousArray<UInt8> = []
    try file.read(length, at: start, into: &bytes)
    let fields = ZipFields(bytes)
    guard fields.number(4, at: 0) == 0x0403_4B50, let ownFlags = fields.number(2, at: 6),
      let ownMethod = fields.number(2, at: 8), let checksum = fields.number(4, at: 14),
      let packedSize = fields.number(4, at: 18), let size = fields.number(4, at: 22),
      let nameLength = fields.number(2, at: 26), let extraLength = fields.number(2, at: 28)
    else { throw .zip(.damaged(offset: start), member: member.name) }
    let dataStart = start + length + nameLength + extraLength
    guard dataStart <= end, member.packedSize <= end - dataStart else {
      throw .zip(.damaged(offset: start), member: member.name)
    }
    var rest: ContiguousArray<UInt8> = []
    try file.read(nameLength + extraLength, at: start + length, into: &rest)
    var large = ZipLargeNumbers(Array(rest[nameLength...]))
    guard let realSize = large.real(size), let realPackedSize = large.real(packedSize) else {
      throw .zip(.damaged(offset: start), member: member.name)
    }
    // With bit 3 the numbers may stand behind the bytes instead, and be 0 here.
    let isLater = flags & 8 != 0
    func agrees(_ own: Int, _ stated: Int) -> Bool { own == stated || isLater && own == 0 }
    guard ownFlags & 0x2069 == flags & 0x2069, ownMethod == method,
      rest[..<nameLength].elementsEqual(rawName),
      agrees(checksum, Int(member.checksum)), agrees(realPackedSize, member.packedSize),
      agrees(realSize, member.size)
    else { throw .zip(.headersDisagree, member: member.name) }
    return dataStart
  }
}
