/// Hashes that occur more than once.
package enum RepeatedHashes {
  /// Each of them once, in any order.
  ///
  /// Most hashes occur once: a bit for each, eight places apiece, tells these in a walk, and only what meets a bit that is
  /// set is sorted.
  package static func of(_ hashes: ContiguousArray<UInt64>) -> ContiguousArray<UInt64> {
    guard hashes.count > 1 else { return [] }
    // 64 bits a word.
    let words = 1 << (Int.bitWidth - (hashes.count / 8).leadingZeroBitCount)
    var bits = ContiguousArray<UInt64>(repeating: 0, count: words)
    var met: Set<UInt64> = []
    for hash in hashes {
      let place = Int(truncatingIfNeeded: hash >> 6) & (words - 1)
      let bit: UInt64 = 1 << (hash & 63)
      if bits[place] & bit != 0 { met.insert(hash) }
      bits[place] |= bit
    }
    guard !met.isEmpty else { return [] }
    let sorted = ContiguousArray(hashes.filter(met.contains)).sorted()
    var repeated: ContiguousArray<UInt64> = []
    for place in sorted.indices.dropFirst()
    where sorted[place] == sorted[place - 1] && repeated.last != sorted[place] {
      repeated.append(sorted[place])
    }
    return repeated
  }
}
