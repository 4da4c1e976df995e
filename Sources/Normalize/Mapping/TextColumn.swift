import Columns
import EventSchema

/// Codes of a text column's distinct values, with what is known about each: decided once per value.
struct TextColumn: Sendable {
  /// What stands for a code: the code itself, `absent`, or `badText`.
  static let absent: Int32 = -1
  static let badText: Int32 = -2

  var table = InternTable()
  private var meanings: ContiguousArray<Int32> = []
  let nulls: NullTexts

  init(nulls: NullTexts) { self.nulls = nulls }

  /// Fills `codes` with one code per row: -1 for absent, -2 for bytes that are not UTF-8.
  mutating func encode(_ batch: borrowing RecordBatch, column: Int, into codes: inout ContiguousArray<Int32>)
  {
    let count = batch.count
    codes.resize(to: count, filling: 0)
    let columnCells = batch.columns[column]
    let cells = columnCells.span
    let block = batch.bytes
    let bytes = block.span
    var out = codes.mutableSpan
    // Columns such as the currency hold the same few letters row after row.
    var lastWord: UInt64 = 0
    var lastLength: Int32 = 0
    var lastCode = Self.absent
    for row in 0..<count {
      let cell = cells[row]
      guard cell.length > 0 else {
        out[row] = Self.absent
        continue
      }
      let word = ShortText.word(bytes, cell)
      if let word, word == lastWord, cell.length == lastLength {
        out[row] = lastCode
        continue
      }
      let (code, isNew) = table.intern(bytes, Int(cell.start), Int(cell.length))
      if isNew { classify(code) }
      let meaning = meanings[Int(code)]
      out[row] = meaning
      if let word {
        lastWord = word
        lastLength = cell.length
        lastCode = meaning
      }
    }
  }

  @inline(never)
  private mutating func classify(_ code: Int32) {
    let text = table[code]
    if nulls.contains(text: text) {
      meanings.append(Self.absent)
    } else {
      meanings.append(isValidUTF8(text) ? code : Self.badText)
    }
  }
}

/// A text of up to eight bytes as one number.
enum ShortText {
  /// The cell's bytes at the high end, zeros below; nil when they are too many, or stand so near the
  /// start of the block that eight bytes can't be loaded.
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, _ cell: Cell) -> UInt64? {
    let end = Int(cell.start) &+ Int(cell.length)
    guard cell.length <= 8, end >= 8 else { return nil }
    let word = UInt64(
      littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
    return word & (~0 << (UInt64(truncatingIfNeeded: 8 &- Int(cell.length)) &* 8))
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

func isValidUTF8(_ bytes: [UInt8]) -> Bool {
  isASCII(bytes.span, 0, bytes.count) || String(validating: bytes, as: UTF8.self) != nil
}

/// Whether `bytes[start..<start + count]` are ASCII, eight at a time.
@inline(__always)
func isASCII(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> Bool {
  let high: UInt64 = 0x8080_8080_8080_8080
  var seen: UInt64 = 0
  var offset = start
  let end = start &+ count
  while offset &+ 8 <= end {
    seen |= bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset &+= 8
  }
  while offset < end {
    seen |= UInt64(bytes[offset])
    offset &+= 1
  }
  return seen & high == 0
}
