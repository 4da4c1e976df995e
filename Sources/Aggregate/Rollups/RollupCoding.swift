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

extension Sequence {
  /// What of the elements a partition holds, which the bytes of their keys decide for ever, sorted by these; the only
  /// partition of one holds all.
  func inPartition(
    _ partition: Int, of count: Int, by bytes: (Element) -> [UInt8]
  ) -> [(element: Element, bytes: [UInt8])] {
    map { (element: $0, bytes: bytes($0)) }
      .filter { count == 1 || Int(truncatingIfNeeded: FixedHash.hash($0.bytes) >> 1) % count == partition }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }
}

extension PersonToken {
  /// Whether a partition holds the person; the only one of one holds all.
  func isIn(_ partition: Int, of count: Int) -> Bool {
    count == 1 || FirstByPerson.partition(of: self, count: count) == partition
  }
}
