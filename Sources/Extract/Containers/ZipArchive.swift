import Columns

/// The directory of a ZIP archive (APPNOTE.TXT 6.3.10): what its members are and where their bytes stand.
///
/// The directory at the end is what counts; the header before each member must say the same. Whatever this
/// reader does not take makes the whole archive unreadable, so that no member is lost silently: encryption,
/// methods other than stored and deflate, several disks, members that share bytes, names that lead out.
package struct ZipArchive: Sendable {
  package struct Member: Sendable, Hashable {
    package var name: String
    /// Deflated; else stored as it is.
    package var isDeflated: Bool
    package var checksum: UInt32
    package var packedSize: Int
    package var size: Int
    /// Offset of the packed bytes.
    package var dataStart = 0

    package var isFolder: Bool { name.hasSuffix("/") }
  }

  /// In the directory's order.
  package private(set) var members: [Member] = []

  /// No directory of so many bytes describes the members that are read.
  private static let directoryLimit = 16 << 20

  /// Where each name stands in the directory.
  private var places: [String: Int] = [:]

  package func member(_ name: String) -> Member? { places[name].map { members[$0] } }

  /// Reads and checks the directory and all members' headers; unpacks nothing.
  package init(_ file: borrowing InputFile, limits: ByteStream.Limits = .standard) throws(InputError) {
    let end = try EndRecord(file)
    guard end.count <= limits.members else { throw .zip(.tooManyMembers(limit: limits.members), member: nil) }
    guard end.size <= Self.directoryLimit, end.start + end.size <= end.position else {
      throw .zip(.damaged(offset: end.position), member: nil)
    }
    var bytes: ContiguousArray<UInt8> = []
    try file.read(end.size, at: end.start, into: &bytes)
    var reader = ZipFields(bytes)
    var headers: [(flags: Int, method: Int, rawName: [UInt8], start: Int)] = []
    for _ in 0..<end.count {
      let at = end.start + reader.position
      guard let entry = try DirectoryEntry(&reader, at: at) else {
        throw .zip(.damaged(offset: at), member: nil)
      }
      headers.append((entry.flags, entry.method, entry.rawName, entry.headerStart))
      members.append(entry.member)
    }
    guard reader.position == end.size else {
      throw .zip(.damaged(offset: end.start + reader.position), member: nil)
    }
    try checkNames()
    try checkSizes(limits)
    for index in members.indices {
      let header = headers[index]
      members[index].dataStart = try ZipLocalHeader.check(
        members[index], flags: header.flags, method: header.method, rawName: header.rawName, at: header.start,
        end: end.start, file)
    }
    try checkOverlaps(headers.map(\.start))
  }

  private mutating func checkNames() throws(InputError) {
    for (place, member) in members.enumerated() {
      guard ZipNames.isSafe(member.name) else { throw .zip(.unsafeName, member: member.name) }
      guard places.updateValue(place, forKey: member.name) == nil else {
        throw .zip(.sameName, member: member.name)
      }
    }
  }

  /// What the members claim to unpack to; what they do unpack to is checked against it.
  private func checkSizes(_ limits: ByteStream.Limits) throws(InputError) {
    var total = 0
    for member in members {
      let (sum, overflow) = total.addingReportingOverflow(member.size)
      total = sum
      if overflow || total > limits.unpackedBytes {
        throw .unpacksTooLarge(limitInBytes: limits.unpackedBytes)
      }
      if member.size > limits.ratioGraceBytes, member.size / limits.ratio > member.packedSize {
        throw .unpacksSuspiciously(ratio: limits.ratio)
      }
    }
  }

  private func checkOverlaps(_ starts: [Int]) throws(InputError) {
    let ranges = zip(starts, members).map { start, member in
      (start: start, end: member.dataStart + member.packedSize, name: member.name)
    }.sorted { $0.start < $1.start }
    for (before, after) in zip(ranges, ranges.dropFirst()) where after.start < before.end {
      throw .zip(.overlapping, member: after.name)
    }
  }
}

/// Little-endian numbers in bytes.
struct ZipFields {
  let bytes: ContiguousArray<UInt8>
  var position = 0

  init(_ bytes: ContiguousArray<UInt8>) { self.bytes = bytes }

  /// A number of 2, 4 or 8 bytes at a place; nil beyond the end or beyond `Int`.
  func number(_ width: Int, at place: Int) -> Int? {
    guard place >= 0, width <= bytes.count, place <= bytes.count - width else { return nil }
    var value: UInt64 = 0
    for i in 0..<width { value |= UInt64(bytes[place + i]) << (8 * UInt64(i)) }
    return Int(exactly: value)
  }

  /// The next bytes; nil beyond the end.
  mutating func take(_ count: Int) -> [UInt8]? {
    guard count >= 0, count <= bytes.count - position else { return nil }
    defer { position += count }
    return Array(bytes[position..<(position + count)])
  }
}

/// Where the directory stands, as the end of the archive tells.
private struct EndRecord {
  var count: Int
  var size: Int
  var start: Int
  /// Offset of the record: nothing of the directory stands behind it.
  var position: Int

  private static let length = 22
  private static let longestComment = 0xFFFF

  init(_ file: borrowing InputFile) throws(InputError) {
    var tail: ContiguousArray<UInt8> = []
    let tailStart = max(0, file.size - Self.length - Self.longestComment)
    try file.read(file.size - tailStart, at: tailStart, into: &tail)
    let fields = ZipFields(tail)
    // The comment reaches exactly to the end of the file.
    var place = tail.count - Self.length
    var another: Int?
    while place >= 0 {
      if fields.number(4, at: place) == 0x0605_4B50 {
        let behind = tail.count - place - Self.length
        if fields.number(2, at: place + 20) == behind { break }
        another = another ?? place + Self.length
      }
      place -= 1
    }
    if place < 0, let another { throw .zip(.moreBehind(offset: tailStart + another), member: nil) }
    guard place >= 0, let disk = fields.number(2, at: place + 4), let first = fields.number(2, at: place + 6),
      let here = fields.number(2, at: place + 8), let count = fields.number(2, at: place + 10),
      let size = fields.number(4, at: place + 12), let start = fields.number(4, at: place + 16)
    else { throw .zip(.truncated, member: nil) }
    (self.count, self.size, self.start, position) = (count, size, start, tailStart + place)
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF, try readLargeRecord(file) { return }
    guard disk == 0, first == 0, here == count else { throw .zip(.severalDisks, member: nil) }
  }

  /// Reads the record of ZIP64 that the locator before this one points to.
  ///
  /// - Returns: false when there is none, and the numbers are what they are.
  private mutating func readLargeRecord(_ file: borrowing InputFile) throws(InputError) -> Bool {
    var bytes: ContiguousArray<UInt8> = []
    guard position >= 20 else { return false }
    try file.read(20, at: position - 20, into: &bytes)
    var fields = ZipFields(bytes)
    guard fields.number(4, at: 0) == 0x0706_4B50 else { return false }
    guard fields.number(4, at: 4) == 0, fields.number(4, at: 16) == 1 else {
      throw .zip(.severalDisks, member: nil)
    }
    guard let place = fields.number(8, at: 8), place <= position - 20 - 56 else {
      throw .zip(.damaged(offset: position - 20), member: nil)
    }
    bytes.removeAll()
    try file.read(56, at: place, into: &bytes)
    fields = ZipFields(bytes)
    guard fields.number(4, at: 0) == 0x0606_4B50, let here = fields.number(8, at: 24),
      let count = fields.number(8, at: 32), let size = fields.number(8, at: 40),
      let start = fields.number(8, at: 48),
      size <= place, start <= place
    else { throw .zip(.damaged(offset: place), member: nil) }
    guard fields.number(4, at: 16) == 0, fields.number(4, at: 20) == 0, here == count else {
      throw .zip(.severalDisks, member: nil)
    }
    (self.count, self.size, self.start, position) = (count, size, start, place)
    return true
  }
}

/// One entry of the directory.
private struct DirectoryEntry {
  var member: ZipArchive.Member
  var flags: Int
  var method: Int
  var rawName: [UInt8]
  var headerStart: Int

  /// Nil when the bytes are no entry.
  init?(_ reader: inout ZipFields, at offset: Int) throws(InputError) {
    let base = reader.position
    guard reader.number(4, at: base) == 0x0201_4B50, let flags = reader.number(2, at: base + 8),
      let method = reader.number(2, at: base + 10), let checksum = reader.number(4, at: base + 16),
      let packedSize = reader.number(4, at: base + 20), let size = reader.number(4, at: base + 24),
      let nameLength = reader.number(2, at: base + 28), let extraLength = reader.number(2, at: base + 30),
      let commentLength = reader.number(2, at: base + 32), let disk = reader.number(2, at: base + 34),
      let start = reader.number(4, at: base + 42), reader.take(46) != nil,
      let rawName = reader.take(nameLength), let extra = reader.take(extraLength),
      reader.take(commentLength) != nil, let name = ZipNames.text(rawName, saysUTF8: flags & 0x800 != 0)
    else { return nil }
    var large = ZipLargeNumbers(extra)
    guard let realSize = large.real(size), let realPackedSize = large.real(packedSize),
      let realStart = large.real(start)
    else { return nil }
    // Encrypted, strongly encrypted, its directory encrypted; patch data.
    guard flags & 0x2061 == 0 else { throw .zip(.encrypted, member: name) }
    guard method == 0 || method == 8 else { throw .zip(.method(method), member: name) }
    guard disk == 0 || disk == 0xFFFF else { throw .zip(.severalDisks, member: nil) }
    guard method == 8 || realSize == realPackedSize else { throw .zip(.headersDisagree, member: name) }
    member = ZipArchive.Member(
      name: name, isDeflated: method == 8, checksum: UInt32(truncatingIfNeeded: checksum),
      packedSize: realPackedSize, size: realSize)
    self.flags = flags
    self.method = method
    self.rawName = rawName
    headerStart = realStart
  }
}

/// The numbers of a ZIP64 extra field, in the order in which the plain fields say "look there".
struct ZipLargeNumbers {
  private var rest: ZipFields?

  init(_ extra: [UInt8]) {
    let fields = ZipFields(ContiguousArray(extra))
    var place = 0
    while let kind = fields.number(2, at: place), let length = fields.number(2, at: place + 2) {
      if kind == 1, place + 4 + length <= extra.count {
        rest = ZipFields(ContiguousArray(extra[(place + 4)..<(place + 4 + length)]))
        return
      }
      place += 4 + length
    }
  }

  /// The number itself, or what stands for it in the extra field; nil when that lacks it.
  mutating func real(_ plain: Int) -> Int? {
    guard plain == 0xFFFF_FFFF, var fields = rest else { return plain }
    guard let number = fields.number(8, at: fields.position) else { return nil }
    fields.position += 8
    rest = fields
    return number
  }
}
