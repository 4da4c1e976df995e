import Columns
import EventSchema

/// Codes of a text column's distinct values, with what is known about each: decided once per value.
struct TextColumn: Sendable {
  /// What stands for a code: the code itself, `absent`, or `badText`.
  static let absent: Int32 = -1
  static let badText: Int32 = -2

  var table = InternTable()
  private var meanings: ContiguousArray<Int32> = []
  /// Whether any code stands for something else than itself.
  private var hasMeanings = false
  let nulls: NullTexts

  init(nulls: NullTexts) { self.nulls = nulls }

  /// Fills `codes` with one code per row: -1 for absent, -2 for bytes that are not UTF-8. `rest` is room to
  /// work in.
  mutating func encode(
    _ cells: Span<Cell>, _ bytes: Span<UInt8>, into codes: inout ContiguousArray<Int32>,
    rest: inout ContiguousArray<UInt32>
  ) {
    table.intern(cells, bytes, into: &codes, rest: &rest)
    while meanings.count < table.count { classify(Int32(meanings.count)) }
    guard hasMeanings else { return }
    Self.translate(&codes, meanings.span)
  }

  private static func translate(_ codes: inout ContiguousArray<Int32>, _ meanings: Span<Int32>) {
    var out = codes.mutableSpan
    for row in 0..<out.count where out[row] >= 0 { out[row] = meanings[Int(out[row])] }
  }

  private mutating func classify(_ code: Int32) {
    let meaning = table.withBytes(of: code) { text in
      nulls.contains(text) ? Self.absent : BytePattern.isUTF8(text) ? code : Self.badText
    }
    if meaning != code { hasMeanings = true }
    meanings.append(meaning)
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
