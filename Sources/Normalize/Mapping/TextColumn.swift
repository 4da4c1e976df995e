import Columns
import EventSchema

/// Codes of a text column's distinct values, with what is known about each: decided once per value.
struct TextColumn: Sendable {
  enum Class: UInt8, Sendable { case value, null, notUTF8 }

  var table = InternTable()
  private(set) var classes: ContiguousArray<UInt8> = []
  let nulls: Set<[UInt8]>

  init(nulls: Set<[UInt8]>) { self.nulls = nulls }

  /// Fills `codes` with one code per row: -1 for absent, -2 for bytes that are not UTF-8.
  mutating func encode(_ batch: borrowing RecordBatch, column: Int, into codes: inout ContiguousArray<Int32>)
  {
    codes.removeAll(keepingCapacity: true)
    codes.reserveCapacity(batch.count)
    let columnCells = batch.columns[column]
    let cells = columnCells.span
    let block = batch.bytes
    let bytes = block.span
    for row in 0..<batch.count {
      let cell = cells[row]
      guard cell.length > 0 else {
        codes.append(-1)
        continue
      }
      let (code, isNew) = table.intern(bytes, Int(cell.start), Int(cell.length))
      if isNew { classify(code) }
      let kind = classes[Int(code)]
      codes.append(kind == 0 ? code : kind == 1 ? -1 : -2)
    }
  }

  private mutating func classify(_ code: Int32) {
    let text = table[code]
    if nulls.contains(trimmed(text)) {
      classes.append(Class.null.rawValue)
    } else {
      classes.append(isValidUTF8(text) ? Class.value.rawValue : Class.notUTF8.rawValue)
    }
  }
}

/// ASCII and no-break spaces off both ends.
func trimmed(_ bytes: [UInt8]) -> [UInt8] {
  var slice = bytes[...]
  while true {
    if let first = slice.first, first == 0x20 || (0x09...0x0D).contains(first) {
      slice = slice.dropFirst()
    } else if slice.starts(with: [0xC2, 0xA0]) {
      slice = slice.dropFirst(2)
    } else {
      break
    }
  }
  while true {
    if let last = slice.last, last == 0x20 || (0x09...0x0D).contains(last) {
      slice = slice.dropLast()
    } else if slice.count >= 2, slice.suffix(2).elementsEqual([0xC2, 0xA0]) {
      slice = slice.dropLast(2)
    } else {
      break
    }
  }
  return Array(slice)
}

func isValidUTF8(_ bytes: [UInt8]) -> Bool {
  String(validating: bytes, as: UTF8.self) != nil
}
