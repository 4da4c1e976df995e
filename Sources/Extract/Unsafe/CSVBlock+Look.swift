import CByteScan
import Columns

/// The closer look at rows that may not be records: totals, footers, malformed and continued ones.
extension CSVBlock {
  enum Look { case record, blank, continues, event(RowEvent.Kind) }

  /// What a row is that may not be a record: by its fields' number, first field and quotes.
  func look(
    _ fields: ClosedRange<Int>, _ start: Int, layout: CSVLayout, special: SpecialRows,
    batch: borrowing RecordBatch
  ) -> Look {
    let count = fields.count
    let end = Int(found.separators[fields.upperBound])
    if state.stray != 0, !isCareful, Self.count(layout.lineBreak, batch.bytes, start..<end) > 0,
      hasStrayQuote(batch.bytes, fields, start, layout)
    {
      needsCare = true
      return .blank
    }
    if count == 1, isBlank(batch.bytes, start, end) { return .blank }
    if special.mayBeSpecial(firstByte(batch.bytes, start)) {
      let first = plain(batch.bytes, fields.lowerBound, 0, rowStart: start, isLast: count == 1)
      switch special.kind(of: first) {
      case .footer: return .event(.footer(String(decoding: first, as: UTF8.self)))
      case .total: return .event(total(batch.bytes, fields.lowerBound, count, start, layout))
      case nil: break
      }
    }
    if special.isInAnyColumn, let label = labelBehind(fields, start, special: special, batch: batch) {
      return .event(total(batch.bytes, fields.lowerBound, count, start, layout, label: label))
    }
    // It is the quote that makes the number of fields wrong.
    if state.stray != 0, hasStrayQuote(batch.bytes, fields, start, layout) { return .event(.strayQuote) }
    if count != layout.fieldCount { return .event(.wrongFieldCount(found: count)) }
    if let (same, blank) = special.continuation,
      continues(batch.bytes, fields.lowerBound, start, layout, same: same, blank: blank)
    {
      return .continues
    }
    return .record
  }

  /// The label of a total that stands behind the first cell.
  private func labelBehind(
    _ fields: ClosedRange<Int>, _ start: Int, special: SpecialRows, batch: borrowing RecordBatch
  ) -> String? {
    for field in 1..<max(1, fields.count) {
      let fieldStart = Int(found.separators[fields.lowerBound + field - 1]) + 1
      guard special.mayBeSpecial(firstByte(batch.bytes, fieldStart)) else { continue }
      let text = plain(
        batch.bytes, fields.lowerBound, field, rowStart: start, isLast: field == fields.count - 1)
      if special.kind(of: text) == .total { return String(decoding: text, as: UTF8.self) }
    }
    return nil
  }

  private func firstByte(_ bytes: borrowing ContiguousArray<UInt8>, _ start: Int) -> UInt8 {
    // The last row may be empty and stand at the very end.
    guard start < bytes.count else { return 0 }
    let byte = bytes[start]
    return byte == UInt8(ascii: "\"") && start + 1 < bytes.count ? bytes[start + 1] : byte
  }

  private func isBlank(_ bytes: borrowing ContiguousArray<UInt8>, _ start: Int, _ end: Int) -> Bool {
    start == end || (end == start + 1 && bytes[start] == 0x0D)
  }

  /// One field as text. Copies: for rows that need a closer look.
  private func plain(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ field: Int, rowStart: Int, isLast: Bool
  ) -> [UInt8] {
    let start = field == 0 ? rowStart : Int(found.separators[first + field - 1]) + 1
    var end = Int(found.separators[first + field])
    if isLast, end > start, bytes[end - 1] == 0x0D { end -= 1 }
    guard end - start >= 2, bytes[start] == 0x22 else { return Array(bytes[start..<end]) }
    var text: [UInt8] = []
    var at = start + 1
    while at < end - 1 {
      // As in the slow twin, a field with a quote in the wrong place stays as it is.
      if bytes[at] == 0x22, at + 2 >= end || bytes[at + 1] != 0x22 { return Array(bytes[start..<end]) }
      text.append(bytes[at])
      at += bytes[at] == 0x22 ? 2 : 1
    }
    return bytes[end - 1] == 0x22 ? text : Array(bytes[start..<end])
  }

  private func total(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ fieldCount: Int, _ start: Int,
    _ layout: CSVLayout, label: String? = nil
  ) -> RowEvent.Kind {
    func text(_ field: Int) -> String {
      guard field >= 0, field < fieldCount else { return "" }
      return String(
        decoding: plain(bytes, first, field, rowStart: start, isLast: field == fieldCount - 1), as: UTF8.self)
    }
    return .total(label: label ?? text(0), cells: layout.fields.map(text))
  }

  private func hasStrayQuote(
    _ bytes: borrowing ContiguousArray<UInt8>, _ fields: ClosedRange<Int>, _ rowStart: Int,
    _ layout: CSVLayout
  ) -> Bool {
    for at in fields {
      let start = at == fields.lowerBound ? rowStart : Int(found.separators[at - 1]) + 1
      var end = Int(found.separators[at])
      if at == fields.upperBound, layout.lineBreak == 0x0A, end > start, bytes[end - 1] == 0x0D { end -= 1 }
      let isQuoted = start < end && bytes[start] == 0x22
      var position = start
      var inside = false
      while position < end {
        if bytes[position] == 0x22 {
          if !isQuoted { return true }
          if !inside, position != start { return true }
          if inside, position + 1 < end {
            // Inside a quoted field a quote is doubled or ends the field.
            guard bytes[position + 1] == 0x22 else { return true }
            position += 2
            continue
          }
          inside.toggle()
        }
        position += 1
      }
      if inside { return true }
    }
    return false
  }

  private func continues(
    _ bytes: borrowing ContiguousArray<UInt8>, _ first: Int, _ start: Int, _ layout: CSVLayout, same: Int,
    blank: Int
  ) -> Bool {
    let last = layout.fieldCount - 1
    let (sameField, blankField) = (layout.fields[same], layout.fields[blank])
    guard sameField >= 0, blankField >= 0 else { return false }
    let key = plain(bytes, first, sameField, rowStart: start, isLast: sameField == last)
    if plain(bytes, first, blankField, rowStart: start, isLast: blankField == last).isEmpty,
      key == continuedKey
    {
      return true
    }
    continuedKey = key
    return false
  }
}
