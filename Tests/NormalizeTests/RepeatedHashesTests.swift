import TestSupport
import Testing

@testable import Normalize

@Suite("Hashes that occur more than once") struct RepeatedHashesTests {
  static let cases: [(hashes: [UInt64], repeated: [UInt64])] = [
    ([], []), ([7], []), ([7, 7], [7]), ([7, 7, 7], [7]), ([1, 2, 3], []), ([3, 1, 3, 2, 1], [1, 3]),
    // These share all bits that tell them apart at first.
    ([1, 1 | 1 << 40, 1 | 1 << 50], []), ([1, 1 | 1 << 40, 1], [1]),
  ]

  @Test("each is found once, and no other", arguments: cases)
  func few(_ example: (hashes: [UInt64], repeated: [UInt64])) {
    #expect(RepeatedHashes.of(.init(example.hashes)).sorted() == example.repeated)
  }

  @Test("of many they are those that counting one by one finds", arguments: 0..<20)
  func many(_ seed: Int) {
    var random = SeededRandom(seed)
    let hashes = (0..<Int.random(in: 2...3000, using: &random)).map { _ in
      UInt64.random(in: 0...4000, using: &random) &* 0x9E37_79B9_7F4A_7C15
    }
    var counts: [UInt64: Int] = [:]
    for hash in hashes { counts[hash, default: 0] += 1 }
    #expect(RepeatedHashes.of(.init(hashes)).sorted() == counts.filter { $0.value > 1 }.keys.sorted())
  }
}
