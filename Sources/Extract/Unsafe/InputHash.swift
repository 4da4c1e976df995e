import CXXHash

/// The content hash of a file: XXH3-128 over the XXH3-128 digests of its 1 MiB blocks, in order.
///
///     file    | block 0 | block 1 | … | rest |     1_048_576 bytes each
///     leaves  | 16 B    | 16 B    | … | 16 B |     canonical (big-endian) XXH3-128
///     root    xxh3: + hex of XXH3-128 over the leaves
///
/// Blocks can be hashed by different threads. A file of no bytes has no leaves.
package enum ContentHash {
  /// Bytes per leaf, except the last.
  package static let blockSize = 1 << 20

  /// The canonical digest of one block, 16 bytes: the high half first, each half big-endian.
  package typealias Leaf = [UInt8]

  /// - Parameter bytes: A block: 1 MiB, or what is left at the end of the file.
  package static func leaf(_ bytes: UnsafeRawBufferPointer) -> Leaf {
    let hash = sluice_xxh3_128(bytes.baseAddress, bytes.count)
    return [hash.high64, hash.low64].flatMap { half in
      (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
    }
  }

  package static func leaf(_ bytes: Span<UInt8>) -> Leaf {
    // The pointer does not leave the closure.
    bytes.withUnsafeBytes { leaf($0) }
  }

  package static func leaf(_ bytes: borrowing ContiguousArray<UInt8>, _ range: Range<Int>) -> Leaf {
    leaf(bytes.span.extracting(range))
  }

  /// - Returns: `xxh3:` and 32 hexadecimal digits.
  package static func root(_ leaves: [Leaf]) -> String {
    let digest = ContiguousArray(leaves.joined()).span.withUnsafeBytes { leaf($0) }
    let digits = Array("0123456789abcdef".utf8)
    let hex = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return "xxh3:" + String(decoding: hex, as: UTF8.self)
  }
}

/// Hashes a file that is read from the front, in pieces of any size.
package struct ContentHasher: Sendable {
  private var leaves: [ContentHash.Leaf] = []
  private var pending: ContiguousArray<UInt8> = []

  package init() {}

  package mutating func update(_ bytes: Span<UInt8>) {
    var at = 0
    while at < bytes.count {
      let count = min(ContentHash.blockSize - pending.count, bytes.count - at)
      let piece = bytes.extracting(at..<(at + count))
      at += count
      if pending.isEmpty, count == ContentHash.blockSize {
        leaves.append(ContentHash.leaf(piece))
        continue
      }
      // The pointer does not leave the closure.
      piece.withUnsafeBufferPointer { pending.append(contentsOf: $0) }
      if pending.count == ContentHash.blockSize { closeBlock() }
    }
  }

  private mutating func closeBlock() {
    leaves.append(ContentHash.leaf(pending.span))
    pending.removeAll(keepingCapacity: true)
  }

  /// The hash of everything so far.
  package consuming func finish() -> String {
    if !pending.isEmpty { closeBlock() }
    return ContentHash.root(leaves)
  }
}
