import Columns
import EventSchema

/// Codes of a text column's distinct values, with what is known about each: decided once per value.
struct TextColumn: Sendable {
  /// What stands for a code: the code itself, `absent`, or why the text is none.
  static let absent: Int32 = -1
  static let badText: Int32 = -2
  static let sheetError: Int32 = -3

  var table = InternTable()
  private var meanings: ContiguousArray<Int32> = []
  /// Whether any code stands for something else than itself.
  private var hasMeanings = false
  let nulls: NullTexts
  /// Set when nothing but these conditions matters of a text.
  private let conditions: PlainConditions?
  private let limit: Int
  /// Outcomes of conditions → the code of a text that has them.
  private var representatives: [UInt64: Int32] = [:]
  /// Those last asked for, by a few bits of the outcomes: a handful of combinations make nearly all texts.
  private var recent = ContiguousArray(repeating: (outcomes: UInt64(0), code: Self.absent), count: 64)
  private var outcomes: ContiguousArray<UInt64> = []
  private var unknown: ContiguousArray<UInt32> = []
  /// Batches to come whose texts are not looked up, because hardly one of the last batch was known.
  private var skips = 0

  /// So many distinct texts are kept where only their outcomes matter: a table that fits the cache.
  static let limit = 1 << 13
  private static let skipsAfterMisses = 31

  /// - Parameters:
  ///   - conditions: all that matters of a text. Beyond `limit` distinct texts, further ones get the code of
  ///     a text that meets the same conditions.
  init(nulls: NullTexts, conditions: PlainConditions? = nil, limit: Int = Self.limit) {
    self.nulls = nulls
    self.conditions = conditions
    self.limit = limit
  }

  /// Fills `codes` with one code per row: -1 for absent, -2 for bytes that are not UTF-8, -3 for a spreadsheet's
  /// error. `rest` is room to work in.
  mutating func encode(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
  ) {
    if let conditions, table.count >= limit {
      represent(cells, bytes, conditions, into: &codes, rest: &rest)
    } else {
      table.intern(cells, bytes, into: &codes, rest: &rest)
    }
    while meanings.count < table.count { classify(Int32(meanings.count)) }
    guard hasMeanings else { return }
    Self.translate(&codes, meanings.span)
  }

  /// Fills `codes` without adding texts for whose outcomes there is one already.
  private mutating func represent(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, _ conditions: PlainConditions,
    into codes: inout ContiguousArray<Int32>, rest: inout ContiguousArray<UInt32>
  ) {
    if skips > 0 {
      skips -= 1
      codes.resize(to: cells.count, filling: Self.absent)
      rest.removeAll(keepingCapacity: true)
      for row in 0..<cells.count {
        codes[row] = Self.absent
        if cells[row].length > 0 { rest.append(UInt32(row)) }
      }
    } else {
      table.lookUp(cells, bytes, into: &codes, rest: &rest)
      if rest.count * 8 > cells.count * 7 { skips = Self.skipsAfterMisses }
    }
    conditions.outcomes(
      of: rest.span, cells, bytes, closerLook: nulls.closerLook, into: &outcomes, rest: &unknown)
    var next = unknown.makeIterator()
    var left = next.next()
    for index in rest.indices {
      let row = Int(rest[index])
      let (start, length) = (Int(cells[row].start), Int(cells[row].length))
      if left == UInt32(index) {
        left = next.next()
        codes[row] = table.intern(bytes, start, length).code
        continue
      }
      let met = outcomes[index]
      let place = Int(truncatingIfNeeded: (met &* 0x9E37_79B9_7F4A_7C15) >> 58)
      if recent[place].code < 0 || recent[place].outcomes != met {
        let code = representatives[met] ?? table.intern(bytes, start, length).code
        representatives[met] = code
        recent[place] = (met, code)
      }
      codes[row] = recent[place].code
    }
  }

  /// The code of a text, adding it when it is new.
  mutating func code(of text: [UInt8]) -> Int32 {
    let code = table.intern(text.span, 0, text.count).code
    while meanings.count < table.count { classify(Int32(meanings.count)) }
    return meanings[Int(code)]
  }

  private static func translate(_ codes: inout ContiguousArray<Int32>, _ meanings: Span<Int32>) {
    var out = codes.mutableSpan
    for row in 0..<out.count where out[row] >= 0 { out[row] = meanings[Int(out[row])] }
  }

  private mutating func classify(_ code: Int32) {
    var meaning = table.withBytes(of: code) { text in
      if nulls.contains(text) { return Self.absent }
      if RejectReason.isSheetError(text, Cell(start: 0, length: Int32(text.count))) { return Self.sheetError }
      return BytePattern.isUTF8(text) ? code : Self.badText
    }
    // Blanks around a text are nobody's name: what is left has a code of its own, which is classified in its turn.
    if meaning == code, let inner = table.withBytes(of: code, { Self.padded($0) }) {
      let text = Array(table[code][inner])
      meaning = table.intern(text.span, 0, text.count).code
    }
    if meaning != code { hasMeanings = true }
    meanings.append(meaning)
  }

  /// Where a text stands between blanks; nil where there are none.
  private static func padded(_ text: Span<UInt8>) -> Range<Int>? {
    var (low, high) = (0, text.count)
    trim(text, &low, &high)
    return high - low < text.count ? low..<high : nil
  }
}

/// ASCII and no-break spaces off both ends.
func trimmed(_ bytes: [UInt8]) -> [UInt8] {
  var low = 0
  var high = bytes.count
  trim(bytes.span, &low, &high)
  return low == 0 && high == bytes.count ? bytes : Array(bytes[low..<high])
}

/// Moves `low` and `high` to leave out ASCII and no-break spaces at both ends.
func trim(_ bytes: Span<UInt8>, _ low: inout Int, _ high: inout Int) {
  func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  while low < high {
    if isSpace(bytes[low]) {
      low += 1
    } else if high - low >= 2, bytes[low] == 0xC2, bytes[low + 1] == 0xA0 {
      low += 2
    } else {
      break
    }
  }
  while low < high {
    if isSpace(bytes[high - 1]) {
      high -= 1
    } else if high - low >= 2, bytes[high - 2] == 0xC2, bytes[high - 1] == 0xA0 {
      high -= 2
    } else {
      break
    }
  }
}
