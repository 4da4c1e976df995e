import CByteScan
import Columns
import Testing
import TestSupport

/// Whole columns against one text, one pair, one person at a time.
@Suite("Columns at once") struct ColumnTests {
  static func texts(seed: Int) -> [[UInt8]] {
    var random = SeededRandom(seed)
    // Once so many that a table of them is a large one.
    if seed == 11 {
      return (0..<120_000).map { _ in Array(String(Int.random(in: 0...90_000, using: &random)).utf8) }
    }
    let known = (0..<60).map { _ in
      (0..<Int.random(in: 0...90, using: &random)).map { _ in UInt8.random(in: 97...99, using: &random) }
    }
    return (0..<3000).map { _ in known.randomElement(using: &random) ?? [] }
  }

  static func cells(_ texts: [[UInt8]]) -> (bytes: [UInt8], cells: [Cell]) {
    var bytes: [UInt8] = []
    var cells: [Cell] = []
    for text in texts {
      cells.append(Cell(start: UInt32(bytes.count), length: Int32(text.count)))
      bytes += text
    }
    return (bytes, cells)
  }

  @Test("a column of texts gets the codes that its texts get one by one", arguments: 0..<12)
  func interning(seed: Int) {
    let texts = Self.texts(seed: seed)
    let (bytes, cells) = Self.cells(texts)
    var table = InternTable()
    var codes: ContiguousArray<Int32> = []
    var rest: ContiguousArray<UInt32> = []
    // Twice: the second time every text is known.
    for _ in 0..<2 { table.intern(cells.span, bytes.span, into: &codes, rest: &rest) }
    var one = InternTable()
    let expected = texts.map { $0.isEmpty ? Int32(-1) : one.intern($0.span, 0, $0.count).code }
    #expect(Array(codes) == expected)
    #expect(table.count == one.count)
  }

  @Test("the lookup of processors without wide registers finds the same", arguments: 0..<11)
  func portable(seed: Int) {
    let texts = Self.texts(seed: seed).filter { !$0.isEmpty }
    let (bytes, cells) = Self.cells(texts)
    let distinct = Set(texts).sorted { $0.lexicographicallyPrecedes($1) }
    let secret: UInt64 = 0x1234_5678_9ABC_DEF0
    var slots = [UInt64](repeating: 0, count: 256)
    var ends: [UInt32] = []
    var arena: [UInt8] = []
    for (code, text) in distinct.enumerated() {
      arena += text
      ends.append(UInt32(arena.count))
      let hash = cbs_text_hash_portable(text, text.count, secret)
      var slot = Int(truncatingIfNeeded: hash) & 255
      while slots[slot] != 0 { slot = (slot + 1) & 255 }
      slots[slot] = (hash >> 32) << 32 | UInt64(code + 1)
    }
    var codes = [Int32](repeating: -7, count: cells.count + 1)
    let plain = cells.map { cbs_cell(start: $0.start, length: $0.length) } + [cbs_cell(start: 0, length: -1)]
    var rest = [UInt32](repeating: 0, count: cells.count + 1)
    let left = slots.withUnsafeBufferPointer { slots in
      ends.withUnsafeBufferPointer { ends in
        arena.withUnsafeBufferPointer { arena in
          var table = cbs_texts(
            slots: slots.baseAddress, mask: 255, ends: ends.baseAddress, arena: arena.baseAddress,
            secret: secret)
          return cbs_find_texts_portable(bytes, plain, plain.count, &table, &codes, &rest)
        }
      }
    }
    #expect(left == 0)
    #expect(codes.dropLast().map { distinct[Int($0)] } == texts)
    #expect(codes.last == -1)
  }

  @Test("a pair table gives every distinct pair one id, as a dictionary would", arguments: 0..<8)
  func pairs(seed: Int) {
    var random = SeededRandom(seed)
    var table = PairTable()
    var oracle: [SIMD2<Int32>: Int32] = [:]
    // Small second integers, wide ones, and more first ones than are remembered in front of the table.
    let (rows, columns): (Int32, Int32) = [(5, 3), (90, 900), (70_000, 20), (3, 6000)][seed % 4]
    for _ in 0..<20_000 {
      let a = Int32.random(in: -1...rows, using: &random)
      let b = Int32.random(in: -1...columns, using: &random)
      let id = table.id(a, b)
      #expect(id == oracle[SIMD2(a, b), default: Int32(oracle.count)])
      oracle[SIMD2(a, b)] = id
      #expect(table[id] == (a, b))
    }
    #expect(table.count == oracle.count)
  }

  @Test("a set of people holds what a plain set holds, however often people come back", arguments: 0..<4)
  func people(seed: Int) {
    var random = SeededRandom(seed)
    var set = PersonSet()
    var oracle: Set<PersonSet.Entry> = []
    let crowd = [200, 4000, 60_000, 1][seed % 4]
    for _ in 0..<80_000 {
      let person = UInt64.random(in: 1...UInt64(crowd), using: &random)
      let token = PersonToken(low: person &* 0x9E37_79B9_7F4A_7C15, high: person)
      let group = Int32.random(in: 0...2, using: &random)
      set.add(token, to: group)
      oracle.insert(.init(token: token, group: group))
    }
    var other = PersonSet()
    other.take(&set, renaming: [1, 1, 0])
    #expect(set.isEmpty)
    let expected = Set(
      oracle.map { PersonSet.Entry(token: $0.token, group: [1, 1, 0][Int($0.group)]) })
    other.settle()
    var found: [PersonSet.Entry] = []
    for partition in 0..<PersonSet.partitionCount { found += other.distinct(inPartition: partition) }
    #expect(found.count == expected.count)
    #expect(Set(found) == expected)
  }
}
