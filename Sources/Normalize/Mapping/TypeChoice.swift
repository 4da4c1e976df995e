package import Columns
import Declarations
import EventSchema

/// How a file writes its dates, where there are several ways: decided once, by its first records, and
/// never row by row: a file has one notation, and a text may be a date in two.
package enum TypeChoice {
  /// What the records stand in.
  package enum Medium: Sendable {
    case text
    /// A workbook's sheet: its cells of dates come in ISO form, whatever the language of the export; only its cells
    /// of text are written as the tool writes them. (Its numbers come in the file's notation: see
    /// `ByteStream.decimalMark`.)
    case sheet
  }

  /// How many cells are looked at.
  private static let cells = 100

  /// Whether some column that is read may be written in several ways.
  package static func isNeeded(_ mapping: InputMapping, _ medium: Medium) -> Bool {
    mapping.wanted.contains { index in
      let column = mapping.profile.columns[index]
      return medium == .sheet || !column.otherTypes.isEmpty
    }
  }

  /// Notes in the facts how the file that begins with these records is written.
  package static func choose(
    _ mapping: InputMapping, _ medium: Medium, _ batch: borrowing RecordBatch, _ facts: inout FileFacts
  ) {
    let nulls = NullTexts(mapping.profile.nulls)
    for (position, index) in mapping.wanted.enumerated() {
      let column = mapping.profile.columns[index]
      var types = [column.type] + column.otherTypes
      switch column.type.storage {
      case .day, .time:
        let forms = medium == .sheet ? types.flatMap(sheetForms) : []
        types += forms
        guard types.count > 1 else { continue }
        let chosen = choose(types, for: texts(batch, position, column, nulls))
        facts.types[position] = chosen
        // A cell's own format decides whether its time is shown; neither form can be taken for another.
        facts.otherTypes[position] = forms.filter {
          $0 != chosen && isPoint($0) && chosen.map(isPoint) ?? true
        }
      case .text, .count, .fractionalCount, .money, .duration: continue
      }
    }
  }

  /// The first cells of a column that state something.
  private static func texts(
    _ batch: borrowing RecordBatch, _ position: Int, _ column: ProfileColumn, _ nulls: NullTexts
  ) -> [[UInt8]] {
    let block = batch.bytes
    var texts: [[UInt8]] = []
    for var cell in batch.columns[position] where cell.length > 0 && texts.count < cells {
      if let excerpt = column.excerpt { cell = CellExcerpt.take(excerpt, of: cell, block.span) }
      let text = Array(block[Int(cell.start)..<Int(cell.start) + Int(cell.length)])
      if !text.isEmpty, !nulls.contains(text.span) { texts.append(text) }
    }
    return texts
  }

  /// How a cell of a date is written that stands for a text of the type.
  private static func sheetForms(_ type: ValueType) -> [ValueType] {
    let day = DatePattern("yyyy-MM-dd")
    let time = DatePattern("yyyy-MM-dd HH:mm:ss")
    let forms: [ValueType?] =
      switch type {
      case .dateTime: [time.map { .dateTime($0) }, day.map { .date($0) }]
      case .date, .excelDay: [day.map { .date($0) }, time.map { .date($0) }]
      case .month: [day.map { .month($0) }, time.map { .month($0) }]
      case .quarter: [day.map { .quarter($0) }, time.map { .quarter($0) }]
      case .range: [day.map { .range($0) }]
      case .nthDay, .text, .count, .fractionalCount, .money, .duration, .hours, .milliseconds: []
      }
    return forms.compactMap(\.self)
  }

  /// Whether the type states a day or a time, not a span.
  private static func isPoint(_ type: ValueType) -> Bool {
    switch type {
    case .date, .dateTime: true
    case .excelDay, .nthDay, .month, .quarter, .range, .text, .count, .fractionalCount, .money, .duration,
      .hours, .milliseconds:
      false
    }
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
