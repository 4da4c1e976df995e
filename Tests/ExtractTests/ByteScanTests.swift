import CByteScan
import Testing
import TestSupport

/// The vector paths of the byte scan against their scalar twins, on every length and alignment.
@Suite("Byte scan") struct ByteScanTests {
  struct Found: Equatable {
    var separators: [UInt32]
    var rowEnds: [UInt32]
    var escapes: [UInt32]
    var inside: UInt64
    var stray: UInt64
  }

  /// Runs one path over pieces of the bytes; nil where the processor lacks it.
  static func scan(_ bytes: ArraySlice<UInt8>, path: String, inside: Bool, pieces: Int) -> Found? {
    let room = bytes.count + 17
    var separators = [UInt32](repeating: 0, count: room)
    var rowEnds = separators
    var escapes = separators
    var state = cbs_state()
    state.inside = inside ? 1 : 0
    state.previous = 1
    var ran = true
    separators.withUnsafeMutableBufferPointer { separators in
      rowEnds.withUnsafeMutableBufferPointer { rowEnds in
        escapes.withUnsafeMutableBufferPointer { escapes in
          bytes.withUnsafeBufferPointer { bytes in
            var index = cbs_index(
              separators: separators.baseAddress, row_ends: rowEnds.baseAddress, escapes: escapes.baseAddress)
            for piece in 0..<pieces {
              let start = bytes.count * piece / pieces
              let end = bytes.count * (piece + 1) / pieces
              guard let base = bytes.baseAddress, start < end else { continue }
              ran =
                cbs_scan_with(path, base + start, end - start, UInt32(start), 0x2C, 0x0A, &state, &index) == 1
                && ran
            }
          }
        }
      }
    }
    guard ran else { return nil }
    return Found(
      separators: Array(separators[..<state.count]), rowEnds: Array(rowEnds[..<state.rows]),
      escapes: Array(escapes[..<state.escapes]), inside: state.inside, stray: state.stray == 0 ? 0 : 1)
  }

  /// Bytes that matter, often next to each other.
  static func text(seed: Int) -> [UInt8] {
    var random = SeededRandom(seed)
    let letters = Array("\"\",,\n\nab\r".utf8)
    return (0..<Int.random(in: 0...700, using: &random)).map { _ in
      seed % 3 == 0 ? UInt8.random(in: 0...255, using: &random) : letters.randomElement(using: &random) ?? 0
    }
  }

  @Test("every vector path finds what the scalar twin finds", arguments: 0..<60)
  func paths(seed: Int) {
    let text = Self.text(seed: seed)
    var compared = 0
    for skip in 0..<min(4, text.count + 1) {
      for inside in [false, true] {
        let expected = Self.scan(text[skip...], path: "scalar", inside: inside, pieces: 1)
        for path in ["avx512", "avx2", "sse2", "neon"] {
          for pieces in [1, 3] {
            guard let found = Self.scan(text[skip...], path: path, inside: inside, pieces: pieces) else {
              continue
            }
            compared += 1
            #expect(found == expected, "\(path), \(pieces) pieces, from byte \(skip)")
          }
        }
      }
    }
    #if arch(x86_64) || arch(arm64)
      #expect(compared > 0 || text.isEmpty, "no vector path ran")
    #endif
  }

  @Test("a survey counts quotes, line breaks and NUL bytes as a loop would", arguments: 0..<40)
  func surveys(seed: Int) {
    var random = SeededRandom(seed)
    // Long enough for a lane's counter to run over, were it not emptied in time.
    let text = (0..<Int.random(in: 0...20_000, using: &random)).map { _ in
      seed % 2 == 0 ? UInt8(0x22) : [0, 0x0A, 0x22, 0x61].randomElement(using: &random) ?? 0
    }
    var fast = cbs_counts()
    cbs_survey(text, text.count, 0x0A, &fast)
    #expect(Int(fast.quotes) == text.count { $0 == 0x22 })
    #expect(Int(fast.line_breaks) == text.count { $0 == 0x0A })
    #expect(Int(fast.zeros) == text.count { $0 == 0 })
  }
}
