import Columns

/// What takes the parts of a key, one after the other: one walk, a quick hash or an exact one.
protocol KeySink {
  mutating func add(_ value: UInt64)
  mutating func add(_ bytes: Span<UInt8>, _ start: Int, _ count: Int)
}

/// A hash that costs little. Whoever makes two keys share it makes files be read again, no more.
struct QuickHash: KeySink {
  private(set) var hash: UInt64 = 0

  mutating func add(_ value: UInt64) {
    hash = FixedHash.fold(hash ^ value, 0x9E37_79B9_7F4A_7C15) ^ value
  }

  mutating func add(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) {
    add(FixedHash.hash(bytes, start, count))
  }
}

/// The parts one behind the other, texts with their lengths, so that no two keys have the same bytes.
struct KeyBytes: KeySink {
  var bytes: ContiguousArray<UInt8> = []

  mutating func add(_ value: UInt64) {
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value &>> UInt64(shift &* 8))) }
  }

  mutating func add(_ text: Span<UInt8>, _ start: Int, _ count: Int) {
    add(UInt64(truncatingIfNeeded: count))
    for place in start..<(start + count) { bytes.append(text[place]) }
  }
}

/// A hash of what identifies a record, for finding records that may be stated more than once: 48 bits of the key,
/// 16 of the day that stands beside it.
package struct QuickKey: Sendable {
  /// The bits of the key alone.
  package static func id(_ hash: UInt64) -> UInt64 { hash & ~0xFFFF }

  static func hash(_ key: UInt64, day: Int32) -> UInt64 {
    id(key) | UInt64(UInt16(truncatingIfNeeded: day))
  }
}

/// Stand-ins for the texts of a column, equal where the texts are canonically equivalent (é as one letter, or as e and
/// an accent), spaces around them left out: made once per distinct text.
///
/// Swift compares and hashes strings so. Its hashes differ from process to process: these decide what is equal within
/// a run, and never an order, a partition or a byte of output.
struct ComposedTexts: Sendable {
  private(set) var hashes: ContiguousArray<(UInt64, UInt64)> = []

  /// - Parameter name: the one name of what a text names, whatever its spelling.
  mutating func extend(_ table: InternTable, name: ([UInt8]) -> [UInt8] = { $0 }) {
    while hashes.count < table.count {
      let text = String(decoding: trimmed(name(trimmed(table[Int32(hashes.count)]))), as: UTF8.self)
      hashes.append((Self.hash(text, 0), Self.hash(text, 1)))
    }
  }

  private static func hash(_ text: String, _ seed: UInt8) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(seed)
    hasher.combine(text)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
