import CByteScan
import Columns
import Declarations
import Diagnostics
import EventSchema
import Testing
import TestSupport

@testable import Normalize

/// Conditions tried in C against `ChannelClassifier`, their slow twin.
@Suite("Conditions on many texts") struct PlainConditionsTests {
  static let parts = [
    "test", "rtg", "brand", "shop", "é", "É", "Бр", "БРЕНД", "бренд", "Ω", "ΣΑΣ", "ς", "Ấ", "ẞ", "ß", "İ",
    "a", "x", "—", "品牌", "e\u{301}", "か\u{3099}",
  ]

  /// Letters that C leaves: one that grows when it is folded, marks that melt with the letter before.
  static func isLeft(_ letter: Unicode.Scalar) -> Bool { ["ẞ", "\u{301}", "\u{3099}"].contains(letter) }

  /// Rules on campaigns whose conditions are of every plain kind.
  static func classifier() throws -> ChannelClassifier {
    let tests: [ChannelRules.Test] = [
      .contains(["test", "бр"]), .startsWith(["rtg", "ß"]), .endsWith(["shop", "é", "Σ"]),
      .equals(["brand", "x"]),
      .contains(["a", "ấ"]), .contains(["бренд", "ß"]), .equals(["Бренд"]), .isEmpty,
      .startsWith(["brand", "tt"]),
    ]
    let steps = tests.enumerated().map { index, test in
      ChannelRules.Step.rule(
        channel: "C\(index)", when: [.init(.campaign, test)], id: "\(index)",
        location: SourceLocation(file: "p.yaml"))
    }
    return try ChannelClassifier(rules: ChannelRules(name: "own", steps: steps), known: []) { _ in nil }
  }

  /// Texts of the conditions' parts and other letters, some of them cut inside a character.
  static func texts(_ seed: Int, count: Int = 600) -> [[UInt8]] {
    var random = SeededRandom(seed)
    return (0..<count).map { _ in
      var text: [UInt8] = []
      for _ in 0..<Int.random(in: 1...9, using: &random) {
        text += Array((parts.randomElement(using: &random) ?? "").utf8)
        if Bool.random(using: &random) { text.append(UInt8.random(in: 0x41...0x7A, using: &random)) }
      }
      if Int.random(in: 0..<12, using: &random) == 0 { text.removeLast() }
      if Int.random(in: 0..<30, using: &random) == 0 { text.insert(0xC3, at: text.count / 2) }
      if Int.random(in: 0..<30, using: &random) == 0 { text.insert(0x20, at: 0) }
      return text
    }
  }

  static func cells(_ texts: [[UInt8]]) -> (bytes: [UInt8], cells: [Cell]) {
    var bytes: [UInt8] = Array("12345678,".utf8)
    var cells: [Cell] = []
    for text in texts {
      cells.append(Cell(start: UInt32(bytes.count), length: Int32(text.count)))
      bytes += text + Array(",".utf8)
    }
    return (bytes, cells)
  }

  @Test(
    "texts meet the conditions that the rules say they meet; long and broken ones are left", arguments: 0..<20
  )
  func outcomes(seed: Int) throws {
    let classifier = try Self.classifier()
    let conditions = try #require(classifier.plainConditions(inDimension: 0))
    let texts = Self.texts(seed)
    let (bytes, cells) = Self.cells(texts)
    let look = NullTexts([]).closerLook
    let rows = texts.indices.map { UInt32($0) }
    var outcomes: ContiguousArray<UInt64> = []
    var rest: ContiguousArray<UInt32> = []
    conditions.outcomes(
      of: rows.span, cells.span, bytes.span, closerLook: look, into: &outcomes, rest: &rest)
    let left = Set(rest.map(Int.init))
    for (index, text) in texts.enumerated() {
      let isPlain =
        !text.isEmpty && text.count <= PlainConditions.longestPart && text.first != 0x20 && text.first != 0xC2
        && !String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: Self.isLeft)
        && String(validating: text, as: UTF8.self) != nil
      #expect(left.contains(index) == !isPlain, "\(text)")
      guard isPlain else { continue }
      let expected = classifier.outcomes(of: text, inDimension: 0).enumerated().reduce(UInt64(0)) {
        $0 | UInt64($1.element) << UInt64($1.offset)
      }
      #expect(outcomes[index] == expected, "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test("processors without AVX-512 find the same outcomes", arguments: 0..<8)
  func portable(seed: Int) throws {
    let (bytes, cells) = Self.cells(Self.texts(seed))
    let rows = cells.indices.map { UInt32($0) }
    let plain = cells.map { cbs_cell(start: $0.start, length: $0.length) }
    let look = Array(NullTexts([]).closerLook)
    let parts = ["test", "бренд", "shop", "x"].map { Array($0.utf8) }
    let kinds = [CBS_CONTAINS, CBS_STARTS, CBS_ENDS, CBS_EQUALS]
    typealias Run = (
      UnsafePointer<UInt8>?, UnsafePointer<cbs_cell>?, UnsafePointer<UInt32>?, Int,
      UnsafePointer<cbs_condition>?, Int, UnsafePointer<UInt8>?, UnsafePointer<UInt16>?,
      UnsafeMutablePointer<UInt64>?,
      UnsafeMutablePointer<UInt32>?
    ) -> Int
    func run(_ function: Run) -> ([UInt64], [UInt32]) {
      var outcomes = [UInt64](repeating: 0, count: cells.count)
      var rest = [UInt32](repeating: 0, count: cells.count)
      let arena = parts.flatMap { $0 }
      let left = arena.withUnsafeBufferPointer { arena in
        var conditions: [cbs_condition] = []
        var start = 0
        for (index, part) in parts.enumerated() {
          conditions.append(
            cbs_condition(
              part: arena.baseAddress.map { $0 + start }, length: UInt8(part.count),
              kind: UInt8(kinds[index]),
              bit: UInt8(index)))
          start += part.count
        }
        return function(
          bytes, plain, rows, rows.count, conditions, 4, look, CaseFolding.table, &outcomes, &rest)
      }
      return (outcomes, Array(rest[..<left]))
    }
    let (fast, slow) = (run(cbs_outcomes), run(cbs_outcomes_portable))
    #expect(fast.0 == slow.0)
    #expect(fast.1 == slow.1)
    #expect(fast.0.contains { $0 != 0 })
  }

  @Test("UTF-8 is what Swift's strings accept, cut and mixed at every place", arguments: 0..<30)
  func utf8(seed: Int) {
    var random = SeededRandom(seed)
    let pieces: [[UInt8]] = [
      [0x41], [0xC3, 0xA9], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x98, 0x80], [0xED, 0x9F, 0xBF],
      [0xED, 0xA0, 0x80],
      [0xE0, 0x80, 0x80], [0xC0, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF8], [0x80],
      [0xF0, 0x80, 0x80, 0x80], [0xE0, 0xA0, 0x80], [0xC1, 0xBF], [0xF5, 0x80], [0xC2, 0x80],
      [0xEF, 0xBF, 0xBF],
    ]
    for _ in 0..<2000 {
      var text: [UInt8] = []
      let valid = Int.random(in: 0..<3, using: &random) == 0
      for _ in 0..<Int.random(in: 1...24, using: &random) {
        text += pieces[valid ? Int.random(in: 0..<5, using: &random) : Int.random(in: 0..<18, using: &random)]
      }
      if Bool.random(using: &random) {
        text.removeLast(Int.random(in: 0..<min(3, text.count), using: &random))
      }
      let expected = String(validating: text, as: UTF8.self) != nil
      #expect((cbs_is_utf8(text, text.count) != 0) == expected, "\(text)")
    }
  }

  @Test(
    "a column with more texts than are kept stands for them by texts with the same outcomes", arguments: 0..<6
  )
  func represents(seed: Int) throws {
    let classifier = try Self.classifier()
    let limit = 8
    var column = TextColumn(
      nulls: NullTexts(["x"]), conditions: classifier.plainConditions(inDimension: 0), limit: limit)
    var short = 0
    var left: Set<[UInt8]> = []
    for batch in 0..<80 {
      let texts = Self.texts(seed * 100 + batch, count: 40)
      let (bytes, cells) = Self.cells(texts)
      var codes: ContiguousArray<Int32> = []
      var rest: ContiguousArray<UInt32> = []
      column.encode(cells.span, bytes.span, into: &codes, rest: &rest)
      for (text, code) in zip(texts, codes) {
        let isText = String(validating: text, as: UTF8.self) != nil
        if trimmed(text).isEmpty || trimmed(text) == Array("x".utf8) {
          #expect(code == TextColumn.absent)
        } else if !isText {
          #expect(code == TextColumn.badText)
        } else {
          #expect(
            classifier.outcomes(of: column.table[code], inDimension: 0)
              == classifier.outcomes(of: trimmed(text), inDimension: 0))
          if text.count <= PlainConditions.longestPart, text.first != 0x20, text.first != 0xC2,
            text.last != 0xA0, text == trimmed(text),
            !String(decoding: text, as: UTF8.self).unicodeScalars.contains(where: Self.isLeft)
          {
            short += 1
          } else {
            left.insert(text)
          }
        }
      }
    }
    // Without the limit there would be one entry per text: most of them differ.
    #expect(column.table.count - left.count < short / 2)
  }
}
