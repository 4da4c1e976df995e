package import Columns

/// Why bytes are no encoding of a rollup.
package enum RollupFailure: Error, Equatable, Sendable {
  /// Another kind of rollup, or another version of its encoding.
  case wrongVersion
  case damaged(CanonicalDecoder.Failure)
}

/// What the encodings of all rollups have in common. A mark's first byte is the kind of rollup, its second the version.
extension CanonicalEncoder {
  init(mark: [UInt8]) {
    self.init()
    for byte in mark { write(byte: byte) }
  }
}

extension CanonicalDecoder {
  /// Reads what stands behind a rollup's mark, which must be all of the bytes.
  static func read(
    _ bytes: [UInt8], mark: [UInt8], _ body: (inout CanonicalDecoder) throws(Failure) -> Void
  ) throws(RollupFailure) {
    var decoder = CanonicalDecoder(bytes)
    do throws(Failure) {
      guard try [decoder.byte(), decoder.byte()] == mark else { throw .unexpected(offset: 0) }
      try body(&decoder)
      guard decoder.isAtEnd else { throw .unexpected(offset: decoder.offset) }
    } catch {
      throw error == .unexpected(offset: 0) ? .wrongVersion : .damaged(error)
    }
  }

  mutating func texts(_ count: Int) throws(Failure) -> [[UInt8]] {
    var texts: [[UInt8]] = []
    for _ in 0..<count { texts.append(try string()) }
    return texts
  }
}

extension [UInt8] {
  /// Whether a partition holds what has these bytes as its key; the only one of one holds all.
  func isIn(_ partition: Int, of count: Int) -> Bool {
    count == 1 || Int(truncatingIfNeeded: FixedHash.hash(self) >> 1) % count == partition
  }
}

extension PersonToken {
  /// Whether a partition holds the person; the only one of one holds all.
  func isIn(_ partition: Int, of count: Int) -> Bool {
    count == 1 || FirstByPerson.partition(of: self, count: count) == partition
  }
}
