import Columns

/// One member of a ZIP archive, read from the front.
///
/// Nothing read from it counts until `read` has returned 0: only then do length and checksum agree.
struct ZipMemberReader: ~Copyable {
  private static let pieceSize = 64 << 10

  private let member: ZipArchive.Member
  private var inflater: DeflateInflater?
  private var input: ContiguousArray<UInt8> = []
  private var inputStart = 0
  /// Packed bytes taken from the file.
  private var taken = 0
  /// Unpacked bytes given.
  private var given = 0
  private var checksum = Checksum32()

  init(_ member: ZipArchive.Member) throws(InputError) {
    self.member = member
    guard member.isDeflated else { return }
    do throws(DeflateInflater.Problem) { inflater = try DeflateInflater() } catch {
      throw .zip(.damaged(offset: member.dataStart), member: member.name)
    }
  }

  /// Appends unpacked bytes.
  ///
  /// - Returns: How many; 0 only at the end of the member, which is then known to be whole.
  mutating func read(
    from file: borrowing InputFile, into out: inout ContiguousArray<UInt8>, maximum: Int
  ) throws(InputError) -> Int {
    let before = out.count
    while out.count - before < maximum, try step(file, &out, maximum - (out.count - before)) {}
    let count = out.count - before
    checksum.update(out.span.extracting(before...))
    if count == 0 {
      guard given == member.size else { throw .zip(.wrongLength, member: member.name) }
      guard checksum.value == member.checksum else { throw .zip(.wrongChecksum, member: member.name) }
    }
    return count
  }

  /// - Returns: false at the end of the member.
  private mutating func step(
    _ file: borrowing InputFile, _ out: inout ContiguousArray<UInt8>, _ maximum: Int
  ) throws(InputError) -> Bool {
    if inflater == nil {
      let count = min(member.packedSize - taken, maximum, Self.pieceSize)
      guard count > 0 else { return false }
      try file.read(count, at: member.dataStart + taken, into: &out)
      taken += count
      given += count
      return true
    }
    let isFinished = inflater?.isFinished ?? true
    if isFinished {
      // Bytes behind the packed text would be read by nobody.
      guard taken == member.packedSize, inputStart == input.count else { throw damaged }
      return false
    }
    if inputStart == input.count, !(inflater?.holdsMore ?? false) {
      let count = min(member.packedSize - taken, Self.pieceSize)
      guard count > 0 else { throw damaged }
      input.removeAll(keepingCapacity: true)
      inputStart = 0
      try file.read(count, at: member.dataStart + taken, into: &input)
      taken += count
    }
    let before = out.count
    do throws(DeflateInflater.Problem) {
      // A second reference, not a copy: the input is not changed meanwhile.
      let input = self.input
      inputStart += try inflater?.step(input.span.extracting(inputStart...), into: &out) ?? 0
    } catch {
      throw damaged
    }
    given += out.count - before
    if given > member.size { throw .zip(.wrongLength, member: member.name) }
    return true
  }

  private var damaged: InputError {
    .zip(.damaged(offset: member.dataStart + taken - (input.count - inputStart)), member: member.name)
  }
}
