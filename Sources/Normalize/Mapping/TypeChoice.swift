package import Columns
package import Declarations

/// How a file writes its dates, where its profile knows several ways: decided once, by its first records, and
/// never row by row: a file has one notation, and a text may be a date in two.
package enum TypeChoice {
  /// How many cells are looked at.
  private static let cells = 100

  /// Whether some column that is read may be written in several ways.
  package static func isNeeded(_ mapping: InputMapping) -> Bool {
    mapping.wanted.contains { !mapping.profile.columns[$0].otherTypes.isEmpty }
  }

  /// The types of the columns that may be written in several ways, by wanted position.
  package static func types(_ mapping: InputMapping, _ batch: borrowing RecordBatch) -> [Int: ValueType] {
    let nulls = NullTexts(mapping.profile.nulls)
    var types: [Int: ValueType] = [:]
    for (position, index) in mapping.wanted.enumerated() {
      let column = mapping.profile.columns[index]
      guard !column.otherTypes.isEmpty else { continue }
      let block = batch.bytes
      var texts: [[UInt8]] = []
      for var cell in batch.columns[position] where cell.length > 0 && texts.count < cells {
        if let excerpt = column.excerpt { cell = CellExcerpt.take(excerpt, of: cell, block.span) }
        let text = Array(block[Int(cell.start)..<Int(cell.start) + Int(cell.length)])
        if !text.isEmpty, !nulls.contains(text.span) { texts.append(text) }
      }
      types[position] = choose([column.type] + column.otherTypes, for: texts)
    }
    return types
  }

  /// The first type that reads all texts, those aside that none reads; the first of all where none does.
  static func choose(_ types: [ValueType], for texts: [[UInt8]]) -> ValueType? {
    let read = types.map { type in texts.map { reads(type, $0) } }
    let readable = texts.indices.filter { text in read.contains { $0[text] } }
    let first = types.indices.first { type in readable.allSatisfy { read[type][$0] } }
    return first.map { types[$0] } ?? types.first
  }

  private static func reads(_ type: ValueType, _ text: [UInt8]) -> Bool {
    let count = text.count
    switch type {
    case .range(let pattern):
      return (try? DateRange.parse(text.span, 0, count, DateParser(pattern: pattern))) != nil
    case .nthDay: return (try? NumberedDay.number(text.span, 0, count)) != nil
    case .excelDay: return (try? NumberedDay.excel(text.span, 0, count)) != nil
    case .date, .dateTime, .month, .quarter:
      return type.pattern.flatMap { try? DateParser(pattern: $0).parse(text.span, 0, count) } != nil
    case .text, .count, .fractionalCount, .money, .duration, .hours, .milliseconds: return false
    }
  }
}
