import Columns
import Testing
import TestSupport

@Suite("Tables") struct TableTests {
  @Test("an intern table gives every distinct string one code, as a dictionary would", arguments: 0..<10)
  func interning(seed: Int) {
    var random = SeededRandom(seed)
    var table = InternTable(capacity: 1)
    var oracle: [[UInt8]: Int32] = [:]
    for _ in 0..<5_000 {
      let length = Int.random(in: 0...20, using: &random)
      // Few letters, so that strings repeat, and zero bytes, which padding must not swallow.
      let bytes = (0..<length / 5).map { _ in UInt8.random(in: 0...3, using: &random) }
      let (code, isNew) = table.intern(bytes.span, 0, bytes.count)
      #expect(isNew == (oracle[bytes] == nil))
      #expect(code == oracle[bytes, default: Int32(oracle.count)])
      oracle[bytes] = code
    }
    #expect(table.count == oracle.count)
    for (bytes, code) in oracle {
      #expect(table[code] == bytes)
      #expect(table.code(of: bytes) == code)
    }
    #expect(table.code(of: [9, 9]) == nil)
  }

  @Test("texts that differ only in normalisation stay two")
  func normalisation() {
    var table = InternTable()
    #expect(table.intern("é") != table.intern("e\u{301}"))
    #expect(table.text(1) == "e\u{301}")
  }

  @Test("a tuple table gives every distinct tuple one id, as a dictionary would", arguments: 0..<10)
  func tuples(seed: Int) {
    var random = SeededRandom(seed)
    let width = seed % 5 + 1
    var table = TupleTable(width: width)
    var oracle: [[Int64]: Int32] = [:]
    for _ in 0..<5_000 {
      let tuple = (0..<width).map { _ in
        Int64.random(in: -4...4, using: &random) << Int64.random(in: 0...1, using: &random) * 40
      }
      let (id, isNew) = table.intern(tuple.span)
      #expect(isNew == (oracle[tuple] == nil))
      #expect(id == oracle[tuple, default: Int32(oracle.count)])
      oracle[tuple] = id
    }
    #expect(table.count == oracle.count)
    for (tuple, id) in oracle {
      #expect((0..<width).map { table.element($0, of: Int(id)) } == tuple)
    }
  }
}
